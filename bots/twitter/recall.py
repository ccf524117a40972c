"""What our account already said, so that nothing is said twice.

After a kill a delivery may come again although X took it. Direct messages have no idempotency at
X; so what our account wrote is learnt from the events read at the start, and a message whose
answer never came is looked up before it is sent again.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from core.clock import real_now

_SHORTLY = timedelta(minutes=5)
_ADDRESS = re.compile(r"https?://\S+")
_REPLY_PREFIX = re.compile(r"^(?:@\w{1,20}\s+)+")


def fingerprint(text: str) -> str:
    """A text as far as X leaves it alone: it rewrites links, escapes and adds reply names."""
    for escape, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(escape, character)
    return " ".join(_ADDRESS.sub("<link>", _REPLY_PREFIX.sub("", text)).split())


class Recall:
    """Private texts of the minutes before this start to which the person said nothing since."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, str]] = {}
        self._learnt_at: datetime | None = None

    @property
    def learnt(self) -> bool:
        """Whether the events from before this start have been read."""
        return self._learnt_at is not None

    def notice(self, event: Mapping[str, Any], partner: str) -> None:
        """An event of a conversation, in order of time."""
        if self.learnt:
            return
        if event.get("sender_id") == partner:
            self._said.pop(partner, None)
        elif isinstance(event.get("id"), str):
            said = self._said.setdefault(partner, {})
            said[fingerprint(str(event.get("text", "")))] = event["id"]

    def finish(self) -> None:
        """All events from before this start have been noticed."""
        self._learnt_at = self._learnt_at or real_now()

    def take(self, person: str, text: str) -> str | None:
        """The event id of this text, once, if it was said shortly before this start."""
        if self._learnt_at is not None and real_now() - self._learnt_at > _SHORTLY:
            self._said.clear()
        return self._said.get(person, {}).pop(fingerprint(text), None)


def said_last(events: Iterable[object], person: str) -> dict[str, str]:
    """Fingerprint and event id of what we said since `person` last spoke; newest event first."""
    said: dict[str, str] = {}
    for event in events:
        if not isinstance(event, Mapping) or event.get("event_type") != "MessageCreate":
            continue
        if event.get("sender_id") == person:
            break
        if isinstance(event.get("id"), str):
            said.setdefault(fingerprint(str(event.get("text", ""))), event["id"])
    return said


def reply_with_text(posts: Iterable[object], parent: str, text: str) -> str | None:
    """The id of our post that answers `parent` with this text."""
    wanted = fingerprint(text)
    for post in posts:
        if not isinstance(post, Mapping) or not isinstance(post.get("id"), str):
            continue
        links = post.get("referenced_tweets")
        parents = [
            link.get("id")
            for link in (links if isinstance(links, list) else [])
            if isinstance(link, Mapping) and link.get("type") == "replied_to"
        ]
        whole = post.get("note_tweet") if isinstance(post.get("note_tweet"), Mapping) else post
        if parent in parents and fingerprint(str((whole or post).get("text", ""))) == wanted:
            return str(post["id"])
    return None
