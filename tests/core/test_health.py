"""What the desk says of itself: lags, allowances, spending, silence; and that asking is cheap."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core import models as m
from core.actions.register_channel import register_channel
from core.channel import Account, Allowance, Capabilities
from core.desk import Desk
from core.queries import backlog
from core.queries.backlog import owed, undelivered
from core.queries.health import Health, health
from core.queries.spent import spent
from core.vocabulary import (
    Author,
    BotMode,
    Category,
    DeliveryState,
    Direction,
    Lane,
    Language,
    TicketStatus,
    Visibility,
)

Says = Callable[..., str]


@pytest.fixture
def owes(desk: Desk, channel_id: str, says: Says) -> Callable[..., int]:
    """Put a message of ours into a state; returns the delivery's id."""
    says("hello")

    def owe(
        state: DeliveryState, *, ago: float = 0, lane: Lane = Lane.ANSWER, tries: int = 1
    ) -> int:
        at = clock.now() - timedelta(seconds=ago)
        with desk.db.transaction() as session:
            message = m.Message(
                conversation_id=1, channel_id=channel_id, direction=Direction.OUTBOUND,
                author=Author.BOT, text="hi", visibility=Visibility.DIRECT, place="42", sent_at=at,
            )  # fmt: skip
            session.add(message)
            session.flush()
            assert message.id is not None
            delivery = m.Delivery(
                message_id=message.id, conversation_id=1, channel_id=channel_id, automatic=True,
                state=state, lane=lane, rank=lane.rank, due_at=at, attempts=tries,
            )  # fmt: skip
            session.add(delivery)
            session.flush()
            assert delivery.id is not None
            return delivery.id

    return owe


def test_an_empty_desk_is_well(desk: Desk) -> None:
    told = health(desk)
    assert (told.channels, told.alerts, told.leases, told.quarantined) == ([], [], [], {})
    assert (told.turns.count, told.follow_ups.count) == (0, 0)


def test_what_is_owed_is_told_by_lane_with_the_age_of_the_oldest(
    desk: Desk, owes: Callable[..., int]
) -> None:
    owes(DeliveryState.PENDING, ago=90)
    owes(DeliveryState.PENDING, ago=10)
    owes(DeliveryState.PENDING, ago=30, lane=Lane.AGENT)
    owes(DeliveryState.SENDING, ago=300)
    owes(DeliveryState.SENT, ago=999)
    (channel,) = health(desk).channels
    lags = {(o.lane, o.state): (o.count, o.oldest.total_seconds()) for o in channel.owed}
    assert lags == {
        (Lane.ANSWER, DeliveryState.PENDING): (2, pytest.approx(90, abs=5)),
        (Lane.AGENT, DeliveryState.PENDING): (1, pytest.approx(30, abs=5)),
        (Lane.ANSWER, DeliveryState.SENDING): (1, pytest.approx(300, abs=5)),
    }
    assert channel.waiting == 3
    assert channel.oldest.total_seconds() == pytest.approx(90, abs=5)


def test_what_was_not_delivered_counts_for_a_day_unless_it_was_called_back(
    desk: Desk, owes: Callable[..., int]
) -> None:
    owes(DeliveryState.FAILED, ago=10)
    owes(DeliveryState.FAILED, ago=10, tries=0)
    owes(DeliveryState.UNKNOWN, ago=7200)
    owes(DeliveryState.UNKNOWN, ago=90_000)
    lost = health(desk).channels[0].undelivered
    assert (lost.failed, lost.unknown, lost.recent) == (1, 1, 1)


def test_turns_and_follow_ups_that_wait(desk: Desk, says: Says, opened: Callable[..., str]) -> None:
    number = opened()
    with desk.db.transaction() as session:
        late = clock.now() - timedelta(seconds=40)
        session.execute(sa.update(m.Ticket).where(m.Ticket.number == number).values(due_at=late))
        ahead = clock.real_now() - timedelta(seconds=20)
        session.execute(sa.update(m.Conversation).values(due_at=ahead))
    told = health(desk)
    assert told.turns.count == 1
    assert told.turns.late.total_seconds() == pytest.approx(20, abs=5)
    assert (told.follow_ups.count, told.follow_ups_late.count) == (1, 1)
    assert told.follow_ups.late.total_seconds() == pytest.approx(40, abs=5)


def test_allowances_come_from_what_the_platform_can_and_what_is_used(desk: Desk) -> None:
    can = Capabilities(
        buttons=False, direct_limit=1, public_limit=1,
        allowances=(
            Allowance("window", 15, 900, Visibility.DIRECT, resets=True),
            Allowance("steady", 30, 30),
            Allowance("each", 1, 1, each_place=True),
        ),
    )  # fmt: skip
    channel = register_channel(desk, "telegram", Account("1", "okpay_bot"), can)
    now = clock.now()
    with desk.db.transaction() as session:
        for name, more in {
            "window": {"free_at": now + timedelta(minutes=5), "used": 12, "count": 20},
            "steady": {"free_at": now + timedelta(seconds=9.5)},
            "*": {"free_at": now + timedelta(minutes=1)},
        }.items():
            session.add(m.AllowanceUsed(channel_id=channel, name=name, place="", **more))
    (told,) = health(desk).channels
    assert {a.name: (a.left, a.count) for a in told.allowances} == {
        "window": (8, 20),
        "steady": (20, 30),
    }
    assert told.closed_until is not None


def test_silence_troubles_pauses_and_leases(desk: Desk, channel_id: str) -> None:
    other = register_channel(desk, "discord", Account("9", "okpay"))
    now = clock.real_now()
    with desk.db.transaction() as session:
        row = session.get_one(m.ChannelRow, channel_id)
        row.heard_at, row.troubles = now - timedelta(seconds=31), {"push": "it is off"}
        session.get_one(m.ChannelRow, other).heard_at = now
        session.add(m.Pause(platform="discord", by="mei", at=now))
        session.add(m.Lease(name="run:telegram", holder="one", until=now))
        session.add(
            m.Quarantined(platform="discord", external_id="1", copy_text="", reason="", at=now)
        )
    told = health(desk)
    discord, telegram = told.channels
    assert (discord.listening, discord.paused, discord.mode) == (True, True, BotMode.ON)
    assert (telegram.listening, telegram.paused) == (False, False)
    assert telegram.troubles == {"push": "it is off"}
    assert [(one.name, one.holder) for one in told.leases] == [("run:telegram", "one")]
    assert told.quarantined == {"discord": 1}


def test_spending_is_counted_by_the_desks_day_and_month(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # half past midnight in Shanghai on the second of the month
    now = clock.now().replace(month=5, day=1, hour=16, minute=30)
    monkeypatch.setattr(clock, "now", lambda: now)
    with desk.db.transaction() as session:
        for hours, micros in ((0, 5), (2, 30), (26, 700)):
            at = now - timedelta(hours=hours)
            session.add(m.Spending(platform="p", what="w", count=1, micros=micros, at=at))
    with desk.db.reading() as session:
        told = spent(desk, session, "p")
        assert (told.day, told.month) == (5, 35)
        assert spent(desk, session, "other").month == 0


def _plans(session: Session, ask: Callable[[], object]) -> list[str]:
    """How the engine would find what a query of the ORM asks for."""
    statements: list[tuple[str, object]] = []
    engine = session.get_bind()

    def note(_c: object, _k: object, statement: str, given: object, *_: object) -> None:
        statements.append((statement, given))

    sa.event.listen(engine, "before_cursor_execute", note)
    ask()
    sa.event.remove(engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    connection = session.connection()
    return [
        "\n".join(str(row) for row in connection.exec_driver_sql(explain + one, given))  # type: ignore[arg-type]
        for one, given in statements
    ]


def test_no_big_table_is_read_as_a_whole(
    desk: Desk,
    owes: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backlog, "NEWEST", 10)
    with desk.db.transaction() as session:
        _fill(session, 3000)
    with desk.db.transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.text("ANALYZE"))
        whole = r"\bSCAN (?:delivery|message|conversation|ticket)(?! USING)|Seq Scan on (?:delivery|message|conversation|ticket)"
        asked = (owed, undelivered, backlog.turns_due, backlog.follow_ups_due)
        plans = [plan for ask in asked for plan in _plans(session, partial(ask, session))]
        assert len(plans) >= len(asked)
        assert [plan for plan in plans if re.search(whole, plan)] == []
        every = sa.select(sa.func.count()).where(col(m.Delivery.state) == "sent")
        (bad,) = _plans(session, lambda: session.execute(every).all())
        assert re.search(whole, bad), "the eye that looks for such plans is blind"


def _fill(session: Session, count: int) -> None:
    """Many rows that are done with, as a desk has after some weeks."""
    at, channel, ids = clock.now() - timedelta(days=9), "telegram:1", range(1000, 1000 + count)
    rows: list[tuple[type[Any], Callable[[int], Any]]] = [
        (m.Contact, lambda i: m.Contact(id=i, created_at=at)),
        (m.Identity, lambda i: m.Identity(
            id=i, contact_id=i, channel_id=channel, external_id=f"p{i}")),
        (m.Conversation, lambda i: m.Conversation(
            id=i, channel_id=channel, identity_id=i, contact_id=i, created_at=at)),
        (m.Message, lambda i: m.Message(
            id=i, conversation_id=i, channel_id=channel, direction=Direction.OUTBOUND,
            author=Author.BOT, text="x", visibility=Visibility.DIRECT, place="p", sent_at=at)),
        (m.Delivery, lambda i: m.Delivery(
            id=i, message_id=i, conversation_id=i, channel_id=channel, automatic=True,
            state=DeliveryState.SENT, due_at=at, attempts=1)),
        (m.Ticket, lambda i: m.Ticket(
            id=i, number=f"OK-{i}", conversation_id=i, contact_id=i, live=False,
            status=TicketStatus.CLOSED, category=Category.OTHER, visibility=Visibility.DIRECT,
            language=Language.EN, created_at=at, updated_at=at)),
    ]  # fmt: skip
    for model, make in rows:
        session.execute(sa.insert(model), [make(i).model_dump() for i in ids])


def test_it_is_read_in_one_state_of_the_database(desk: Desk) -> None:
    assert isinstance(health(desk), Health)
    with desk.db.reading():
        assert isinstance(health(desk), Health)
