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
from collections.abc import Callable
from typing import Any, NamedTuple

from sandbox.telegram.mischief import Mischief
from sandbox.telegram.refusals import Refused

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


class Update(NamedTuple):
    """An update that the bot has not confirmed yet."""

    number: int
    lane: str  #: what keeps its order when updates are posted side by side
    text: str  #: JSON; small in memory, and what the bot gets cannot change afterwards


class Poll:
    """One waiting call; it may be woken from any thread."""

    def __init__(self) -> None:
        self.end: Exception | None = None  #: how the call fails, once it must
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()

    def wake(self, end: Exception | None = None) -> None:
        """Let it look again, or fail."""
        self.end = self.end or end
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

    def __init__(self, mischief: Mischief) -> None:
        self.kinds = DEFAULT_KINDS
        self.on_push: Callable[[], None] = lambda: None  #: called from any thread
        self._mischief = mischief
        self._waiting: deque[Update] = deque()
        self._again: list[Update] = []  #: confirmed, and handed over once more by mischief
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

    def waiting(self) -> list[Update]:
        """All that waits, oldest first."""
        with self._lock:
            return [*self._waiting]

    def forget(self, update: Update) -> None:
        """The bot has it."""
        with self._lock:
            if update in self._waiting:
                self._waiting.remove(update)

    def push(self, update: Json) -> int:
        """Queue an update under the next number, unless it brings its own; returns the number."""
        kind = next((name for name in update if name != "update_id"), "")
        with self._lock:
            number = int(update.get("update_id", self._next))
            # Kinds nobody has heard of stand for what Telegram may send one day.
            if kind in DEFAULT_KINDS and kind not in self.kinds:
                return number
            self._next = max(self._next, number) + 1
            text = json.dumps({"update_id": number, **update})
            self._waiting.append(Update(number, _lane(update.get(kind)), text))
        if poll := self._poll:
            poll.wake()
        self.on_push()
        return number

    def end_poll(self, end: Exception) -> None:
        """The waiting call fails like this, if there is one."""
        if poll := self._poll:
            poll.wake(end)

    async def fetch(self, offset: int | None, limit: int, seconds: float) -> list[str]:
        """The next updates as JSON texts, waiting for the first one.

        Raises `Refused` when another call comes in, `Cut` when the platform goes down.
        """
        self.end_poll(conflict("terminated by other getUpdates request"))
        poll = self._poll = Poll()
        try:
            self._confirm(offset)
            deadline = time.monotonic() + seconds
            while not self._audible() and (left := deadline - time.monotonic()) > 0:
                await poll.wait(left)
                if poll.end is not None:
                    raise poll.end
            if not self._audible():
                return []
            again, self._again = self._again, []
            count = min(max(1, limit), PAGE, len(self._waiting))
            return [one.text for one in (*again, *(self._waiting[at] for at in range(count)))]
        finally:
            if self._poll is poll:
                self._poll = None

    def _audible(self) -> bool:
        return not self._mischief.deaf and bool(self._waiting or self._again)

    def _confirm(self, offset: int | None) -> None:
        if offset is not None and offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        while offset and self._waiting and self._waiting[0].number < offset:
            confirmed = self._waiting.popleft()
            if self._mischief.doubling:
                self._again.append(confirmed)


def conflict(why: str) -> Refused:
    """The refusal of a poller that somebody else ended."""
    advice = "make sure that only one bot instance is running"
    return Refused(409, f"Conflict: {why}; {advice}")


def _lane(content: Any) -> str:
    """The chat or person of an update; Telegram posts those of one in order."""
    if not isinstance(content, dict):
        return ""
    where = content.get("chat") or content.get("from")
    return str(where.get("id", "")) if isinstance(where, dict) else ""
