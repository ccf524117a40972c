"""What the emulated platforms were asked, and what stands in the desk's database meanwhile."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.stage import Stage


@dataclass(frozen=True, slots=True)
class Call:
    """A request that a platform got, and how it ended."""

    platform: str
    request: str  #: `METHOD /path`; a websocket's method is WS
    status: int


class Calls:
    """Everything the platforms were asked since the last `clear`. Made before the stage starts."""

    def __init__(self, stage: Stage) -> None:
        self._made: list[Call] = []
        for name, emulator in stage.emulators.items():
            emulator.app.add_middleware(_Log, platform=name, made=self._made)

    def clear(self) -> None:
        """Forget them."""
        self._made.clear()

    def to(self, pattern: str, status: int | None = None) -> list[Call]:
        """Those whose request holds the pattern, and that ended so."""
        return [
            one
            for one in self._made
            if re.search(pattern, one.request) and status in (None, one.status)
        ]


class _Log:
    def __init__(self, app: ASGIApp, platform: str, made: list[Call]) -> None:
        self._app, self._platform, self._made = app, platform, made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        request = f"{scope.get('method', 'WS')} {path}"

        async def noted(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                status = message.get("status", 101)
                self._made.append(Call(self._platform, request, status))
            await send(message)

        await self._app(scope, receive, noted)


class Books:
    """A desk's database, read beside the running desk."""

    def __init__(self, url: str) -> None:
        parsed = sa.make_url(url)
        if parsed.get_backend_name() == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        self._engine = sa.create_engine(parsed, poolclass=sa.NullPool)

    def rows(self, query: str, **values: Any) -> Sequence[sa.Row[Any]]:
        """What a query finds."""
        with self._engine.connect() as connection:
            return connection.execute(sa.text(query), values).all()

    def number(self, query: str, **values: Any) -> int:
        """The only value that a query finds."""
        return int(self.rows(query, **values)[0][0])

    def stored(self) -> list[str]:
        """What customers wrote, in the order in which the desk took it."""
        query = "SELECT text FROM message WHERE direction = 'inbound' ORDER BY id"
        return [text for (text,) in self.rows(query)]

    def waiting(self) -> int:
        """Customers' messages whose turn has not come yet."""
        return self.number("SELECT count(*) FROM message WHERE NOT handled")

    def deliveries(self) -> dict[str, int]:
        """How many messages of ours are in which state, with the reason where there is one."""
        query = "SELECT state, reason, count(*) FROM delivery GROUP BY state, reason"
        return {f"{state} {reason}".strip(): count for state, reason, count in self.rows(query)}

    def owed(self) -> int:
        """Messages of ours that still have to go out."""
        return self.number("SELECT count(*) FROM delivery WHERE state IN ('pending', 'sending')")

    def holders(self) -> dict[str, str]:
        """Who holds which lease."""
        return {row.name: row.holder for row in self.rows("SELECT name, holder FROM lease")}
