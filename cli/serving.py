"""The addresses that a process of the desk answers at: console, edge, and webhooks of their own."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence

from starlette.types import ASGIApp

from console.edge import RESERVED, edge_app, webhook_app
from console.metrics import Metrics
from console.probes import Probes
from console.server import Server
from core.channel import Channel, Webhook
from core.settings import ConsoleSettings, EdgeSettings, WrongSettings

log = logging.getLogger(__name__)


class Doors:
    """Opened one by one, closed all together."""

    def __init__(self) -> None:
        self._servers: list[Server] = []

    async def open_console(self, app: ASGIApp, settings: ConsoleSettings) -> str:
        """Serve the console; returns its address. Raises `WrongSettings` where the port is taken."""
        try:
            return await self._open(app, settings.host, settings.port, lifespan=True)
        except OSError as error:
            raise _taken("CONSOLE_PORT", settings.host, settings.port, error) from None

    async def open_edge(
        self,
        settings: EdgeSettings,
        probes: Probes,
        metrics: Metrics,
        channels: Mapping[str, Channel],
    ) -> str:
        """Serve probes, metrics and the channels' webhooks; returns the edge's address.

        Raises `WrongSettings` where an address is taken. Only the edge's default port may be: then
        it is left out, since another process of this machine serves there, and nothing is returned.
        """
        _check_paths([one for channel in channels.values() for one in channel.webhooks])
        here = [one for channel in channels.values() for one in channel.webhooks if not one.listen]
        await self._open_webhooks(channels)
        try:
            app = edge_app(probes, metrics, here)
            return await self._open(app, settings.host, settings.port)
        except OSError as error:
            if here or "port" in settings.model_fields_set:
                raise _taken("EDGE_PORT", settings.host, settings.port, error) from None
            log.warning(
                "EDGE_PORT: %s:%d cannot be used (%s), so this process serves no /healthz, /readyz "
                "and /metrics; set another port, or 0 for a free one",
                settings.host,
                settings.port,
                error.strerror,
            )
            return ""

    async def close(self) -> None:
        """Answer no more."""
        for server in reversed(self._servers):
            await server.stop()

    async def _open_webhooks(self, channels: Mapping[str, Channel]) -> None:
        by_address: dict[tuple[str, int], list[Webhook]] = defaultdict(list)
        for channel in channels.values():
            for webhook in channel.webhooks:
                if webhook.listen is not None:
                    by_address[webhook.listen].append(webhook)
        for (host, port), webhooks in by_address.items():
            try:
                await self._open(webhook_app(webhooks), host, port)
            except OSError as error:
                paths = ", ".join(one.path for one in webhooks)
                raise _taken(f"the webhook {paths}", host, port, error) from None

    async def _open(self, app: ASGIApp, host: str, port: int, *, lifespan: bool = False) -> str:
        server = Server(app, lifespan=lifespan)
        await server.start(host, port)
        self._servers.append(server)
        return server.base


def _check_paths(webhooks: Sequence[Webhook]) -> None:
    """Raises `WrongSettings` where two webhooks share a path, or one hides a path of the edge."""
    seen: set[tuple[object, str]] = set()
    for one in webhooks:
        if one.listen is None and one.path in RESERVED:
            raise WrongSettings(
                [f"the webhook {one.path}: this path is the edge's own; give its URL another path"]
            )
        if (one.listen, one.path) in seen:
            raise WrongSettings(
                [f"the webhook {one.path}: two platforms use this path; give each URL its own"]
            )
        seen.add((one.listen, one.path))


def _taken(setting: str, host: str, port: int, error: OSError) -> WrongSettings:
    return WrongSettings(
        [f"{setting}: {host}:{port} cannot be used ({error.strerror}); choose another port"]
    )
