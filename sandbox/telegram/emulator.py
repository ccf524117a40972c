"""The emulated Telegram as tests and the sandbox page see it: people write, and look at phones."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, ClassVar

from core.vocabulary import AttachmentKind
from sandbox.cast import Person, Said
from sandbox.telegram import shapes
from sandbox.telegram.server import build
from sandbox.telegram.state import TOKEN, State
from sandbox.telegram.world import BOT_HANDLE, Chat, Posted

Json = dict[str, Any]


def _real_now() -> datetime:
    return datetime.now(UTC)


class Emulator(State):
    """One bot's view of Telegram, in memory. Customers may be played from any thread."""

    name: ClassVar[str] = "telegram"
    handle: ClassVar[str] = BOT_HANDLE

    def __init__(self, now: Callable[[], datetime] = _real_now) -> None:
        super().__init__(now)
        self.app = build(self)
        self._media = count(1)
        self._queries = count(1)

    def environment(self, base: str) -> dict[str, str]:
        """What the adapter has to be told to talk to us; `base` is where `app` is mounted."""
        return {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE_URL": base}

    def customer_says(
        self,
        person: Person,
        text: str,
        *,
        public: bool,
        reply_to: str | None = None,
        attachments: Sequence[AttachmentKind] = (),
    ) -> str:
        """Write privately, or publicly to the bot; returns the message's id.

        Writing privately lets a blocked bot in again, as Telegram's apps do. A public text that
        neither names the bot nor answers it is given the bot's name. Several attachments make an
        album: a message each, the text under the first, whose id is returned.
        """
        chat = self.world.group if public else self._opened(person)
        if chat.blocked:
            self.customer_blocks(person, False)
        if public and not self._concerns_bot(text, reply_to):
            text = f"@{BOT_HANDLE} {text}"
        album = {"media_group_id": f"album-{next(self._media)}"} if len(attachments) > 1 else {}
        media: list[Json] = [self._medium(kind) | album for kind in attachments] or [{}]
        first, *others = [
            self._customer_posts(chat, person, words, reply_to, medium)
            for words, medium in zip([text, *[""] * (len(media) - 1)], media, strict=True)
        ]
        for posted in (first, *others):
            self.updates.push({"message": shapes.message(posted, self.world)})
        return first.key

    def customer_talks(self, person: Person, text: str, reply_to: str | None = None) -> str:
        """Say something in the group to nobody in particular; privacy mode keeps it from the bot."""
        posted = self._customer_posts(self.world.group, person, text, reply_to, {})
        if not self.privacy or self._concerns_bot(text, reply_to) or text.startswith("/"):
            self.updates.push({"message": shapes.message(posted, self.world)})
        return posted.key

    def customer_presses(self, person: Person, message_id: str, choice_id: str) -> str:
        """Press a button; returns the id of the press. Raises LookupError if it is not there."""
        posted = self.world.find(message_id)
        if choice_id not in dict(posted.buttons):
            raise LookupError(f"no button {choice_id} under this message")
        query = f"{next(self._queries):019d}"
        self.presses.add(query)
        press: Json = {
            "id": query,
            "from": shapes.user(person),
            "message": shapes.message(posted, self.world),
            "chat_instance": str(posted.chat),
            "data": choice_id,
        }
        self.updates.push({"callback_query": press})
        return f"press:{query}"

    def customer_edits(self, person: Person, message_id: str, text: str) -> str:
        """Change an own message; the bot is told. Raises LookupError for somebody else's."""
        posted = self._own(person, message_id)
        posted.text, posted.entities = text, shapes.entities(text)
        posted.edited_at = self.now()
        answered = f"{posted.chat}:{posted.reply_to}" if posted.reply_to else None
        private = posted.chat != self.world.group.id
        if private or not self.privacy or self._concerns_bot(text, answered):
            self.updates.push({"edited_message": shapes.message(posted, self.world)})
        return posted.key

    def customer_deletes(self, person: Person, message_id: str) -> str:
        """Take an own message back. Telegram does not tell bots."""
        posted = self._own(person, message_id)
        posted.deleted = True
        return posted.key

    def customer_blocks(self, person: Person, blocked: bool = True) -> str:
        """Block the bot or let it in again; returns the person's id."""
        chat = self._opened(person)
        if chat.blocked != blocked:
            chat.blocked = blocked
            old, new = ("member", "kicked") if blocked else ("kicked", "member")
            change: Json = {
                "chat": shapes.chat(chat),
                "from": shapes.user(person),
                "date": int(self.now().timestamp()),
                "old_chat_member": self._membership(old),
                "new_chat_member": self._membership(new),
            }
            self.updates.push({"my_chat_member": change})
        return person.id_on(self.name)

    def push_raw(self, update: Json) -> int:
        """Send the bot any update at all; a missing `update_id` is added. Returns the number."""
        return self.updates.push(update)

    def transcript(self, person: Person) -> list[Said]:
        """What stands on this person's screen: their messages, and ours to them."""
        return [self._said(posted) for posted in self.world.seen_by(person)]

    def _opened(self, person: Person) -> Chat:
        chat = self.world.private(person)
        chat.started = True
        return chat

    def _customer_posts(
        self, chat: Chat, person: Person, text: str, reply_to: str | None, media: Json
    ) -> Posted:
        self.world.private(person)  # from now on the bot knows that this person exists
        posted = self.world.post(chat, person, text, self.now())
        posted.entities, posted.media = shapes.entities(text), media
        posted.reply_to = self.world.find(reply_to).number if reply_to else None
        self.world.show(person, posted)
        return posted

    def _concerns_bot(self, text: str, reply_to: str | None) -> bool:
        """Whether a group message is for the bot: by name, or as an answer to it."""
        if reply_to and self.world.find(reply_to).sender is None:
            return True
        return any(name.endswith(f"@{BOT_HANDLE}") for name in shapes.names(text))

    def _medium(self, kind: AttachmentKind) -> Json:
        return shapes.media(kind, f"{kind}-{next(self._media)}")

    def _membership(self, status: str) -> Json:
        # "until_date" belongs to a ban only; 0 is for ever
        ban = {"until_date": 0} if status == "kicked" else {}
        return {"user": shapes.bot_user(), "status": status, **ban}

    def _own(self, person: Person, message_id: str) -> Posted:
        posted = self.world.find(message_id)
        if posted.sender != person:
            raise LookupError("this message is not this person's")
        return posted

    def _said(self, posted: Posted) -> Said:
        return Said(
            id=posted.key,
            mine=posted.sender is None,
            text=posted.text,
            public=posted.chat == self.world.group.id,
            at=posted.at,
            buttons=posted.buttons,
            link=posted.link,
            reply_to=f"{posted.chat}:{posted.reply_to}" if posted.reply_to else None,
            deleted=posted.deleted,
        )
