"""The thread with a contact on a channel: private and public messages in one order."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from core.models.columns import document, word
from core.vocabulary import Author, Direction, Language, Owner, Visibility


class Conversation(SQLModel, table=True):
    """Everything said between one identity and us. `due_at` is when the bot's turn comes."""

    __tablename__ = "conversation"
    __table_args__ = (
        sa.Index(
            "ix_conversation_due",
            "due_at",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel_id: str = Field(foreign_key="channel.id")
    identity_id: int = Field(foreign_key="identity.id", unique=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    owner: Owner = word(Owner, Owner.BOT)
    language: Language | None = word(Language, optional=True)  #: of the last reply
    private: bool = False  #: the person has written to us privately
    stopped: bool = False  #: the person asked for no more automatic messages
    context: dict[str, Any] = document(dict)  #: what the bot last offered or asked
    due_at: datetime | None = None  #: real time
    waiting_since: datetime | None = None  #: real time of the first message of the coming turn
    lease_until: datetime | None = None  #: real time
    lease: str | None = None
    created_at: datetime


class Message(SQLModel, table=True):
    """One message, or a note that only agents see."""

    __tablename__ = "message"
    __table_args__ = (
        sa.UniqueConstraint("channel_id", "external_id"),
        sa.Index("ix_message_timeline", "conversation_id", "id"),
        sa.Index(
            "ix_message_waiting",
            "conversation_id",
            sqlite_where=sa.text("NOT handled"),
            postgresql_where=sa.text("NOT handled"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id")
    channel_id: str = Field(foreign_key="channel.id")
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id", index=True)
    direction: Direction = word(Direction)
    author: Author = word(Author)
    agent_id: int | None = Field(default=None, foreign_key="agent.id")
    text: str
    visibility: Visibility = word(Visibility)
    place: str  #: the platform's chat or channel; in private the person's external id
    thread: str | None = None  #: in public: what belongs to one exchange
    external_id: str | None = None  #: inbound only; ours stand in `sent_part`
    reply_to: str | None = None  #: external id
    choice: str | None = None  #: inbound: the button that was pressed
    choices: list[Any] = document(list)  #: outbound: [id, label] pairs offered
    invite: bool = False
    opening: bool = False
    faq: str | None = None
    secrets: list[Any] = document(list)  #: kinds of secrets that were masked
    attachments: list[Any] = document(list)
    handled: bool = True  #: False for an inbound message that waits for the bot's turn
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    sent_at: datetime  #: inbound: when the desk's clock saw it; outbound: when it was written


class SentPart(SQLModel, table=True):
    """The platform's id of a message of ours (a long one may have several)."""

    __tablename__ = "sent_part"

    channel_id: str = Field(primary_key=True)
    external_id: str = Field(primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)


class Draft(SQLModel, table=True):
    """What the bot would have said where it only may suggest."""

    __tablename__ = "draft"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id", index=True)
    channel_id: str = Field(foreign_key="channel.id", index=True)
    text: str
    faq: str | None = None
    made_at: datetime
    reply_id: int | None = Field(default=None, foreign_key="message.id")  #: what the agent sent
    unchanged: bool | None = None  #: whether the agent sent it as it was; None: not answered yet
