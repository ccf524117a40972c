"""What reaches us: both feeds read for ever, and beside them what X tells by itself."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import tweepy  # type: ignore[import-untyped]

from bots.twitter.activity import DIRECT_EVENT
from bots.twitter.feeds import DirectMessages, Feed, Mentions
from bots.twitter.poller import LOOK_BACK_SECONDS, Poller
from bots.twitter.push import Push
from bots.twitter.reader import Reader
from bots.twitter.settings import TwitterSettings
from bots.twitter.till import Price, Till
from core.channel import Account, Memory, NotAllowed, Receive, Webhook

SAFETY_NET_SECONDS = 300.0
"""How often private messages are read while X tells them by itself."""


class _Present(Mapping[str, str]):
    """What is the matter at the moment it is looked at."""

    def __init__(self, tell: Callable[[], Mapping[str, str]]) -> None:
        self._tell = tell

    def __getitem__(self, word: str) -> str:
        return self._tell()[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tell())

    def __len__(self) -> int:
        return len(self._tell())


class Intake:
    """Both feeds and the push. `listening` is set while mentions or messages can reach us."""

    def __init__(
        self,
        client: tweepy.asynchronous.AsyncClient,
        settings: TwitterSettings,
        till: Till,
        account: Callable[[], Account | None],
        look_back: float = LOOK_BACK_SECONDS,
    ) -> None:
        self.listening = asyncio.Event()
        self.troubles: Mapping[str, str] = _Present(self._all_troubles)
        self._client = client
        self._till = till
        self._interval = settings.poll_interval.total_seconds()
        self._look_back = look_back
        self._push = Push(client, settings, account, self._told)
        self._troubles: dict[str, str] = {}
        self._messages: Poller | None = None
        self._mentions: Poller | None = None
        self._receive: Receive | None = None
        self._refused = asyncio.Event()

    @property
    def webhooks(self) -> tuple[Webhook, ...]:
        """Where X may reach us."""
        return self._push.webhooks

    async def run(self, account: Account, receive: Receive, memory: Memory, reader: Reader) -> None:
        """Listen until cancelled. Raises `NotAllowed` where X refuses everything."""
        self._receive = receive
        make = partial(self._poller, account)
        self._messages = self._messages or make(
            DirectMessages(self._client, reader), self._relieved
        )
        self._mentions = self._mentions or make(
            Mentions(self._client, reader, account), lambda: self._interval
        )
        self._refused.clear()
        try:
            async with asyncio.TaskGroup() as group:
                for poller in self._pollers:
                    group.create_task(poller.run(receive, memory))
                group.create_task(self._push.run())
                group.create_task(self._until_refused())
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        finally:
            for poller in self._pollers:
                poller.stop()

    @property
    def _pollers(self) -> list[Poller]:
        return [each for each in (self._messages, self._mentions) if each is not None]

    def _poller(self, account: Account, feed: Feed, interval: Callable[[], float]) -> Poller:
        return Poller(
            feed, account, interval, self._till, self._troubles, self._heard, self._look_back
        )

    def _all_troubles(self) -> Mapping[str, str]:
        push = self._push.problem
        return {**self._troubles, **({"push": push} if push else {})}

    def _relieved(self) -> float:
        """Reading messages is scarce; while X tells them, it only has to find what X left out."""
        return max(self._interval, SAFETY_NET_SECONDS if self._push.up.is_set() else 0.0)

    def _heard(self) -> None:
        """A poller has news of itself."""
        if all(each.tried for each in self._pollers) and any(each.up for each in self._pollers):
            self.listening.set()
        else:
            self.listening.clear()
        if all(each.refusal for each in self._pollers) and not self._push.up.is_set():
            self._refused.set()

    async def _until_refused(self) -> None:
        await self._refused.wait()
        raise NotAllowed("; ".join(dict.fromkeys(str(each.refusal) for each in self._pollers)))

    async def _told(self, kind: str, payload: Mapping[str, Any]) -> None:
        """An event that X told. Returned means stored."""
        direct = kind == DIRECT_EVENT
        await self._till.paid(Price.DM_PUSH if direct else Price.MENTION_READ, payload)
        poller = self._messages if direct else self._mentions
        if poller is None or self._receive is None:
            raise RuntimeError("nobody listens")
        await poller.hand(payload, self._receive)
