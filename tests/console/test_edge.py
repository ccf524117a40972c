"""What a process tells supervisors and Prometheus, and how platforms' calls reach their adapter."""

import logging
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

import core.models as m
from console import probes as probing
from console import webhooks
from console.edge import edge_app, webhook_app
from console.metrics import Metrics
from console.probes import Probes
from console.server import Server
from core import clock
from core.actions.create_token import create_token
from core.actions.open_alert import open_alert
from core.channel import Answer, Request, Webhook
from core.desk import Desk
from core.vocabulary import AlertKind, DeliveryState, Role

EXPLAINED = Path(__file__).parents[2] / "docs" / "health.md"
ROLES = frozenset({"intake", "jobs"})


@pytest.fixture
def silent() -> dict[str, str]:
    """Platforms this process needs and has not."""
    return {}


@pytest.fixture
def calls() -> list[Request]:
    return []


@pytest.fixture
async def edge(
    desk: Desk, silent: dict[str, str], calls: list[Request]
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the edge, served as it is in a running desk."""

    async def handle(request: Request) -> Answer:
        calls.append(request)
        if request.body == b"boom":
            raise ValueError(request.headers["x-say"])
        return Answer(202, b"kept", {"X-Told": "yes"})

    found = Probes(desk, ROLES, lambda: silent)
    app = edge_app(found, Metrics(desk, lambda: silent), [Webhook("/hooks/one", handle)])
    server = Server(app)
    await server.start()
    async with httpx2.AsyncClient(base_url=server.base, trust_env=False) as client:
        yield client
    await server.stop()


async def test_it_lives_as_soon_as_it_answers(edge: httpx2.AsyncClient) -> None:
    answer = await edge.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "roles": ["intake", "jobs"]}


async def test_it_is_ready_when_every_part_works(
    edge: httpx2.AsyncClient, silent: dict[str, str], desk: Desk
) -> None:
    assert (await edge.get("/readyz")).json() == {
        "status": "ready",
        "parts": {"database": "ok"},
        "alerts": [],
    }
    silent["telegram"] = "the token is wrong"
    open_alert(desk, AlertKind.SILENT, "telegram", "since 12:00")
    answer = await edge.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready",
        "parts": {"database": "ok", "telegram": "the token is wrong"},
        "alerts": ["silent telegram: since 12:00"],
    }
    assert (await edge.get("/healthz")).status_code == 200


async def test_a_database_that_fails_is_named(
    edge: httpx2.AsyncClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_desk: Desk) -> list[Any]:
        raise OSError("disk of customer 42")

    monkeypatch.setattr(probing, "current_alerts", fail)
    answer = await edge.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "it refuses (OSError)"}


async def test_a_database_that_hangs_holds_one_thread_whoever_asks(
    edge: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, release = [], threading.Event()

    def hang(_desk: Desk) -> list[Any]:
        asked.append(1)
        release.wait(60)
        return []

    monkeypatch.setattr(probing, "current_alerts", hang)
    monkeypatch.setattr(probing, "ANSWER_WITHIN", 0.05)
    for _ in range(5):
        answer = await edge.get("/readyz")
        assert answer.json()["parts"]["database"].startswith("no answer within")
    release.set()
    assert len(asked) == 1


async def test_a_webhook_gets_what_was_sent_and_its_answer_goes_back(
    edge: httpx2.AsyncClient, calls: list[Request]
) -> None:
    answer = await edge.post("/hooks/one?a=1", content=b"\x00body", headers={"X-Secret-Token": "s"})
    assert (answer.status_code, answer.content, answer.headers["x-told"]) == (202, b"kept", "yes")
    (call,) = calls
    assert (call.method, call.query, call.body) == ("POST", {"a": "1"}, b"\x00body")
    assert call.headers["x-secret-token"] == "s"
    assert (await edge.get("/hooks/one")).status_code == 202
    assert (await edge.delete("/hooks/one")).status_code == 405
    assert (await edge.post("/hooks/two")).status_code == 404


async def test_too_long_a_body_never_reaches_the_adapter(
    edge: httpx2.AsyncClient, calls: list[Request]
) -> None:
    longest = b"x" * webhooks.LONGEST_BODY
    assert (await edge.post("/hooks/one", content=longest)).status_code == 202

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"y" * 100_000

    for body in (longest + b"x", endless()):
        assert (await edge.post("/hooks/one", content=body)).status_code == 413
    assert len(calls) == 1


async def test_an_adapter_that_fails_tells_the_platform_nothing_and_the_log_no_text(
    edge: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        said = {"X-Say": "my password is hunter22"}
        answer = await edge.post("/hooks/one", content=b"boom", headers=said)
    assert (answer.status_code, answer.content) == (500, b"")
    (record,) = (one for one in caplog.records if one.name == "console.webhooks")
    assert "ValueError" in record.getMessage()
    assert "hunter22" not in caplog.text
    assert "boom" not in caplog.text


async def test_webhooks_of_their_own_address_share_a_server_without_the_probes() -> None:
    async def handle(_request: Request) -> Answer:
        return Answer(200)

    server = Server(webhook_app([Webhook("/a", handle), Webhook("/b", handle)]))
    await server.start()
    async with httpx2.AsyncClient(base_url=server.base, trust_env=False) as client:
        codes = [(await client.post(path)).status_code for path in ("/a", "/b")]
        assert codes == [200, 200]
        assert (await client.get("/metrics")).status_code == 404
    await server.stop()


def numbers(text: str) -> Mapping[tuple[str, ...], float]:
    """Every sample by its name and its labels' values, in the order of the labels' names."""
    found: dict[tuple[str, ...], float] = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation, family.name
        for one in family.samples:
            key = (
                one.name.removeprefix("okpay_"),
                *(value for _, value in sorted(one.labels.items())),
            )
            assert key not in found
            found[key] = one.value
    return found


async def test_metrics_tell_lags_channels_spending_and_alerts(
    edge: httpx2.AsyncClient, desk: Desk, seeds: Any, silent: dict[str, str]
) -> None:
    number = seeds.ticket("hello")
    seeds.bot(number, "on its way", state=DeliveryState.PENDING, ago=timedelta(seconds=60))
    silent["discord"] = "no answer"
    open_alert(desk, AlertKind.TROUBLE, "telegram", "x")
    now = clock.real_now()
    with desk.db.transaction() as session:
        channel = session.get_one(m.ChannelRow, "telegram:1")
        channel.heard_at, channel.last_event_at = now, now - timedelta(seconds=100)
        session.add(m.Spending(platform="telegram", what="w", count=1, micros=7, at=clock.now()))
        session.add(m.Pause(platform="*", by="mei", at=now))
        session.add(m.Lease(name="intake:telegram", holder="one", until=now))
    told = numbers((await edge.get("/metrics")).text)
    assert told["database_up",] == 1
    assert told["channel_up", "telegram:1"] == 1
    assert told["channel_last_event_seconds", "telegram:1"] == pytest.approx(100, abs=10)
    assert told["channel_paused", "telegram:1"] == 1
    assert told["bot_mode", "telegram:1", "on"] == 1
    assert told["delivery_lag_seconds", "telegram:1", "answer"] == pytest.approx(60, abs=10)
    assert told["delivery_lag_seconds", "telegram:1", "safety"] == 0
    assert told["deliveries", "telegram:1", "pending"] == 1
    assert told["deliveries", "telegram:1", "unknown"] == 0
    assert told["spend_micros", "month", "telegram"] == 7
    assert told["open_alerts", "trouble"] == 1
    assert told["open_alerts", "silent"] == 0
    assert told["platform_silent", "discord"] == 1
    assert ("lease_seconds", "one", "intake:telegram") in told
    assert told["sweep_late",] == told["turns_waiting",] == 0
    assert told["process_resident_memory_bytes",] > 1_000_000


async def test_every_metric_is_explained(edge: httpx2.AsyncClient, seeds: Any) -> None:
    seeds.ticket("hello")
    text = (await edge.get("/metrics")).text
    named = set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))
    explained = set(re.findall(r"`(okpay_\w+)`", EXPLAINED.read_text(encoding="utf-8")))
    assert len(named) > 20
    assert named ^ explained == set()


async def test_without_a_database_there_are_still_numbers(
    edge: httpx2.AsyncClient, desk: Desk
) -> None:
    m.Alert.__table__.drop(desk.db.engine)  # type: ignore[attr-defined]
    answer = await edge.get("/metrics")
    assert answer.status_code == 200
    told = numbers(answer.text)
    assert told["database_up",] == 0
    assert told["process_resident_memory_bytes",] > 0


@pytest.fixture
def from_here(app: FastAPI) -> Iterator[TestClient]:
    """A program on the console's own machine."""
    with TestClient(app, client=("127.0.0.1", 50000)) as client:
        yield client


def test_the_console_answers_probes_and_keeps_reasons_for_this_machine(
    app: FastAPI, desk: Desk, anonymous: TestClient, from_here: TestClient
) -> None:
    app.state.probes = Probes(desk, ROLES, lambda: {"telegram": "bad token"})
    assert anonymous.get("/healthz").json()["status"] == "ok"
    away, here = anonymous.get("/readyz"), from_here.get("/readyz")
    assert (away.status_code, here.status_code) == (503, 503)
    assert away.json()["parts"] == {"database": "ok", "telegram": "not ready"}
    assert "alerts" not in away.json()
    assert here.json()["parts"]["telegram"] == "bad token"


def test_the_consoles_metrics_are_for_this_machine_or_a_token(
    desk: Desk,
    signed_in: Callable[..., TestClient],
    anonymous: TestClient,
    from_here: TestClient,
) -> None:
    assert anonymous.get("/metrics").status_code == 401
    assert "okpay_database_up 1.0" in from_here.get("/metrics").text
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert from_here.get("/metrics", headers={header: "203.0.113.9"}).status_code == 401
    assert signed_in("ada", Role.ADMIN).get("/metrics").status_code == 401
    bearer = {"Authorization": f"Bearer {create_token(desk, 'ada')}"}
    assert anonymous.get("/metrics", headers=bearer).status_code == 200
