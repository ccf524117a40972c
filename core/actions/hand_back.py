"""Give a conversation back to the bot once its case is over."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core.models import Conversation
from core.queries.live_ticket import live_ticket
from core.vocabulary import Owner


def hand_back(session: Session, conversation: Conversation) -> None:
    """The bot answers again, and starts without what it had offered before the case.

    So it does in the customer's other conversations through which an agent went on with the case.
    """
    _free(session, conversation)
    session.flush()
    others = session.scalars(
        sa.select(Conversation)
        .where(
            col(Conversation.contact_id) == conversation.contact_id,
            col(Conversation.id) != conversation.id,
            col(Conversation.owner) == Owner.HUMAN,
        )
        .with_for_update(key_share=True)
    ).all()
    for other in others:
        if live_ticket(session, other) is None:
            _free(session, other)


def _free(session: Session, conversation: Conversation) -> None:
    conversation.owner = Owner.BOT
    kept = {"last_triage": conversation.context.get("last_triage")}
    conversation.context = {name: value for name, value in kept.items() if value is not None}
    session.add(conversation)
