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

from core.channel.inbound import (
    Attachment,
    Blocked,
    Deleted,
    Edited,
    Inbound,
    Memory,
    Message,
    Noted,
    Person,
    Place,
    Pressed,
    Receive,
    Unreadable,
)
from core.channel.outbound import Allowance, Capabilities, Choice, Left, Outbound, Sent
from core.channel.port import (
    Account,
    Answer,
    Billed,
    Channel,
    Purse,
    Request,
    Shared,
    Webhook,
    Withdrawal,
    Withdrawing,
)
from core.channel.refusals import NotAllowed, Refusal, SendError, TryLater, Undeliverable, Unknown
from core.channel.texts import COPY_AT_MOST, numbered, readable_copy

__all__ = [
    "COPY_AT_MOST",
    "Account",
    "Allowance",
    "Answer",
    "Attachment",
    "Billed",
    "Blocked",
    "Capabilities",
    "Channel",
    "Choice",
    "Deleted",
    "Edited",
    "Inbound",
    "Left",
    "Memory",
    "Message",
    "NotAllowed",
    "Noted",
    "Outbound",
    "Person",
    "Place",
    "Pressed",
    "Purse",
    "Receive",
    "Refusal",
    "Request",
    "SendError",
    "Sent",
    "Shared",
    "TryLater",
    "Undeliverable",
    "Unknown",
    "Unreadable",
    "Webhook",
    "Withdrawal",
    "Withdrawing",
    "numbered",
    "readable_copy",
]
