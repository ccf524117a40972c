"""How often a bot may send.

Telegram says: about 30 messages a second overall, one a second in one chat with short bursts
above it, 20 a minute in a group (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits).
How large a burst may be is not published; BURST is our assumption.
"""

import math
from collections.abc import Callable

BURST = 5  # messages at once in one private chat


class Bucket:
    """Refills with `rate` permits a second up to `size`."""

    def __init__(self, size: float, rate: float, at: float) -> None:
        self._size, self._rate = size, rate
        self._left, self._at = size, at

    def lacks(self, at: float) -> float:
        """Seconds until a permit is there; 0 if one is."""
        passed = max(0.0, at - self._at)  # the sandbox clock may be set back
        self._left = min(self._size, self._left + passed * self._rate)
        self._at = at
        return max(0.0, (1 - self._left) / self._rate)

    def take(self) -> None:
        """Use a permit."""
        self._left -= 1


class Limits:
    """The permits of one bot; `clock` tells seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._all = Bucket(30, 30, clock())
        self._chats: dict[int, Bucket] = {}

    def retry_after(self, chat: int) -> int:
        """Whole seconds to wait before sending to this chat; 0 means sent now."""
        at = self._clock()
        if chat not in self._chats:
            self._chats[chat] = Bucket(20, 20 / 60, at) if chat < 0 else Bucket(BURST, 1, at)
        buckets = (self._all, self._chats[chat])
        wait = math.ceil(max(bucket.lacks(at) for bucket in buckets))
        if not wait:
            for bucket in buckets:
                bucket.take()
        return wait
