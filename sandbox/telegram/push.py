"""Updates posted to the bot's webhook, again and again until it takes them.

https://core.telegram.org/bots/api#setwebhook. Telegram does not say how long it waits before it
posts again; the sandbox waits short. It posts to plain HTTP too, but never off this machine.
"""

import asyncio
import ssl
import time
from collections.abc import Callable
from datetime import datetime

import httpx

from sandbox.telegram.mischief import Mischief
from sandbox.telegram.polling import Update, Updates

PAUSES = (0.1, 0.2, 0.4, 0.8, 1.5)  # seconds until the next attempt; the last is repeated
ANSWER_WITHIN = 10.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_TICK = 0.02
_GATHER = 0.05  # seconds for which posts are held back to be shuffled
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody; reading certificates is dear


class Push:
    """Posts updates side by side, those of one chat in order."""

    def __init__(self, updates: Updates, mischief: Mischief, now: Callable[[], datetime]) -> None:
        self.url = ""
        self.connections = 40
        self.error: tuple[int, str] | None = None  #: when the last post failed, and how
        self._secret = ""
        self._updates, self._mischief, self._now = updates, mischief, now
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._retries: dict[int, tuple[int, float]] = {}  #: failures, not before

    def open(self, url: str, secret: str, connections: int) -> None:
        """Post to this address from now on, in the running event loop."""
        self.url, self._secret, self.connections = url, secret, connections
        self.error = None
        self._retries.clear()
        self._loop = asyncio.get_running_loop()
        self.wake()

    def close(self, url: str = "") -> None:
        """Post no more; `url` is somebody else's webhook, to which this machine does not post."""
        self.url, self._loop = url, None

    def wake(self) -> None:
        """Something waits. From any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._start)

    def _start(self) -> None:
        if self._loop is not None and len(self._updates) and self._task is None:
            self._task = self._loop.create_task(self._deliver(), name="telegram-webhook")
            self._task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if not task.cancelled():
            self._start()  # for what came while it ended

    async def _deliver(self) -> None:
        if self._mischief.shuffling:
            await asyncio.sleep(_GATHER)
        async with httpx.AsyncClient(
            trust_env=False, verify=_NO_TLS, timeout=ANSWER_WITHIN
        ) as client:
            while self._loop is not None and (waiting := self._updates.waiting()):
                batch = [] if self._mischief.down else self._due(waiting)
                if not batch:
                    await asyncio.sleep(_TICK)
                await asyncio.gather(*(self._post(client, one) for one in batch))

    def _due(self, waiting: list[Update]) -> list[Update]:
        """What is to be posted now: the first of every chat, unless its pause is not over."""
        newest_first, connections = waiting[::-1], 1
        if not self._mischief.shuffling:
            heads = {one.lane: one for one in newest_first}
            newest_first, connections = [*heads.values()], self.connections
        at = time.monotonic()
        due = [one for one in newest_first if self._retries.get(one.number, (0, 0.0))[1] <= at]
        return due[:connections]

    async def _post(self, client: httpx.AsyncClient, update: Update) -> None:
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers[SECRET_HEADER] = self._secret
        try:
            for _ in range(2 if self._mischief.doubling else 1):
                answer = await client.post(self.url, content=update.text, headers=headers)
                answer.raise_for_status()
        except httpx.HTTPStatusError as refused:
            said = refused.response
            why = f"Wrong response from the webhook: {said.status_code} {said.reason_phrase}"
        except httpx.TimeoutException:
            why = "Read timeout expired"
        except httpx.HTTPError:
            why = "Connection refused"
        else:
            self._retries.pop(update.number, None)
            self._updates.forget(update)
            return
        failures = self._retries.get(update.number, (0, 0.0))[0]
        pause = PAUSES[min(failures, len(PAUSES) - 1)]
        self._retries[update.number] = (failures + 1, time.monotonic() + pause)
        self.error = (int(self._now().timestamp()), why)
