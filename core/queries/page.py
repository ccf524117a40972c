"""Pages of long lists, by the key of the last row (an offset gets slower the deeper it goes)."""

import base64
import binascii
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.desk import Refused

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items, and the cursor to ask for more of them with (None: there are no more)."""

    items: list[Item]
    next: str | None = None


def to_cursor(*keys: int) -> str:
    """An opaque cursor for the row after which the next page starts."""
    text = ".".join(str(key) for key in keys)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def from_cursor(cursor: str, keys: int) -> list[int]:
    """The keys of a cursor. Raises `Refused` for one that we did not make."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = [int(part) for part in base64.urlsafe_b64decode(padded).decode().split(".")]
        if len(parts) != keys or any(abs(part) >= 2**63 for part in parts):
            raise ValueError
    except (ValueError, binascii.Error):
        raise Refused(
            "wrong_cursor", "This cursor is not one of ours; start again without a cursor."
        ) from None
    return parts
