"""The Discord channel: one application, its gateway connection and what it posts."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import discord

from bots.discord import errors
from bots.discord.gateway import GRACE, Gateway
from bots.discord.host import Host
from bots.discord.intake import Intake
from bots.discord.interact import SUPPORT_COMMAND
from bots.discord.line import IDLE, Line
from bots.discord.patience import pause
from bots.discord.render import bodies
from bots.discord.settings import DiscordSettings
from bots.discord.split import LIMIT, measured
from core.channel import (
    Account,
    Allowance,
    Capabilities,
    Memory,
    Outbound,
    Place,
    Receive,
    Refusal,
    Sent,
    Undeliverable,
    Unknown,
    Webhook,
    Withdrawal,
)
from core.settings import WrongSettings
from core.vocabulary import Visibility

logger = logging.getLogger(__name__)

ANSWER = 20.0
"""Seconds to wait for the answer to one request."""
_DRAIN = 0.8  # seconds; a stop takes less than two
_REGISTER, _REGISTER_AGAIN = 3.0, 60.0  # seconds an attempt may take, and until the next


class DiscordChannel:
    """One Discord application."""

    capabilities = Capabilities(
        buttons=True,
        direct_limit=LIMIT,
        public_limit=LIMIT,
        opens_private=True,
        resend_safe=True,  # by nonce, inside Discord's window of some minutes
        withdraws=True,
        # Below the 50 requests a second of an application, and what the headers say of a channel.
        allowances=(Allowance("all", 45, 1.0), Allowance("chat", 5, 5.0, each_place=True)),
        measure=measured,
    )

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        answer: float = ANSWER,
        idle: float = IDLE,
        grace: float = GRACE,
    ) -> None:
        self.account: Account | None = None
        self.listening = asyncio.Event()
        self.troubles: dict[str, str] = {}
        self._line = Line(settings, answer, idle=idle)
        self._grace = grace
        self._intake: Intake | None = None
        self._private: dict[str, str] = {}
        self._memory: Memory = {}

    @property
    def webhooks(self) -> tuple[Webhook, ...]:
        """None: Discord tells us everything over its gateway."""
        return ()

    async def connect(self) -> Account:
        """Learn who we are, without listening."""
        try:
            async with self._line.open() as host:
                self.account = host.account
        except Exception as error:
            raise (errors.not_allowed(error) or error) from None
        return self.account

    # ---- listening

    async def run(self, receive: Receive, memory: Memory) -> None:
        """Listen until cancelled, through every outage. Raises only `NotAllowed`."""
        self._memory = memory
        self._recall()
        async with self._logged_in() as host:
            self.account = host.account
            intake = self._intake = Intake(receive, memory, self._private, host)
            registering: asyncio.Task[None] | None = None
            try:
                if not await self._registered(host):
                    registering = asyncio.create_task(self._register_later(host))
                await Gateway(host, self, grace=self._grace).run()
            finally:
                self.listening.clear()
                if registering is not None:
                    registering.cancel()
                await intake.drain(_DRAIN)
                self._intake = None

    @contextlib.asynccontextmanager
    async def _logged_in(self) -> AsyncIterator[Host]:
        failures = 0
        async with contextlib.AsyncExitStack() as stack:
            while True:
                try:
                    host = await stack.enter_async_context(self._line.open())
                    break
                except Exception as error:
                    refusal = errors.not_allowed(error)
                    if refusal is not None:
                        raise refusal from None
                    self.away(type(error).__name__)
                    failures += 1
                    wait = max(pause(failures), errors.wanted_pause(error))
                await asyncio.sleep(wait)
            yield host

    async def _registered(self, host: Host) -> bool:
        """Make `/support` known, soon or not now: messages matter more."""
        try:
            async with asyncio.timeout(_REGISTER):
                await host.register(SUPPORT_COMMAND)
        except Exception as error:
            told = type(error).__name__
            logger.warning("/support could not be registered: %s", told)
            self.troubles["commands"] = (
                f"the command /support could not be registered ({told}); people can write to us"
                " all the same. It is tried again every minute; if it lasts, check the"
                " application at discord.com/developers"
            )
            return False
        self.troubles.pop("commands", None)
        return True

    async def _register_later(self, host: Host) -> None:
        while True:
            await asyncio.sleep(_REGISTER_AGAIN)
            if await self._registered(host):
                return

    # ---- what the gateway says (see `gateway.Listener`)

    def _recall(self) -> None:
        """The private channels that are known by now, those that another process opened too."""
        self._private |= {
            key.removeprefix("dm."): value
            for key, value in self._memory.items()
            if key.startswith("dm.")
        }

    def ready(self) -> None:
        """A new session: messages reach us from now on, earlier ones are looked up."""
        self._recall()
        if self._intake is not None:
            self._intake.catch_up()
        self.resumed()

    def resumed(self) -> None:
        """The session goes on."""
        self.troubles.pop("connection", None)
        self.listening.set()

    def lost(self) -> None:
        """Nothing reaches us until the gateway is back."""
        self.listening.clear()

    def away(self, reason: str) -> None:
        """The gateway is not back at once."""
        self.troubles["connection"] = (
            f"Discord cannot be reached ({reason}); it is tried again every few seconds, and what"
            " people write meanwhile is looked up afterwards. If it lasts, look at"
            " discordstatus.com and at the network of this machine"
        )

    def heard(self, kind: str, payload: Any) -> None:
        """An event for the desk, perhaps."""
        if self._intake is not None:
            self._intake.hear(kind, payload)

    # ---- sending

    async def send(self, outbound: Outbound) -> Sent:
        """Post a message, in as many parts as it takes. Raises a `SendError`, nothing else."""
        try:
            parts = bodies(outbound)
        except Exception as error:
            raise errors.send_error(error) from None
        posted: list[str] = []

        async def post(host: Host, channel: str) -> None:
            try:
                for part in parts:
                    posted.append(await host.post(channel, part))
            except Exception as error:
                if not posted:
                    raise
                reason = errors.send_error(error).reason
                raise Unknown(
                    f"{len(posted)} of {len(parts)} parts were sent, then: {reason}"
                ) from None

        channel = await self._speak(outbound.place, outbound.recipient, post)
        if outbound.place.visibility is not Visibility.DIRECT:
            return Sent(tuple(posted))
        return Sent(tuple(posted), {f"dm.{outbound.recipient}": channel})

    async def withdraw(self, withdrawal: Withdrawal) -> None:
        """Delete every part of a message of ours. Raises a `SendError`, nothing else."""

        async def delete(host: Host, channel: str) -> None:
            for message in withdrawal.external_ids:
                await host.delete(channel, message)

        try:
            await self._speak(withdrawal.place, withdrawal.recipient, delete)
        except Undeliverable as refused:
            if refused.refusal is not Refusal.GONE:  # the whole channel may be gone
                raise

    async def _speak(
        self, place: Place, person: str, act: Callable[[Host, str], Awaitable[None]]
    ) -> str:
        """Act in the channel of a place, and say which. Raises a `SendError`, nothing else."""
        async with contextlib.AsyncExitStack() as stack:
            try:
                host = await stack.enter_async_context(self._line.open())
            except Exception as error:
                raise errors.not_logged_in(error) from None
            try:
                private = place.visibility is Visibility.DIRECT
                channel = self._private.get(person) if private else place.key
                if channel is not None and await self._acted(host, channel, act, private):
                    return channel
                # There is none, or it was remembered from another application.
                self._private[person] = channel = await self._open_private(host, person)
                await act(host, channel)
            except Exception as error:
                raise errors.send_error(error) from None
            return channel

    async def _acted(
        self, host: Host, channel: str, act: Callable[[Host, str], Awaitable[None]], private: bool
    ) -> bool:
        try:
            await act(host, channel)
        except discord.HTTPException as error:
            if private and errors.not_ours(error):
                return False
            raise
        return True

    async def _open_private(self, host: Host, person: str) -> str:
        try:
            return await host.open_private(person)
        except Exception as error:
            raise errors.not_sent(error) from None


def open_channel(env: Mapping[str, str]) -> DiscordChannel:
    """The channel, not yet running. Raises `core.settings.WrongSettings`."""
    settings = DiscordSettings.read(env)
    if not settings.token:
        raise WrongSettings(["DISCORD_BOT_TOKEN: is empty; Discord stays off without it"])
    return DiscordChannel(settings)
