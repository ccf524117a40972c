"""Tickets that wait for their customers, and what became of their follow-ups."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from core.desk import Desk
from core.models import ChannelRow, Contact, Conversation, Identity, Message, Ticket
from core.policy import DeskFile, Hours, Policy
from core.rules.follow_up import FollowUp, next_follow_up
from core.vocabulary import Author, Category, Language, TicketStatus, Visibility
from tests.chaos.scale import SCALE

POLICY = Policy(
    desk=DeskFile(hours=Hours(timezone="Europe/Berlin")),  # a zone whose clocks change
    quiet_hours=(time(23), time(7)) if SCALE == "long" else None,
    remind_after=(timedelta(hours=2), timedelta(hours=5)),
    close_after=timedelta(hours=9),
)
"""Three steps a ticket, all inside a day."""
STEPS = len(POLICY.remind_after) + 1


def fill(desk: Desk, tickets: int, start: datetime, span: timedelta, rng: random.Random) -> None:
    """Make pending tickets, all of whose steps fall into the `span` from `start` on."""
    first, last = POLICY.remind_after[0], POLICY.close_after
    with desk.db.transaction() as session:
        session.add(ChannelRow(id="nowhere:1", platform="nowhere", started_at=start))
        session.flush()
        for number in range(1, tickets + 1):
            _one(session, number, start - first + rng.random() * (span - (last - first)))


def _one(session: Session, number: int, since: datetime) -> None:
    session.add(Contact(id=number, created_at=since))
    session.flush()
    session.add(
        Identity(id=number, contact_id=number, channel_id="nowhere:1", external_id=str(number))
    )
    session.flush()
    session.add(
        Conversation(
            id=number,
            channel_id="nowhere:1",
            identity_id=number,
            contact_id=number,
            private=True,
            created_at=since,
        )
    )
    session.flush()
    session.add(
        Ticket(
            id=number,
            number=f"OK-{number}",
            conversation_id=number,
            contact_id=number,
            status=TicketStatus.PENDING,
            category=Category.OTHER,
            visibility=Visibility.DIRECT,
            language=Language.EN,
            pending_since=since,
            due_at=_step(since, 0).due_at,
            created_at=since,
            updated_at=since,
        )
    )


def _step(since: datetime, step: int) -> FollowUp:
    return next_follow_up(
        since,
        step,
        remind_after=POLICY.remind_after,
        close_after=POLICY.close_after,
        quiet=POLICY.quiet_hours,
        zone=POLICY.zone,
    )


@dataclass
class Kept:
    """How the promises were kept."""

    done: int = 0
    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)


def look(desk: Desk) -> Kept:
    """Every step of every ticket: told once, and not before its moment."""
    kept = Kept()
    told: dict[int | None, list[datetime]] = defaultdict(list)
    with desk.db.reading() as session:
        messages = sa.select(Message).where(col(Message.author) == Author.SYSTEM)
        for message in session.scalars(messages.order_by(col(Message.id))):
            told[message.ticket_id].append(message.sent_at)
        for ticket in session.scalars(sa.select(Ticket)):
            moments = told[ticket.id]
            kept.done += len(moments)
            if len(moments) < STEPS or ticket.status is not TicketStatus.CLOSED:
                kept.missing.append(f"{ticket.number}: {len(moments)} of {STEPS}")
            if len(moments) > STEPS:
                kept.twice.append(f"{ticket.number}: told {len(moments)} times")
            for step, at in enumerate(moments[:STEPS]):
                due = _step(ticket.created_at, step).due_at
                if at < due:
                    kept.early.append(f"{ticket.number}: step {step} {due - at} early")
    return kept
