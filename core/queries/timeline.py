"""A conversation in order: messages, notes, and what happened to its ticket."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from core.desk import Desk
from core.models import Agent, Conversation, Delivery, Message, TicketEvent
from core.queries.page import Page, from_cursor, to_cursor
from core.vocabulary import Author, DeliveryState, Direction, Visibility


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message as agents see it."""

    id: int
    conversation_id: int
    ticket_id: int | None
    direction: Direction
    author: Author
    agent_name: str | None
    text: str
    visibility: Visibility
    faq: str | None
    sent_at: datetime
    delivery: DeliveryState | None
    reason: str  #: why it is not delivered
    choices: list[tuple[str, str]]
    choice: str | None
    attachments: list[dict[str, Any]]
    secrets: list[str]
    edited: bool
    deleted: bool


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


def latest(desk: Desk, conversation_id: int, *, limit: int = 100) -> list[MessageView]:
    """The newest messages of a conversation, oldest of them first."""
    where = col(Message.conversation_id) == conversation_id
    with desk.db.reading() as session:
        return list(_views(session, where, col(Message.id).desc(), limit))[::-1]


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
        sa.select(Message, col(Agent.name), col(Delivery.state), col(Delivery.reason))
        .outerjoin(Agent, col(Agent.id) == Message.agent_id)
        .outerjoin(Delivery, col(Delivery.message_id) == Message.id)
        .where(where)
        .order_by(order)
        .limit(limit)
    )
    for row, agent_name, state, reason in rows:
        yield MessageView(
            id=row.id or 0,
            conversation_id=row.conversation_id,
            ticket_id=row.ticket_id,
            direction=row.direction,
            author=row.author,
            agent_name=agent_name,
            text=row.text,
            visibility=row.visibility,
            faq=row.faq,
            sent_at=row.sent_at,
            delivery=state,
            reason=reason or "",
            choices=[(choice[0], choice[1]) for choice in row.choices],
            choice=row.choice,
            attachments=list(row.attachments),
            secrets=list(row.secrets),
            edited=row.edited_at is not None,
            deleted=row.deleted_at is not None,
        )
