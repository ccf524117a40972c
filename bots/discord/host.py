"""discord.py, pointed at a host and stripped of its own parsing.

The library's `ConnectionState` keeps a table from event name to parser. Its parsers build caches
we do not need, hand messages to tasks nobody waits for, and raise out of the read loop on an event
they cannot parse, which ends the connection. So the table is replaced by that of `gateway.Gateway`.
"""

import asyncio
import contextlib
import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any
from weakref import WeakValueDictionary

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import MultipartParameters, Route

from bots.discord.errors import UNKNOWN_MESSAGE, is_rate_limit
from bots.discord.halt import Halt
from bots.discord.patience import Starts
from bots.discord.settings import DiscordSettings
from core.channel import Account, TryLater

LONGEST_WAIT = 10.0
"""Seconds the library may sit out a rate limit by itself; longer ones become `TryLater`. Five
messages in five seconds, the usual limit of a channel, is under it."""

PAGE = 100
"""Longest page of "Get Channel Messages"."""
PAGE_ANSWER = 8.0
"""Seconds for one page: it is only read, and what is newer of its channel waits for it."""

_TOKEN_IN_URL = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s]+")


class Host(discord.Client):
    """Our account, logged in: the few requests we make, and what a `Gateway` connects with.

    A request raises what the library raises, `TimeoutError` after `answer` seconds, its own
    attempts included, or `TryLater` while Discord wants nobody of ours to ask.
    """

    def __init__(self, settings: DiscordSettings, answer: float, starts: Starts) -> None:
        # Class attributes are the library's only seam for another host; they must be set before
        # it builds a URL.
        Route.BASE = settings.api
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway)
        _keep_quiet()
        self.starts = starts
        self._halt = Halt(LONGEST_WAIT)
        super().__init__(
            intents=discord.Intents(
                guilds=True, guild_messages=True, dm_messages=True, message_content=True
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            http_trace=self._halt.trace(),
        )
        self.http.max_ratelimit_timeout = LONGEST_WAIT  # the option itself refuses less than 30
        self._patience = answer
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def us(self) -> str:
        """The id of our account, once logged in."""
        return str(self.user.id) if self.user else ""

    @property
    def account(self) -> Account:
        """Our account. Raises `ConnectionError` before the login."""
        if self.user is None:
            raise ConnectionError("Discord did not say who we are")
        return Account(self.us, self.user.name, self.user.global_name or self.user.name)

    def hear(
        self,
        parsers: Mapping[str, Callable[[Any], None]],
        opened: Callable[[DiscordWebSocket], None],
    ) -> None:
        """Give the events of the next connections, as plain JSON, to `parsers` and to nobody else.

        `opened` gets each connection before a word is said on it. The library tells only its state
        so early; without it, one that fails in the greeting could not be closed.
        """
        self._connection.parsers = dict(parsers)
        self._connection._update_references = opened  # type: ignore[assignment]

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Called by the library before each IDENTIFY; by itself it would wait here."""
        self.starts.count(time.monotonic())

    @contextlib.asynccontextmanager
    async def _asking(self, seconds: float | None = None) -> AsyncIterator[None]:
        self._halt.check()
        try:
            async with asyncio.timeout(seconds or self._patience):
                yield
        except discord.DiscordException as error:
            if is_rate_limit(error):
                self._halt.check()
            raise

    async def register(self, command: dict[str, Any]) -> None:
        """Make `command` the application's one slash command, everywhere."""
        if self.application_id is not None:
            async with self._asking():
                await self.http.bulk_upsert_global_commands(self.application_id, payload=[command])

    async def open_private(self, person: str) -> str:
        """The id of our private channel with a person; Discord makes it if there is none."""
        async with self._asking():
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
            async with self._asking():
                message = await self.http.send_message(int(channel), params=params)
        finally:
            turn.release()
        return str(message["id"])

    async def delete(self, channel: str, message: str) -> None:
        """Take a message of ours away. One that is gone already is fine."""
        try:
            async with self._asking():
                await self.http.delete_message(int(channel), int(message))
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE:
                raise

    async def page_after(self, channel: str, message: str) -> list[dict[str, Any]]:
        """Up to `PAGE` messages of a channel that came next after `message`, oldest first."""
        async with self._asking(min(self._patience, PAGE_ANSWER)):
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
