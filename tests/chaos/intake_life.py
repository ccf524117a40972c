"""A victim: Telegram's intake through the real client library, into a table of its own.

`stored`: our adapter, whose `receive` has written the message to disk before it returns.
`naive`: the library's own polling, whose handler writes the same row. The library tells Telegram
that it has the updates as soon as they are in its memory.
"""

import asyncio
import importlib
import os
import sqlite3
import sys
from collections.abc import Awaitable, Callable

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from core.channel import Inbound, Message

TABLE = "CREATE TABLE IF NOT EXISTS inbox (external_id TEXT PRIMARY KEY, text TEXT)"
DISK = 0.01
"""Seconds that a write waits for a busy disk, for both alike."""
Store = Callable[[str, str], Awaitable[None]]


def warm() -> None:
    """Import the adapter."""
    importlib.import_module("bots.telegram.channel")


def live() -> None:
    """Listen until killed."""
    store = _store(sys.argv[2])
    asyncio.run({"stored": _stored, "naive": _naive}[sys.argv[1]](store))


def _store(path: str) -> Store:
    inbox = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        inbox.execute(f"PRAGMA {pragma}")
    inbox.execute(TABLE)

    async def store(key: str, text: str) -> None:
        await asyncio.sleep(DISK)
        inbox.execute("INSERT OR IGNORE INTO inbox VALUES (?, ?)", (key, text))

    return store


async def _stored(store: Store) -> None:
    channel = sys.modules["bots.telegram.channel"].open_channel(os.environ)

    async def receive(inbound: Inbound) -> None:
        if isinstance(inbound, Message):
            await store(inbound.external_id, inbound.text)

    await channel.run(receive, {})


async def _naive(store: Store) -> None:
    async def handle(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        assert message is not None
        await store(f"{message.chat.id}:{message.message_id}", message.text or "")

    base = os.environ["TELEGRAM_API_BASE_URL"]
    application = (
        Application.builder()
        .token(os.environ["TELEGRAM_BOT_TOKEN"])
        .base_url(f"{base}/bot")
        .job_queue(None)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, handle))
    async with application:
        assert application.updater is not None
        await application.start()
        await application.updater.start_polling()
        await asyncio.Event().wait()
