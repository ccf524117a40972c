"""The channel to X: mentions and direct messages, on one account.

tweepy's asynchronous client is used because waiting for X must not hold a thread; it is given a
session (`host.py`) and asked for plain responses, so that one strange post cannot spoil a page.
Its `wait_on_rate_limit` breaks with user keys and is left off.
"""

import asyncio
from collections.abc import Mapping

import aiohttp
from tweepy.asynchronous import AsyncClient  # type: ignore[import-untyped]

from bots.twitter.feeds import DirectMessages, Mentions, who_we_are
from bots.twitter.host import ANSWER_SECONDS, Host, silence_libraries
from bots.twitter.poller import LOOK_BACK_SECONDS, Poller
from bots.twitter.reader import ReadFailed
from bots.twitter.recall import Recall
from bots.twitter.render import DIRECT_LIMIT, PUBLIC_LIMIT, weighted_length
from bots.twitter.sender import Sender
from bots.twitter.settings import TwitterSettings, read_settings
from core.channel import (
    Account,
    Capabilities,
    Memory,
    NotAllowed,
    Outbound,
    Receive,
    SendError,
    Sent,
    TryLater,
    Unknown,
)

_RETRY_SECONDS = 5.0


class TwitterChannel:
    """Our account on X."""

    capabilities = Capabilities(
        buttons=False,
        direct_limit=DIRECT_LIMIT,
        public_limit=PUBLIC_LIMIT,
        opens_private=False,  # X's automation rules: only after the person wrote first
        resend_safe=True,  # X refuses a second equal post; messages are looked up (`recall.py`)
        measure=weighted_length,
    )

    def __init__(
        self,
        settings: TwitterSettings,
        *,
        answer_seconds: float = ANSWER_SECONDS,
        look_back_seconds: float = LOOK_BACK_SECONDS,
    ) -> None:
        self.account: Account | None = None
        self.listening = asyncio.Event()
        self.troubles: dict[str, str] = {}
        self._interval = settings.poll_interval.total_seconds()
        self._look_back = look_back_seconds
        self._host = Host(settings.base_url, answer_seconds)
        self._client = AsyncClient(
            bearer_token=settings.bearer_token or None,
            consumer_key=settings.consumer_key,
            consumer_secret=settings.consumer_secret,
            access_token=settings.access_token,
            access_token_secret=settings.access_token_secret,
            return_type=aiohttp.ClientResponse,
            wait_on_rate_limit=False,
        )
        self._client.session = self._host
        self._recall = Recall()
        self._pollers: tuple[Poller, ...] = ()
        self._sender = Sender(self._client, self._recall, self._who)

    async def run(self, receive: Receive, memory: Memory) -> None:
        """Listen until cancelled. Raises `NotAllowed`, or `ReadFailed` while X is not there."""
        async with self._host.in_use():
            account = await self._find_out()
            self._pollers = self._pollers or self._make_pollers(account)
            tasks = [asyncio.create_task(each.run(receive, memory)) for each in self._pollers]
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
                for task in done:
                    task.result()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                for poller in self._pollers:
                    poller.stop()

    async def send(self, outbound: Outbound) -> Sent:
        """Send, or raise a `SendError`; nothing else escapes."""
        try:
            async with self._host.in_use():
                return await self._sender.send(outbound)
        except SendError:
            raise
        except Exception as problem:
            # a mistake of ours: whether X got the request, nobody knows
            raise Unknown(f"X: {type(problem).__name__}") from None

    def _make_pollers(self, account: Account) -> tuple[Poller, ...]:
        mentions = Mentions(self._client, account)
        messages = DirectMessages(self._client, account, self._recall)
        return tuple(
            Poller(feed, account, self._interval, self._heard, self._look_back)
            for feed in (messages, mentions)
        )

    def _heard(self) -> None:
        """A poller went up or down."""
        if self._pollers and self._pollers[0].up:
            self._recall.finish()
        if self._pollers and all(poller.up for poller in self._pollers):
            self.listening.set()
        else:
            self.listening.clear()

    async def _find_out(self) -> Account:
        self.account = await who_we_are(self._client)
        return self.account

    async def _who(self) -> Account:
        """Our account, for sending."""
        try:
            return self.account or await self._find_out()
        except (NotAllowed, ReadFailed) as problem:
            raise TryLater(str(problem), _RETRY_SECONDS) from None


def open_channel(env: Mapping[str, str]) -> TwitterChannel:
    """The channel to X, not yet running. Raises `core.settings.WrongSettings`."""
    silence_libraries()
    return TwitterChannel(read_settings(env))
