"""A running desk serves its edge in every role, beside whatever else takes its port."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from cli import running, serving
from cli.opening import open_desk
from cli.serving import Doors
from console.metrics import Metrics
from console.probes import Probes
from core.channel import Answer, Request, Webhook
from core.desk import Desk
from core.settings import EdgeSettings, WrongSettings

PATIENCE = 60.0


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "okpay.toml").touch()
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'desk.db'}",
        "SUPPORT_CONFIG": str(tmp_path / "okpay.toml"),
        "CONSOLE_PORT": "0",
        "EDGE_PORT": "0",
    }


@pytest.fixture
def desk(env: dict[str, str]) -> Iterator[Desk]:
    opened = open_desk(env)
    yield opened
    opened.db.dispose()


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


@pytest.fixture
def edges(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of the edges that are opened."""
    opened: list[str] = []
    open_edge = Doors.open_edge

    async def noted(self: Doors, *given: Any) -> str:
        opened.append(await open_edge(self, *given))
        return opened[-1]

    monkeypatch.setattr(serving.Doors, "open_edge", noted)
    return opened


@asynccontextmanager
async def at_work(desk: Desk, env: dict[str, str], *roles: str) -> AsyncIterator[str]:
    """The desk runs; gives the console's address."""
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(
        running.run_desk(desk, env, roles=frozenset(roles), on_ready=ready.set_result)
    )
    await asyncio.wait({task, ready}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    try:
        if task.done():
            await task
        yield ready.result()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize("role", ["jobs", "deliveries", "intake"])
async def test_every_role_serves_probes_and_metrics(
    desk: Desk, env: dict[str, str], edges: list[str], role: str
) -> None:
    async with at_work(desk, env, role), httpx2.AsyncClient(trust_env=False) as client:
        (base,) = edges
        assert (await client.get(f"{base}/healthz")).json()["roles"] == [role]
        assert (await client.get(f"{base}/readyz")).status_code == 200
        assert "okpay_database_up 1.0" in (await client.get(f"{base}/metrics")).text
    async with httpx2.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get(f"{base}/healthz")


async def test_the_console_answers_for_its_process(desk: Desk, env: dict[str, str]) -> None:
    async with (
        at_work(desk, env, "console", "jobs") as base,
        httpx2.AsyncClient(trust_env=False) as client,
    ):
        assert (await client.get(f"{base}/healthz")).json()["roles"] == ["console", "jobs"]
        assert (await client.get(f"{base}/readyz")).status_code == 200


async def test_a_platform_that_does_not_answer_makes_it_not_ready(
    desk: Desk, env: dict[str, str], edges: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "READY_WITHIN", 0.1)
    away = env | {
        "TELEGRAM_BOT_TOKEN": "1:sandbox",
        "TELEGRAM_API_BASE_URL": "http://127.0.0.1:9",
    }
    async with at_work(desk, away, "intake"), httpx2.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{edges[0]}/healthz")).status_code == 200
        answer = await client.get(f"{edges[0]}/readyz")
        assert answer.status_code == 503
        assert answer.json()["parts"]["database"] == "ok"
        assert answer.json()["parts"]["telegram"]
        assert 'okpay_platform_silent{platform="telegram"} 1.0' in (
            (await client.get(f"{edges[0]}/metrics")).text
        )


async def test_a_port_that_was_asked_for_must_be_free(
    desk: Desk, env: dict[str, str], taken: int
) -> None:
    with pytest.raises(WrongSettings, match=rf"EDGE_PORT: 127\.0\.0\.1:{taken} cannot be used"):
        async with at_work(desk, env | {"EDGE_PORT": str(taken)}, "jobs"):
            pass


class Line:
    """A platform that calls us."""

    def __init__(self, *webhooks: Webhook) -> None:
        self.webhooks = webhooks


@pytest.fixture
async def doors() -> AsyncIterator[Doors]:
    opened = Doors()
    yield opened
    await opened.close()


def default(port: int) -> EdgeSettings:
    """Settings of an operator who set nothing, on a machine where the default is `port`."""
    return EdgeSettings.model_construct(_fields_set=set(), host="127.0.0.1", port=port)


Opens = Callable[..., Any]


@pytest.fixture
def opens(desk: Desk, doors: Doors) -> Opens:
    async def open_edge(settings: EdgeSettings, *webhooks: Webhook) -> str:
        found, numbers = Probes(desk, frozenset({"intake"}), dict), Metrics(desk, dict)
        channels: Any = {"line": Line(*webhooks)}
        return await doors.open_edge(settings, found, numbers, channels)

    return open_edge


async def answers(_request: Request) -> Answer:
    return Answer(204)


async def test_the_default_port_may_be_taken_where_nothing_needs_it(
    opens: Opens, taken: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert await opens(default(taken)) == ""
    assert f"EDGE_PORT: 127.0.0.1:{taken} cannot be used" in caplog.text
    with pytest.raises(WrongSettings, match="EDGE_PORT"):
        await opens(default(taken), Webhook("/hook", answers))


async def test_webhooks_stand_where_they_want_to(opens: Opens, taken: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = int(probe.getsockname()[1])
    own = ("127.0.0.1", free)
    edge = await opens(
        default(0), Webhook("/here", answers), Webhook("/a", answers, own), Webhook("/b", answers, own)
    )  # fmt: skip
    async with httpx2.AsyncClient(trust_env=False) as client:
        for address in (f"{edge}/here", f"http://127.0.0.1:{free}/a", f"http://127.0.0.1:{free}/b"):
            assert (await client.post(address)).status_code == 204
        assert (await client.post(f"{edge}/a")).status_code == 404
    with pytest.raises(WrongSettings, match=r"the webhook /c: .* cannot be used"):
        await opens(default(0), Webhook("/c", answers, ("127.0.0.1", taken)))
