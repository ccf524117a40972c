"""Opens connections to Telegram: time-outs, proxies, and nothing secret in a log."""

import functools
import json
import logging
import os
import ssl
from dataclasses import dataclass
from typing import Any

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from bots.telegram.settings import TelegramSettings

# The library's switch to time spans instead of bare numbers; without it every flood limit
# raises a deprecation warning on its way to us.
os.environ["PTB_TIMEDELTA"] = "1"


@dataclass(frozen=True, slots=True)
class Waits:
    """How long we wait for Telegram, in seconds."""

    poll: float = 25.0  #: an empty long poll comes back after this
    answer: float = 20.0  #: any other answer
    connect: float = 5.0


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


def open_request(settings: TelegramSettings, waits: Waits) -> Request:
    """Connections for everything but polling."""
    return Request(**request_options(settings, waits))


def open_bot(settings: TelegramSettings, request: BaseRequest, polling: BaseRequest) -> Bot:
    """The library's client. `polling` takes the `getUpdates` calls, so that they block nothing."""
    return Bot(
        settings.token.get_secret_value(),
        base_url=f"{settings.api_base_url}/bot",
        base_file_url=f"{settings.api_base_url}/file/bot",
        request=request,
        get_updates_request=polling,
    )


def hush() -> None:
    """Keep the libraries from logging addresses (they contain the token) and message texts."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
