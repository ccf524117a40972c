"""Changes to the desk as a victim: shorter leases, and the sabotage that the harness must see.

Each public function is one change, made in the warm parent once everything is imported. A name
that the desk no longer has is an error, so that no twin becomes harmless unseen.
"""

import asyncio
import itertools
import random
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from core import clock, db
from core.actions import claim_deliveries, claim_turns, recover_deliveries
from core.actions.follow_up import follow_up
from core.channel import Inbound
from core.desk import Desk
from core.models import Conversation, Delivery, Message, Ticket
from core.runtime import listening
from core.vocabulary import DeliveryState, TicketStatus


def hasten() -> None:
    """Leases of seconds. Emulated platforms answer at once, so they are still longer than a call."""
    leases = ((claim_turns, 3.0), (claim_deliveries, 5.0), (listening, 0.8))
    for module, seconds in leases:
        assert timedelta(seconds=seconds) < module.LEASE
        module.LEASE = timedelta(seconds=seconds)
    assert listening.RENEWED > 0.2
    listening.RENEWED = 0.2


# twins that must be seen


def acknowledge_before_storing() -> None:
    """What libraries do by themselves: take it into memory, say thank you, store it later."""
    store = listening.Listener._receive

    async def receive(self: listening.Listener, inbound: Inbound) -> None:
        async def later() -> None:
            await asyncio.sleep(random.uniform(0, 0.5))
            await store(self, inbound)

        kept.add(task := asyncio.create_task(later()))
        task.add_done_callback(kept.discard)

    kept: set[asyncio.Task[None]] = set()
    listening.Listener._receive = receive  # type: ignore[method-assign]


def store_copies() -> None:
    """No unique id: what comes twice is there twice."""
    once, copies = db.insert_once, itertools.count()

    def insert(session: Session, model: type[SQLModel], values: dict[str, Any]) -> int | None:
        made = once(session, model, values)
        if made is None and model is Message:
            copy = f"{values['external_id']}#{next(copies)}-{random.random()}"
            return once(session, model, values | {"external_id": copy})
        return made

    _substitute(once, insert)


def resend_without_counting() -> None:
    """What was on its way when the desk died is sent again, whoever wrote it, as if for the first time."""

    def recover(desk: Desk, channel_id: str, **_: Any) -> int:
        with desk.db.transaction() as session:
            session.execute(
                sa.update(Delivery)
                .where(
                    col(Delivery.channel_id) == channel_id,
                    col(Delivery.state) == DeliveryState.SENDING,
                )
                .values(state=DeliveryState.PENDING, lease=None, lease_until=None, attempts=0)
            )
        return 0

    _substitute(recover_deliveries.recover_deliveries, recover)


def tell_before_committing() -> None:
    """A reminder is written in one transaction, and that it was written in the next."""
    module = sys.modules[follow_up.__module__]
    tell = module._tell

    def careless(desk: Desk, ticket_id: int) -> str | None:
        with desk.db.transaction() as session:
            ticket = session.get_one(Ticket, ticket_id)
            due = ticket.due_at is not None and ticket.due_at <= clock.now()
            if due and ticket.status is TicketStatus.PENDING:
                conversation = session.get_one(Conversation, ticket.conversation_id)
                kind = module._step(desk, ticket, ticket.step).kind
                tell(desk, session, ticket, conversation, kind)
        time.sleep(0.01)
        return follow_up(desk, ticket_id)

    module._tell = lambda *_: True
    _substitute(follow_up, careless)


def _substitute(original: Callable[..., Any], replacement: Callable[..., Any]) -> None:
    """Put one function in another's place wherever its name was imported."""
    found = 0
    for name, module in list(sys.modules.items()):
        if name.startswith(("core.", "cli.")):
            for key, value in list(vars(module).items()):
                if value is original:
                    setattr(module, key, replacement)
                    found += 1
    assert found > 1, f"nobody uses {original.__name__} any more"
