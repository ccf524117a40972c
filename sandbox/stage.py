"""The stage: every emulated platform on one server on loopback, each under its name."""

import importlib
import logging
import pkgutil
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Protocol, cast, runtime_checkable

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

import sandbox
from console.server import Server
from core import clock
from sandbox.cast import Person, Said
from sandbox.faults import Faults

_SERVER_LOG = logging.getLogger("uvicorn.error")
_on_stage = ContextVar("on_stage", default=False)


@runtime_checkable
class Emulator(Protocol):
    """An emulated platform: what the real client library talks to, and the customers' phones."""

    name: str
    app: Starlette
    faults: Faults
    limits: bool  #: the platform's own rate limits are on

    def environment(self, base: str) -> dict[str, str]:
        """The settings with which the adapter talks to this emulator, mounted at `base`."""
        ...

    def customer_says(
        self, person: Person, text: str, *, public: bool, reply_to: str | None = None
    ) -> str:
        """A customer writes to us. Returns the message's id."""
        ...

    def customer_presses(self, person: Person, message_id: str, choice_id: str) -> str:
        """A customer presses a button under a message of ours."""
        ...

    def transcript(self, person: Person) -> list[Said]:
        """Everything on that customer's screen, oldest first."""
        ...


class Stage:
    """All emulated platforms. `start` opens the curtain, `environment` points adapters at it.

    The platforms live in the product's time: where desk and stage share a process they move
    together by themselves, and where the desk runs in another one, `advance` is called beside
    moving the desk's clock.
    """

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self._clock = now or clock.now
        self._ahead = timedelta(0)
        self.emulators: dict[str, Emulator] = {name: _emulator(name, self.now) for name in _names()}
        mounts = [Mount(f"/{name}", emulator.app) for name, emulator in self.emulators.items()]
        self._server = Server(_Curtain(Starlette(routes=mounts)))

    def now(self) -> datetime:
        """The time on every platform."""
        return self._clock() + self._ahead

    def advance(self, by: timedelta) -> None:
        """Move every platform's clock, as a desk in another process moved its own."""
        self._ahead += by

    @property
    def base(self) -> str:
        """The server's address. Only between `start` and `stop`."""
        return self._server.base

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Answer from now on; port 0 takes a free one. Raises `OSError` where that is taken."""
        _SERVER_LOG.addFilter(_unexpected)
        await self._server.start(host, port)

    async def stop(self) -> None:
        """Answer no more."""
        await self._server.stop()
        _SERVER_LOG.removeFilter(_unexpected)

    def environment(self) -> dict[str, str]:
        """The settings with which every adapter talks to its emulator."""
        merged: dict[str, str] = {}
        for name, emulator in self.emulators.items():
            merged |= emulator.environment(f"{self.base}/{name}")
        return merged


class _Curtain:
    """Marks what the server does for an emulator, in the same task as what it logs about it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        _on_stage.set(True)
        await self.app(scope, receive, send)


def _unexpected(record: logging.LogRecord) -> bool:
    # a platform that answers nothing is a fault somebody ordered, no error of the server
    return not (_on_stage.get() and str(record.msg).startswith("ASGI callable returned without"))


def _names() -> list[str]:
    return sorted(found.name for found in pkgutil.iter_modules(sandbox.__path__) if found.ispkg)


def _emulator(name: str, now: Callable[[], datetime]) -> Emulator:
    module = importlib.import_module(f"sandbox.{name}")
    return cast(Emulator, module.Emulator(now=now))
