"""Single values, and the feed of what changed."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Setting(SQLModel, table=True):
    """One value by name, such as the sandbox clock's offset."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: str


class Pause(SQLModel, table=True):
    """Nothing automatic is sent: on one platform, or on all of them."""

    __tablename__ = "pause"

    platform: str = Field(primary_key=True)  #: `*`: all
    by: str
    at: datetime


class Alert(SQLModel, table=True):
    """Something an operator has to look at; told once where they said they want to hear it."""

    __tablename__ = "alert"

    id: int | None = Field(default=None, primary_key=True)
    kind: str  #: silent, trouble, quarantine, spending, …
    subject: str  #: what it is about, such as a platform
    detail: str = ""
    opened_at: datetime
    closed_at: datetime | None = None
    told_at: datetime | None = None
    told_end_at: datetime | None = None


class Change(SQLModel, table=True):
    """Something on a ticket or in a conversation changed: what live pages follow."""

    __tablename__ = "change"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int | None = None
    conversation_id: int | None = None
    kind: str  #: message, delivery or ticket
    at: datetime = Field(index=True)
