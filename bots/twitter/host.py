"""Points tweepy at any host, keeps connections, sets time-outs.

tweepy's asynchronous client writes `https://api.twitter.com` into every request and opens a new
session for each unless it is given one; so it is given this one. The OAuth 1.0a signature stays
over the public address, as X itself would check it.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from yarl import URL

from bots.twitter.settings import PUBLIC_URL, is_loopback

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
_KEEP_SECONDS = 4.0  # less than servers keep an idle connection: a stale one makes a send unknown


class Host:
    """The session that is given to tweepy. It lives while somebody uses it."""

    def __init__(self, base_url: str, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._base_url = base_url
        self._timeout = aiohttp.ClientTimeout(total=answer_seconds, sock_connect=CONNECT_SECONDS)
        self._users = 0
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def in_use(self) -> AsyncIterator[None]:
        """Hold the session open; the last one out closes it."""
        self._users += 1
        try:
            if self._session is None:
                self._session = aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(keepalive_timeout=_KEEP_SECONDS),
                    timeout=self._timeout,
                    trust_env=not is_loopback(self._base_url),
                )
            yield
        finally:
            self._users -= 1
            if self._users == 0 and self._session is not None:
                session, self._session = self._session, None
                await session.close()

    def request(self, method: str, url: str | URL, **options: Any) -> Any:
        """What tweepy calls: the same request, at our host. The query stays byte for byte."""
        if self._session is None:
            raise RuntimeError("the host is not in use")
        path = str(url).removeprefix(PUBLIC_URL)
        target = URL(self._base_url + path, encoded=isinstance(url, URL))
        return self._session.request(method, target, **options)


def silence_libraries() -> None:
    """Keep keys out of logs: at DEBUG tweepy logs whole headers and oauthlib what it signs."""
    for name in ("tweepy", "oauthlib"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.INFO))
