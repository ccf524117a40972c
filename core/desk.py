"""What every verb and every read is handed, and how a verb says no.

DeskError
├── NotFound   there is no such thing
├── Illegal    not in this state
├── Stale      something arrived since the caller looked
└── Refused    the request itself is wrong, or its text must not go out
"""

from dataclasses import dataclass

from core.db import Database
from core.library import Library
from core.policy import Policy


@dataclass(frozen=True, slots=True)
class Desk:
    """The open desk: its database, what its operator decided, and what it knows."""

    db: Database
    policy: Policy
    library: Library


class DeskError(Exception):
    """A verb refused. The text is one sentence for people; `code` is stable, for translation."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class NotFound(DeskError):
    """There is no such thing."""


class Illegal(DeskError):
    """The thing is in a state that does not allow this."""


class Stale(Illegal):
    """Something arrived since the caller looked."""


class Refused(DeskError):
    """The request is wrong, or its text must not go out."""
