"""The adapter on one side, the emulated X on a real server on the other."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta

import pytest

from bots.twitter.channel import TwitterChannel
from bots.twitter.settings import read_settings
from console.server import Server
from core.channel import Inbound, Message, Outbound, Place
from core.clock import offset, set_offset
from core.vocabulary import Visibility
from sandbox.cast import Person
from sandbox.twitter import Emulator

PATIENCE = 10.0


class Desk:
    """Stands where the core stands: keeps what it is given, and the memory with it."""

    def __init__(self) -> None:
        self.got: list[Inbound] = []
        self.memory: dict[str, str] = {}
        self.refusals = 0  #: so many times storing fails
        self._changed = asyncio.Condition()

    async def receive(self, inbound: Inbound) -> None:
        async with self._changed:
            if self.refusals and isinstance(inbound, Message):
                self.refusals -= 1
                self._changed.notify_all()
                raise RuntimeError("the disk is full")
            self.got.append(inbound)
            self.memory |= getattr(inbound, "memory", {})
            self._changed.notify_all()

    async def until(self, done: Callable[[], bool]) -> None:
        """Wait for something to be true; it is looked at with each arrival."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(done)

    def messages(self) -> dict[str, Message]:
        """Messages by id, as the core's dedupe would leave them."""
        return {each.external_id: each for each in self.got if isinstance(each, Message)}


class Bench:
    """One emulated X, one desk, and channels between them."""

    def __init__(self, emulator: Emulator, base: str) -> None:
        self.emulator = emulator
        self.desk = Desk()
        self.env = emulator.environment(base) | {"X_POLL_INTERVAL": "0.02s"}
        self._running: list[asyncio.Task[None]] = []

    def channel(self, *, answer_seconds: float = 5.0, **env: str) -> TwitterChannel:
        """A channel that is not running."""
        settings = read_settings(self.env | env)
        return TwitterChannel(settings, answer_seconds=answer_seconds, look_back_seconds=0.2)

    async def run(self, channel: TwitterChannel | None = None) -> TwitterChannel:
        """A channel that listens."""
        channel = channel or self.channel()
        task = asyncio.create_task(channel.run(self.desk.receive, dict(self.desk.memory)))
        self._running.append(task)
        listening = asyncio.create_task(channel.listening.wait())
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait({task, listening}, return_when=asyncio.FIRST_COMPLETED)
        if not listening.done():
            listening.cancel()
            self._running.remove(task)
            await task
        return channel

    async def stop(self) -> None:
        """Cancel every running channel; it must go within 2 seconds."""
        for task in self._running:
            task.cancel()
        if self._running:
            _, still = await asyncio.wait(self._running, timeout=2)
            assert not still
        self._running.clear()


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    emulator = Emulator()
    emulator.limits = False
    server = Server(emulator.app)
    await server.start()
    bench = Bench(emulator, server.base)
    yield bench
    await bench.stop()
    await server.stop()


@pytest.fixture
def mei() -> Person:
    return Person("mei_lin", "Mei Lin", "zh")


@pytest.fixture
def tom() -> Person:
    return Person("tom", "Tom")


@pytest.fixture
async def ready(bench: Bench, mei: Person) -> tuple[TwitterChannel, str]:
    """A channel that listens, and the post of a customer who wrote in private and in public."""
    channel = await bench.run()
    bench.emulator.customer_says(mei, "hello", public=False)
    post = bench.emulator.customer_says(mei, "hello all", public=True)
    await bench.desk.until(lambda: len(bench.desk.messages()) == 2)
    return channel, post


@pytest.fixture
def clock() -> Iterator[Callable[[timedelta], None]]:
    """Moves business time, and with it the emulated X, by so much."""

    def advance(by: timedelta) -> None:
        set_offset(offset() + by)

    yield advance
    set_offset(timedelta(0))


@pytest.fixture
def privately() -> Callable[..., Outbound]:
    def make(person: Person, text: str, number: int = 1, **more: object) -> Outbound:
        there = person.id_on("twitter")
        place = Place(Visibility.DIRECT, there)
        return Outbound(f"d{number}", place, there, text, **more)  # type: ignore[arg-type]

    return make


@pytest.fixture
def publicly() -> Callable[..., Outbound]:
    def make(person: Person, text: str, post: str, number: int = 1, **more: object) -> Outbound:
        place = Place(Visibility.PUBLIC, "posts", post)
        there = person.id_on("twitter")
        return Outbound(f"p{number}", place, there, text, reply_to=post, **more)  # type: ignore[arg-type]

    return make
