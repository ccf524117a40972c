"""Fills a desk with as many rows as years of work would leave, by the database's own means."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from core import clock
from core.desk import Desk
from core.models import Contact, Conversation, Delivery, Identity, Message, Ticket
from core.vocabulary import (
    Author,
    Category,
    DeliveryState,
    Direction,
    Lane,
    Language,
    Owner,
    Priority,
    TicketStatus,
    Visibility,
)

CHUNK = 50_000
#: How many tickets one person has.
EACH = 10


def fill_tickets(desk: Desk, channel_id: str, count: int) -> None:
    """So many solved tickets, each to be closed on one of the coming days, and their customers.

    Every one of them waits, which is more than a desk ever has: the index of what waits is as
    large as it can be.
    """
    now = clock.now()
    fill_people(desk, channel_id, max(1, count // EACH))
    for start in range(0, count, CHUNK):
        due_at = now + timedelta(days=1, minutes=start / CHUNK)
        with desk.db.transaction() as session:
            _insert(
                session,
                Ticket,
                min(CHUNK, count - start),
                lambda number, start=start, due_at=due_at: _ticket(number + start, count, due_at),
            )
    settle(desk)


def fill_people(desk: Desk, channel_id: str, count: int) -> None:
    """So many customers, each with a conversation. Their ids count from one on a fresh desk."""
    now = clock.now()
    with desk.db.transaction() as session:
        _insert(session, Contact, count, lambda _: {"name": "Customer", "created_at": now})
        _insert(session, Identity, count, lambda number: _identity(number, channel_id))
        _insert(session, Conversation, count, lambda number: _conversation(number, channel_id))


def fill_deliveries(desk: Desk, channel_id: str, count: int, due_at: datetime) -> None:
    """So many messages owed, one to each of the first people."""
    with desk.db.transaction() as session:
        before = session.scalar(sa.select(sa.func.coalesce(sa.func.max(Message.id), 0)))
        _insert(session, Message, count, lambda number: _message(number, channel_id))
        _insert(
            session,
            Delivery,
            count,
            lambda number: {
                "message_id": number + before,
                "conversation_id": number,
                "channel_id": channel_id,
                "automatic": True,
                "state": DeliveryState.PENDING,
                "lane": Lane.ANSWER,
                "rank": Lane.ANSWER.rank,
                "due_at": due_at,
                "expires_at": due_at + timedelta(hours=12),
                "attempts": 0,
                "reason": "",
                "withdrawal_reason": "",
            },
        )
    settle(desk)


def settle(desk: Desk) -> None:
    """Let the database learn what it holds now, as it does by itself in time."""
    with desk.db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("ANALYZE" if desk.db.is_sqlite else "VACUUM ANALYZE")


def _insert(session: Session, model: type[SQLModel], count: int, values: Any) -> None:
    """Insert `count` rows; `values` gives the columns of row number 1, 2, … as SQL or as values."""
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    numbers = sa.select(sa.literal(1).label("number")).cte("numbers", recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.number + 1).where(numbers.c.number < count))
    row: dict[str, Any] = values(numbers.c.number)
    columns = [
        one
        if isinstance(one, sa.ColumnElement)
        else sa.cast(sa.literal(one, table.c[name].type), table.c[name].type)
        if session.get_bind().dialect.name == "postgresql"
        else sa.literal(one, table.c[name].type)
        for name, one in row.items()
    ]
    session.execute(
        sa.insert(table).from_select(list(row), sa.select(*columns).select_from(numbers))
    )


def _text(number: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
    return sa.cast(number, sa.String)


def _identity(number: sa.ColumnElement[int], channel_id: str) -> dict[str, Any]:
    return {
        "contact_id": number,
        "channel_id": channel_id,
        "external_id": _text(number),
        "name": "Customer",
        "handle": "",
        "blocked_us": False,
        "closed": False,
        "flooding": False,
    }


def _conversation(number: sa.ColumnElement[int], channel_id: str) -> dict[str, Any]:
    return {
        "channel_id": channel_id,
        "identity_id": number,
        "contact_id": number,
        "owner": Owner.BOT,
        "private": True,
        "stopped": False,
        "context": {},
        "created_at": clock.now(),
    }


def _ticket(number: sa.ColumnElement[int], count: int, due_at: datetime) -> dict[str, Any]:
    person = 1 + number % max(1, count // EACH)
    return {
        "number": sa.literal("OK-") + _text(number + 1000),
        "conversation_id": person,
        "contact_id": person,
        "status": TicketStatus.SOLVED,
        "live": False,
        "split": False,
        "category": Category.OTHER,
        "priority": Priority.NORMAL,
        "urgency": Priority.NORMAL.rank,
        "visibility": Visibility.DIRECT,
        "language": Language.EN,
        "slots": {},
        "missing": [],
        "rounds": 0,
        "subject": "my transfer failed",
        "step": 0,
        "due_at": due_at,
        "solved_at": clock.now(),
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }


def _message(number: sa.ColumnElement[int], channel_id: str) -> dict[str, Any]:
    return {
        "conversation_id": number,
        "channel_id": channel_id,
        "direction": Direction.OUTBOUND,
        "author": Author.BOT,
        "text": "Your transfer is being looked at.",
        "visibility": Visibility.DIRECT,
        "place": _text(number),
        "choices": [],
        "invite": False,
        "opening": False,
        "secrets": [],
        "attachments": [],
        "handled": True,
        "sent_at": clock.now(),
    }
