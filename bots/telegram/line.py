"""Opens connections to Telegram: time-outs, proxies, and nothing secret in a log."""

import asyncio
import contextlib
import functools
import json
import logging
import os
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
from telegram import Bot
from telegram.error import TelegramError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest

from bots.telegram.settings import TelegramSettings

# The library's switch to time spans instead of bare numbers; without it every flood limit
# raises a deprecation warning on its way to us.
os.environ["PTB_TIMEDELTA"] = "1"


@dataclass(frozen=True, slots=True)
class Waits:
    """How long we wait for Telegram, in seconds.

    A poll that hangs on a line gone dead is noticed after `poll` and `margin`. Together with the
    pause until the next attempt and the desk's quiet time that has to stay below 15 seconds, which
    is why our long polls are short.
    """

    poll: float = 4.0  #: an empty long poll comes back after this
    margin: float = 5.0  #: an answer to who listens is given up when it is so late
    answer: float = 20.0  #: any other answer
    connect: float = 5.0
    silence: float = 50.0  #: nothing came: ask whether anything waits for us
    look: float = 30.0  #: between looks at whether our webhook is well
    conflict: float = 30.0  #: another program listens, or Telegram refuses our webhook


class Request(HTTPXRequest):
    """The library's request, without its habit of logging an answer it cannot read."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as JSON. Raises `TelegramError` that does not quote it."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise TelegramError("Telegram's answer is no JSON") from None
        if not isinstance(answer, dict):
            raise TelegramError("Telegram's answer is no JSON object")
        return answer


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The certificates we trust; reading them is dear, so all connections share them."""
    return httpx.create_ssl_context()


def request_options(settings: TelegramSettings, waits: Waits) -> dict[str, Any]:
    """What every request class of the library is built with."""
    return {
        "connection_pool_size": 32,
        "connect_timeout": waits.connect,
        "read_timeout": waits.answer,
        "write_timeout": waits.answer,
        "pool_timeout": waits.answer,
        # a proxy set for the world outside cannot reach a server on this machine
        "httpx_kwargs": {"trust_env": not settings.loopback, "verify": _trusted()},
    }


def open_bot(settings: TelegramSettings, request: BaseRequest, polling: BaseRequest) -> Bot:
    """The library's client. `polling` takes the `getUpdates` calls, so that they block nothing."""
    return Bot(
        settings.token.get_secret_value(),
        base_url=f"{settings.api_base_url}/bot",
        base_file_url=f"{settings.api_base_url}/file/bot",
        request=request,
        get_updates_request=polling,
    )


class Line:
    """The client for everything but polling, with connections only while somebody uses it.

    Who listens is one user, so they stay open meanwhile, and a message on its way when listening
    stops is not cut off.
    """

    def __init__(self, settings: TelegramSettings, waits: Waits) -> None:
        self._settings, self._waits = settings, waits
        self._bot: Bot | None = None
        self._users = 0

    @contextlib.asynccontextmanager
    async def client(self) -> AsyncIterator[Bot]:
        """The client, which the last user closes."""
        if self._bot is None:
            request = Request(**request_options(self._settings, self._waits))
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


@contextlib.asynccontextmanager
async def within(seconds: float) -> AsyncIterator[None]:
    """A limit that holds whatever the library waits for. Raises its `TimedOut`."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise TimedOut from None


def hush() -> None:
    """Keep the libraries from logging addresses (they contain the token) and message texts."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
