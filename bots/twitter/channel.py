"""The channel to X: mentions and direct messages, on one account.

tweepy's asynchronous client is used because waiting for X must not hold a thread; it is given a
session (`host.py`) and asked for plain responses, so that one strange post cannot spoil a page.
Its `wait_on_rate_limit` breaks with user keys and is left off.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import aiohttp
from tweepy.asynchronous import AsyncClient  # type: ignore[import-untyped]

from bots.twitter.budget import ALLOWANCES
from bots.twitter.feeds import who_we_are
from bots.twitter.host import ANSWER_SECONDS, Host, silence_libraries
from bots.twitter.intake import Intake
from bots.twitter.lookup import Lookup
from bots.twitter.poller import LOOK_BACK_SECONDS
from bots.twitter.reader import Paused, Reader, ReadFailed, patiently
from bots.twitter.render import DIRECT_LIMIT, PUBLIC_LIMIT, weighted_length
from bots.twitter.sender import Sender
from bots.twitter.settings import TwitterSettings, read_settings
from bots.twitter.till import Till
from bots.twitter.withdraw import take_back
from core.channel import (
    Account,
    Capabilities,
    Memory,
    NotAllowed,
    Outbound,
    Purse,
    Receive,
    SendError,
    Sent,
    TryLater,
    Unknown,
    Webhook,
    Withdrawal,
)

_KEYS_SECONDS = 60.0
Result = TypeVar("Result")


class TwitterChannel:
    """Our account on X."""

    capabilities = Capabilities(
        buttons=False,
        direct_limit=DIRECT_LIMIT,
        public_limit=PUBLIC_LIMIT,
        opens_private=False,  # X's automation rules: only after the person wrote first
        resend_safe=True,  # a further attempt looks the message up first (`lookup.py`)
        joins_private=True,
        answers_once=True,
        withdraws=True,
        allowances=ALLOWANCES,
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
        self._till = Till()
        self._reader = Reader(self._till)
        self._intake = Intake(
            self._client, settings, self._till, lambda: self.account, look_back_seconds
        )
        self.listening = self._intake.listening
        self.troubles = self._intake.troubles
        lookup = Lookup(self._client, self._reader)
        self._sender = Sender(self._client, self._till, lookup, self._who)

    @property
    def purse(self) -> Purse | None:
        """What pays for the calls that X bills."""
        return self._till.purse

    @purse.setter
    def purse(self, purse: Purse | None) -> None:
        self._till.purse = purse

    @property
    def webhooks(self) -> tuple[Webhook, ...]:
        """Where X tells us of events, with X_PUSH=webhook."""
        return self._intake.webhooks

    async def connect(self) -> Account:
        """Learn who we are, to send without listening. Raises `NotAllowed` or `ReadFailed`."""
        async with self._host.in_use():
            return await self._find_out()

    async def run(self, receive: Receive, memory: Memory) -> None:
        """Listen until cancelled. Raises `NotAllowed`, or `ReadFailed` while X is not there."""
        async with self._host.in_use():
            account = await patiently(self._find_out, _only_for_limits)
            await self._intake.run(account, receive, memory, self._reader)

    async def send(self, outbound: Outbound) -> Sent:
        """Send, or raise a `SendError`; nothing else escapes."""
        return await self._doing(lambda: self._sender.send(outbound))

    async def withdraw(self, withdrawal: Withdrawal) -> None:
        """Take it back, or raise a `SendError`; nothing else escapes."""
        await self._doing(lambda: take_back(self._client, withdrawal))

    async def _doing(self, what: Callable[[], Awaitable[Result]]) -> Result:
        try:
            async with self._host.in_use():
                return await what()
        except SendError:
            raise
        except Exception as problem:
            # a mistake of ours: whether X got the request, nobody knows
            raise Unknown(f"X: {type(problem).__name__}") from None

    async def _find_out(self) -> Account:
        self.account = await who_we_are(self._client, self._reader)
        return self.account

    async def _who(self) -> Account:
        """Our account, for sending."""
        try:
            return self.account or await self._find_out()
        except NotAllowed as problem:
            raise TryLater(str(problem), _KEYS_SECONDS, everyone=True) from None
        except ReadFailed as problem:
            raise TryLater(str(problem), problem.after, everyone=True) from None


def _only_for_limits(pause: Paused) -> None:
    """An empty purse at the start is told; X's limits are waited for."""
    if pause.money:
        raise pause


def open_channel(env: Mapping[str, str]) -> TwitterChannel:
    """The channel to X, not yet running. Raises `core.settings.WrongSettings`."""
    silence_libraries()
    return TwitterChannel(read_settings(env))
