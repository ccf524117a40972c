"""The emulated Discord as tests and the sandbox page use it: customers, and their screens."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, WebSocketRoute

from core.clock import now as core_now
from sandbox.cast import Person, Said
from sandbox.discord.conditions import Conditions
from sandbox.discord.faulty import RESUME_PATH, Faulty
from sandbox.discord.gateway import PATH, Gateway
from sandbox.discord.hooks import COMMAND, COMPONENT, Hooks
from sandbox.discord.limits import Limits
from sandbox.discord.rest import Rest, Sending, nothing_here
from sandbox.discord.world import (
    APPLICATION,
    OTHER_BOT,
    TEXT_CHANNEL,
    Json,
    Record,
    Room,
    Upload,
    World,
)
from sandbox.faults import Faults

TOKEN = "sandbox.discord.not-a-real-token"  # noqa: S105 - it opens nothing


#: What a client shows of escaped markup is the sign alone.
_ESCAPED = re.compile(r"\\([^\w\s])")


class Emulator(Conditions):
    """One Discord with one application (ours), one server with one channel, and its people."""

    name: ClassVar[str] = "discord"

    def __init__(self, now: Callable[[], datetime] = core_now) -> None:
        super().__init__()
        self.world = World(now)
        self.faults = Faults()
        self.gateway = Gateway(self.world, TOKEN, self)
        self.rest = Rest(self.world, self.gateway, TOKEN, Limits(now))
        self.hooks = Hooks(self.rest)
        api = Mount("/api/v10", routes=[*self.hooks.routes(), *self.rest.routes()])
        self.app = Starlette(
            routes=[*(WebSocketRoute(path, self.gateway) for path in (PATH, RESUME_PATH)), api],
            middleware=[Middleware(Faulty, faults=self.faults, conditions=self)],
            exception_handlers={404: nothing_here, 405: nothing_here},
        )

    def environment(self, base: str) -> dict[str, str]:
        """The adapter's settings, given the URL that `app` is mounted at."""
        return {
            "DISCORD_BOT_TOKEN": TOKEN,
            "DISCORD_API_BASE_URL": f"{base}/api/v10",
            "DISCORD_GATEWAY_URL": f"ws{base.removeprefix('http')}/gateway",
        }

    @property
    def sent(self) -> list[Sending]:
        """Every message of ours that was taken; a repeated nonce makes no second one."""
        return self.rest.sent

    @property
    def limits(self) -> bool:
        """Whether Discord's own rate limits are on."""
        return self.rest.limits.on

    @limits.setter
    def limits(self, on: bool) -> None:
        self.rest.limits.on = on

    # ---- playing the customer

    def customer_says(
        self,
        person: Person,
        text: str,
        *,
        public: bool,
        reply_to: str | None = None,
        attachments: Sequence[Upload] = (),
        extra: Json | None = None,
    ) -> str:
        """Write to us: in private, or in the server's channel with our name in front.

        `extra` goes into the message's JSON as it is (stickers, flags). The message's id.
        """
        content = f"<@{APPLICATION}> {text}" if public else text
        return self._say(
            person, content, public=public, reply_to=reply_to, attachments=attachments, extra=extra
        )

    def customer_chats(self, person: Person, text: str, *, reply_to: str | None = None) -> str:
        """Talk in the server's channel without naming us."""
        return self._say(person, text, public=True, reply_to=reply_to)

    def bot_says(self, text: str) -> str:
        """Another bot names us in the server's channel."""
        room = self.world.rooms[TEXT_CHANNEL]
        message = self.world.say(room, OTHER_BOT, f"<@{APPLICATION}> {text}")
        self.rest.announce(room, "MESSAGE_CREATE", message)
        return str(message["id"])

    def customer_presses(self, person: Person, message_id: str, choice_id: str) -> str:
        """Press a button of a message. The interaction's id. Raises `ValueError`: no such button."""
        person_id = self.world.meet(person)
        record = self.world.record(message_id)
        if record is None or choice_id not in dict(_buttons(record)):
            raise ValueError(f"message {message_id} has no button {choice_id}")
        room = self.world.room_of[message_id]
        body = {"custom_id": choice_id, "component_type": 2}
        return self.hooks.begin(
            COMPONENT, person_id, room, body, locale=_locale(person), message=record.message
        )

    def customer_commands(self, person: Person, text: str = "", *, public: bool = True) -> str:
        """Use `/support`. The interaction's id. Raises `ValueError` where it is not registered."""
        known = next((c for c in self.rest.commands if c.get("name") == "support"), None)
        if known is None:
            raise ValueError("/support is not registered")
        person_id = self.world.meet(person)
        body: Json = {"id": known["id"], "name": "support", "type": 1}
        if text:
            body["options"] = [{"name": "text", "type": 3, "value": text}]
        room = self._room(person_id, public)
        return self.hooks.begin(
            COMMAND, person_id, room, body, locale=_locale(person), message=None
        )

    def customer_edits(self, person: Person, message_id: str, text: str) -> str:
        """Change a message of theirs; what names us at its front stays."""
        record = self._own(person, message_id)
        front = f"<@{APPLICATION}> "
        kept = front if record.message["content"].startswith(front) else ""
        record.message["content"] = kept + text
        record.message["edited_timestamp"] = self.world.now().isoformat()
        self.rest.announce(self.world.room_of[message_id], "MESSAGE_UPDATE", record.message)
        return message_id

    def customer_deletes(self, person: Person, message_id: str) -> str:
        """Take back a message of theirs."""
        self._own(person, message_id).deleted = True
        self.rest.announce_deletion(self.world.room_of[message_id], message_id)
        return message_id

    def customer_blocks(self, person: Person, blocked: bool = True) -> None:
        """Close their private messages to us, or open them. Discord tells us only when we write."""
        person_id = self.world.meet(person)
        (self.world.closed.add if blocked else self.world.closed.discard)(person_id)

    def push_raw(self, event: Json) -> None:
        """Tell the gateway anything: `{"t": name, "d": payload}`, or a bare message."""
        if "t" in event:
            self.gateway.tell(event["t"], event.get("d"))
        else:
            self.gateway.tell("MESSAGE_CREATE", event)

    # ---- what they see

    def transcript(self, person: Person) -> list[Said]:
        """A person's screen, oldest first: what they wrote, and what they can see from us."""
        found = self.world.seen.get(self.world.meet(person), [])
        return [self._said(message_id) for message_id in found]

    def _said(self, message_id: str) -> Said:
        room = self.world.room_of[message_id]
        record = room.records[int(message_id)]
        message: dict[str, Any] = record.message
        return Said(
            id=message_id,
            mine=message["author"]["id"] == APPLICATION,
            text=_ESCAPED.sub(r"\1", message["content"]),
            public=room.person is None and record.only_for is None,
            at=datetime.fromisoformat(message["timestamp"]),
            buttons=_buttons(record),
            reply_to=(message.get("message_reference") or {}).get("message_id"),
            deleted=record.deleted,
        )

    def _say(
        self,
        person: Person,
        content: str,
        *,
        public: bool,
        reply_to: str | None = None,
        attachments: Sequence[Upload] = (),
        extra: Json | None = None,
    ) -> str:
        person_id = self.world.meet(person)
        room = self._room(person_id, public)
        message = self.world.say(
            room, person_id, content, reply_to=reply_to, attachments=attachments, extra=extra
        )
        self.rest.announce(room, "MESSAGE_CREATE", message)
        return str(message["id"])

    def _room(self, person_id: str, public: bool) -> Room:
        return self.world.rooms[TEXT_CHANNEL] if public else self.world.room_with(person_id)

    def _own(self, person: Person, message_id: str) -> Record:
        record = self.world.record(message_id)
        if record is None or record.message["author"]["id"] != person.id_on("discord"):
            raise ValueError(f"message {message_id} is not theirs")
        return record


def _buttons(record: Record) -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(button["custom_id"]), str(button.get("label") or ""))
        for row in record.message.get("components") or ()
        for button in row.get("components") or ()
        if "custom_id" in button
    )


def _locale(person: Person) -> str:
    """Docs: Locales."""
    if person.language.startswith("zh"):
        return "zh-TW" if "Hant" in person.language or "TW" in person.language else "zh-CN"
    return "en-US"
