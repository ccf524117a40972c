"""The port between the desk and a platform.

An adapter converts, the core decides: an adapter turns what its platform says into `Inbound`
values and hands them to `receive`, and turns an `Outbound` into calls of its library. Ids of a
platform are opaque strings to the core.

    Inbound = Message | Edited | Deleted | Pressed | Blocked | Unreadable | Noted

    SendError
    ├── TryLater        not sent; again after some seconds
    ├── Undeliverable   never will be sent; the agent sees why
    └── Unknown         the request left us and its answer never came
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.vocabulary import AttachmentKind, Visibility

Memory = Mapping[str, str]
"""What an adapter wants back at its next start (cursors, ids of private channels)."""


@dataclass(frozen=True, slots=True)
class Person:
    """The author of a message, as the platform knows them."""

    external_id: str
    name: str = ""
    handle: str = ""  #: without @
    language: str | None = None  #: BCP 47 hint of the platform's client, if it gives one
    followers: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands.

    In private, `key` is the person's external id, so that a private message can be sent to
    somebody of whom we only know a public one. In public, `key` is the chat or channel, and
    `thread` is the platform's id of the thread where it has one (else the core follows
    `reply_to`).
    """

    visibility: Visibility
    key: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """What came with a message. Only recorded; its bytes stay on the platform."""

    kind: AttachmentKind
    external_id: str
    name: str = ""
    size: int | None = None  #: bytes
    mime: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A customer's message to us: private, or public and addressed to us."""

    external_id: str  #: unique within the channel, whatever the chat
    author: Person
    place: Place
    text: str
    sent_at: datetime
    attachments: tuple[Attachment, ...] = ()
    reply_to: str | None = None  #: external id of the message this one answers
    opening: bool = False  #: the person opened the conversation and said nothing yet (/start)
    memory: Memory = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edited:
    """The customer changed a message."""

    external_id: str
    author: Person
    place: Place
    text: str
    edited_at: datetime
    memory: Memory = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deleted:
    """The customer withdrew a message."""

    external_id: str
    memory: Memory = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pressed:
    """The customer pressed a button under one of our messages."""

    external_id: str  #: the press itself, unique within the channel
    author: Person
    place: Place
    choice: str  #: `Choice.id` as we sent it
    sent_at: datetime
    message: str | None = None  #: external id of our message that carried the button
    memory: Memory = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blocked:
    """The customer blocked us, or let us in again."""

    author: Person
    blocked: bool
    memory: Memory = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An update that could not be parsed. It is kept, redacted, for a person to look at."""

    external_id: str
    copy: str  #: what came, as text; the core redacts it before it is stored
    reason: str
    memory: Memory = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Noted:
    """Nothing for the desk, only something the adapter must remember."""

    memory: Memory


Inbound = Message | Edited | Deleted | Pressed | Blocked | Unreadable | Noted
Receive = Callable[[Inbound], Awaitable[None]]
"""Returned means: on disk. Only then may the platform be told that we have it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the customer can pick. `id` is at most 40 characters of A-Z a-z 0-9 . _ : -"""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message to a customer."""

    id: str  #: delivery id, at most 20 characters: use it as nonce where the platform takes one
    place: Place
    recipient: str  #: external id of the person
    text: str  #: plain text; the adapter escapes
    choices: tuple[Choice, ...] = ()
    reply_to: str | None = None  #: external id of the inbound message this answers
    invite: bool = False  #: add the platform's way into a private conversation with us
    automatic: bool = True  #: the bot's, as against an agent's


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has the message."""

    external_ids: tuple[str, ...]  #: one for each part it was split into, in order
    memory: Memory = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a platform can do; what it cannot, the core does not ask of it."""

    buttons: bool  #: else the adapter writes numbered choices
    direct_limit: int  #: longest single private message, in `measure`'s units
    public_limit: int  #: longest public message, in `measure`'s units
    opens_private: bool = False  #: we may write privately to somebody who only wrote in public
    resend_safe: bool = False  #: the same Outbound.id sent twice arrives once
    measure: Callable[[str], int] = len  #: how the platform counts a text


@dataclass(frozen=True, slots=True)
class Account:
    """Our account on the platform."""

    external_id: str
    handle: str  #: without @
    name: str = ""


class SendError(Exception):
    """A message was not surely delivered."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryLater(SendError):
    """Not sent, and may be sent again after `after` seconds (rate limit, refused connection)."""

    def __init__(self, reason: str, after: float) -> None:
        super().__init__(reason)
        self.after = after


class Refusal(StrEnum):
    """Why a platform will never take a message."""

    BLOCKED = "blocked"  #: the person blocked us
    CLOSED = "closed"  #: the person does not take private messages from us
    GONE = "gone"  #: the chat, the post or the person is no longer there
    FORBIDDEN = "forbidden"  #: our account lacks a right
    TOO_LONG = "too_long"
    INVALID = "invalid"  #: anything else that trying again will not change


class Undeliverable(SendError):
    """The platform refused for good."""

    def __init__(self, reason: str, refusal: Refusal = Refusal.INVALID) -> None:
        super().__init__(reason)
        self.refusal = refusal


class Unknown(SendError):
    """The request left us and no answer came: it may or may not have been delivered."""


class NotAllowed(Exception):
    """Our account cannot start: a wrong token, a missing right. The text says what to do."""


class Channel(Protocol):
    """One account on one platform."""

    capabilities: Capabilities
    account: Account | None  #: known once `listening` is set
    listening: asyncio.Event  #: set while messages can reach us

    async def run(self, receive: Receive, memory: Memory) -> None:
        """Listen until cancelled. Raises `NotAllowed`, or anything: it is then started again."""
        ...

    async def send(self, outbound: Outbound) -> Sent:
        """Send, or raise a `SendError`; nothing else escapes."""
        ...


def numbered(text: str, choices: tuple[Choice, ...]) -> str:
    """The text with its choices as a numbered list, for platforms without buttons."""
    if not choices:
        return text
    lines = [f"{number}. {choice.label}" for number, choice in enumerate(choices, start=1)]
    return "\n".join([text, "", *lines])


COPY_AT_MOST = 40_000
"""Characters of a readable copy; the core cuts it further once its secrets are masked."""


def readable_copy(raw: object) -> str:
    """Parsed JSON as lines `.path: value`, for the copy of an `Unreadable`.

    Every text and number stands in full and as its author wrote it, so that the core finds the
    secrets in it: what JSON escapes or a cut halves would hide them. A value for which there is no
    room is left out as a whole. Characters that no database takes become U+FFFD.
    """
    lines, room = list[str](), COPY_AT_MOST
    for path, value in _leaves(raw):
        line = (f"{path}: {value}" if path else value).replace("\0", "\ufffd")
        line = line.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if len(line) <= room:
            lines.append(line)
            room -= len(line) + 1
    return "\n".join(lines)


def _leaves(raw: object) -> Iterator[tuple[str, str]]:
    waiting = [("", raw)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += [(f"{path}.{key}", each) for key, each in reversed([*value.items()])]
        elif isinstance(value, list | tuple):
            waiting += [(f"{path}.{at}", each) for at, each in reversed([*enumerate(value)])]
        elif value is not None:
            yield path, str(value)
