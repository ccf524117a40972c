"""Pressed buttons are acknowledged beside the intake, which must not wait for it."""

import asyncio
import contextlib
import logging

from telegram.error import BadRequest

from bots.telegram.errors import meaning
from bots.telegram.line import Line
from bots.telegram.parse import split_key
from core.channel import Pressed

_log = logging.getLogger(__name__)

_GOODBYE = 1.0  # seconds that acknowledging may still take when we stop


class Presses:
    """Stops the spinner of pressed buttons and takes the buttons away."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._errands: set[asyncio.Task[None]] = set()

    def acknowledge(self, press: Pressed) -> None:
        """Set about it."""
        errand = asyncio.create_task(self._acknowledge(press))
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    async def finish(self) -> None:
        """Let what was begun end soon."""
        if self._errands:
            _, late = await asyncio.wait(set(self._errands), timeout=_GOODBYE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _acknowledge(self, press: Pressed) -> None:
        # Failing at it harms nobody.
        try:
            async with self._line.client() as bot:
                with contextlib.suppress(BadRequest):  # too late, or done before
                    await bot.answer_callback_query(press.external_id.removeprefix("press:"))
                if press.message is not None:
                    chat, message = split_key(press.message)
                    with contextlib.suppress(BadRequest):
                        await bot.edit_message_reply_markup(chat_id=chat, message_id=message)
        except Exception as error:
            _log.warning("a press was not acknowledged: %s", meaning(error).reason)
