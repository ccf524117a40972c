"""The Discord channel: one application, its gateway connection and what it posts."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import Any

import discord

from bots.discord import errors
from bots.discord.host import Host
from bots.discord.intake import Intake
from bots.discord.interact import SUPPORT_COMMAND
from bots.discord.render import bodies
from bots.discord.settings import DiscordSettings
from bots.discord.split import LIMIT, measured
from core.channel import Account, Capabilities, Memory, Outbound, Receive, Sent, TryLater, Unknown
from core.settings import WrongSettings
from core.vocabulary import Visibility

logger = logging.getLogger(__name__)

DEAF = 45.0
"""Seconds without a gateway after which the connection is given up and made anew. The library
would go on for ever with a session that its host has forgotten, waiting up to 17 minutes between
attempts."""
ANSWER = 20.0
"""Seconds to wait for the answer to one request."""
_HANG_UP, _DRAIN = 0.4, 0.8  # seconds; a stop takes less than two


class DiscordChannel:
    """One Discord application."""

    capabilities = Capabilities(
        buttons=True,
        direct_limit=LIMIT,
        public_limit=LIMIT,
        opens_private=True,
        resend_safe=True,  # by nonce, inside Discord's window of some minutes
        measure=measured,
    )

    def __init__(
        self, settings: DiscordSettings, *, deaf: float = DEAF, answer: float = ANSWER
    ) -> None:
        self.account: Account | None = None
        self.listening = asyncio.Event()
        self.troubles: dict[str, str] = {}
        self._settings = settings
        self._deaf = deaf
        self._answer = answer
        self._down = asyncio.Event()
        self._host: Host | None = None
        self._intake: Intake | None = None
        self._private: dict[str, str] = {}

    # ---- listening

    async def run(self, receive: Receive, memory: Memory) -> None:
        """Listen until cancelled. Raises `NotAllowed` where an operator has to do something."""
        self._private |= {
            key.removeprefix("dm."): value for key, value in memory.items() if key[:3] == "dm."
        }
        host = Host(self._settings, self, self._answer)
        try:
            await self._log_in(host, receive, memory)
            self._host = host
            await self._listen(host)
        except Exception as error:
            refusal = errors.not_allowed(error)
            if refusal is None:
                raise
            raise refusal from None
        finally:
            self.listening.clear()
            self._host = None
            await self._hang_up(host)

    async def _log_in(self, host: Host, receive: Receive, memory: Memory) -> None:
        async with asyncio.timeout(self._deaf):
            await host.login(self._settings.token)
        user = host.user
        if user is None:  # pragma: no cover - the library sets it or raises
            raise ConnectionError("Discord did not say who we are")
        self.account = Account(str(user.id), user.name, user.global_name or user.name)
        self._intake = Intake(receive, memory, self._private, host)
        try:
            await host.register(SUPPORT_COMMAND)
        except (discord.DiscordException, OSError) as error:
            logger.warning("/support could not be registered: %s", type(error).__name__)

    async def _listen(self, host: Host) -> None:
        gateway = asyncio.create_task(host.connect())
        watch = asyncio.create_task(self._watch())
        try:
            await asyncio.wait({gateway, watch}, return_when=asyncio.FIRST_COMPLETED)
            for task in (gateway, watch):
                if task.done():
                    task.result()
        finally:
            gateway.cancel()
            watch.cancel()
            await asyncio.gather(gateway, watch, return_exceptions=True)
        raise ConnectionError("Discord ended the connection")

    async def _watch(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._deaf):
                    await self.listening.wait()
            except TimeoutError:
                raise ConnectionError(f"Discord's gateway was away for {self._deaf:g} s") from None
            await self._down.wait()

    async def _hang_up(self, host: Host) -> None:
        """Hear nothing more, store what was heard, and only then close the requests' session."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_HANG_UP):
                if host.ws is not None and host.ws.open:
                    await host.ws.close(code=1000)
        if self._intake is not None:
            await self._intake.drain(_DRAIN)
            self._intake = None
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_HANG_UP):
                await host.close()

    # ---- what the gateway says (see `host.Listener`)

    def ready(self) -> None:
        """A new session: messages reach us from now on, earlier ones are looked up."""
        if self._intake is not None:
            self._intake.catch_up()
        self.resumed()

    def resumed(self) -> None:
        """The session goes on."""
        self._down.clear()
        self.listening.set()

    def lost(self) -> None:
        """Nothing reaches us until the library is back."""
        self.listening.clear()
        self._down.set()

    def heard(self, kind: str, payload: Any) -> None:
        """An event for the desk, perhaps."""
        if self._intake is not None:
            self._intake.hear(kind, payload)

    # ---- sending

    async def send(self, outbound: Outbound) -> Sent:
        """Post a message, in as many parts as it takes. Raises a `SendError`, nothing else."""
        host = self._host
        if host is None:
            raise TryLater("Discord is not connected", 5.0)
        posted: list[str] = []
        private = outbound.place.visibility is Visibility.DIRECT
        known = self._private.get(outbound.recipient) if private else outbound.place.key
        try:
            parts = bodies(outbound)
            channel = known or await host.open_private(outbound.recipient)
            for part in parts:
                posted.append(await host.post(channel, part))
        except Exception as error:
            reason = errors.send_error(error)
            if posted:
                raise Unknown(
                    f"{len(posted)} of {len(parts)} parts were sent, then: {reason.reason}"
                ) from None
            if private and known and errors.not_ours(error):
                # Remembered from another application: ours has its own channel with this person.
                del self._private[outbound.recipient]
                return await self.send(outbound)
            raise reason from None
        if not private:
            return Sent(tuple(posted))
        self._private[outbound.recipient] = channel
        return Sent(tuple(posted), {f"dm.{outbound.recipient}": channel})


def open_channel(env: Mapping[str, str]) -> DiscordChannel:
    """The channel, not yet running. Raises `core.settings.WrongSettings`."""
    settings = DiscordSettings.read(env)
    if not settings.token:
        raise WrongSettings(["DISCORD_BOT_TOKEN: is empty; Discord stays off without it"])
    return DiscordChannel(settings)
