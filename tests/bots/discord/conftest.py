"""The real library on a real server on loopback, and a desk that takes what it hears."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bots.discord.channel import DiscordChannel
from bots.discord.settings import DiscordSettings
from console.server import Server
from core.channel import Choice, Inbound, Memory, Outbound, Place
from core.vocabulary import Visibility
from sandbox.cast import Person
from sandbox.discord import Emulator

PATIENCE = 10.0


@dataclass
class Desk:
    """Stands for the core: takes what the channel hands over, and remembers as it would."""

    received: list[Inbound] = field(default_factory=list)
    memory: dict[str, str] = field(default_factory=dict)
    failures: int = 0  #: how many of the next calls fail before anything is stored
    tried: list[Inbound] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def receive(self, inbound: Inbound) -> None:
        self.tried.append(inbound)
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        async with self.news:
            self.received.append(inbound)
            self.memory |= inbound.memory
            self.news.notify_all()

    def of(self, kind: type) -> list[Any]:
        return [each for each in self.received if isinstance(each, kind)]

    async def until(self, count: int, kind: type = object) -> list[Any]:
        async with asyncio.timeout(PATIENCE), self.news:
            await self.news.wait_for(lambda: len(self.of(kind)) >= count)
        return self.of(kind)


@dataclass
class Running:
    """A channel that listens."""

    channel: DiscordChannel
    desk: Desk
    task: "asyncio.Task[None]"


@dataclass
class Stage:
    """An emulated Discord and what it takes to talk to it."""

    emulator: Emulator
    base: str
    ann: Person = field(default_factory=lambda: Person("ann", "Ann Lee"))
    bao: Person = field(default_factory=lambda: Person("bao", "包", "zh-CN"))

    def channel(self, **options: float) -> DiscordChannel:
        env = self.emulator.environment(self.base)
        return DiscordChannel(DiscordSettings.read(env), **options)

    @asynccontextmanager
    async def running(
        self,
        desk: Desk | None = None,
        channel: DiscordChannel | None = None,
        memory: Memory | None = None,
        **options: float,
    ) -> AsyncIterator[Running]:
        desk, channel = desk or Desk(), channel or self.channel(**options)
        task = asyncio.create_task(channel.run(desk.receive, memory or dict(desk.memory)))
        listening = asyncio.create_task(channel.listening.wait())
        await asyncio.wait({task, listening}, return_when="FIRST_COMPLETED", timeout=PATIENCE)
        listening.cancel()
        if task.done():
            task.result()
        assert channel.listening.is_set()
        try:
            yield Running(channel, desk, task)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def private(self, person: Person, text: str = "Hello", **more: Any) -> Outbound:
        who = person.id_on("discord")
        return Outbound(more.pop("id", "d1"), Place(Visibility.DIRECT, who), who, text, **more)

    def public(self, person: Person, reply_to: str, text: str = "Hello", **more: Any) -> Outbound:
        place = Place(Visibility.PUBLIC, "900000000000000003")
        return Outbound(
            more.pop("id", "d2"), place, person.id_on("discord"), text, reply_to=reply_to, **more
        )


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    emulator = Emulator()
    server = Server(Starlette(routes=[Mount("/discord", emulator.app)]))
    await server.start()
    yield Stage(emulator, f"{server.base}/discord")
    await server.stop()


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], Any]:
    async def wait(condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await asyncio.sleep(0.01)

    return wait


@pytest.fixture
def choices() -> tuple[Choice, ...]:
    return Choice("faq:pw", "Reset my password"), Choice("person", "Talk to a person")
