"""What must be known of many authors to store what they wrote, read for all of them at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from core.models import Conversation, Identity, Message, Ticket
from core.vocabulary import Direction, Owner, TicketStatus


@dataclass(slots=True)
class Acquainted:
    """An author, their conversation and its live ticket, as far as a plain message concerns them."""

    external_id: str
    identity_id: int
    conversation_id: int
    contact_id: int
    name: str
    handle: str
    followers: int | None
    blocked_us: bool
    blocked_at: datetime | None
    tokens: float | None
    tokens_at: datetime | None
    flooding: bool
    owner: Owner
    private: bool
    due_at: datetime | None
    waiting_since: datetime | None
    ticket_id: int | None = None
    status: TicketStatus | None = None
    elsewhere: bool = False  #: a live ticket of theirs stands in another conversation
    last_id: int | None = None  #: the customer's last message
    last_text: str = ""
    last_secrets: list[Any] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)  #: of the given messages, those stored already


def acquainted(
    session: Session, channel_id: str, people: Sequence[str], messages: Collection[str]
) -> dict[str, Acquainted]:
    """The known ones of `people`, their conversations locked; `messages` are external ids."""
    columns = (
        Identity.external_id,
        Identity.id,
        Conversation.id,
        Conversation.contact_id,
        Identity.name,
        Identity.handle,
        Identity.followers,
        Identity.blocked_us,
        Identity.blocked_at,
        Identity.tokens,
        Identity.tokens_at,
        Identity.flooding,
        Conversation.owner,
        Conversation.private,
        Conversation.due_at,
        Conversation.waiting_since,
    )
    rows = session.execute(
        sa.select(*columns)  # type: ignore[call-overload]
        .join(Conversation, col(Conversation.identity_id) == Identity.id)
        .where(col(Identity.channel_id) == channel_id, col(Identity.external_id).in_(people))
        .order_by(col(Conversation.id))
        .with_for_update(of=(Conversation, Identity), key_share=True)
    )
    known = {row[0]: Acquainted(*row) for row in rows}
    by_conversation = {one.conversation_id: one for one in known.values()}
    _tickets(session, by_conversation)
    _last_words(session, by_conversation)
    _seen(session, channel_id, by_conversation, messages)
    return known


def _tickets(session: Session, known: dict[int, Acquainted]) -> None:
    by_contact = {one.contact_id: one for one in known.values()}
    rows = session.execute(
        sa.select(
            col(Ticket.contact_id), col(Ticket.conversation_id), col(Ticket.id), col(Ticket.status)
        )
        .where(col(Ticket.contact_id).in_(by_contact), col(Ticket.live).is_(True))
        .order_by(col(Ticket.id))
    )
    for contact_id, conversation_id, ticket_id, status in rows:
        if (own := known.get(conversation_id)) is not None:
            own.ticket_id, own.status = ticket_id, status
        else:
            by_contact[contact_id].elsewhere = True


def _last_words(session: Session, known: dict[int, Acquainted]) -> None:
    newest = (
        sa.select(sa.func.max(Message.id))
        .where(col(Message.conversation_id).in_(known), col(Message.direction) == Direction.INBOUND)
        .group_by(col(Message.conversation_id))
    )
    rows = session.execute(
        sa.select(
            col(Message.conversation_id), col(Message.id), col(Message.text), col(Message.secrets)
        ).where(col(Message.id).in_(newest))
    )
    for conversation_id, message_id, text, secrets in rows:
        one = known[conversation_id]
        one.last_id, one.last_text, one.last_secrets = message_id, text, secrets


def _seen(
    session: Session, channel_id: str, known: dict[int, Acquainted], messages: Collection[str]
) -> None:
    rows = session.execute(
        sa.select(col(Message.conversation_id), col(Message.external_id)).where(
            col(Message.channel_id) == channel_id, col(Message.external_id).in_(messages)
        )
    )
    for conversation_id, external_id in rows:
        if conversation_id in known:
            known[conversation_id].seen.add(external_id)
