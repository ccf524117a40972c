"""The gateway, connected again and again.

The library keeps what it is good at: the websocket, its compression, IDENTIFY, RESUME, heartbeats.
When to connect, and to what, is decided here. The library's own loop asks a resume address that is
gone for ever, waits up to 17 minutes between attempts, and takes a connection for alive whose
heartbeats nobody acknowledges as long as anything else comes over it.

After a connection ended: RESUME at the session's own address; where that does not answer, RESUME at
the default one at once. Only a session that Discord says is over, or that two addresses would not
go on with, is given up for a new one, for what was said meanwhile then has to be looked up.
"""

import asyncio
import contextlib
import logging
import socket
import time
from dataclasses import dataclass
from typing import Any, Protocol

import yarl
from discord.gateway import DiscordWebSocket

from bots.discord import errors
from bots.discord.host import Host
from bots.discord.patience import pause

logger = logging.getLogger(__name__)

HEARD = (
    "MESSAGE_CREATE",
    "MESSAGE_UPDATE",
    "MESSAGE_DELETE",
    "MESSAGE_DELETE_BULK",
    "INTERACTION_CREATE",
)
REACH = 4.0
"""Seconds for a connection and Discord's greeting on it."""
ANSWER = 5.0
"""Seconds from IDENTIFY or RESUME to its answer."""
GRACE = 10.0
"""Seconds by which the acknowledgement of a heartbeat may be late."""
STEADY = 30.0
"""Seconds after which a connection has held: the next attempt then is the first one again."""
PROBES = {"TCP_KEEPIDLE": 5, "TCP_KEEPINTVL": 3, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 14_000}
"""How the kernel finds out, within 14 s, that nobody is at the other end (seconds; milliseconds).
Heartbeats alone would need most of a minute."""
_REFUSALS = 2  # RESUMEs without an answer, after which the session is given up
_HANG_UP = 0.4  # seconds; a stop takes less than two
_GOODBYE, _BACK_SOON = 1000, 4000  # after the first Discord forgets the session


class Listener(Protocol):
    """Who hears what the gateway says. Called in the read loop: must not block or raise."""

    def ready(self) -> None:
        """A new session: what was said before it has to be looked up."""

    def resumed(self) -> None:
        """The old session goes on; what was missed comes by itself."""

    def lost(self) -> None:
        """The connection is down."""

    def away(self, reason: str) -> None:
        """Discord could not be reached, more than once."""

    def heard(self, kind: str, payload: Any) -> None:
        """An event of one of the kinds in `HEARD`: in order, as plain JSON."""


@dataclass
class _Session:
    """What a RESUME goes on with."""

    id: str
    sequence: int | None
    address: yarl.URL


class Gateway:
    """Keeps an account connected."""

    def __init__(self, host: Host, listener: Listener, *, grace: float = GRACE) -> None:
        self._host = host
        self._listener = listener
        self._grace = grace
        self._session: _Session | None = None
        self._refusals = 0
        self._wire: DiscordWebSocket | None = None
        self._live = asyncio.Event()
        self._live_at = 0.0
        parsers = {kind: self._hear(kind) for kind in HEARD}
        host.hear({"READY": self._ready, "RESUMED": self._resumed, **parsers}, self._opened)

    async def run(self) -> None:
        """Listen until cancelled. Raises only `NotAllowed`."""
        failures = 0
        while True:
            reason = await self._until_lost()
            held = self._live.is_set() and time.monotonic() - self._live_at > STEADY
            failures = 0 if held else failures + 1
            if failures > 1:
                self._listener.away(reason)
            await asyncio.sleep(pause(failures))

    async def _until_lost(self) -> str:
        """One connection at the best address that answers. Returns why there is none any more."""
        addresses = [DiscordWebSocket.DEFAULT_GATEWAY]
        if self._session is not None and self._session.address not in addresses:
            addresses.insert(0, self._session.address)
        reason = ""
        for address in addresses:
            known = self._session
            try:
                await self._connect(address)
            except Exception as error:
                refusal = errors.not_allowed(error)
                if refusal is not None:
                    raise refusal from None
                reason = type(error).__name__
            logger.info("the gateway at %s is gone: %s", address.host, reason)
            if self._live.is_set() or (known and self._session is None):
                break
        return reason

    async def _connect(self, address: yarl.URL) -> None:
        """Follow one connection to its end, which is always an exception."""
        self._live.clear()
        self._wire = None
        resume: dict[str, Any] = {}
        if self._session is not None:
            session, sequence = self._session.id, self._session.sequence
            resume = {"resume": True, "session": session, "sequence": sequence}
        else:
            await self._host.starts.turn()
        code, asked = _BACK_SOON, False
        try:
            async with asyncio.timeout(REACH):
                wire = await DiscordWebSocket.from_client(
                    self._host, initial=True, gateway=address, **resume
                )
            asked = True
            await self._follow(wire)
        except asyncio.CancelledError:
            code = _GOODBYE
            raise
        finally:
            self._listener.lost()
            if self._wire is not None:
                self._remember(self._wire, asked)
                await _hang_up(self._wire, code)

    async def _follow(self, wire: DiscordWebSocket) -> None:
        """Read until the connection ends, or shows that it is dead."""
        reading = asyncio.create_task(_read(wire))
        watching = asyncio.create_task(self._watch(wire))
        try:
            await asyncio.wait({reading, watching}, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                reading.result()
            watching.result()
        finally:
            reading.cancel()
            watching.cancel()
            await asyncio.gather(reading, watching, return_exceptions=True)

    async def _watch(self, wire: DiscordWebSocket) -> None:
        async with asyncio.timeout(ANSWER):
            await self._live.wait()
        while wire.open and self._acknowledged(wire):  # noqa: ASYNC110 - nothing tells of either
            await asyncio.sleep(min(1.0, self._grace / 4))
        if wire.open:
            raise ConnectionError("heartbeats are no longer acknowledged")
        await asyncio.sleep(_HANG_UP)  # the reader is saying goodbye, and may wait long for theirs
        raise ConnectionError("closed")

    def _acknowledged(self, wire: DiscordWebSocket) -> bool:
        """The library shows only how fast the last acknowledgement was, not that none came since."""
        beats = wire._keep_alive
        if beats is None or beats.interval is None:
            return True
        return time.perf_counter() - beats._last_ack < beats.interval + self._grace

    def _remember(self, wire: DiscordWebSocket, asked: bool) -> None:
        """Take from a connection that ended what the next one goes on with.

        `asked`: it came as far as our IDENTIFY or RESUME.
        """
        known = self._session
        if wire.session_id is None:  # Discord never began one, or said that it is over
            self._session = None
        elif known is None or known.id != wire.session_id:
            self._session = _Session(wire.session_id, wire.sequence, wire.gateway)
        elif self._live.is_set():
            known.sequence = wire.sequence
        elif asked:
            self._refusals += 1
            if self._refusals >= _REFUSALS:
                self._session, self._refusals = None, 0

    # ---- what the library calls

    def _opened(self, wire: DiscordWebSocket) -> None:
        self._wire = wire
        _probe(wire.socket.get_extra_info("socket"))

    def _ready(self, _: Any) -> None:
        self._lives()
        self._listener.ready()

    def _resumed(self, _: Any) -> None:
        self._lives()
        self._listener.resumed()

    def _lives(self) -> None:
        self._refusals = 0
        self._live_at = time.monotonic()
        self._live.set()

    def _hear(self, kind: str) -> Any:
        return lambda payload: self._listener.heard(kind, payload)


def _probe(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in PROBES.items():
        if (option := getattr(socket, name, None)) is not None:  # not every system has all
            connection.setsockopt(socket.IPPROTO_TCP, option, value)


async def _read(wire: DiscordWebSocket) -> None:
    while True:
        await wire.poll_event()


async def _hang_up(wire: DiscordWebSocket, code: int) -> None:
    """Close a connection, not waiting long for a peer that may be gone."""
    with contextlib.suppress(Exception):
        async with asyncio.timeout(_HANG_UP):
            await wire.close(code)
