"""A web server inside the running event loop, which leaves signals to the program it runs in."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

_STOP_WITHIN = 2
"""Seconds that open streams and sockets get when the server stops."""

_MOST = 300
"""Connections at once; the next are told 503. Whoever opens connections and says nothing must not
take the files that the platforms' connections need."""


class _Quiet(uvicorn.Server):
    """Leaves signals to the program it runs in, and tells when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answers = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answers.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Server:
    """Serves one application, HTTP and WebSocket, between `start` and `stop`."""

    def __init__(self, app: ASGIApp, *, lifespan: bool = False) -> None:
        self._app = app
        self._lifespan = lifespan
        self._socket: socket.socket | None = None
        self._server: _Quiet | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def base(self) -> str:
        """Where it answers, such as `http://127.0.0.1:9000`. Only once it has started."""
        assert self._socket is not None, "not started"
        host, port = self._socket.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Answer from now on; port 0 takes a free one. Raises `OSError` where that is taken."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family, backlog=512)
        # the event loop only does this itself for sockets it made; without it answers wait 40 ms
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._server = _Quiet(
            uvicorn.Config(
                self._app,
                log_config=None,
                access_log=False,
                # anybody can write X-Forwarded-For; the throttle of sign-ins counts real addresses
                proxy_headers=False,
                lifespan="on" if self._lifespan else "off",
                timeout_graceful_shutdown=_STOP_WITHIN,
                limit_concurrency=_MOST,
            )
        )
        self._task = asyncio.create_task(self._server.serve([self._socket]), name="server")
        answers = asyncio.create_task(self._server.answers.wait())
        await asyncio.wait({self._task, answers}, return_when=asyncio.FIRST_COMPLETED)
        if not answers.done():
            answers.cancel()
            self._socket.close()
            await self._task  # it ended before it answered: says why

    async def stop(self) -> None:
        """Answer no more; open connections are closed. Does nothing where it never started."""
        if self._server is None or self._task is None or self._socket is None:
            return
        self._server.should_exit = True
        await self._task
        self._socket.close()
        self._server = self._task = self._socket = None
