"""Who is told what happens on the emulated X: webhooks, streams and subscriptions.

https://docs.x.com/x-api/activity/introduction. An event goes to the webhook of its subscription
and to every open stream. A stream tells what happens while it is open and nothing of before.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.twitter.answers import moment
from sandbox.twitter.courier import Courier
from sandbox.twitter.switches import Switches

MOST_STREAMS = 2
_GLANCE = 0.2  # seconds between looks at the switches


@dataclass(slots=True)
class Subscription:
    """What an app wants to be told."""

    id: str
    event_type: str
    user_id: str
    made_at: datetime
    webhook_id: str | None = None
    tag: str = ""

    def shown(self) -> dict[str, Any]:
        """The subscription object."""
        shown: dict[str, Any] = {
            "subscription_id": self.id,
            "event_type": self.event_type,
            "filter": {"user_id": self.user_id},
            "created_at": moment(self.made_at),
            "updated_at": moment(self.made_at),
        }
        if self.webhook_id is not None:
            shown["webhook_id"] = self.webhook_id
        return shown | ({"tag": self.tag} if self.tag else {})


@dataclass
class Activity:
    """Everything that has been subscribed to, and whoever listens."""

    now: Callable[[], datetime]
    next_id: Callable[[], str]
    secret: str
    switches: Switches
    webhooks: dict[str, Courier] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    streams: list["Stream"] = field(default_factory=list)

    def tell(
        self, event_type: str, payload: dict[str, Any], includes: dict[str, Any] | None = None
    ) -> bool:
        """Tell whoever subscribed; whether anybody did. While X is down nobody is told, ever."""
        wanted = [s for s in self.subscriptions.values() if s.event_type == event_type]
        if self.switches.down or not wanted:
            return False
        for subscription in wanted:
            content: dict[str, Any] = {
                "event_uuid": self.next_id(),
                "filter": {"user_id": subscription.user_id},
                "event_type": event_type,
                "payload": payload,
            }
            if subscription.tag:
                content["tag"] = subscription.tag
            if includes is not None:
                content["includes"] = includes
            for _ in range(2 if self.switches.doubling else 1):
                self._send({"data": content}, subscription.webhook_id)
        return True

    def end_streams(self) -> None:
        """Close every stream, as X does when it restarts a server."""
        for stream in self.streams:
            stream.put(None)

    def _send(self, event: dict[str, Any], webhook_id: str | None) -> None:
        if webhook_id is not None and (courier := self.webhooks.get(webhook_id)) is not None:
            courier.bring(event)
        for stream in self.streams:
            stream.put(event)


class Stream:
    """One open connection of `GET /2/activity/stream`."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    def put(self, event: dict[str, Any] | None) -> None:
        """Tell an event, or None to end."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._waiting.put_nowait, event)

    async def events(self) -> AsyncIterator[dict[str, Any] | None]:
        """Events as they come, and None for a sign of life. Ends when X goes down."""
        spoke = self._loop.time()
        while not self._switches.down:
            try:
                async with asyncio.timeout(min(_GLANCE, self._switches.keep_alive)):
                    event = await self._waiting.get()
            except TimeoutError:
                if self._loop.time() - spoke < self._switches.keep_alive:
                    continue
                event = {}
            if event is None:
                return
            spoke = self._loop.time()
            yield event or None
