"""A desk with an agent and an auditor, and their ways in."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from console.app import create_app
from core import clock
from core.clock import now, real_now
from core.db import Database
from core.desk import Desk
from core.jobs.follow_ups import follow_ups
from core.library import Library, load
from core.models import Agent, ApiToken, Session
from core.policy import Policy
from core.rules.tokens import token_hash
from core.vocabulary import Role
from sandbox.clock import Advanced
from sandbox.page import sandbox_router
from sandbox.stage import Stage

Browser = Callable[..., TestClient]


@pytest.fixture(scope="session")
def library() -> Library:
    """The desk's content, read once."""
    return load()


@pytest.fixture
def desk(tmp_path: Path, library: Library) -> Iterator[Desk]:
    db = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    SQLModel.metadata.create_all(db.engine)
    with db.transaction() as session:
        session.add(Agent(id=1, name="Mei", role=Role.AGENT, created_at=now()))
        session.add(Agent(id=2, name="Rui", role=Role.AUDITOR, created_at=now()))
    yield Desk(db, Policy(turn_quiet=timedelta(seconds=0.3)), library)
    db.dispose()


def _api_token(desk: Desk, agent_id: int, value: str) -> str:
    with desk.db.transaction() as session:
        session.add(
            ApiToken(agent_id=agent_id, token_hash=token_hash(value), created_at=real_now())
        )
    return value


@pytest.fixture
def api_token(desk: Desk) -> str:
    return _api_token(desk, 1, "mei-calls")


@pytest.fixture
def auditor_token(desk: Desk) -> str:
    return _api_token(desk, 2, "rui-calls")


def _session(desk: Desk, agent_id: int, value: str) -> str:
    at = real_now()
    with desk.db.transaction() as session:
        session.add(
            Session(
                token_hash=token_hash(value),
                agent_id=agent_id,
                created_at=at,
                expires_at=at + timedelta(hours=1),
            )
        )
    return value


@pytest.fixture
def session_token(desk: Desk) -> str:
    return _session(desk, 1, "mei-sits-here")


@pytest.fixture
def auditor_session(desk: Desk) -> str:
    return _session(desk, 2, "rui-sits-here")


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def steps() -> list[timedelta]:
    """How far the clock was moved, each time."""
    return []


@pytest.fixture
def app(desk: Desk, stage: Stage, steps: list[timedelta]) -> Iterator[FastAPI]:
    async def advance(step: timedelta) -> Advanced:
        steps.append(step)
        clock.set_offset(clock.offset() + step)
        return Advanced(clock.now(), [f"{number}: {what}" for number, what in follow_ups(desk)])

    yield create_app(
        desk, secure_cookies=False, extra_routers=[sandbox_router(stage, desk, advance)]
    )
    clock.set_offset(timedelta(0))


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    """A function that opens a browser with a session (or none), in a language."""

    def opened(token: str | None, language: str = "en") -> TestClient:
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": language}
        cookies = {"session": token} if token else {}
        return TestClient(app, headers=headers, cookies=cookies, follow_redirects=False)

    return opened


@pytest.fixture
def page(browser: Browser, session_token: str) -> TestClient:
    """Mei's browser."""
    return browser(session_token)
