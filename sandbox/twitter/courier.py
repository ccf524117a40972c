"""Brings events to a webhook of the desk, as X's servers do: signed, in order, each once.

https://docs.x.com/x-api/webhooks/introduction: the address has to answer a challenge when it is
registered and every hour, and gets nothing while it did not. Nothing is brought a second time: what
X promises there is not documented, so the emulator takes the harder case.
"""

import asyncio
import hashlib
import hmac
import json
import secrets
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import aiohttp

_EVERY = timedelta(hours=1)
_PATIENCE = 10.0  # seconds an address may take
_GLANCE = 0.5  # seconds between looks at the clock, which may jump


class Courier:
    """One registered address. Made and used in the server's event loop; `bring` from anywhere."""

    def __init__(self, url: str, secret: str, now: Callable[[], datetime]) -> None:
        self.url = url
        self.made_at = now()
        self.valid = False
        self.refused = 0  #: events that the address did not take
        self._secret = secret
        self._now = now
        self._checked_at = now()
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._task = asyncio.create_task(self._work())

    def bring(self, event: dict[str, Any]) -> None:
        """Deliver this after what waits already."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._waiting.put_nowait, event)

    def stop(self) -> None:
        """Deliver nothing any more."""
        self._task.cancel()

    async def check(self) -> bool:
        """Challenge the address; whether it proved that it is the app's."""
        token = secrets.token_urlsafe(24)
        self._checked_at = self._now()
        status, content = await self._call("GET", params={"crc_token": token})
        try:
            answer = json.loads(content)
        except ValueError:
            answer = None
        right = {"response_token": self._signature(token.encode())}
        self.valid = status == 200 and answer == right
        return self.valid

    async def _work(self) -> None:
        while True:
            event = None
            try:
                async with asyncio.timeout(_GLANCE):
                    event = await self._waiting.get()
            except TimeoutError:
                pass
            if self.valid and self._now() - self._checked_at >= _EVERY:
                await self.check()
            if event is not None and self.valid:
                await self._deliver(event)

    async def _deliver(self, event: dict[str, Any]) -> None:
        body = json.dumps(event).encode()
        headers = {
            "content-type": "application/json",
            "x-twitter-webhooks-signature": self._signature(body),
        }
        status, _ = await self._call("POST", data=body, headers=headers)
        self.refused += status != 200

    async def _call(self, method: str, **options: Any) -> tuple[int | None, bytes]:
        timeout = aiohttp.ClientTimeout(total=_PATIENCE)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=False) as session,
                session.request(method, self.url, allow_redirects=False, **options) as response,
            ):
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError):
            return None, b""

    def _signature(self, message: bytes) -> str:
        digest = hmac.new(self._secret.encode(), message, hashlib.sha256).digest()
        return "sha256=" + b64encode(digest).decode()
