"""People, and who they are on each channel."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Contact(SQLModel, table=True):
    """A person who wrote to us."""

    __tablename__ = "contact"

    id: int | None = Field(default=None, primary_key=True)
    name: str = ""
    created_at: datetime


class Identity(SQLModel, table=True):
    """A contact on one channel."""

    __tablename__ = "identity"
    __table_args__ = (sa.UniqueConstraint("channel_id", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    channel_id: str = Field(foreign_key="channel.id")
    external_id: str
    name: str = ""
    handle: str = ""
    followers: int | None = None
    blocked_us: bool = False  #: the person no longer takes our messages
    closed: bool = False  #: the platform says that the person takes no private messages
    blocked_at: datetime | None = None  #: we no longer answer the person, since then
    tokens: float | None = None  #: messages that are answered at once; None: never counted
    tokens_at: datetime | None = None  #: real time of that count
    flooding: bool = False  #: the person writes more than is answered at once
