"""What there is on the emulated X: people, posts and messages, in memory."""

import bisect
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sandbox.cast import Said
from sandbox.twitter.answers import moment

_EPOCH_MS = 1_288_834_974_657  # of X's ids, whose upper bits are milliseconds since
_ESCAPED = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


@dataclass(frozen=True, slots=True)
class User:
    """An account on the emulated X."""

    id: str
    username: str
    name: str

    def shown(self) -> dict[str, Any]:
        """The user object."""
        return {
            "id": self.id,
            "name": self.name,
            "username": self.username,
            "public_metrics": {"followers_count": 7, "following_count": 3, "tweet_count": 12},
        }


class Raw(dict[str, Any]):
    """A post or event that is shown whole and as it is, whatever was asked for."""


@dataclass(slots=True)
class World:
    """Everything on the emulated X, oldest first."""

    us: User
    now: Callable[[], datetime]
    users: dict[str, User] = field(default_factory=dict)
    handles: dict[str, User] = field(default_factory=dict)  #: by lower case name
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    mentions: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    ours: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    events: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    conversations: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    screens: dict[str, list[Said]] = field(default_factory=dict)
    blocking: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    indexed_at: dict[str, datetime] = field(default_factory=dict)  #: of posts that appear late
    _last: int = 0

    def next_id(self) -> str:
        """An id as X makes them: growing, the time in its upper bits."""
        by_time = (int(self.now().timestamp() * 1000) - _EPOCH_MS) << 22
        self._last = max(self._last + 1, by_time)
        return str(self._last)

    def user(self, user: User) -> None:
        """Make an account known."""
        self.users[user.id] = self.handles[user.username.lower()] = user

    def add_post(
        self, author: User, text: str, reply_to: str | None = None, **more: Any
    ) -> dict[str, Any]:
        """A post by anybody. Names its thread carries over are put before a reply's text."""
        parent = self.posts.get(reply_to) if reply_to else None
        if parent is not None:
            text = self._inherited(author, parent) + text
        made = self.now()
        post: dict[str, Any] = {
            "id": self.next_id(),
            "text": escaped(text),
            "author_id": author.id,
            "created_at": moment(made),
            "entities": {"mentions": self._named(text)},
            "lang": "und",
            **more,
        }
        post["edit_history_tweet_ids"] = [*more.get("edit_history_tweet_ids", []), post["id"]]
        post["conversation_id"] = parent["conversation_id"] if parent else post["id"]
        if parent is not None:
            post["in_reply_to_user_id"] = parent["author_id"]
            post["referenced_tweets"] = [{"type": "replied_to", "id": parent["id"]}]
        self.posts[post["id"]] = post
        if author.id == self.us.id:
            self.ours.append((int(post["id"]), post))
        elif self.names_us(post):
            self.mentions.append((int(post["id"]), post))
        return post

    def add_event(self, sender: User, other: User, text: str, **more: Any) -> dict[str, Any]:
        """A direct message between two accounts, one of them ours."""
        people = sorted((sender.id, other.id), key=int)
        event = {
            "id": self.next_id(),
            "event_type": "MessageCreate",
            "text": text,
            "sender_id": sender.id,
            "dm_conversation_id": "-".join(people),
            "created_at": moment(self.now()),
            **more,
        }
        row = (int(event["id"]), event)
        self.events.append(row)
        customer = other if sender.id == self.us.id else sender
        self.conversations.setdefault(customer.id, []).append(row)
        return event

    def place(self, raw: dict[str, Any], *, private: bool) -> None:
        """Let a post or event appear as it is, at the place of its id, or else as the newest."""
        given = str(raw.get("id", ""))
        number = int(given) if given.isascii() and given.isdigit() else int(self.next_id())
        rows = self.events if private else self.mentions
        bisect.insort(rows, (number, Raw(raw)), key=lambda row: row[0])

    def indexed_mentions(self) -> list[tuple[int, dict[str, Any]]]:
        """The mentions that X has come to index by now."""
        if not self.indexed_at:
            return self.mentions
        now = self.now()
        return [
            row for row in self.mentions if self.indexed_at.get(row[1].get("id", ""), now) <= now
        ]

    def remove(self, post_id: str) -> None:
        """Take a post away, from every list and screen."""
        post = self.posts.pop(post_id)
        for rows in (self.mentions, self.ours):
            rows[:] = [row for row in rows if row[1] is not post]
        self._erase(post_id)

    def event(self, event_id: str) -> dict[str, Any] | None:
        """The direct message with this id."""
        return next((event for _, event in self.events if event.get("id") == event_id), None)

    def remove_event(self, event_id: str) -> None:
        """Take a direct message away, from both sides and every screen."""
        for rows in (self.events, *self.conversations.values()):
            rows[:] = [row for row in rows if row[1].get("id") != event_id]
        self._erase(f"dm:{event_id}")

    def _erase(self, said_id: str) -> None:
        for screen in self.screens.values():
            screen[:] = [
                replace(said, deleted=True) if said.id == said_id else said for said in screen
            ]

    def names_us(self, post: dict[str, Any]) -> bool:
        """Whether a post carries our handle."""
        return any(each["id"] == self.us.id for each in post["entities"]["mentions"])

    def show(self, person_id: str, said: Said) -> None:
        """Put a message on a person's screen."""
        self.screens.setdefault(person_id, []).append(said)

    def _inherited(self, author: User, parent: dict[str, Any]) -> str:
        names = [self.users[parent["author_id"]].username]
        names += [each["username"] for each in parent["entities"]["mentions"]]
        unique = dict.fromkeys(name for name in names if name != author.username)
        return "".join(f"@{name} " for name in unique)

    def _named(self, text: str) -> list[dict[str, Any]]:
        return [
            {"start": at.start(), "end": at.end(), "username": user.username, "id": user.id}
            for at in re.finditer(r"(?<![\w@])@(\w{1,20})", text, re.ASCII)
            if (user := self.handles.get(at[1].lower())) is not None
        ]


def escaped(text: str) -> str:
    """The text as X writes it."""
    for character, escape in _ESCAPED:
        text = text.replace(character, escape)
    return text
