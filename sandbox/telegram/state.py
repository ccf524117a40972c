"""What the emulated Telegram knows: the bot's methods work on it, and so do the customers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from sandbox.faults import Faults
from sandbox.telegram import shapes
from sandbox.telegram.limits import Limits
from sandbox.telegram.polling import Updates
from sandbox.telegram.world import Chat, Posted, World

Json = dict[str, Any]

TOKEN = "100000001:SANDBOX-not-a-real-token"  # noqa: S105 - invented


class State:
    """One bot, its world, and what it has done so far."""

    token: ClassVar[str] = TOKEN

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.faults = Faults()
        self.limits = True  #: whether Telegram's rate limits are in force
        self.privacy = True  #: privacy mode: the bot sees of a group only what concerns it
        self.webhook = ""  #: a webhook set by somebody else, which forbids polling
        self.sent: list[Json] = []  #: the parameters of every message accepted from the bot
        self.presses: set[str] = set()  #: callback queries that may be answered
        self.answered: list[str] = []  #: callback queries the bot answered
        self.world = World()
        self.updates = Updates()
        self.rates = Limits()
        self.now = now

    def bot_posts(
        self, chat: Chat, text: str, quoted: int | None, keyboard: list[list[Json]]
    ) -> Posted:
        """What the bot sends, put before the person it is for."""
        posted = self.world.post(chat, None, text, self.now())
        posted.entities = shapes.entities(text)
        posted.reply_to, posted.keyboard = quoted, keyboard
        reader = chat.person or (chat.posts[quoted].sender if quoted else None)
        if reader is not None:
            self.world.show(reader, posted)
        return posted
