"""Listening by webhook: Telegram's server posts every update to us, and stays set to do so."""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable

from telegram import Bot
from telegram.error import BadRequest

from bots.telegram.intake import Intake
from bots.telegram.line import Waits, within
from bots.telegram.parse import KINDS
from bots.telegram.patience import NotReached
from bots.telegram.settings import TelegramSettings
from core.channel import Answer, Request

_log = logging.getLogger(__name__)

LARGEST = 1_000_000  # bytes; Telegram's updates stay far below
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header
CONNECTIONS = 40  # posts side by side; Telegram keeps the order within a chat


class Hook:
    """Takes what is posted. `intake` gives None as long as nothing may be taken."""

    def __init__(
        self,
        settings: TelegramSettings,
        intake: Callable[[], Intake | None],
        know_us: Callable[[], Awaitable[object]],
    ) -> None:
        self._secret = settings.webhook_secret.get_secret_value().encode()
        self._intake, self._know_us = intake, know_us

    async def handle(self, request: Request) -> Answer:
        """Store one update. Only 200 makes Telegram forget it; on anything else it comes again."""
        if request.method != "POST":
            return Answer(405, b"only POST", {"Allow": "POST"})
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return Answer(403, b"wrong secret")
        if len(request.body) > LARGEST:
            return Answer(413, b"too large")
        intake = self._intake()
        if intake is None:
            return Answer(503, b"not listening")
        try:
            await self._know_us()
        except Exception as error:
            _log.warning("a post has to wait: who we are is not known (%s)", type(error).__name__)
            return Answer(503, b"not connected")
        return Answer(200) if await intake.take([_parsed(request.body)]) else Answer(500)


class Registration:
    """Keeps Telegram posting to our webhook."""

    word = "push"

    def __init__(
        self, settings: TelegramSettings, waits: Waits, bot: Bot, listening: asyncio.Event
    ) -> None:
        self._settings, self._waits = settings, waits
        self._bot, self._listening = bot, listening
        self._set = False
        self._failed_at: object = None  # when a post failed last, as far as we have seen
        self._failing = False

    async def step(self) -> None:
        """Set the webhook, or after a while look whether it is well. Raises `TelegramError`."""
        if not self._set:
            async with within(self._waits.margin):
                await self._register()
            return
        if self._listening.is_set():
            await asyncio.sleep(self._waits.look)
        async with within(self._waits.margin):
            await self._look()

    async def close(self) -> None:
        """Nothing: the webhook stays set, because another process may serve it."""

    async def _register(self) -> None:
        try:
            await self._bot.set_webhook(
                self._settings.webhook_url,
                secret_token=self._settings.webhook_secret.get_secret_value(),
                allowed_updates=KINDS,
                drop_pending_updates=False,
                max_connections=CONNECTIONS,
            )
        except BadRequest as error:
            raise NotReached(
                f"Telegram refuses our webhook ({error.message}): correct TELEGRAM_WEBHOOK_URL,"
                " or set TELEGRAM_MODE=polling",
                lasting=True,
            ) from None
        self._failed_at = (await self._bot.get_webhook_info()).last_error_date
        self._failing = False
        self._set = True

    async def _look(self) -> None:
        """Raises `NotReached` while posts fail and updates wait for it."""
        info = await self._bot.get_webhook_info()
        if info.url != self._settings.webhook_url:
            _log.warning("somebody else changed the bot's webhook; setting ours again")
            await self._register()
            return
        failed = self._failing or info.last_error_date != self._failed_at
        self._failed_at = info.last_error_date
        self._failing = failed and info.pending_update_count > 0
        if self._failing:
            raise NotReached(
                f"{info.pending_update_count} update(s) wait because Telegram's posts to"
                f" TELEGRAM_WEBHOOK_URL fail ({info.last_error_message}): see that this address"
                " leads to us, with a certificate that others trust"
            )


def _parsed(body: bytes) -> object:
    """The body as JSON, or as text where it is none; that is then unreadable as an update."""
    text = body.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
