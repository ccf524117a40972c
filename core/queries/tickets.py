"""Tickets as the API and the ticket page show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from core.desk import Desk
from core.models import Agent, ChannelRow, Conversation, Draft, Identity, Message, Ticket
from core.queries.drafts import DraftView, draft_view, open_drafts
from core.queries.page import Page, from_cursor, to_cursor
from core.queries.reach import Unreachable, Way, other_ways, unreachable
from core.vocabulary import (
    Category,
    Direction,
    Language,
    Outcome,
    Owner,
    Priority,
    TicketStatus,
    Visibility,
)


@dataclass(frozen=True, slots=True)
class ContactView:
    """The customer, as the platform names them."""

    id: int
    name: str
    handle: str
    external_id: str
    unreachable: Unreachable | None  #: why they do not get what we write here
    blocked_at: datetime | None  #: we no longer answer them, since then


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket with what stands around it."""

    id: int
    number: str
    status: TicketStatus
    category: Category
    child: str | None
    priority: Priority
    slots: dict[str, str]
    missing: list[str]
    channel: str
    visibility: Visibility
    contact: ContactView
    conversation_id: int
    assignee: str | None
    subject: str
    language: Language
    outcome: Outcome | None
    created_at: datetime
    updated_at: datetime
    due_at: datetime | None
    last_message_id: int
    owner: Owner
    private: bool
    other_ways: list[Way]  #: where else the customer can be written to, if not here
    draft: DraftView | None  #: what the bot suggests to reply

    @property
    def reachable(self) -> bool:
        """Whether nothing is known to keep our messages from the customer here."""
        return self.contact.unreachable is None


def ticket(desk: Desk, number: str) -> TicketView | None:
    """The ticket of that number, or None."""
    with desk.db.reading() as session:
        found = list(_views(session, sa.true() & (col(Ticket.number) == number), limit=1))
    return found[0] if found else None


def tickets(
    desk: Desk,
    *,
    status: TicketStatus | None = None,
    channel: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[TicketView]:
    """Tickets, newest first. `channel` is a platform. Raises `Refused` for a foreign cursor."""
    where: sa.ColumnElement[bool] = sa.true()
    if status is not None:
        where &= col(Ticket.status) == status
    if channel is not None:
        where &= col(ChannelRow.platform) == channel
    if cursor is not None:
        where &= col(Ticket.id) < from_cursor(cursor, 1)[0]
    with desk.db.reading() as session:
        found = list(_views(session, where, limit=limit + 1))
    more = len(found) > limit
    return Page(found[:limit], to_cursor(found[limit - 1].id) if more else None)


def _views(session: Session, where: sa.ColumnElement[bool], *, limit: int) -> Iterable[TicketView]:
    last = (
        sa.select(sa.func.max(Message.id))
        .where(col(Message.conversation_id) == Ticket.conversation_id)
        .where(col(Message.direction) != Direction.NOTE)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Ticket, Identity, col(ChannelRow.platform), col(Agent.name), Conversation, last)
        .join(Conversation, col(Conversation.id) == Ticket.conversation_id)
        .join(Identity, col(Identity.id) == Conversation.identity_id)
        .join(ChannelRow, col(ChannelRow.id) == Conversation.channel_id)
        .outerjoin(Agent, col(Agent.id) == Ticket.assignee_id)
        .where(where)
        .order_by(col(Ticket.id).desc())
        .limit(limit)
    ).all()
    drafts = open_drafts(session, [row.conversation_id for row, *_ in rows if row.live])
    for row, identity, platform, assignee, conversation, last_id in rows:
        hindered = row.live and unreachable(identity) is not None
        yield _view(
            row,
            identity,
            platform,
            assignee,
            conversation,
            last_id or 0,
            other_ways(session, conversation) if hindered else [],
            drafts.get(row.conversation_id) if row.live else None,
        )


def _view(
    row: Ticket,
    identity: Identity,
    platform: str,
    assignee: str | None,
    conversation: Conversation,
    last_id: int,
    ways: list[Way],
    draft: Draft | None,
) -> TicketView:
    assert row.id is not None
    return TicketView(
        id=row.id,
        number=row.number,
        status=row.status,
        category=row.category,
        child=row.child,
        priority=row.priority,
        slots=dict(row.slots),
        missing=list(row.missing),
        channel=platform,
        visibility=row.visibility,
        contact=ContactView(
            id=identity.contact_id,
            name=identity.name,
            handle=identity.handle,
            external_id=identity.external_id,
            unreachable=unreachable(identity),
            blocked_at=identity.blocked_at,
        ),
        conversation_id=row.conversation_id,
        assignee=assignee,
        subject=row.subject,
        language=row.language,
        outcome=row.outcome,
        created_at=row.created_at,
        updated_at=row.updated_at,
        due_at=row.due_at,
        last_message_id=last_id,
        owner=conversation.owner,
        private=conversation.private,
        other_ways=ways,
        draft=draft_view(draft) if draft else None,
    )
