"""A platform, as the desk sees it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from core.channel.inbound import Memory, Place, Receive
from core.channel.outbound import Capabilities, Outbound, Sent


@dataclass(frozen=True, slots=True)
class Account:
    """Our account on the platform."""

    external_id: str
    handle: str  #: without @
    name: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a platform's server sends to a webhook of ours."""

    method: str
    headers: Mapping[str, str]  #: names in lower case
    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a webhook of ours answers."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A path at which a platform's server reaches us. Served while the intake role runs.

    `handle` is called with the channel's own `receive` in place: it may be called before `run`
    and must then answer 503.
    """

    path: str
    handle: Callable[[Request], Awaitable[Answer]]
    listen: tuple[str, int] | None = None  #: an address of its own; None: that of the edge server


class Channel(Protocol):
    """One account on one platform."""

    capabilities: Capabilities
    account: Account | None  #: known once `connect` returned or `listening` is set
    listening: asyncio.Event  #: set while messages can reach us
    troubles: Mapping[str, str]
    """What does not work at present though the channel does: a word ("direct", "push") to a sentence
    that says what, why and what to do. Empty when all is well."""

    @property
    def webhooks(self) -> tuple[Webhook, ...]:
        """Where the platform's server may reach us; empty where we only ask it."""
        ...

    async def connect(self) -> Account:
        """Learn who we are, to send without listening. Raises `NotAllowed` or anything."""
        ...

    async def run(self, receive: Receive, memory: Memory) -> None:
        """Listen until cancelled. Raises `NotAllowed`, or anything: it is then started again.

        `memory` grows while it runs by what other processes were told to remember.
        Only one process runs it for an account at a time; only this process answers webhooks too,
        unless it `shares` them.
        """
        ...

    async def send(self, outbound: Outbound) -> Sent:
        """Send, or raise a `SendError`; nothing else escapes. Works without `run`."""
        ...


@runtime_checkable
class Shared(Protocol):
    """A channel whose webhooks any number of processes may answer, beside the one that runs."""

    def share(self, receive: Receive) -> None:
        """Take what the webhooks bring, without running."""
        ...


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A message of ours to be taken back."""

    place: Place
    recipient: str  #: external id of the person
    external_ids: tuple[str, ...]  #: every part of it


@runtime_checkable
class Withdrawing(Protocol):
    """A channel that can take back what we said."""

    async def withdraw(self, withdrawal: Withdrawal) -> None:
        """Take it back, or raise a `SendError`; one that is gone already counts as taken back."""
        ...


class Purse(Protocol):
    """The money for calls that a platform bills. Written down before the call, so no crash loses it."""

    async def reserve(self, what: str, count: int = 1) -> str:
        """Set aside `count` times the price of `what`. Returns the reservation.

        Raises `TryLater(everyone=True)` where the day's or month's limit would be passed.
        """
        ...

    async def settle(self, reservation: str, count: int) -> None:
        """So many were billed; the rest is free again."""
        ...

    async def left(self) -> float:
        """The share of the day's limit that is not spent, 0 to 1; 1 where there is no limit."""
        ...


@runtime_checkable
class Billed(Protocol):
    """A channel whose platform bills calls. `purse` is set before anything is called."""

    purse: Purse | None
