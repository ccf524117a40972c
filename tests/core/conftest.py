"""A desk on each engine, and a customer to write to it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from core import clock, schema
from core.actions.add_agent import add_agent
from core.actions.claim_turns import claim_turns
from core.actions.open_ticket import open_ticket
from core.actions.receive import receive
from core.actions.register_channel import register_channel
from core.actions.take_turn import take_turn
from core.channel import Account, Message, Person, Place
from core.db import Database
from core.desk import Desk
from core.library import Library, load
from core.models import Conversation
from core.policy import DeskFile, Floods, Policy
from core.queries.timeline import MessageView, latest
from core.rules.decision import Opening
from core.rules.reader import Reader, build
from core.vocabulary import Author, Category, Language, Priority, Role, Visibility


@pytest.fixture(scope="session")
def library() -> Library:
    return load()


@pytest.fixture(scope="session")
def reader(library: Library) -> Reader:
    return build(library.entries, library.examples)


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    else:
        database = Database(request.getfixturevalue("new_postgres")())
    yield database
    database.dispose()


@pytest.fixture
def desk(db: Database, library: Library) -> Iterator[Desk]:
    schema.upgrade(db)
    # a test's customer writes faster than people do
    calm = DeskFile(floods=Floods(messages=1000, pace=timedelta(0)))
    yield Desk(db, Policy(desk=calm, turn_quiet=timedelta(0), quiet_hours=None), library)
    clock.set_offset(timedelta(0))


@pytest.fixture
def agent(desk: Desk) -> int:
    return add_agent(desk, "Mei", Role.AGENT, None).id


@pytest.fixture
def channel_id(desk: Desk) -> str:
    return register_channel(desk, "telegram", Account("1", "okpay_bot"))


Says = Callable[..., str]


@pytest.fixture
def says(desk: Desk, channel_id: str) -> Says:
    """A customer writes; returns the message's external id."""
    count = 0

    def write(text: str, who: str = "42", *, public: bool = False, **more: object) -> str:
        nonlocal count
        count += 1
        external_id = str(more.pop("external_id", f"m{count}"))
        place = Place(Visibility.PUBLIC, "town") if public else Place(Visibility.DIRECT, who)
        receive(
            more.pop("desk", desk),  # type: ignore[arg-type]
            channel_id,
            Message(
                external_id=external_id,
                author=Person(who, f"Customer {who}", f"customer{who}"),
                place=place,
                text=text,
                sent_at=datetime.now(UTC),
                **more,  # type: ignore[arg-type]
            ),
        )
        return external_id

    return write


@pytest.fixture
def turns(desk: Desk, reader) -> Callable[..., list[MessageView]]:
    """Let the bot take every turn that is due. Returns everything in that conversation."""

    def take(*, opens_private: bool = False) -> list[MessageView]:
        conversation = 0
        while claimed := claim_turns(desk, 10):
            for conversation, lease, _ in claimed:
                take_turn(desk, reader, conversation, lease, opens_private=opens_private)
        return latest(desk, conversation) if conversation else []

    return take


@pytest.fixture
def said() -> Callable[[list[MessageView]], list[MessageView]]:
    """Of a conversation what the bot said."""
    return lambda messages: [one for one in messages if one.author is Author.BOT]


@pytest.fixture
def opened(desk: Desk, says):
    """Open a ticket for a customer who wrote. Returns its number."""

    def make(
        who: str = "42",
        *,
        public: bool = False,
        priority: Priority = Priority.NORMAL,
        text: str = "my transfer failed",
    ) -> str:
        says(text, who, public=public)
        with desk.db.transaction() as session:
            conversation = session.exec(
                select(Conversation).order_by(col(Conversation.id).desc())
            ).first()
            assert conversation is not None
            return open_ticket(
                desk,
                session,
                conversation,
                Opening(Category.TRANSACTION_FAILED, "declined", priority, "test"),
                visibility=Visibility.PUBLIC if public else Visibility.DIRECT,
                language=Language.EN,
                subject=text,
            ).number

    return make
