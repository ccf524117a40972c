"""What the desk hands to an adapter, what comes of it, and what a platform can do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from core.channel.inbound import Memory, Place
from core.vocabulary import Visibility


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
    attempt: int = 1  #: above 1: an earlier one may have arrived
    written_at: datetime | None = None  #: business time; no attempt is older


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often a platform lets us send: `count` messages in `seconds`.

    A steady one refills message by message; one that `resets` gives all back at once when its
    window ends. Counted in business time, by the core, for all processes together.
    """

    name: str  #: unique among the channel's allowances
    count: int
    seconds: float
    visibility: Visibility | None = None  #: which messages it counts; None: both kinds
    each_place: bool = False  #: counted for each chat or person; else for the account
    resets: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """What a platform says is left of an allowance of the account; replaces what we counted."""

    name: str  #: `Allowance.name`
    count: int  #: how many the window allows
    remaining: int
    resets_at: datetime  #: business time


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has the message."""

    external_ids: tuple[str, ...]  #: one for each part it was split into, in order
    memory: Memory = field(default_factory=dict)
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a platform can do; what it cannot, the core does not ask of it."""

    buttons: bool  #: else the adapter writes numbered choices
    direct_limit: int  #: longest single private message, in `measure`'s units
    public_limit: int  #: longest public message, in `measure`'s units
    opens_private: bool = False  #: we may write privately to somebody who only wrote in public
    resend_safe: bool = False  #: the same Outbound.id sent twice arrives once
    joins_private: bool = (
        False  #: private messages are scarce: those waiting for one person go as one
    )
    answers_once: bool = False  #: at most one public answer to each message of a customer
    withdraws: bool = False  #: what we said can be taken back (`Withdrawing`)
    allowances: tuple[Allowance, ...] = ()  #: how often the platform lets us send
    measure: Callable[[str], int] = len  #: how the platform counts a text
