"""Durable intake: an update is stored before Telegram is told that we have it.

Telegram forgets an update as soon as the next `getUpdates` names a higher offset, and the library
names it once the updates are in memory. So updates are stored inside the request itself: what the
library gets to see are the bare numbers of those that are on disk. Nothing a stranger sends can
break the library's parsing, because the library parses none of it.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import NetworkError

from bots.telegram.line import Request, within
from core.channel import Blocked, Edited, Inbound, Message, Pressed

_log = logging.getLogger(__name__)

Read = Callable[[object], Inbound | None]
Store = Callable[[Inbound], Awaitable[None]]


class NotStored(NetworkError):
    """Nothing of what came could be stored. The library takes it for a failed request."""


class Intake:
    """Reads raw updates and stores what they say, each person's in order.

    Both ways in share it: long polling brings many updates at once, a webhook one at a time.
    """

    def __init__(self, read: Read, store: Store) -> None:
        self._read = read
        self._store = store

    async def take(self, updates: list[object]) -> list[object]:
        """Store the updates; returns those that Telegram may forget.

        They go to storage side by side, so that it can write them in one commit, but what one
        person sent goes in order. The first that cannot be stored ends the list: Telegram forgets
        all below a number.
        """
        updates = sorted(updates, key=lambda update: number_of(update) or 0)
        lanes: dict[str, list[tuple[int, Inbound]]] = {}
        missing: set[int] = set()
        for position, update in enumerate(updates):
            inbound = self._read(update)
            if inbound is not None:
                missing.add(position)
                lanes.setdefault(_lane(inbound), []).append((position, inbound))
        await asyncio.gather(*(self._store_lane(lane, missing) for lane in lanes.values()))
        return updates[: min(missing, default=len(updates))]

    async def _store_lane(self, lane: list[tuple[int, Inbound]], missing: set[int]) -> None:
        for position, inbound in lane:
            try:
                await self._store(inbound)
            except Exception as error:
                # Its text may quote the message.
                name = type(error).__name__
                _log.error("an update could not be stored (%s); it will come again", name)
                return
            missing.discard(position)


class PollingRequest(Request):
    """The request that the library polls with; see the module's text."""

    def __init__(self, intake: Intake, **options: Any) -> None:
        super().__init__(**options)
        self._intake = intake

    async def do_request(self, *args: Any, **named: Any) -> tuple[int, bytes]:
        """Poll, store, and answer the library with the numbers of what is stored.

        The time limit for reading holds for the whole answer, however slowly it trickles in; how
        long storing takes is not Telegram's fault.
        """
        async with within(named["read_timeout"]):
            code, payload = await super().do_request(*args, **named)
        if code != 200:
            return code, payload
        updates = self.parse_json_payload(payload).get("result")
        if not isinstance(updates, list):
            raise NetworkError("Telegram's answer holds no updates")
        stored = map(number_of, await self._intake.take(updates))
        numbers = [number for number in stored if number is not None]
        if updates and not numbers:
            raise NotStored("what came could not be stored")
        return code, json.dumps(
            {"ok": True, "result": [{"update_id": number} for number in numbers]}
        ).encode()


def number_of(update: object) -> int | None:
    """The number by which Telegram knows an update, if this is one."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else None


def _lane(inbound: Inbound) -> str:
    if isinstance(inbound, Message | Edited | Pressed | Blocked):
        return inbound.author.external_id
    return ""
