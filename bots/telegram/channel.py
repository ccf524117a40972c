"""One Telegram bot as a channel: listening, sending, and what goes wrong on the way."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bots.telegram.errors import TO_SIGN_IN, UNREACHED_PAUSE, meaning, pause
from bots.telegram.intake import Intake, NotStored, PollingRequest
from bots.telegram.line import Waits, hush, open_bot, open_request, request_options
from bots.telegram.parse import KINDS, message_key, parse, split_key
from bots.telegram.render import LIMIT, Part, render, units
from bots.telegram.settings import TelegramSettings
from core import clock
from core.channel import (
    Account,
    Capabilities,
    Inbound,
    Memory,
    NotAllowed,
    Outbound,
    Pressed,
    Receive,
    SendError,
    Sent,
    TryLater,
    Undeliverable,
    Unknown,
)
from core.vocabulary import Visibility

_log = logging.getLogger(__name__)

PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds between failures; the last is repeated
_GOODBYE = 1.0  # seconds that presses may still take to be acknowledged when we stop


def open_channel(env: Mapping[str, str]) -> "TelegramChannel":
    """The channel as the environment describes it. Raises `WrongSettings`."""
    return TelegramChannel(TelegramSettings.read(env))


class TelegramChannel:
    """The bot whose token we hold."""

    capabilities = Capabilities(buttons=True, direct_limit=LIMIT, public_limit=LIMIT, measure=units)

    def __init__(self, settings: TelegramSettings, waits: Waits | None = None) -> None:
        hush()
        self.account: Account | None = None
        self.listening = asyncio.Event()
        self.troubles: dict[str, str] = {}
        self._settings = settings
        self._waits = waits or Waits()
        self._bot: Bot | None = None
        self._users = 0
        self._errands: set[asyncio.Task[None]] = set()

    async def run(self, receive: Receive, memory: Memory) -> None:
        """Listen until cancelled; comes back by itself after every failure but a wrong token.

        Raises `NotAllowed`. Nothing is remembered: Telegram keeps our place in its queue.
        """
        intake = Intake(self._read, lambda inbound: self._store(inbound, receive))
        polling = PollingRequest(intake, **request_options(self._settings, self._waits))
        failures = 0
        offset: int | None = None
        async with self._sender() as bot:
            poller = open_bot(self._settings, bot.request, polling)
            try:
                while True:
                    try:
                        if self.account is None or not self.listening.is_set():
                            await self._connect(bot)
                        offset = await self._poll(poller, offset)
                        self.listening.set()
                        failures = 0
                    except InvalidToken:
                        raise NotAllowed(TO_SIGN_IN) from None
                    except TelegramError as error:
                        self.listening.clear()
                        await asyncio.sleep(self._pause(error, failures))
                        failures += 1
            finally:
                self.listening.clear()
                await self._finish_errands()
                await polling.shutdown()

    async def send(self, outbound: Outbound) -> Sent:
        """Send, in several messages if it is long. Raises a `SendError`, nothing else."""
        sent: list[str] = []
        try:
            async with self._sender() as bot:
                target = _target(outbound)
                for part in render(outbound, await self._handle(bot)):
                    sent.append(await _send_part(bot, part, target))
        except Exception as error:
            failure = error if isinstance(error, SendError) else meaning(error)
            if sent:
                reason = f"{len(sent)} part(s) arrived, then: {failure.reason}"
                failure = Unknown(reason)
            # The library's own error, which may quote the address, is not to be seen behind it.
            raise failure from None
        return Sent(tuple(sent))

    async def _handle(self, bot: Bot) -> str:
        """Our own name; asked for when we send without listening."""
        if self.account is None:
            try:
                self.account = await _identity(bot)
            except TelegramError as error:
                # Nothing was sent yet, so no failure here leaves the message in doubt.
                raise TryLater(meaning(error).reason, UNREACHED_PAUSE) from None
        return self.account.handle

    def _read(self, raw: object) -> Inbound | None:
        assert self.account is not None
        return parse(raw, self.account, clock.now())

    async def _store(self, inbound: Inbound, receive: Receive) -> None:
        await receive(inbound)
        if isinstance(inbound, Pressed):
            # Beside the intake, which must not wait for it.
            errand = asyncio.create_task(self._acknowledge(inbound))
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)

    async def _connect(self, bot: Bot) -> None:
        """Learn who we are, and make sure that updates wait for us instead of going elsewhere."""
        self.account = await _identity(bot)
        await bot.delete_webhook(drop_pending_updates=False)

    async def _poll(self, poller: Bot, offset: int | None) -> int | None:
        """One `getUpdates`; returns the offset that confirms what it stored.

        The first after a failure does not wait, so that we soon know whether we listen.
        """
        wait = self._waits.poll if self.listening.is_set() else 0
        updates = await poller.get_updates(
            offset=offset, timeout=int(wait), allowed_updates=KINDS, limit=100
        )
        return updates[-1].update_id + 1 if updates else offset

    def _pause(self, error: TelegramError, failures: int) -> float:
        """Seconds until the next attempt, having told the log what is wrong."""
        wait = PAUSES[min(failures, len(PAUSES) - 1)]
        if isinstance(error, RetryAfter):
            wait = max(wait, pause(error))
        if isinstance(error, Conflict):
            _log.error(
                "another program polls with the same bot token: stop it, or give each its own"
                " bot; trying again in %.1f s",
                wait,
            )
        else:
            reason = error.message if isinstance(error, NotStored) else meaning(error).reason
            _log.warning("not listening: %s; trying again in %.1f s", reason, wait)
        return wait

    async def _acknowledge(self, press: Pressed) -> None:
        """Stop the button's spinner and take the buttons away. Failing at that harms nobody."""
        try:
            async with self._sender() as bot:
                with contextlib.suppress(BadRequest):  # too late, or done before
                    await bot.answer_callback_query(press.external_id.removeprefix("press:"))
                if press.message is not None:
                    chat, message = split_key(press.message)
                    with contextlib.suppress(BadRequest):
                        await bot.edit_message_reply_markup(chat_id=chat, message_id=message)
        except Exception as error:
            _log.warning("a press was not acknowledged: %s", meaning(error).reason)

    async def _finish_errands(self) -> None:
        if self._errands:
            _, late = await asyncio.wait(set(self._errands), timeout=_GOODBYE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    @contextlib.asynccontextmanager
    async def _sender(self) -> AsyncIterator[Bot]:
        """The client to send with. Its connections close when its last user is done.

        `run` is one user, so they stay open while we listen, and a message on its way when we
        stop is not cut off.
        """
        if self._bot is None:
            request = open_request(self._settings, self._waits)
            self._bot = open_bot(self._settings, request, request)
        bot = self._bot
        self._users += 1
        try:
            yield bot
        finally:
            self._users -= 1
            if not self._users:
                self._bot = None
                await bot.request.shutdown()


async def _identity(bot: Bot) -> Account:
    me = await bot.get_me()
    return Account(str(me.id), me.username or "", me.full_name)


def _target(outbound: Outbound) -> dict[str, Any]:
    """Where the message goes. Raises `Undeliverable` for ids that are none of Telegram's."""
    try:
        if outbound.place.visibility is Visibility.DIRECT:
            return {"chat_id": int(outbound.recipient)}
        target: dict[str, Any] = {"chat_id": int(outbound.place.key)}
        if outbound.reply_to is not None:
            _, message = split_key(outbound.reply_to)
            target["reply_parameters"] = ReplyParameters(message)
    except ValueError:
        raise Undeliverable("the recipient is not on Telegram") from None
    return target


async def _send_part(bot: Bot, part: Part, target: dict[str, Any]) -> str:
    message = await bot.send_message(
        text=part.text,
        reply_markup=part.keyboard,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        **target,
    )
    return message_key(message.chat.id, message.message_id)
