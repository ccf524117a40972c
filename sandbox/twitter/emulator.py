"""The emulated X as tests and the sandbox page hold it: its people, and its switches."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from starlette.applications import Starlette
from starlette.middleware import Middleware

from core import clock
from core.vocabulary import AttachmentKind
from sandbox.cast import Person, Said
from sandbox.faults import Faults
from sandbox.twitter.activity import Activity
from sandbox.twitter.api import application
from sandbox.twitter.bill import Bill
from sandbox.twitter.gate import Gate
from sandbox.twitter.keys import Keys
from sandbox.twitter.limits import Limits
from sandbox.twitter.switches import Switches
from sandbox.twitter.telling import told_message, told_with
from sandbox.twitter.world import User, World
from sandbox.twitter.writing import Accepted

HANDLE = "OKPaySupport"
_US = User("1790000000000000001", HANDLE, "OKPay Support")
_MEDIA = {AttachmentKind.IMAGE: ("3", "photo"), AttachmentKind.VIDEO: ("7", "video")}


class Emulator(Switches):
    """X's API v2 with one support account. State is in memory."""

    name: ClassVar[str] = "twitter"

    def __init__(self, now: Callable[[], datetime] = clock.now) -> None:
        super().__init__()
        self.faults = Faults()
        self.sent: list[Accepted] = []
        self.account = _US
        self.bill = Bill(now)
        self._keys = Keys()
        self._world = World(_US, now)
        self._world.user(_US)
        self._written = 0
        self.activity = Activity(now, self._world.next_id, self._keys.consumer_secret, self)
        self.app: Starlette = application(
            self._world, self.activity, self.bill, self, self.sent.append
        )
        self.app.user_middleware.append(
            Middleware(
                Gate,
                keys=self._keys,
                faults=self.faults,
                limits=Limits(),
                switches=self,
                now=now,
            )
        )

    @property
    def billed(self) -> Counter[str]:
        """How often X would bill for what, the same resource once a day."""
        return self.bill.billed

    @property
    def spent_micros(self) -> int:
        """What X would bill, in millionths of a dollar."""
        return self.bill.spent_micros

    def environment(self, base: str) -> dict[str, str]:
        """What the adapter needs to talk to this emulator, mounted at `base`."""
        return {
            "X_API_BASE_URL": base,
            "X_BEARER_TOKEN": self._keys.bearer,
            "X_CONSUMER_KEY": self._keys.consumer,
            "X_CONSUMER_SECRET": self._keys.consumer_secret,
            "X_ACCESS_TOKEN": self._keys.access,
            "X_ACCESS_TOKEN_SECRET": self._keys.access_secret,
        }

    def customer_says(
        self,
        person: Person,
        text: str,
        *,
        public: bool,
        reply_to: str | None = None,
        attachments: Sequence[AttachmentKind] = (),
    ) -> str:
        """A message to us: a direct message, or a post that names our account."""
        user = self._user(person)
        more = self._attached(attachments)
        if not public:
            return self._show(person, f"dm:{self._write(user, text, more)}", text, False)
        answers_us = reply_to in self._world.posts and (
            self._world.posts[reply_to]["author_id"] == _US.id if reply_to else False
        )
        if not answers_us and f"@{HANDLE}".lower() not in text.lower():
            text = f"@{HANDLE} {text}"
        post = self._world.add_post(user, text, reply_to, **more)
        self._tell(post, text)
        return self._show(person, post["id"], text, True, reply_to)

    def customer_chats(self, person: Person, text: str, *, reply_to: str | None = None) -> str:
        """A post not meant for us; as a reply it carries the names of its thread, ours too."""
        post = self._world.add_post(self._user(person), text, reply_to)
        self._tell(post, text)
        return self._show(person, post["id"], text, True, reply_to)

    def customer_edits(self, person: Person, message_id: str, text: str) -> str:
        """Change a post: X makes a new one that names its earlier versions."""
        before = self._world.posts[message_id]
        parent = next((link["id"] for link in before.get("referenced_tweets", [])), None)
        history = {"edit_history_tweet_ids": list(before["edit_history_tweet_ids"])}
        post = self._world.add_post(self._user(person), text, parent, **history)
        self._tell(post, text)
        return self._show(person, post["id"], text, True, parent)

    def customer_presses(self, person: Person, message_id: str, choice_id: str) -> str:
        """X has no buttons: choices are numbered, and answered with a message."""
        raise LookupError("there are no buttons on X")

    def customer_deletes(self, person: Person, message_id: str) -> None:
        """Withdraw a post. X tells nobody; it is only no longer there."""
        self._world.remove(message_id)

    def customer_blocks(self, person: Person, blocked: bool = True) -> None:
        """Block our account, or let it in again."""
        user = self._user(person)
        (self._world.blocking.add if blocked else self._world.blocking.discard)(user.id)

    def customer_closes(self, person: Person, closed: bool = True) -> None:
        """Take no direct messages any more, or take them again."""
        user = self._user(person)
        (self._world.closed.add if closed else self._world.closed.discard)(user.id)

    def transcript(self, person: Person) -> list[Said]:
        """What the person wrote and what they see from us, in order."""
        return list(self._world.screens.get(person.id_on(self.name), []))

    def push_raw(self, raw: dict[str, Any], *, private: bool = False) -> None:
        """Let something stand among the mentions or message events just as given."""
        self._world.place(raw, private=private)

    def _write(self, user: User, text: str, more: dict[str, Any]) -> str:
        """A private message to us, told to whoever subscribed. Returns its id."""
        if self.encrypted:
            return self._world.next_id()  # it is nowhere that the API would look
        event = self._world.add_event(user, _US, text, **more)
        told = told_message(event, user, _US, self._world)
        if self.activity.tell("dm.received", told):
            self.bill.read("dm_push", [event["id"]])
        return str(event["id"])

    def _tell(self, post: dict[str, Any], text: str) -> None:
        """Tell of a post: one that its author addressed to us, or an answer to one of ours.

        The names that a reply takes over from its thread raise no event.
        """
        self._written += 1
        if self.late and self._written % 2 == 0:
            self._world.indexed_at[post["id"]] = self._world.now() + self.late
        includes = told_with(post, [self._world.users[post["author_id"]], _US])
        kinds = {
            "post.mention.create": f"@{HANDLE}".lower() in text.lower(),
            "post.reply.create": post.get("in_reply_to_user_id") == _US.id,
        }
        for kind, happened in kinds.items():
            if happened and self.activity.tell(kind, post, includes):
                self.bill.read("mention_read", [post["id"]])

    def _user(self, person: Person) -> User:
        user_id = person.id_on(self.name)
        known = self._world.users.get(user_id)
        if known is None:
            handle = re.sub(r"\W", "_", person.handle, flags=re.ASCII)[:15]
            known = User(user_id, handle, person.name or person.handle)
            self._world.user(known)
        return known

    def _attached(self, kinds: Sequence[AttachmentKind]) -> dict[str, Any]:
        keys = []
        for kind in kinds:
            number, word = _MEDIA.get(kind, ("16", "animated_gif"))
            key = f"{number}_{self._world.next_id()}"
            self._world.media[key] = {"media_key": key, "type": word}
            keys.append(key)
        return {"attachments": {"media_keys": keys}} if keys else {}

    def _show(
        self, person: Person, said_id: str, text: str, public: bool, reply_to: str | None = None
    ) -> str:
        at = self._world.now()
        said = Said(said_id, False, text, public, at, reply_to=reply_to)
        self._world.show(person.id_on(self.name), said)
        return said_id
