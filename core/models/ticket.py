"""The agents' unit of work, and everything that happened to it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from core.models.columns import document, word
from core.vocabulary import Category, Language, Outcome, Priority, TicketStatus, Visibility

_BOT_LIVE = sa.text("live AND NOT split")
_DUE = sa.text("due_at IS NOT NULL")


class Ticket(SQLModel, table=True):
    """A case. `due_at` is the next moment at which something happens by itself."""

    __tablename__ = "ticket"
    __table_args__ = (
        sa.Index(
            "uq_ticket_live",
            "conversation_id",
            unique=True,
            sqlite_where=_BOT_LIVE,
            postgresql_where=_BOT_LIVE,
        ),
        sa.Index("ix_ticket_due", "due_at", sqlite_where=_DUE, postgresql_where=_DUE),
        sa.Index("ix_ticket_queue", "live", "urgency", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)  #: OK-1042
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    status: TicketStatus = word(TicketStatus, TicketStatus.NEW, index=True)
    live: bool = True  #: neither solved nor closed; one indexed column for the queue
    split: bool = False  #: made by an agent beside another live one
    category: Category = word(Category)
    child: str | None = None
    priority: Priority = word(Priority, Priority.NORMAL)
    urgency: int = 1  #: the priority's rank, for sorting
    visibility: Visibility = word(Visibility)  #: how the customer first wrote about it
    language: Language = word(Language)
    slots: dict[str, Any] = document(dict)
    missing: list[Any] = document(list)  #: names of the facts still asked for
    rounds: int = 0  #: how often the customer was asked for facts
    subject: str = ""  #: the customer's words that opened it
    assignee_id: int | None = Field(default=None, foreign_key="agent.id", index=True)
    outcome: Outcome | None = word(Outcome, optional=True)
    step: int = 0  #: follow-ups already done in this status
    pending_since: datetime | None = None
    due_at: datetime | None = None
    solved_at: datetime | None = None
    created_at: datetime
    updated_at: datetime


class TicketEvent(SQLModel, table=True):
    """One change of a ticket: what, by whom, why."""

    __tablename__ = "ticket_event"

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    kind: str  #: opened, status, assigned, priority, slots, reminder, closed, …
    actor: str  #: bot, customer, system or agent:<name>
    detail: dict[str, Any] = document(dict)
    at: datetime
