"""The emulator on a real server, and the plain library (not our adapter) talking to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from starlette.applications import Starlette
from starlette.routing import Mount

from console.server import Server
from sandbox.cast import Person
from sandbox.discord import Emulator
from sandbox.discord.emulator import TOKEN


class Bot(discord.Client):
    """A bot as the library's documentation would write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.heard: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.pressed: asyncio.Queue[discord.Interaction] = asyncio.Queue()

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            await self.heard.put(message)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await self.pressed.put(interaction)


class Discord:
    """What a test needs to know."""

    def __init__(self, emulator: Emulator, base: str) -> None:
        self.emulator = emulator
        self.base = base
        self.ann = Person("ann", "Ann Lee")

    @asynccontextmanager
    async def bot(self, **intents: bool) -> AsyncIterator[Bot]:
        wanted = {"guilds": True, "guild_messages": True, "dm_messages": True, **intents}
        bot = Bot(intents=discord.Intents(**wanted), guild_ready_timeout=0.01)
        async with bot:
            running = asyncio.create_task(bot.start(TOKEN))
            ready = asyncio.create_task(_ready(bot))
            await asyncio.wait({running, ready}, return_when="FIRST_COMPLETED", timeout=10)
            ready.cancel()
            if running.done():
                running.result()
            yield bot
        await asyncio.wait_for(running, 10)

    @asynccontextmanager
    async def requests(self, token: str = TOKEN) -> AsyncIterator[aiohttp.ClientSession]:
        headers = {"Authorization": f"Bot {token}"}
        async with aiohttp.ClientSession(f"{self.base}/api/v10/", headers=headers) as session:
            yield session

    @asynccontextmanager
    async def socket(self, query: str = "?v=10") -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        url = self.emulator.environment(self.base)["DISCORD_GATEWAY_URL"]
        async with aiohttp.ClientSession() as session, session.ws_connect(url + query) as socket:
            yield socket


async def _ready(bot: Bot) -> None:
    while bot.is_closed() or not hasattr(bot, "_ready") or bot.loop is None:
        await asyncio.sleep(0)
    await bot.wait_until_ready()


@pytest.fixture
async def platform(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Discord]:
    emulator = Emulator()
    server = Server(Starlette(routes=[Mount("/discord", emulator.app)]))
    await server.start()
    base = f"{server.base}/discord"
    env = emulator.environment(base)
    monkeypatch.setattr(Route, "BASE", env["DISCORD_API_BASE_URL"])
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(env["DISCORD_GATEWAY_URL"]))
    yield Discord(emulator, base)
    await server.stop()
