"""A real desk on a SQLite file, with tickets of three platforms, and a client of its console."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import SQLModel, col
from starlette.testclient import TestClient

import core.models as m
from console.app import create_app
from core import clock
from core.actions.add_agent import add_agent
from core.actions.make_login_link import make_login_link
from core.db import Database
from core.desk import Desk
from core.library import load
from core.policy import Policy
from core.vocabulary import (
    Author,
    Category,
    DeliveryState,
    Direction,
    Language,
    Owner,
    Priority,
    Role,
    Visibility,
)

PASSWORD = "correct horse battery"


class Seeds:
    """Puts customers with tickets into a desk, as intake and turns would leave them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._made = 0

    def ticket(
        self, text: str, *, platform: str = "telegram", name: str = "Wang Fang", **given: Any
    ) -> str:
        """A new customer's ticket; returns its number. `given` are columns of the ticket."""
        self._made += 1
        number = f"OK-{1000 + self._made}"
        public = given.get("visibility") == Visibility.PUBLIC
        with self.desk.db.transaction() as session:
            now = clock.now()
            channel = f"{platform}:1"
            if session.get(m.ChannelRow, channel) is None:
                session.add(m.ChannelRow(id=channel, platform=platform, started_at=now))
            contact = m.Contact(name=name, created_at=now)
            session.add(contact)
            session.flush()
            identity = m.Identity(
                contact_id=contact.id,
                channel_id=channel,
                external_id=f"u{self._made}",
                name=name,
                handle=f"user{self._made}",
            )
            session.add(identity)
            session.flush()
            conversation = m.Conversation(
                channel_id=channel,
                identity_id=identity.id,
                contact_id=contact.id,
                owner=Owner.BOT,
                private=not public,
                created_at=now,
            )
            session.add(conversation)
            session.flush()
            columns: dict[str, Any] = {
                "category": Category.TRANSACTION_FAILED,
                "child": "debited_not_received",
                "priority": Priority.HIGH,
                "visibility": Visibility.DIRECT,
                "language": Language.ZH_HANS,
                "slots": {"amount": "4700", "currency": "CNY"},
                "missing": ["time", "counterparty"],
                "subject": text,
                **given,
            }
            ticket = m.Ticket(
                number=number,
                conversation_id=conversation.id,
                contact_id=contact.id,
                urgency=columns["priority"].rank,
                created_at=now,
                updated_at=now,
                **columns,
            )
            session.add(ticket)
            session.flush()
            session.add(
                m.TicketEvent(ticket_id=ticket.id, kind="opened", actor="bot", detail={}, at=now)
            )
        self.customer(number, text, visibility=columns["visibility"])
        return number

    def customer(self, number: str, text: str, **given: Any) -> int:
        """A message from the ticket's customer; returns its id."""
        return self._message(number, Direction.INBOUND, Author.CUSTOMER, text, **given)

    def bot(self, number: str, text: str, **given: Any) -> int:
        """A message of the bot, sent."""
        state = given.pop("state", DeliveryState.SENT)
        reason = given.pop("reason", "")
        id = self._message(number, Direction.OUTBOUND, Author.BOT, text, **given)
        with self.desk.db.transaction() as session:
            message = session.get_one(m.Message, id)
            session.add(
                m.Delivery(
                    message_id=id,
                    conversation_id=message.conversation_id,
                    channel_id=message.channel_id,
                    automatic=True,
                    state=state,
                    reason=reason,
                    due_at=clock.real_now(),
                )
            )
        return id

    def _message(
        self, number: str, direction: Direction, author: Author, text: str, **given: Any
    ) -> int:
        with self.desk.db.transaction() as session:
            ticket = session.scalars(
                sa.select(m.Ticket).where(col(m.Ticket.number) == number)
            ).one()
            conversation = session.get_one(m.Conversation, ticket.conversation_id)
            self._made += 1
            message = m.Message(
                conversation_id=conversation.id,
                channel_id=conversation.channel_id,
                ticket_id=ticket.id,
                direction=direction,
                author=author,
                text=text,
                place="chat",
                external_id=f"x{self._made}" if direction is Direction.INBOUND else None,
                sent_at=clock.now() - given.pop("ago", timedelta(0)),
                **{"visibility": Visibility.DIRECT, **given},
            )
            session.add(message)
            session.flush()
            session.add(
                m.Change(
                    ticket_id=ticket.id,
                    conversation_id=conversation.id,
                    kind="message",
                    at=clock.now(),
                )
            )
            assert message.id is not None
            return message.id


@pytest.fixture(scope="session")
def library() -> Any:
    return load()


@pytest.fixture
def desk(tmp_path: Path, library: Any) -> Iterator[Desk]:
    db = Database(f"sqlite:///{tmp_path}/desk.db")
    SQLModel.metadata.create_all(db.engine)
    yield Desk(db=db, policy=Policy(), library=library)
    db.dispose()


@pytest.fixture
def seeds(desk: Desk) -> Seeds:
    return Seeds(desk)


@pytest.fixture
def app(desk: Desk) -> FastAPI:
    app = create_app(desk, secure_cookies=False)
    app.state.platforms = ["discord", "telegram", "twitter"]
    return app


@pytest.fixture
def anonymous(app: FastAPI) -> TestClient:
    return TestClient(app, follow_redirects=False)


@pytest.fixture
def signed_in(app: FastAPI, desk: Desk) -> Callable[..., TestClient]:
    """A function that adds an agent of a role and returns their browser."""

    def enter(name: str = "mei", role: Role = Role.AGENT, locale: str = "en") -> TestClient:
        add_agent(desk, name, role, None)
        client = TestClient(app, follow_redirects=False)
        client.headers["Sec-Fetch-Site"] = "same-origin"
        link = make_login_link(desk, name)
        assert client.get(f"/login/link?token={link}").status_code == 303
        client.cookies.set("locale", locale)
        return client

    return enter
