"""How many messages of one author are answered one by one: a token bucket, and when the turn comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: A person who keeps writing is answered at the latest after this many quiet spans.
LONGEST_WAIT = 5


@dataclass(frozen=True, slots=True)
class Bucket:
    """What an author may still write before messages are only gathered."""

    tokens: float
    at: datetime  #: of the last message
    flooding: bool


def spend(bucket: Bucket | None, now: datetime, *, size: int, within: timedelta) -> Bucket:
    """The bucket after one more message. A flood ends only where the bucket was full again."""
    if bucket is None:
        return Bucket(size - 1.0, now, False)
    passed = max((now - bucket.at).total_seconds(), 0.0)
    tokens = min(float(size), bucket.tokens + passed * size / within.total_seconds())
    flooding = (bucket.flooding and tokens < size) or tokens < 1.0
    return Bucket(max(tokens - 1.0, 0.0), now, flooding)


def turn_due(
    now: datetime,
    waiting_since: datetime,
    *,
    quiet: timedelta,
    hurried: timedelta | None = None,
    messages: int = LONGEST_WAIT,
) -> datetime:
    """When the bot answers what waits: after a quiet span, but not put off for ever.

    To somebody `hurried` (the least pause they must make; None for everybody else) it listens for
    as long as a flood takes to be known: they are answered together, and not each half sentence.
    """
    longest = LONGEST_WAIT * quiet
    if hurried is not None:
        quiet = max(quiet, hurried)
        longest = max(longest, messages * hurried)
    return min(now + quiet, waiting_since + longest)
