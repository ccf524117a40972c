"""Note what an agent made of the bot's suggestion."""

from sqlmodel import Session

from core.models import Conversation, Message
from core.queries.drafts import open_drafts


def settle_draft(session: Session, conversation: Conversation, written: Message) -> None:
    """Tie the conversation's open suggestion to the reply; without effect where there is none."""
    assert conversation.id is not None
    draft = open_drafts(session, [conversation.id]).get(conversation.id)
    if draft is None:
        return
    draft.reply_id = written.id
    draft.unchanged = written.text.strip() == draft.text.strip()
    session.add(draft)
