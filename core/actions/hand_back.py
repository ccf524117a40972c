"""Give a conversation back to the bot once its case is over."""

from sqlmodel import Session

from core.models import Conversation
from core.vocabulary import Owner


def hand_back(session: Session, conversation: Conversation) -> None:
    """The bot answers again, and starts without what it had offered before the case."""
    conversation.owner = Owner.BOT
    kept = {"last_triage": conversation.context.get("last_triage")}
    conversation.context = {name: value for name, value in kept.items() if value is not None}
    session.add(conversation)
