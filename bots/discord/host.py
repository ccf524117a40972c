"""discord.py, pointed at a host and stripped of its own parsing.

The library's `ConnectionState` keeps a table from event name to parser. Its parsers build caches
we do not need, hand messages to tasks nobody waits for, and raise out of the read loop on an event
they cannot parse, which ends the connection. So the table is replaced by ours: the library keeps
what it is good at (identify, resume, heartbeats, compression, rate limits), and the plain JSON of
the few events we care about goes to `Listener`, synchronously and in order.
"""

import asyncio
import logging
import re
from typing import Any, Protocol
from weakref import WeakValueDictionary

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import MultipartParameters, Route

from bots.discord.settings import DiscordSettings
from core.channel import TryLater

LONGEST_WAIT = 10.0
"""Seconds the library may sit out a rate limit by itself; longer ones become `TryLater`. Five
messages in five seconds, the usual limit of a channel, is under it."""

HEARD = (
    "MESSAGE_CREATE",
    "MESSAGE_UPDATE",
    "MESSAGE_DELETE",
    "MESSAGE_DELETE_BULK",
    "INTERACTION_CREATE",
)
PAGE = 100
"""Longest page of "Get Channel Messages"."""

_TOKEN_IN_URL = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s]+")


class Listener(Protocol):
    """Who hears what the gateway says. Called in the read loop: must not block or raise."""

    def ready(self) -> None:
        """A new session: what was said before it has to be looked up."""

    def resumed(self) -> None:
        """The old session goes on; what was missed comes by itself."""

    def lost(self) -> None:
        """The connection is down."""

    def heard(self, kind: str, payload: Any) -> None:
        """An event of one of the kinds in `HEARD`."""


class Host(discord.Client):
    """One connection to Discord: the gateway, and the few requests we make.

    A request raises what the library raises, or `TimeoutError` after `answer` seconds, its own
    attempts included.
    """

    def __init__(self, settings: DiscordSettings, listener: Listener, answer: float) -> None:
        # Class attributes are the library's only seam for another host; they must be set before
        # it builds a URL.
        Route.BASE = settings.api
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway)
        _keep_quiet()
        super().__init__(
            intents=discord.Intents(
                guilds=True, guild_messages=True, dm_messages=True, message_content=True
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
        )
        self.http.max_ratelimit_timeout = LONGEST_WAIT  # the option itself refuses less than 30
        self._listener = listener
        self._patience = answer
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._connection.parsers = {
            "READY": lambda _: listener.ready(),
            "RESUMED": lambda _: listener.resumed(),
            **{kind: self._hear(kind) for kind in HEARD},
        }

    @property
    def us(self) -> str:
        """The id of our account, once logged in."""
        return str(self.user.id) if self.user else ""

    def _hear(self, kind: str) -> Any:
        return lambda payload: self._listener.heard(kind, payload)

    async def on_disconnect(self) -> None:
        """Called by the library whenever the gateway is lost."""
        self._listener.lost()

    async def register(self, command: dict[str, Any]) -> None:
        """Make `command` the application's one slash command, everywhere."""
        if self.application_id is not None:
            async with asyncio.timeout(self._patience):
                await self.http.bulk_upsert_global_commands(self.application_id, payload=[command])

    async def open_private(self, person: str) -> str:
        """The id of our private channel with a person; Discord makes it if there is none."""
        async with asyncio.timeout(self._patience):
            channel = await self.http.start_private_message(int(person))
        return str(channel["id"])

    async def post(self, channel: str, body: dict[str, Any]) -> str:
        """Post a message and say its id.

        One at a time in each channel: the library waits for the channel's rate limit by itself,
        and a message that would wait long has surely not been sent, which a timeout cannot say.
        """
        turn = self._turns.setdefault(channel, asyncio.Lock())
        try:
            async with asyncio.timeout(self._patience / 2):
                await turn.acquire()
        except TimeoutError:
            raise TryLater("too many messages wait for this channel", 5.0) from None
        try:
            params = MultipartParameters(payload=body, multipart=None, files=None)
            async with asyncio.timeout(self._patience):
                message = await self.http.send_message(int(channel), params=params)
        finally:
            turn.release()
        return str(message["id"])

    async def page_after(self, channel: str, message: str) -> list[dict[str, Any]]:
        """Up to `PAGE` messages of a channel that came next after `message`, oldest first."""
        async with asyncio.timeout(self._patience):
            found = await self.http.logs_from(int(channel), PAGE, after=int(message))
        usable = [dict(each) for each in found if str(each.get("id", "")).isdecimal()]
        return sorted(usable, key=lambda each: int(str(each["id"])))

    async def answer(self, interaction: str, token: str, body: dict[str, Any]) -> None:
        """Answer an interaction, which has to happen within three seconds of it."""
        route = Route(
            "POST",
            "/interactions/{webhook_id}/{webhook_token}/callback",
            webhook_id=int(interaction),
            webhook_token=token,
        )
        async with asyncio.timeout(self._patience):
            await self.http.request(route, json=body)


class _NoTokens(logging.Filter):
    """Takes the tokens of interactions out of the addresses that the library logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if _TOKEN_IN_URL.search(message):
            record.msg, record.args = _TOKEN_IN_URL.sub(r"\1…", message), None
        return True


def _keep_quiet() -> None:
    """Below INFO the library logs whole messages and tokens; that never goes into our log. Nor do
    we want to hear that what it needs for voice is not installed."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    for name in ("discord.http", "discord.gateway", "discord.client", "discord.webhook.async_"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logging.INFO, logger.level))
        if not any(isinstance(each, _NoTokens) for each in logger.filters):
            logger.addFilter(_NoTokens())
