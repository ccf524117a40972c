"""Where reading one feed stands.

Two marks, because X may show an item after newer ones: `lead` is the newest item handed over,
`since` an older one up to which nothing can be late any more. Only `since` is remembered, so a
new start reads a little again, which the desk recognises by the ids. Ids of X grow with time.
"""

from datetime import datetime

from core.channel import Memory


def number(external_id: str | None) -> int:
    """An id as a number that grows with time; 0 for one that is no number."""
    given = external_id or ""
    return int(given) if given.isascii() and given.isdigit() else 0


class Cursor:
    """The marks of one feed."""

    def __init__(self, feed: str, since: int, at: datetime) -> None:
        self._feed = feed
        self.since = self.lead = self._settled = since
        self.since_at = self.lead_at = self._settled_at = at
        self._handed: set[str] = set()

    @classmethod
    def recall(cls, feed: str, memory: Memory) -> "Cursor | None":
        """The cursor as it was remembered; None on the first start."""
        since, at = memory.get(f"{feed}.since_id", ""), memory.get(f"{feed}.at", "")
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            return None
        if not (since.isascii() and since.isdigit()) or moment.tzinfo is None:
            return None
        return cls(feed, int(since), moment)

    def memory(self) -> dict[str, str]:
        """What to remember now."""
        return {
            f"{self._feed}.since_id": str(self.since),
            f"{self._feed}.at": self.since_at.isoformat(),
        }

    def known(self, external_id: str) -> bool:
        """Whether an item was handed over, or stands before the start."""
        return external_id in self._handed or 0 < number(external_id) <= self.since

    def hand(self, external_id: str, at: datetime | None) -> None:
        """An item is stored, or of no interest."""
        self._handed.add(external_id)
        if number(external_id) > self.lead:
            self.lead = number(external_id)
            self.lead_at = at or self.lead_at

    def note(self, external_id: str) -> None:
        """An item is stored that X told by itself; what stands before it may yet be unread."""
        self._handed.add(external_id)

    def settle(self) -> bool:
        """Everything back to `since` was read again: move it to where `lead` was last time.

        Returns whether there is something new to remember.
        """
        moved = self._settled > self.since
        self.since, self.since_at = self._settled, self._settled_at
        self._settled, self._settled_at = self.lead, self.lead_at
        if moved:
            self._handed = {each for each in self._handed if not 0 < number(each) <= self.since}
        return moved
