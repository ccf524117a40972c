"""What a test or the sandbox page can switch on the emulated X, beside single faults."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(kw_only=True)
class Switches:
    """How X behaves at present."""

    limits: bool = True  #: rate limits are on
    down: bool = False  #: requests are closed without answer and effect; nothing is told either
    doubling: bool = False  #: pages repeat their items, events are told twice
    shuffling: bool = False  #: the items of a page come in any order
    late: timedelta = timedelta(
        0
    )  #: every second post stands among the mentions only so much later
    encrypted: bool = False  #: people write encrypted messages (XChat), which the API does not show
    dm_forbidden: bool = False  #: the app lacks the right to private messages
    push_forbidden: bool = False  #: the app has no access to the X Activity API
    keep_alive: float = 20.0  #: seconds between signs of life on the stream
