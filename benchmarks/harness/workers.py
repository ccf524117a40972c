"""Worker processes of one desk, as `support run --only …` would start them on many machines."""

import asyncio
import contextlib
import multiprocessing
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.harness.engines import CALM
from benchmarks.harness.raw_claims import RawClaims
from core.channel import Account, Capabilities, Memory, Outbound, Receive, Sent, Webhook
from core.db import Database
from core.desk import Desk
from core.library import load
from core.rules.reader import build
from core.runtime import Runtime

PLATFORM = "line"
ACCOUNT = Account("1", "okpay")


class Instant:
    """A platform that takes everything at once, and brings in what it was given."""

    capabilities = Capabilities(
        buttons=True, direct_limit=4096, public_limit=4096, opens_private=True
    )
    webhooks: tuple[Webhook, ...] = ()

    def __init__(self, feed: Callable[[Receive], Any] | None = None) -> None:
        self.account: Account | None = ACCOUNT
        self.listening = asyncio.Event()
        self.troubles: Mapping[str, str] = {}
        self._feed = feed

    async def connect(self) -> Account:
        """We are always the same."""
        return ACCOUNT

    async def run(self, receive: Receive, memory: Memory) -> None:
        """Bring it in, then be silent."""
        self.listening.set()
        if self._feed is not None:
            await self._feed(receive)
        await asyncio.Event().wait()

    async def send(self, outbound: Outbound) -> Sent:
        """Sent already."""
        return Sent((f"sent-{outbound.id}",))


def work(ready: Connection, address: str, role: str) -> None:
    """One process of the desk with one role, until it is terminated."""
    desk = Desk(Database(address), CALM, load())
    reader = build(desk.library.entries, desk.library.examples) if role == "turns" else None
    ready.send(True)
    asyncio.run(Runtime(desk, reader, {PLATFORM: Instant()}).run(roles=frozenset({role})))


def work_by_hand(ready: Connection, address: str, channel_id: str) -> None:
    """Claim one message, settle it, and so on, with plain SQL: what a job queue does at least."""
    raw = RawClaims(Desk(Database(address), CALM, load()), channel_id)
    ready.send(True)
    while True:
        for claimed in raw.deliveries(1):
            raw.settle(claimed)


@contextlib.contextmanager
def workers(count: int, target: Callable[..., None], *given: str) -> Iterator[None]:
    """So many processes, once all of them are ready; they end with the block."""
    fresh = multiprocessing.get_context("spawn")
    processes = []
    try:
        for _ in range(count):
            ours, theirs = fresh.Pipe()
            process = fresh.Process(target=target, args=(theirs, *given), daemon=True)
            process.start()
            processes.append((process, ours))
        for _, ready in processes:
            ready.recv()
        yield
    finally:
        for process, _ in processes:
            process.terminate()
        for process, _ in processes:
            process.join()
