"""Single values, and the feed of what changed."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Setting(SQLModel, table=True):
    """One value by name, such as the sandbox clock's offset."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: str


class Change(SQLModel, table=True):
    """Something on a ticket or in a conversation changed: what live pages follow."""

    __tablename__ = "change"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int | None = None
    conversation_id: int | None = None
    kind: str  #: message, delivery or ticket
    at: datetime = Field(index=True)
