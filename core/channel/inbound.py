"""What an adapter hands to the desk."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

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
