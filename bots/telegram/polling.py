"""Listening by long polling, and noticing when it hears nothing though it seems to work."""

import asyncio
import contextlib
import logging

from telegram import Bot
from telegram.error import Conflict, TelegramError, TimedOut

from bots.telegram.intake import Intake, PollingRequest
from bots.telegram.line import Waits, open_bot, request_options, within
from bots.telegram.parse import KINDS
from bots.telegram.patience import NotReached
from bots.telegram.settings import TelegramSettings

_log = logging.getLogger(__name__)

_WEDGED = 2  # time-outs in a row after which connections are opened anew
_DEAF = 2  # empty polls in a row after which updates were seen to wait
_CLOSE_WITHIN = 1.0  # seconds


class Polling:
    """One `getUpdates` after another. `listening` is whether the last one worked."""

    word = "poll"

    def __init__(
        self,
        settings: TelegramSettings,
        waits: Waits,
        intake: Intake,
        bot: Bot,
        listening: asyncio.Event,
    ) -> None:
        self._settings, self._waits = settings, waits
        self._intake, self._bot, self._listening = intake, bot, listening
        self._offset: int | None = None
        self._prepared = False
        self._timeouts = 0
        self._unheard = 0  # empty polls in a row after which updates waited
        self._heard_at = _time()
        self._open()

    async def step(self) -> None:
        """Poll once. Raises `TelegramError`.

        While it is not sure that we hear anything, the poll does not wait, so that we soon know.
        """
        if not self._prepared:
            # Updates are to wait for us instead of going elsewhere.
            async with within(self._waits.margin):
                await self._bot.delete_webhook(drop_pending_updates=False)
            self._prepared = True
        sure = self._listening.is_set() and not self._unheard
        if await self._poll(self._waits.poll if sure else 0):
            self._unheard, self._heard_at = 0, _time()
        elif self._unheard or _time() - self._heard_at >= self._waits.silence:
            await self._probe()

    async def close(self) -> None:
        """Give the connections back."""
        # A connection that hangs may hang once more when it is closed.
        with contextlib.suppress(TelegramError):
            async with within(_CLOSE_WITHIN):
                await self._request.shutdown()

    def _open(self) -> None:
        options = request_options(self._settings, self._waits)
        self._request = PollingRequest(self._intake, **options)
        self._poller = open_bot(self._settings, self._bot.request, self._request)

    async def _reopen(self) -> None:
        await self.close()
        self._open()

    async def _poll(self, wait: float) -> bool:
        """Whether anything came; names the offset that confirms what was stored before."""
        try:
            updates = await self._poller.get_updates(
                offset=self._offset,
                timeout=int(wait),
                allowed_updates=KINDS,
                limit=100,
                read_timeout=self._waits.margin,  # on top of the wait
            )
        except TimedOut:
            self._timeouts += 1
            if self._timeouts >= _WEDGED:
                self._timeouts = 0
                await self._reopen()
            raise
        except Conflict:
            self._prepared = False
            raise
        self._timeouts = 0
        if updates:
            self._offset = max(update.update_id for update in updates) + 1
        return bool(updates)

    async def _probe(self) -> None:
        """Ask whether updates wait that polling does not bring. Raises `NotReached` if they do.

        One may have come between the poll and the question, so it takes two in a row.
        """
        try:
            async with within(self._waits.margin):
                waiting = (await self._bot.get_webhook_info()).pending_update_count
        except TelegramError as error:
            _log.debug("a probe was not answered (%s)", type(error).__name__)
            return
        if not waiting:
            self._unheard, self._heard_at = 0, _time()
            return
        self._unheard += 1
        if self._unheard >= _DEAF:
            # The offset may be to blame too: after a quiet week Telegram numbers from anywhere.
            self._offset = None
            await self._reopen()
            raise NotReached(
                f"polling brings nothing though {waiting} update(s) wait; connections opened anew"
            )


def _time() -> float:
    return asyncio.get_running_loop().time()
