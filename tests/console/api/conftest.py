"""A desk with one ticket, and callers of its API."""

import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from console.app import create_app
from core.actions.say import say
from core.clock import now
from core.db import Database
from core.desk import Desk
from core.library import Library, load
from core.models import (
    Agent,
    ApiToken,
    ChannelRow,
    Contact,
    Conversation,
    Identity,
    Message,
    Ticket,
)
from core.policy import Policy
from core.rules.tokens import token_hash
from core.vocabulary import (
    Author,
    Category,
    Direction,
    Language,
    Role,
    TicketStatus,
    Visibility,
)


@pytest.fixture(scope="session")
def library() -> Library:
    """The desk's content, read once."""
    return load()


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """SQLite, unless a test asks for another engine."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def desk(
    request: pytest.FixtureRequest, tmp_path: Path, library: Library, engine: str
) -> Iterator[Desk]:
    if engine == "sqlite":
        db = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    else:
        db = Database(request.getfixturevalue("new_postgres")())
    SQLModel.metadata.create_all(db.engine)
    yield Desk(db, Policy(), library)
    db.dispose()


@pytest.fixture
def token(desk: Desk) -> Callable[[str, Role], str]:
    """Hires an agent and gives a token that acts as them."""

    def make(name: str = "Mei", role: Role = Role.AGENT) -> str:
        value = secrets.token_urlsafe(16)
        with desk.db.transaction() as session:
            agent = Agent(name=name, role=role, created_at=now())
            session.add(agent)
            session.flush()
            assert agent.id is not None
            session.add(ApiToken(agent_id=agent.id, token_hash=token_hash(value), created_at=now()))
        return value

    return make


@pytest.fixture
def app(desk: Desk) -> FastAPI:
    app = create_app(desk, secure_cookies=False)
    app.state.platforms = ["discord", "telegram", "twitter"]
    return app


@pytest.fixture
def stranger(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def api(app: FastAPI, token: Callable[..., str]) -> TestClient:
    """An agent called Mei."""
    headers = {"Authorization": f"Bearer {token()}"}
    return TestClient(app, headers=headers, raise_server_exceptions=False)


@pytest.fixture
def case(desk: Desk) -> Callable[..., SimpleNamespace]:
    """Opens a ticket of a customer who wrote once."""
    opened = 0

    def make(
        platform: str = "telegram",
        visibility: Visibility = Visibility.DIRECT,
        text: str = "My transfer failed",
    ) -> SimpleNamespace:
        nonlocal opened
        opened += 1
        channel, person = f"{platform}:7", f"person-{opened}"
        direct = visibility is Visibility.DIRECT
        with desk.db.transaction() as session:
            if session.get(ChannelRow, channel) is None:
                session.add(ChannelRow(id=channel, platform=platform, started_at=now()))
            contact = Contact(name="Ada", created_at=now())
            session.add(contact)
            session.flush()
            identity = Identity(
                contact_id=contact.id,
                channel_id=channel,
                external_id=person,
                name="Ada L.",
                handle="ada",
            )
            session.add(identity)
            session.flush()
            conversation = Conversation(
                channel_id=channel,
                identity_id=identity.id,
                contact_id=contact.id,
                private=direct,
                created_at=now(),
            )
            session.add(conversation)
            session.flush()
            number = f"OK-{1000 + opened}"
            ticket = Ticket(
                number=number,
                conversation_id=conversation.id,
                contact_id=contact.id,
                status=TicketStatus.NEW,
                category=Category.TRANSACTION_FAILED,
                visibility=visibility,
                language=Language.EN,
                slots={"amount": "120"},
                missing=["txn_id"],
                subject=text,
                created_at=now() - timedelta(minutes=1),
                updated_at=now(),
            )
            session.add(ticket)
            session.flush()
            session.add(
                Message(
                    conversation_id=conversation.id,
                    channel_id=channel,
                    ticket_id=ticket.id,
                    direction=Direction.INBOUND,
                    author=Author.CUSTOMER,
                    text=text,
                    visibility=visibility,
                    place=person if direct else "posts",
                    external_id=f"m{opened}",
                    attachments=[
                        {"kind": "image", "name": "proof.png", "size": 10, "external_id": "f1"}
                    ],
                    sent_at=now(),
                )
            )
            session.flush()
            say(
                session,
                conversation,
                "Which transfer was it?",
                author=Author.BOT,
                visibility=visibility,
                place=person if direct else "posts",
                faq="failed_transfer",
                ticket_id=ticket.id,
            )
        return SimpleNamespace(number=number, conversation_id=conversation.id, id=ticket.id)

    return make
