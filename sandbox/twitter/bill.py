"""What X would bill for: its own books, to compare with ours.

Prices of https://docs.x.com/x-api/getting-started/pricing in millionths of a dollar. The same
resource read again on the same UTC day costs nothing. Where X does not say what something costs,
the dearer reading is taken: a reply with an address costs as much as a post with one.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

PRICES = MappingProxyType(
    {
        "post_read": 5_000,
        "mention_read": 1_000,
        "dm_read": 10_000,
        "dm_push": 10_000,
        "user_read": 10_000,
        "post_create": 15_000,
        "post_create_url": 200_000,
        "reply": 10_000,
        "dm_send": 15_000,
    }
)


@dataclass
class Bill:
    """What was used, and what it costs."""

    now: Callable[[], datetime]
    returned: Counter[str] = field(default_factory=Counter)  #: everything, repeated reads too
    billed: Counter[str] = field(default_factory=Counter)
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _day: str = ""

    @property
    def spent_micros(self) -> int:
        """The sum, in millionths of a dollar."""
        return sum(PRICES[what] * count for what, count in self.billed.items())

    def read(self, what: str, ids: Iterable[str]) -> None:
        """These were given out; each costs once a day."""
        day = f"{self.now():%Y-%m-%d}"
        if day != self._day:
            self._day = day
            self._seen.clear()
        for each in ids:
            self.returned[what] += 1
            if (what, each) not in self._seen:
                self._seen.add((what, each))
                self.billed[what] += 1

    def made(self, what: str) -> None:
        """One of these was made."""
        self.returned[what] += 1
        self.billed[what] += 1
