"""Who is there, and who said what to whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from sandbox.cast import Person

BOT_ID = 100_000_001
BOT_HANDLE = "okpay_sandbox_bot"
BOT_NAME = "OKPay Support (sandbox)"
GROUP_ID = -1_001_000_000_001
GROUP_TITLE = "OKPay Community (sandbox)"


@dataclass(slots=True)
class Posted:
    """One message in a chat."""

    chat: int
    number: int  #: counted per chat
    sender: Person | None  #: None is the bot
    text: str
    at: datetime
    entities: list[dict[str, Any]] = field(default_factory=list)
    media: dict[str, Any] = field(default_factory=dict)
    reply_to: int | None = None
    keyboard: list[list[dict[str, Any]]] = field(default_factory=list)
    edited_at: datetime | None = None
    deleted: bool = False

    @property
    def key(self) -> str:
        """The message's id within the whole platform, as the adapter writes it."""
        return f"{self.chat}:{self.number}"

    @property
    def buttons(self) -> tuple[tuple[str, str], ...]:
        """Data and label of every button that can be pressed."""
        cells = [cell for row in self.keyboard for cell in row]
        return tuple((c["callback_data"], c["text"]) for c in cells if "callback_data" in c)

    @property
    def link(self) -> str | None:
        """Where the first link button leads."""
        return next((c["url"] for row in self.keyboard for c in row if "url" in c), None)


@dataclass(slots=True)
class Chat:
    """A private chat with a person, or the group (`person` is None)."""

    id: int
    person: Person | None = None
    started: bool = False  #: the person wrote to the bot, which may answer from then on
    blocked: bool = False
    posts: dict[int, Posted] = field(default_factory=dict)
    # counts safely when customers are played from another thread than the server's
    numbers: Iterator[int] = field(default_factory=lambda: count(1))


class World:
    """All chats. What a person sees is kept in order, so that reading it is cheap."""

    def __init__(self) -> None:
        self.group = Chat(GROUP_ID)
        self.bot_is_member = True
        self._chats: dict[int, Chat] = {GROUP_ID: self.group}
        self._seen: dict[str, list[Posted]] = {}

    def chat(self, chat_id: int) -> Chat | None:
        """The chat with this id, if the bot can know of it."""
        return self._chats.get(chat_id)

    def private(self, person: Person) -> Chat:
        """The private chat of a person, made on first sight; it is not started by that."""
        chat_id = int(person.id_on("telegram"))
        if chat_id not in self._chats:
            self._chats[chat_id] = Chat(chat_id, person)
        return self._chats[chat_id]

    def post(self, chat: Chat, sender: Person | None, text: str, at: datetime) -> Posted:
        """Put a message into a chat."""
        posted = Posted(chat.id, next(chat.numbers), sender, text, at)
        chat.posts[posted.number] = posted
        return posted

    def show(self, person: Person, posted: Posted) -> None:
        """Let a message stand on this person's screen."""
        self._seen.setdefault(person.handle, []).append(posted)

    def seen_by(self, person: Person) -> list[Posted]:
        """What a person wrote and what the bot told them, oldest first."""
        return self._seen.get(person.handle, [])

    def find(self, key: str) -> Posted:
        """The message with this `Posted.key`. Raises LookupError."""
        chat, _, number = key.rpartition(":")
        return self._chats[int(chat)].posts[int(number)]
