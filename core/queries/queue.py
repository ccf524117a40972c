"""The agents' queue: live tickets of all platforms in one order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from core.desk import Desk
from core.models import Agent, ChannelRow, Conversation, Identity, Message, Ticket
from core.queries.page import Page, from_cursor, to_cursor
from core.vocabulary import Author, Category, Direction, Priority, TicketStatus, Visibility

#: Counting every row of a long list costs more than anyone reads from it.
COUNTED_TO = 1000


class View(StrEnum):
    """What an agent looks at."""

    UNASSIGNED = "unassigned"
    MINE = "mine"
    ALL_OPEN = "all_open"
    SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue."""

    id: int
    number: str
    channel: str
    contact_name: str
    handle: str
    subject: str
    last_text: str  #: the customer's latest words
    last_at: datetime
    category: Category
    child: str | None
    priority: Priority
    status: TicketStatus
    assignee: str | None
    visibility: Visibility
    created_at: datetime
    updated_at: datetime
    due_at: datetime | None
    unseen: bool  #: no agent answered the customer's latest words
    waits_since: datetime | None  #: since when the customer waits for an agent, if they do


def queue(
    desk: Desk,
    view: View,
    agent_id: int,
    *,
    limit: int = 50,
    cursor: str | None = None,
    channel: str | None = None,
) -> Page[QueueRow]:
    """A page of a view: open views most urgent first, then oldest; solved ones newest first."""
    where = _where(view, agent_id)
    if channel is not None:
        where &= col(ChannelRow.platform) == channel
    order: list[Any]
    if view is View.SOLVED:
        order = [col(Ticket.id).desc()]
        if cursor is not None:
            where &= col(Ticket.id) < from_cursor(cursor, 1)[0]
    else:
        order = [col(Ticket.urgency).desc(), col(Ticket.id)]
        if cursor is not None:
            urgency, after = from_cursor(cursor, 2)
            where &= sa.or_(
                col(Ticket.urgency) < urgency,
                sa.and_(col(Ticket.urgency) == urgency, col(Ticket.id) > after),
            )
    last = _newest(Author.CUSTOMER)
    answer = _newest(Author.AGENT)
    with desk.db.reading() as session:
        found = session.execute(
            sa.select(Ticket, Identity, col(ChannelRow.platform), col(Agent.name), Message, answer)
            .join(Conversation, col(Conversation.id) == Ticket.conversation_id)
            .join(Identity, col(Identity.id) == Conversation.identity_id)
            .join(ChannelRow, col(ChannelRow.id) == Conversation.channel_id)
            .join(Message, col(Message.id) == last)
            .outerjoin(Agent, col(Agent.id) == Ticket.assignee_id)
            .where(where)
            .order_by(*order)
            .limit(limit + 1)
        ).all()
    rows = [_row(*row) for row in found[:limit]]
    if len(found) <= limit:
        return Page(rows)
    tail = rows[-1]
    keys = (tail.id,) if view is View.SOLVED else (tail.priority.rank, tail.id)
    return Page(rows, to_cursor(*keys))


def counts(desk: Desk, agent_id: int) -> dict[View, int]:
    """How many tickets each view holds, counted no further than `COUNTED_TO`."""
    with desk.db.reading() as session:
        return {
            view: session.scalar(
                sa.select(sa.func.count()).select_from(
                    sa.select(col(Ticket.id))
                    .where(_where(view, agent_id))
                    .limit(COUNTED_TO)
                    .subquery()
                )
            )
            or 0
            for view in View
        }


def _where(view: View, agent_id: int) -> sa.ColumnElement[bool]:
    live = col(Ticket.live).is_(True)
    if view is View.UNASSIGNED:
        return live & col(Ticket.assignee_id).is_(None)
    if view is View.MINE:
        return live & (col(Ticket.assignee_id) == agent_id)
    return live if view is View.ALL_OPEN else ~live


def _newest(author: Author) -> Any:
    """The id of the newest message of that author in the ticket's conversation."""
    return (
        sa.select(sa.func.max(Message.id))
        .where(col(Message.conversation_id) == Ticket.conversation_id)
        .where(col(Message.author) == author, col(Message.direction) != Direction.NOTE)
        .correlate(Ticket)
        .scalar_subquery()
    )


def _row(
    ticket: Ticket,
    identity: Identity,
    platform: str,
    assignee: str | None,
    last: Message,
    answer: int | None,
) -> QueueRow:
    assert ticket.id is not None
    assert last.id is not None
    waits = ticket.live and (answer is None or answer < last.id)
    return QueueRow(
        id=ticket.id,
        number=ticket.number,
        channel=platform,
        contact_name=identity.name,
        handle=identity.handle,
        subject=ticket.subject,
        last_text=last.text,
        last_at=last.sent_at,
        category=ticket.category,
        child=ticket.child,
        priority=ticket.priority,
        status=ticket.status,
        assignee=assignee,
        visibility=ticket.visibility,
        created_at=ticket.created_at,
        updated_at=ticket.updated_at,
        due_at=ticket.due_at,
        unseen=waits,
        waits_since=last.sent_at if waits else None,
    )
