"""What the API shows and takes. Field names are a promise to those who build on it."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from core.vocabulary import (
    AttachmentKind,
    Author,
    Category,
    DeliveryState,
    Direction,
    Language,
    Outcome,
    Priority,
    TicketStatus,
    Visibility,
    WithdrawalState,
)

Moment = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
"""A moment, shown as ISO 8601 in UTC with `Z`."""


def _storable(text: str) -> str:
    if not text:
        raise ValueError("must not be empty; write at least one character")
    if "\x00" in text:
        raise ValueError("must not hold the character U+0000; leave it out")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_storable)]
"""Something written by a person: not empty, and storable by both database engines."""

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=200, description="`next` of the page before.")]


class _Shown(BaseModel):
    """What is read from a view of `core.queries`."""

    model_config = ConfigDict(from_attributes=True)


class Contact(_Shown):
    """The customer, as the platform names them."""

    id: int
    name: str = Field(description="As shown on the platform.")
    handle: str = Field(description="Without @; empty where the platform has none.")
    external_id: str = Field(description="The platform's id of the person.")
    blocked_at: Moment | None = Field(description="Since when nothing answers them; else null.")


class Way(_Shown):
    """Another private conversation with the same customer."""

    conversation_id: int
    channel: str = Field(description="The platform.")
    name: str
    handle: str


class Draft(_Shown):
    """A reply that the bot suggests."""

    text: str
    faq: str | None = Field(description="The FAQ entry it was made from.")
    made_at: Moment


class Ticket(_Shown):
    """A case."""

    number: str = Field(examples=["OK-1042"])
    status: TicketStatus
    category: Category
    child: str | None = Field(description="The narrower category, if it is known.")
    priority: Priority
    slots: dict[str, str] = Field(description="Facts the customer gave, by name.")
    missing: list[str] = Field(description="Names of facts still asked for.")
    channel: str = Field(description="The platform.", examples=["telegram", "twitter", "discord"])
    visibility: Visibility = Field(description="How the customer first wrote about it.")
    contact: Contact
    conversation_id: int
    assignee: str | None = Field(description="Name of the agent who has it.")
    subject: str = Field(description="The customer's words that opened it, secrets masked.")
    language: Language
    outcome: Outcome | None
    created_at: Moment
    updated_at: Moment
    due_at: Moment | None = Field(description="When something next happens by itself.")
    reachable: bool = Field(
        description="False where the customer blocked us or takes no private messages."
    )
    other_ways: list[Way] = Field(
        description="Where else an unreachable customer can be written to: `through` of a reply."
    )
    draft: Draft | None = Field(description="What the bot suggests to reply, until one is sent.")


class Attachment(_Shown):
    """Something that came with a message; its bytes stay on the platform."""

    kind: AttachmentKind
    name: str = ""
    size: int | None = Field(None, description="Bytes.")
    external_id: str = ""


class Message(_Shown):
    """One message of a conversation, or a note that only agents see."""

    id: int
    direction: Direction
    author: Author
    agent_name: str | None = Field(description="Who wrote it, where the author is an agent.")
    text: str
    visibility: Visibility
    faq: str | None = Field(description="The FAQ entry the bot answered with.")
    sent_at: Moment
    delivery: DeliveryState | None = Field(description="Null for what is not ours to deliver.")
    reason: str = Field(description="Why it is not delivered, or how we know that it is.")
    withdrawal: WithdrawalState | None = Field(
        description="Set once somebody takes it back: `done` where it is gone."
    )
    withdrawal_reason: str = Field(
        description="Who takes it back; where the platform refused, why."
    )
    attachments: list[Attachment]
    edited: bool
    deleted: bool


class Tickets(BaseModel):
    """A page of tickets, newest first."""

    items: list[Ticket]
    next: str | None = Field(description="Cursor of the next page; null at the end.")


class Messages(BaseModel):
    """A page of messages, oldest first."""

    items: list[Message]
    next: str | None = Field(description="Cursor of the next page; null at the end.")


class Reply(BaseModel):
    """What to say to the customer."""

    text: Text
    status: Literal["pending", "open", "on_hold", "solved"] = Field(
        "pending", description="The ticket's status after it; pending starts the reminder clock."
    )
    confirm: bool = Field(
        False, description="Send in public although something in it looks private."
    )
    through: int | None = Field(
        None,
        ge=1,
        lt=2**31,
        description="`conversation_id` of one of the ticket's other_ways, to write there instead.",
    )


class Note(BaseModel):
    """What to tell other agents."""

    text: Text


class Assignment(BaseModel):
    """Who shall have the ticket."""

    agent: Text = Field(description="Name of an agent.")


class Pause(BaseModel):
    """A pause: nothing automatic is sent."""

    channel: str | None = Field(description="The platform; null for all of them.")
    by: str
    at: Moment


class Pauses(BaseModel):
    """What is paused."""

    items: list[Pause]


class PauseChange(BaseModel):
    """What to pause, or to resume."""

    paused: bool
    channel: str | None = Field(
        None, description="A platform; left out, all of them. Resuming all ends every pause."
    )
