"""What our account already said, so that nothing is said twice.

X has no idempotency for direct messages, and an answer of its may be lost on the way; so before a
message is sent once more, it is looked for among what our account said since it was written.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bots.twitter.parse import created_at

_ADDRESS = re.compile(r"https?://\S+")
_REPLY_PREFIX = re.compile(r"^(?:@\w{1,20}\s+)+")


def fingerprint(text: str) -> str:
    """A text as far as X leaves it alone: it rewrites links, escapes and adds reply names."""
    for escape, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(escape, character)
    return " ".join(_ADDRESS.sub("<link>", _REPLY_PREFIX.sub("", text)).split())


def said_since(events: Iterable[object], ours: str, since: datetime) -> dict[str, str]:
    """Fingerprint and event id of what our account said from `since` on."""
    said: dict[str, str] = {}
    for event in events:
        if not isinstance(event, Mapping) or event.get("sender_id") != ours:
            continue
        event_id, at = event.get("id"), created_at(event)
        if isinstance(event_id, str) and at is not None and at >= since:
            said.setdefault(fingerprint(str(event.get("text", ""))), event_id)
    return said


def reaches_back(events: Iterable[object], since: datetime) -> bool:
    """Whether what stands before `since` is in sight."""
    return any((at := created_at(event)) is not None and at < since for event in events)


def reply_with_text(posts: Iterable[object], parent: str, text: str) -> str | None:
    """The id of our post that answers `parent` with this text."""
    wanted = fingerprint(text)
    for post in posts:
        if not isinstance(post, Mapping) or not isinstance(post.get("id"), str):
            continue
        if parent in _answered(post) and fingerprint(_whole_text(post)) == wanted:
            return str(post["id"])
    return None


def _answered(post: Mapping[str, Any]) -> list[object]:
    links = post.get("referenced_tweets")
    return [
        link.get("id")
        for link in (links if isinstance(links, list) else [])
        if isinstance(link, Mapping) and link.get("type") == "replied_to"
    ]


def _whole_text(post: Mapping[str, Any]) -> str:
    note = post.get("note_tweet")
    return str((note if isinstance(note, Mapping) else post).get("text", ""))
