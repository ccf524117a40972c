"""The emulated Discord's memory: who is there, and what was said where, as JSON of the API."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.cast import Person

Json = dict[str, Any]

EPOCH_MS = 1_420_070_400_000
APPLICATION, GUILD, TEXT_CHANNEL, OTHER_BOT = (
    "900000000000000001",
    "900000000000000002",
    "900000000000000003",
    "900000000000000004",
)
OUR_ACCOUNT: Json = {
    "id": APPLICATION,
    "username": "okpay_support",
    "discriminator": "0",
    "global_name": "OKPay Support",
    "avatar": None,
    "bot": True,
}
MEMBER: Json = {
    "nick": None,
    "roles": [],
    "joined_at": "2026-01-01T00:00:00+00:00",
    "deaf": False,
    "mute": False,
    "flags": 0,
}
"""Everybody's membership of the server."""
_MENTION = re.compile(r"<@!?(\d+)>")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a customer sends along."""

    name: str
    mime: str = "application/octet-stream"
    size: int = 1024  #: bytes


@dataclass(slots=True)
class Record:
    """A message, and what only the emulator knows of it."""

    message: Json
    deleted: bool = False
    only_for: str | None = None  #: the one person who sees it (an ephemeral answer)


@dataclass(slots=True)
class Room:
    """A channel: the one of the server, or a private one with `person`."""

    id: str
    person: Person | None = None
    records: dict[int, Record] = field(default_factory=dict)  #: by id, which is by time
    order: list[int] = field(default_factory=list)

    def page(self, after: int, limit: int) -> list[Json]:
        """Messages after an id, newest first, as "Get Channel Messages" gives them."""
        start = bisect_right(self.order, after)
        found: list[Json] = []
        for each in self.order[start:]:
            record = self.records[each]
            if not record.deleted and record.only_for is None:
                found.append(record.message)
                if len(found) == limit:
                    break
        return found[::-1]

    def newest(self, before: int | None, limit: int) -> list[Json]:
        """The newest messages (before an id), newest first."""
        end = len(self.order) if before is None else bisect_right(self.order, before - 1)
        alive = (self.records[each] for each in reversed(self.order[:end]))
        found = (r.message for r in alive if not r.deleted and r.only_for is None)
        return [message for message, _ in zip(found, range(limit), strict=False)]


class World:
    """Everybody and everything on the emulated platform."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.people: dict[str, Person] = {}
        self.rooms: dict[str, Room] = {TEXT_CHANNEL: Room(TEXT_CHANNEL)}
        self.private: dict[str, Room] = {}
        self.room_of: dict[str, Room] = {}  #: by message id
        self.seen: dict[str, list[str]] = {}  #: message ids by the person who sees them
        self.closed: set[str] = set()  #: people who take no private messages from us
        self._last_id = 0

    def new_id(self) -> str:
        """A snowflake of this moment, greater than every one before."""
        milliseconds = int(self.now().timestamp() * 1000) - EPOCH_MS
        self._last_id = max(milliseconds << 22, self._last_id + 1)
        return str(self._last_id)

    def meet(self, person: Person) -> str:
        """Let a person be known; their id."""
        person_id = person.id_on("discord")
        self.people[person_id] = person
        return person_id

    def room_with(self, person_id: str) -> Room:
        """The private channel with a person, made if there is none."""
        if person_id not in self.private:
            room = Room(self.new_id(), self.people[person_id])
            self.private[person_id] = self.rooms[room.id] = room
        return self.private[person_id]

    def user(self, person_id: str) -> Json:
        """A user object."""
        if person_id == APPLICATION:
            return dict(OUR_ACCOUNT)
        if person_id == OTHER_BOT:
            return {**OUR_ACCOUNT, "id": OTHER_BOT, "username": "other_bot", "global_name": None}
        person = self.people[person_id]
        return {
            "id": person_id,
            "username": person.handle,
            "discriminator": "0",
            "global_name": person.name or None,
            "avatar": None,
        }

    def record(self, message_id: str) -> Record | None:
        """A message that is still there."""
        room = self.room_of.get(message_id)
        found = room.records[int(message_id)] if room else None
        return None if found is None or found.deleted else found

    def say(
        self,
        room: Room,
        author: str,
        content: str,
        *,
        reply_to: str | None = None,
        attachments: Sequence[Upload] = (),
        extra: Json | None = None,
        pings: bool = True,
        only_for: str | None = None,
    ) -> Json:
        """Add a message to a channel; its JSON."""
        message_id = self.new_id()
        answered = self.record(reply_to) if reply_to else None
        mentioned = [who for who in _MENTION.findall(content) if pings and self._known(who)]
        if answered and pings and answered.message["author"]["id"] != author:
            mentioned.append(answered.message["author"]["id"])
        message: Json = {
            "id": message_id,
            "channel_id": room.id,
            "author": self.user(author),
            "content": content,
            "timestamp": self.now().isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": pings and "@everyone" in content,
            "mentions": [self.user(who) for who in dict.fromkeys(mentioned)],
            "mention_roles": [],
            "attachments": [self._file(room, each) for each in attachments],
            "embeds": [],
            "components": [],
            "pinned": False,
            "flags": 0,
            "type": 19 if answered else 0,
            **(extra or {}),
        }
        if answered:
            message["message_reference"] = {
                "type": 0,
                "message_id": reply_to,
                "channel_id": room.id,
                **({} if room.person else {"guild_id": GUILD}),
            }
            message["referenced_message"] = _without_its_own(answered.message)
        room.records[int(message_id)] = Record(message, only_for=only_for)
        room.order.append(int(message_id))
        self.room_of[message_id] = room
        for person_id in self._audience(room, author, answered, only_for):
            self.seen.setdefault(person_id, []).append(message_id)
        return message

    def event(self, room: Room, message: Json) -> Json:
        """A message as the gateway tells it."""
        if room.person is not None:
            return dict(message)
        return {**message, "guild_id": GUILD, "member": dict(MEMBER)}

    def _known(self, user_id: str) -> bool:
        return user_id in self.people or user_id == APPLICATION

    def _audience(
        self, room: Room, author: str, answered: Record | None, only_for: str | None
    ) -> set[str]:
        if only_for is not None:
            return {only_for}
        people = {author, room.person.id_on("discord") if room.person else ""}
        if answered is not None:
            people.add(answered.message["author"]["id"])
        return people & self.people.keys()

    def _file(self, room: Room, upload: Upload) -> Json:
        file_id = self.new_id()
        url = f"https://cdn.discordapp.com/attachments/{room.id}/{file_id}/{upload.name}"
        return {
            "id": file_id,
            "filename": upload.name,
            "content_type": upload.mime,
            "size": upload.size,
            "url": url,
            "proxy_url": url,
        }


def _without_its_own(message: Json) -> Json:
    """An answered message as an answer shows it: one level deep."""
    return {key: value for key, value in message.items() if key != "referenced_message"}
