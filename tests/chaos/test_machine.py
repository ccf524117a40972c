"""R7: inbox, lane, outbox and ticket under any order of events that Hypothesis can think of."""

import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col

from core import clock, schema
from core.channel import Refusal, SendError, TryLater, Undeliverable, Unknown
from core.db import Database
from core.desk import Desk as DeskOf
from core.library import Library, load
from core.models import Delivery
from core.rules.reader import Reader, build
from core.vocabulary import DeliveryState
from tests.chaos import machine
from tests.chaos.machine import World, build_world
from tests.chaos.report import record
from tests.chaos.scale import amount

pytestmark = [pytest.mark.slow, pytest.mark.chaos, pytest.mark.timeout(0)]

WHO = st.sampled_from(("ann", "bob"))
TEXTS = st.sampled_from(
    (
        "Is OKPay safe?",
        "How do I turn on two-factor authentication?",
        "My transfer of 120 USD failed but the money was taken",
        "agent",
        "It is solved, thank you",
        "stop",
    )
)
REFUSALS: tuple[SendError, ...] = (
    TryLater("slow down", 30),
    Undeliverable("no such chat", Refusal.GONE),
    Undeliverable("blocked", Refusal.BLOCKED),
)


@cache
def learned() -> tuple[Library, Reader]:
    library = load()
    return library, build(library.entries, library.examples)


@cache
def template() -> Path:
    """An empty, migrated database, copied for every example."""
    path = Path(tempfile.mkdtemp(prefix="okpay-machine-")) / "empty.db"
    db = Database(f"sqlite:///{path}")
    schema.upgrade(db)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    db.dispose()
    return path


class Desk(RuleBasedStateMachine):
    """Each rule is one thing that happens next."""

    world: World

    @initialize(safe=st.booleans())
    def open(self, safe: bool) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="okpay-machine-")
        now = datetime(2026, 11, 22, 9, tzinfo=UTC)
        path = Path(self.folder.name)
        self.world = build_world(template(), path, *learned(), safe=safe, now=now)

    @rule(who=WHO, text=TEXTS)
    def customer_writes(self, who: str, text: str) -> None:
        self.world.write(who, text)

    @precondition(lambda self: self.world.on_the_way)
    @rule(data=st.data())
    def message_arrives_in_any_order(self, data: st.DataObject) -> None:
        self.world.arrive(data.draw(st.sampled_from(self.world.on_the_way)))

    @precondition(lambda self: self.world.arrived)
    @rule(data=st.data())
    def message_arrives_again(self, data: st.DataObject) -> None:
        self.world.arrive(data.draw(st.sampled_from(self.world.arrived)))

    @rule(limit=st.integers(1, 4))
    def turns_are_claimed(self, limit: int) -> None:
        self.world.jump(timedelta(seconds=3))
        self.world.claim_turns(limit)

    @precondition(lambda self: self.world.turns)
    @rule()
    def turn_is_taken(self) -> None:
        self.world.take_turn()

    @rule(limit=st.integers(1, 4))
    def deliveries_are_claimed(self, limit: int) -> None:
        self.world.claim_deliveries(limit)

    @precondition(lambda self: self.world.flights)
    @rule()
    def message_is_delivered(self) -> None:
        self.world.land(None, effect=True)

    @precondition(lambda self: self.world.flights)
    @rule(effect=st.booleans())
    def answer_is_lost(self, effect: bool) -> None:
        self.world.land(Unknown("no answer"), effect=effect)

    @precondition(lambda self: self.world.flights)
    @rule(refusal=st.sampled_from(REFUSALS))
    def message_is_refused(self, refusal: SendError) -> None:
        self.world.land(refusal, effect=False)

    @rule(arrived=st.integers(0, 4))
    def crash(self, arrived: int) -> None:
        self.world.crash(arrived)

    @precondition(lambda self: self.world.ghosts)
    @rule(told=st.booleans())
    def dead_process_speaks(self, told: bool) -> None:
        self.world.late_word(None if told else Unknown("?"))

    @rule(seconds=st.sampled_from((-600, -5, 1, 20, 200, 3_600, 90_000)))
    def clock_jumps(self, seconds: int) -> None:
        self.world.jump(timedelta(seconds=seconds))

    @rule()
    def sweep_follows_up(self) -> None:
        self.world.sweep()

    @rule(number=st.integers(0, 10**6))
    def agent_replies(self, number: int) -> None:
        self.world.reply(f"We are looking into it [{number}]")

    @invariant()
    def promises_hold(self) -> None:
        if hasattr(self, "world"):
            self.world.check()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.settle_all()
            self.world.close()
            self.folder.cleanup()


def _settings(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def test_promises_hold_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", clock.now)  # put back what the worlds replace
    monkeypatch.setattr(clock, "real_now", clock.real_now)
    examples, steps = amount("machine examples"), amount("machine steps")
    run_state_machine_as_test(Desk, settings=_settings(examples, steps))
    monkeypatch.undo()
    record("R7", examples=examples, steps=steps, broken=0)


def test_a_second_copy_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The twin: what was on its way at a crash is sent again, as if for the first time."""

    def resend(desk: DeskOf, channel_id: str, **_: object) -> None:
        with desk.db.transaction() as session:
            session.execute(
                sa.update(Delivery)
                .where(col(Delivery.state) == DeliveryState.SENDING)
                .values(state=DeliveryState.PENDING, lease=None, lease_until=None, attempts=0)
            )

    monkeypatch.setattr(machine, "recover_deliveries", resend)
    monkeypatch.setattr(clock, "now", clock.now)
    monkeypatch.setattr(clock, "real_now", clock.real_now)
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    world = build_world(template(), tmp_path, *learned(), safe=False, now=now)
    world.write("ann", "My transfer of 120 USD failed but the money was taken")
    world.arrive(world.on_the_way[0])
    world.jump(timedelta(seconds=3))
    world.claim_turns(1)
    world.take_turn()
    world.claim_deliveries(1)
    world.land(None, effect=True)
    world.reply("We are looking into it")
    world.claim_deliveries(1)
    world.check()
    world.crash(1)
    world.claim_deliveries(1)
    world.land(None, effect=True)
    with pytest.raises(AssertionError, match="a copy nobody explains"):
        world.check()
    world.close()
