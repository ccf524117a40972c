"""Many messages at once have the effect that each alone would have had."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from core import clock, schema
from core.actions import receive_together as room
from core.actions.open_ticket import open_ticket
from core.actions.receive import receive
from core.actions.receive_together import receive_together
from core.actions.register_channel import register_channel
from core.channel import Account, Blocked, Deleted, Edited, Inbound, Message, Noted, Person, Place
from core.db import Database
from core.desk import Desk
from core.models import Contact, Conversation, Delivery, Identity, Ticket
from core.models import Message as Row
from core.policy import DeskFile
from core.rules.decision import Opening
from core.vocabulary import Category, Language, Owner, Priority, TicketStatus, Visibility

CHANNEL = "line:1"
AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
TEXTS = (
    "hello",
    "my password is",
    "hunter2secret9",
    "my card is 4111 1111",
    "1111 1111",
    "stop",
    "提现三天了还没到账",
    "订单号 20261122001",
    "my code is 482913",
    "",
)


@pytest.fixture
def twin(desk: Desk, tmp_path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A second desk on the same engine."""
    if desk.db.is_sqlite:
        db = Database(f"sqlite:///{tmp_path / 'twin.db'}")
    else:
        db = Database(request.getfixturevalue("new_postgres")())
    schema.upgrade(db)
    yield Desk(db, desk.policy, desk.library)
    db.dispose()


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still, so that rows can be compared."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(clock, "real_now", lambda: AT)


def script(seed: int) -> list[Inbound]:
    """What a few people write, edit and withdraw, some of it handed over twice."""
    dice = random.Random(seed)
    written: list[Inbound] = []
    for number in range(60):
        who = str(dice.randrange(8))
        person = Person(who, dice.choice(("Anna", "", "PIN 1234")), f"h{who}", followers=number)
        public = dice.random() < 0.1
        place = Place(Visibility.PUBLIC if public else Visibility.DIRECT, "town" if public else who)
        kind = dice.random()
        if kind < 0.85:
            text = dice.choice(TEXTS)
            memory = {"last": str(number)}
            written.append(Message(f"m{number}", person, place, text, AT, memory=memory))
        elif kind < 0.9:
            written.append(Edited(f"m{dice.randrange(60)}", person, place, "changed", AT))
        elif kind < 0.93:
            written.append(Deleted(f"m{dice.randrange(60)}"))
        elif kind < 0.96:
            written.append(Blocked(person, blocked=dice.random() < 0.5))
        else:
            written.append(Noted({"note": str(number)}))
        if dice.random() < 0.15:
            written.append(dice.choice(written))
    return written


def prepared(desk: Desk, seed: int) -> None:
    """Some of the people are known already: with a ticket, with an agent, blocked."""
    register_channel(desk, "line", Account("1", "okpay"))
    dice = random.Random(seed)
    for who in range(4):
        person, place = Person(str(who), "Anna"), Place(Visibility.DIRECT, str(who))
        receive(desk, CHANNEL, Message(f"first{who}", person, place, "hi", AT))
    with desk.db.transaction() as session:
        for conversation in session.exec(select(Conversation).order_by(col(Conversation.id))):
            what = dice.randrange(4)
            if what == 0:
                conversation.owner = Owner.HUMAN
            elif what == 1:
                ticket = _ticket(desk, session, conversation)
                ticket.status = dice.choice((TicketStatus.OPEN, TicketStatus.PENDING))
            elif what == 2:
                session.get_one(Identity, conversation.identity_id).blocked_at = AT


def _ticket(desk: Desk, session: Any, conversation: Conversation) -> Ticket:
    return open_ticket(
        desk,
        session,
        conversation,
        Opening(Category.OTHER, None, Priority.NORMAL, "test"),
        visibility=Visibility.DIRECT,
        language=Language.EN,
        subject="hi",
    )


def rows(desk: Desk, model: type[SQLModel], *without: str) -> list[dict[str, Any]]:
    """The rows as plain values, people told by what the platform calls them and not by our ids."""
    with desk.db.reading() as session:
        people = dict(
            session.execute(
                sa.select(Conversation.id, Identity.external_id).join(  # type: ignore[call-overload]
                    Identity, col(Identity.id) == Conversation.identity_id
                )
            ).all()
        )
        found = [row.model_dump() for row in session.exec(select(model)).all()]
    ours = {"id", "contact_id", "identity_id", "ticket_id", "message_id", "number", *without}
    for row in found:
        row["conversation_id"] = people.get(row.get("conversation_id"))
    plain = [{name: value for name, value in row.items() if name not in ours} for row in found]
    return sorted(plain, key=lambda row: repr(sorted(row.items(), key=str)))


@pytest.mark.parametrize("seed", range(12))
def test_together_is_as_one_by_one(
    desk: Desk, twin: Desk, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    for each in (desk, twin):
        prepared(each, seed)
    items = script(seed)
    for item in items:
        receive(desk, CHANNEL, item)
    dice = random.Random(seed)
    while items:
        size = dice.randrange(1, 25)
        group, items = items[:size], items[size:]
        assert receive_together(twin, [(CHANNEL, item) for item in group]) == [None] * len(group)
    for model in (Row, Identity, Conversation, Ticket, Delivery, Contact):
        assert rows(twin, model) == rows(desk, model), model.__name__
    assert not caplog.records, "a group was taken one by one"


def test_one_that_fails_takes_nobody_with_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    register_channel(desk, "line", Account("1", "okpay"))
    whole: Callable[..., Any] = room.receive

    def failing(desk: Desk, channel_id: str, inbound: Inbound) -> None:
        if getattr(inbound, "external_id", "") == "m3":
            raise OSError("disk full")
        whole(desk, channel_id, inbound)

    def broken(*_args: Any) -> None:
        raise OSError("the set cannot be written")

    monkeypatch.setattr(room, "receive", failing)
    monkeypatch.setattr(room, "store_plainly", broken)
    items = [
        (CHANNEL, Message(f"m{n}", Person(str(n)), Place(Visibility.DIRECT, str(n)), "hi", AT))
        for n in range(8)
    ]
    outcomes = receive_together(desk, items)
    assert [type(one) for one in outcomes if one is not None] == [OSError]
    assert len(rows(desk, Row)) == 7


def test_a_crowd_of_strangers_costs_few_statements(desk: Desk) -> None:
    register_channel(desk, "line", Account("1", "okpay"))
    statements: list[str] = []
    sa.event.listen(
        desk.db.engine, "before_cursor_execute", lambda *args: statements.append(args[2])
    )
    items = [
        (CHANNEL, Message(f"m{n}", Person(str(n)), Place(Visibility.DIRECT, str(n)), "hi", AT))
        for n in range(100)
    ]
    assert receive_together(desk, items) == [None] * 100
    assert len(rows(desk, Row)) == 100
    assert len(statements) < 40


def test_a_flood_is_known_within_a_group(desk: Desk) -> None:
    usual = desk.policy.model_copy(update={"desk": DeskFile()})
    desk = Desk(desk.db, usual, desk.library)
    register_channel(desk, "line", Account("1", "okpay"))
    person, place = Person("1"), Place(Visibility.DIRECT, "1")
    items = [(CHANNEL, Message(f"m{n}", person, place, "hi", AT)) for n in range(100)]
    assert receive_together(desk, items) == [None] * 100
    (identity,) = rows(desk, Identity)
    assert identity["flooding"]
    (conversation,) = rows(desk, Conversation)
    assert conversation["due_at"] == AT + timedelta(seconds=60)
    assert len(rows(desk, Delivery)) == 1  # the word that asks for patience
