"""A conversation in order: messages, notes, and what happened to its ticket."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from core.desk import Desk
from core.models import Agent, ChannelRow, Conversation, Delivery, Message, TicketEvent
from core.queries.page import Page, from_cursor, to_cursor
from core.vocabulary import Author, DeliveryState, Direction, Visibility, WithdrawalState


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message as agents see it."""

    id: int
    conversation_id: int
    channel: str  #: the platform
    ticket_id: int | None
    direction: Direction
    author: Author
    agent_name: str | None
    text: str
    visibility: Visibility
    faq: str | None
    sent_at: datetime
    delivery: DeliveryState | None
    reason: str  #: why it is not delivered, or how we know that it is
    withdrawal: WithdrawalState | None  #: set once it is taken back
    withdrawal_reason: str  #: who takes it back; where that was refused, why
    withdrawable: bool  #: it waits still, or was sent where the platform lets us take it back
    choices: list[tuple[str, str]]
    choice: str | None
    attachments: list[dict[str, Any]]
    secrets: list[str]
    edited: bool
    deleted: bool
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened to a ticket."""

    kind: str
    actor: str
    detail: dict[str, Any]
    at: datetime


def timeline(
    desk: Desk, conversation_id: int, *, limit: int = 50, cursor: str | None = None
) -> Page[MessageView] | None:
    """A page of a conversation, oldest first; None where there is no such conversation."""
    after = from_cursor(cursor, 1)[0] if cursor is not None else 0
    with desk.db.reading() as session:
        if session.get(Conversation, conversation_id) is None:
            return None
        where = (col(Message.conversation_id) == conversation_id) & (col(Message.id) > after)
        found = list(_views(session, where, col(Message.id), limit + 1))
    more = len(found) > limit
    return Page(found[:limit], to_cursor(found[limit - 1].id) if more else None)


def latest(
    desk: Desk, conversation_id: int, *, ticket_id: int | None = None, limit: int = 100
) -> list[MessageView]:
    """The newest messages of a conversation, oldest of them first.

    With a ticket, what was said about it in other conversations stands among them.
    """
    wheres = [col(Message.conversation_id) == conversation_id]
    if ticket_id is not None:
        elsewhere = col(Message.conversation_id) != conversation_id
        wheres.append((col(Message.ticket_id) == ticket_id) & elsewhere)
    with desk.db.reading() as session:
        found = [
            one for where in wheres for one in _views(session, where, col(Message.id).desc(), limit)
        ]
    return sorted(found, key=lambda one: one.id)[-limit:]


def message(session: Session, message_id: int) -> MessageView:
    """One message, inside the transaction that wrote it."""
    where = col(Message.id) == message_id
    return next(iter(_views(session, where, col(Message.id), 1)))


def events(desk: Desk, ticket_id: int) -> list[EventView]:
    """Everything that happened to a ticket, oldest first."""
    with desk.db.reading() as session:
        rows = session.scalars(
            sa.select(TicketEvent)
            .where(col(TicketEvent.ticket_id) == ticket_id)
            .order_by(col(TicketEvent.id))
        )
        return [EventView(row.kind, row.actor, dict(row.detail), row.at) for row in rows]


def _views(
    session: Session, where: sa.ColumnElement[bool], order: Any, limit: int
) -> Iterable[MessageView]:
    rows = session.execute(
        sa.select(
            Message, col(ChannelRow.platform), col(ChannelRow.traits), col(Agent.name), Delivery
        )
        .join(ChannelRow, col(ChannelRow.id) == Message.channel_id)
        .outerjoin(Agent, col(Agent.id) == Message.agent_id)
        .outerjoin(Delivery, col(Delivery.message_id) == Message.id)
        .where(where)
        .order_by(order)
        .limit(limit)
    )
    for row, platform, traits, agent_name, delivery in rows:
        yield MessageView(
            id=row.id or 0,
            conversation_id=row.conversation_id,
            channel=platform,
            ticket_id=row.ticket_id,
            direction=row.direction,
            author=row.author,
            agent_name=agent_name,
            text=row.text,
            visibility=row.visibility,
            faq=row.faq,
            sent_at=row.sent_at,
            delivery=delivery.state if delivery else None,
            reason=delivery.reason if delivery else "",
            withdrawal=delivery.withdrawal if delivery else None,
            withdrawal_reason=delivery.withdrawal_reason if delivery else "",
            withdrawable=delivery is not None and _withdrawable(delivery, traits),
            choices=[(choice[0], choice[1]) for choice in row.choices],
            choice=row.choice,
            attachments=list(row.attachments),
            secrets=list(row.secrets),
            edited=row.edited_at is not None,
            deleted=row.deleted_at is not None,
            deleted_at=row.deleted_at,
        )


def _withdrawable(delivery: Delivery, traits: dict[str, Any]) -> bool:
    if delivery.state is DeliveryState.PENDING:
        return True
    open_ = delivery.withdrawal in (None, WithdrawalState.REFUSED)
    return delivery.state is DeliveryState.SENT and open_ and bool(traits.get("withdraws"))
