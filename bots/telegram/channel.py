"""One Telegram bot as a channel: listening, sending, and what goes wrong on the way."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bots.telegram.errors import TO_SIGN_IN, UNREACHED_PAUSE, meaning, pause
from bots.telegram.intake import Intake
from bots.telegram.line import Line, Waits, hush, within
from bots.telegram.parse import parse
from bots.telegram.patience import Patience
from bots.telegram.polling import Polling
from bots.telegram.presses import Presses
from bots.telegram.render import LIMIT, render, units
from bots.telegram.sending import Floods, send_part, take_back, target
from bots.telegram.settings import TelegramSettings
from bots.telegram.webhook import Hook, Registration
from core import clock
from core.channel import (
    Account,
    Allowance,
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
    Unknown,
    Webhook,
    Withdrawal,
)
from core.vocabulary import Visibility

ALLOWANCES = (
    Allowance("all", 28, 1.0),
    Allowance("chat", 3, 3.0, visibility=Visibility.DIRECT, each_place=True),
    Allowance("group", 20, 60.0, visibility=Visibility.PUBLIC, each_place=True),
)
"""A little below what https://core.telegram.org/bots/faq#my-bot-is-hitting-limits allows."""


def open_channel(env: Mapping[str, str]) -> "TelegramChannel":
    """The channel as the environment describes it. Raises `WrongSettings`."""
    return TelegramChannel(TelegramSettings.read(env))


class TelegramChannel:
    """The bot whose token we hold."""

    capabilities = Capabilities(
        buttons=True,
        direct_limit=LIMIT,
        public_limit=LIMIT,
        withdraws=True,
        allowances=ALLOWANCES,
        measure=units,
    )

    def __init__(self, settings: TelegramSettings, waits: Waits | None = None) -> None:
        hush()
        self.account: Account | None = None
        self.listening = asyncio.Event()
        self._troubles: dict[str, str] = {}
        self.troubles: Mapping[str, str] = self._troubles
        self._settings = settings
        self._waits = waits or Waits()
        self._line = Line(settings, self._waits)
        self._presses = Presses(self._line)
        self._floods = Floods()
        self._running: Intake | None = None  # where posts go while we run
        self._sharing: Intake | None = None  # where they go else

    @property
    def webhooks(self) -> tuple[Webhook, ...]:
        """Where Telegram posts updates in webhook mode."""
        if self._settings.mode != "webhook":
            return ()
        hook = Hook(self._settings, lambda: self._running or self._sharing, self._know_us)
        path = urlsplit(self._settings.webhook_url).path
        return (Webhook(path, hook.handle, self._settings.listen),)

    async def connect(self) -> Account:
        """Learn who we are. Raises `NotAllowed`, or the library's error."""
        try:
            async with self._line.client() as bot:
                return await self._identify(bot)
        except InvalidToken:
            raise NotAllowed(TO_SIGN_IN) from None

    def share(self, receive: Receive) -> None:
        """Take what is posted to the webhook, without running."""
        self._sharing = self._intake(receive)

    async def run(self, receive: Receive, memory: Memory) -> None:
        """Listen until cancelled; comes back by itself after every failure but a wrong token.

        Raises `NotAllowed`. Nothing is remembered: Telegram keeps our place in its queue.
        """
        intake = self._running = self._intake(receive)
        patience = Patience(self._waits.conflict)
        async with self._line.client() as bot:
            way = self._way(intake, bot)
            try:
                while True:
                    try:
                        if self.account is None:
                            async with within(self._waits.margin):
                                await self._identify(bot)
                        await way.step()
                        self.listening.set()
                        self._troubles.pop(way.word, None)
                        patience.done()
                    except InvalidToken:
                        raise NotAllowed(TO_SIGN_IN) from None
                    except TelegramError as error:
                        self.listening.clear()
                        wait = patience.pause(error)
                        self._troubles[way.word] = patience.reason
                        await asyncio.sleep(wait)
            finally:
                self._running = None
                self.listening.clear()
                await self._presses.finish()
                await way.close()

    async def send(self, outbound: Outbound) -> Sent:
        """Send, in several messages if it is long. Raises a `SendError`, nothing else."""
        sent: list[str] = []
        try:
            async with self._line.client() as bot:
                where = target(outbound)
                for part in render(outbound, await self._handle(bot)):
                    sent.append(await send_part(bot, part, where, first=not sent))
        except Exception as error:
            failure = self._failure(error, outbound)
            if sent:
                failure = Unknown(f"{len(sent)} part(s) arrived, then: {failure.reason}")
            # The library's own error, which may quote the address, is not to be seen behind it.
            raise failure from None
        return Sent(tuple(sent))

    async def withdraw(self, withdrawal: Withdrawal) -> None:
        """Delete what we said. Raises a `SendError`, nothing else."""
        try:
            async with self._line.client() as bot:
                await take_back(bot, withdrawal)
        except Exception as error:
            raise (error if isinstance(error, SendError) else meaning(error)) from None

    def _way(self, intake: Intake, bot: Bot) -> Polling | Registration:
        if self._settings.mode == "webhook":
            return Registration(self._settings, self._waits, bot, self.listening)
        return Polling(self._settings, self._waits, intake, bot, self.listening)

    def _intake(self, receive: Receive) -> Intake:
        async def store(inbound: Inbound) -> None:
            await receive(inbound)
            if isinstance(inbound, Pressed):
                self._presses.acknowledge(inbound)

        return Intake(self._read, store)

    def _read(self, raw: object) -> Inbound | None:
        assert self.account is not None
        return parse(raw, self.account, clock.now())

    async def _identify(self, bot: Bot) -> Account:
        me = await bot.get_me()
        self.account = Account(str(me.id), me.username or "", me.full_name)
        return self.account

    async def _know_us(self) -> None:
        """Posts may come to a process that never asked who we are."""
        if self.account is None:
            async with within(self._waits.margin):
                await self.connect()

    async def _handle(self, bot: Bot) -> str:
        """Our own name; asked for when we send without listening."""
        if self.account is None:
            try:
                await self._identify(bot)
            except TelegramError as error:
                # Nothing was sent yet, so no failure here leaves the message in doubt.
                raise TryLater(meaning(error).reason, UNREACHED_PAUSE) from None
        assert self.account is not None
        return self.account.handle

    def _failure(self, error: Exception, outbound: Outbound) -> SendError:
        if isinstance(error, SendError):
            return error
        failure = meaning(error)
        if isinstance(error, RetryAfter):
            direct = outbound.place.visibility is Visibility.DIRECT
            chat = outbound.recipient if direct else outbound.place.key
            after = pause(error)
            everyone = self._floods.everywhere(chat, after)
            return TryLater(failure.reason, after, everyone=everyone)
        return failure
