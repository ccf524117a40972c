"""A gateway session, which outlives its connections, and one of those."""

import asyncio
import json
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Receive
from starlette.websockets import WebSocket

from sandbox.discord.world import Json

DISPATCH = 0
KEPT = 10_000
"""Events a session keeps for a RESUME."""
HELD = 0.05
"""Seconds for which events are collected to be shuffled."""


_Held = tuple[str, Any, int]  # event, payload, copies


@dataclass
class Connection:
    """One open websocket."""

    socket: WebSocket
    receive: Receive
    loop: asyncio.AbstractEventLoop
    compressor: Any = None
    frames: asyncio.Queue[Json | int] = field(default_factory=asyncio.Queue)
    session: "Session | None" = None

    def push(self, frame: Json | int) -> None:
        """Send a frame soon, or close with a code. May be called from any thread."""
        self.loop.call_soon_threadsafe(self.frames.put_nowait, frame)

    async def write(self) -> None:
        """Send what is pushed until the connection ends."""
        while True:
            frame = await self.frames.get()
            if isinstance(frame, int):
                await self.socket.close(frame)
                return
            text = json.dumps(frame, ensure_ascii=True)
            if self.compressor is None:
                await self.socket.send_text(text)
                continue
            packed = self.compressor.compress(text.encode())
            await self.socket.send_bytes(packed + self.compressor.flush(zlib.Z_SYNC_FLUSH))


@dataclass
class Session:
    """What IDENTIFY began."""

    id: str
    intents: int
    sequence: int = 0
    events: list[Json] = field(default_factory=list)
    connection: Connection | None = None
    held: list[_Held] = field(default_factory=list)

    def tell(self, event: str, payload: Any, *, copies: int = 1, shuffled: bool = False) -> None:
        """Tell an event `copies` times, now, at the next RESUME, or soon in another order."""
        if shuffled and self.connection is not None:
            loop = self.connection.loop
            self.held.append((event, payload, copies))
            loop.call_soon_threadsafe(loop.call_later, HELD, self._release)
            return
        self._release()
        self.dispatch(event, payload, copies)

    def dispatch(self, event: str, payload: Any, copies: int = 1) -> None:
        """Number an event and send it."""
        self.sequence += 1
        frame = {"op": DISPATCH, "t": event, "s": self.sequence, "d": payload}
        self.events.append(frame)
        if len(self.events) > KEPT:
            del self.events[: KEPT // 2]
        if self.connection is not None:
            for _ in range(copies):
                self.connection.push(frame)

    def _release(self) -> None:
        """Dispatch what was held: the channel that spoke last comes first, each in its own order."""
        held, self.held = self.held, []
        channels: dict[str, deque[_Held]] = {}
        for each in held:
            channels.setdefault(_channel(each), deque()).append(each)
        for each in reversed(held):
            self.dispatch(*channels[_channel(each)].popleft())


def _channel(held: _Held) -> str:
    payload = held[1]
    return str(payload.get("channel_id")) if isinstance(payload, dict) else ""
