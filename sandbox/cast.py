"""The people who play in the sandbox, and what they see on their phones."""

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """A pretended customer, the same on every platform but with an id of its own on each."""

    handle: str
    name: str = ""
    language: str = "en"  #: what their client reports

    def id_on(self, platform: str) -> str:
        """A stable numeric id, different on each platform, inside 53 bits."""
        digest = hashlib.sha256(f"{platform}:{self.handle}".encode()).digest()
        return str(10_000_000 + int.from_bytes(digest[:6], "big") % 9_000_000_000_000)


@dataclass(frozen=True, slots=True)
class Said:
    """One message on a customer's screen."""

    id: str
    mine: bool  #: from the support account
    text: str
    public: bool
    at: datetime
    buttons: tuple[tuple[str, str], ...] = ()  #: (choice id, label)
    link: str | None = None  #: a link button or deep link into a private conversation
    reply_to: str | None = None
    deleted: bool = False
