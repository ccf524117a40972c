"""The queue of updates and the long poll that empties it.

https://core.telegram.org/bots/api#getupdates: an update is confirmed by the first call whose
offset is above it; the kinds asked for stay in force until others are named; a second poller ends
the first with 409.
"""

import asyncio
import json
import threading
import time
from collections import deque
from typing import Any

Json = dict[str, Any]

PAGE = 100  # updates a call returns at most
DEFAULT_KINDS = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "callback_query",
        "my_chat_member",
        "poll",
        "shipping_query",
        "pre_checkout_query",
    ]
)


class Superseded(Exception):
    """Another call of getUpdates came in; this one ends with 409."""


class Poll:
    """One waiting call; it may be woken from any thread."""

    def __init__(self) -> None:
        self.superseded = False
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Let it look again."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    async def wait(self, seconds: float) -> None:
        """Sleep until woken, at most so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()


class Updates:
    """Updates the bot has not confirmed yet."""

    def __init__(self) -> None:
        self.kinds = DEFAULT_KINDS
        self._waiting: deque[tuple[int, str]] = deque()
        self._next = 1
        self._lock = threading.Lock()
        self._poll: Poll | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def set_kinds(self, kinds: str | list[str]) -> None:
        """Ask for these kinds of update from now on; none means the usual ones."""
        self.kinds = frozenset(json.loads(kinds) if isinstance(kinds, str) else kinds)
        self.kinds = self.kinds or DEFAULT_KINDS

    def clear(self) -> None:
        """Forget all that waits."""
        self._waiting.clear()

    def push(self, update: Json) -> int:
        """Queue an update under the next number, unless it brings its own; returns the number."""
        kind = next((name for name in update if name != "update_id"), "")
        with self._lock:
            number = int(update.get("update_id", self._next))
            # Kinds nobody has heard of stand for what Telegram may send one day.
            if kind in DEFAULT_KINDS and kind not in self.kinds:
                return number
            self._next = max(self._next, number) + 1
            # Kept as text: small in memory, and what the bot gets cannot change afterwards.
            self._waiting.append((number, json.dumps({"update_id": number, **update})))
        if poll := self._poll:
            poll.wake()
        return number

    async def fetch(self, offset: int | None, limit: int, seconds: float) -> list[str]:
        """The next updates as JSON texts, waiting for the first one. Raises `Superseded`."""
        if self._poll:
            self._poll.superseded = True
            self._poll.wake()
        poll = self._poll = Poll()
        try:
            self._confirm(offset)
            deadline = time.monotonic() + seconds
            while not self._waiting and (left := deadline - time.monotonic()) > 0:
                await poll.wait(left)
                if poll.superseded:
                    raise Superseded
            count = min(max(1, limit), PAGE, len(self._waiting))
            return [self._waiting[place][1] for place in range(count)]
        finally:
            if self._poll is poll:
                self._poll = None

    def _confirm(self, offset: int | None) -> None:
        if offset is not None and offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        while offset and self._waiting and self._waiting[0][0] < offset:
            self._waiting.popleft()
