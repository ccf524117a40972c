"""What the emulated Telegram knows: the bot's methods work on it, and so do the customers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from sandbox.faults import Faults
from sandbox.telegram import shapes
from sandbox.telegram.limits import Limits
from sandbox.telegram.mischief import Mischief
from sandbox.telegram.polling import Updates, conflict
from sandbox.telegram.push import Push
from sandbox.telegram.refusals import Cut
from sandbox.telegram.world import Chat, Posted, World

Json = dict[str, Any]

TOKEN = "100000001:SANDBOX-not-a-real-token"  # noqa: S105 - invented


class State(Mischief):
    """One bot, its world, and what it has done so far."""

    token: ClassVar[str] = TOKEN

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.updates = Updates(self)
        self.push = Push(self.updates, self, now)
        self.updates.on_push = self.push.wake
        self.on_down = lambda: self.updates.end_poll(Cut())
        self.faults = Faults()
        self.limits = True  #: whether Telegram's rate limits are in force
        self.privacy = True  #: privacy mode: the bot sees of a group only what concerns it
        self.sent: list[Json] = []  #: the parameters of every message accepted from the bot
        self.presses: set[str] = set()  #: callback queries that may be answered
        self.answered: list[str] = []  #: callback queries the bot answered
        self.world = World()
        self.rates = Limits(lambda: now().timestamp())
        self.now = now

    @property
    def webhook(self) -> str:
        """Where updates are posted; setting it plays somebody else who calls setWebhook."""
        return self.push.url

    @webhook.setter
    def webhook(self, url: str) -> None:
        self.push.close(url)
        if url:
            self.updates.end_poll(conflict("terminated by setWebhook request"))

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
