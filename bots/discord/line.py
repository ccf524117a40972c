"""Our account's logged-in client: made when it is first needed, kept while it is used.

Listening and sending share it, so that the library counts Discord's limits in one place. A process
that only sends never opens the gateway; its login ends when nothing was sent for a while.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bots.discord.host import Host
from bots.discord.patience import Starts
from bots.discord.settings import DiscordSettings

IDLE = 60.0
"""Seconds without use after which the login ends."""
LOGIN = 8.0
"""Seconds a login may take."""
_HANG_UP = 0.4  # seconds; a stop takes less than two


class Line:
    """At most one `Host` at a time."""

    def __init__(self, settings: DiscordSettings, answer: float, *, idle: float = IDLE) -> None:
        self._settings = settings
        self._answer = answer
        self._idle = idle
        self._starts = Starts()
        self._logging_in = asyncio.Lock()
        self._host: Host | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._users = 0
        self._uses = 0

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[Host]:
        """The client, to be used inside the block. Raises what a login raises, `TimeoutError` too."""
        async with self._logging_in:
            host = self._host
            if host is None:
                host = self._host = await self._log_in()
                self._keeper = asyncio.create_task(self._keep(host))
        self._users += 1
        self._uses += 1
        try:
            yield host
        finally:
            self._users -= 1

    async def _log_in(self) -> Host:
        host = Host(self._settings, self._answer, self._starts)
        try:
            async with asyncio.timeout(LOGIN):
                await host.login(self._settings.token)
        except BaseException:
            await _close(host)
            raise
        return host

    async def _keep(self, host: Host) -> None:
        """Close the client once it is idle, or when the event loop ends."""
        try:
            before = -1
            while self._users or self._uses != before:
                before = self._uses
                await asyncio.sleep(self._idle)
        finally:
            self._host = None
            await _close(host)


async def _close(host: Host) -> None:
    with contextlib.suppress(Exception):
        async with asyncio.timeout(_HANG_UP):
            await host.close()
