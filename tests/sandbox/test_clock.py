from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from core import clock
from core.desk import Desk
from sandbox.clock import Advanced, clock_router


async def advance(step: timedelta) -> Advanced:
    clock.set_offset(clock.offset() + step)
    return Advanced(clock.now(), ["OK-1001: reminder sent"])


@pytest.fixture(autouse=True)
def _real_time() -> Iterator[None]:
    yield
    clock.set_offset(timedelta(0))


@pytest.fixture
def app(desk: Desk) -> FastAPI:
    app = FastAPI()
    app.include_router(clock_router(advance))
    app.state.desk = desk
    app.state.secure_cookies = False
    return app


def client(app: FastAPI, token: str) -> TestClient:
    return TestClient(app, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("24h", timedelta(hours=24)),
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("7d", timedelta(days=7)),
        ("1.5s", timedelta(seconds=1.5)),
        ("366d", timedelta(days=366)),
    ],
)
def test_it_moves_business_time_and_says_where_it_stands(
    app: FastAPI, api_token: str, text: str, step: timedelta
) -> None:
    before = clock.now()
    answer = client(app, api_token).post("/sandbox/clock", json={"advance": text})
    assert answer.status_code == 200
    assert clock.offset() == step
    assert answer.json()["happened"] == ["OK-1001: reminder sent"]
    told = answer.json()["now"]
    assert told.endswith("Z")
    stands = datetime.fromisoformat(told)
    assert before + step <= stands <= clock.now()
    assert stands.tzinfo == UTC


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advance": None},
        {"advance": 24},
        {"advance": ""},
        {"advance": "0s"},
        {"advance": "-1h"},
        {"advance": "soon"},
        {"advance": "24 hours"},
        {"advance": "367d"},
        {"advance": "9" * 400 + "d"},
        [],
        "24h",
    ],
)
def test_a_wrong_step_is_refused_and_moves_nothing(
    app: FastAPI, api_token: str, body: object
) -> None:
    answer = client(app, api_token).post("/sandbox/clock", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert clock.offset() == timedelta(0)


def test_without_token_or_login_it_is_401(app: FastAPI) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Cookie": "session=wrong"}):
        answer = TestClient(app, headers=headers).post("/sandbox/clock", json={"advance": "24h"})
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
    assert clock.offset() == timedelta(0)


def test_a_login_may_move_it_and_an_auditor_may_not(
    app: FastAPI, api_token: str, session_token: str, auditor_token: str
) -> None:
    signed_in = TestClient(app, cookies={"session": session_token})
    assert signed_in.post("/sandbox/clock", json={"advance": "1h"}).status_code == 200
    refused = client(app, auditor_token).post("/sandbox/clock", json={"advance": "1h"})
    assert refused.status_code == 403
    assert clock.offset() == timedelta(hours=1)
