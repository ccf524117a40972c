"""Our accounts on the platforms, what their adapters remember, and what they could not read."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class ChannelRow(SQLModel, table=True):
    """One account on one platform."""

    __tablename__ = "channel"

    id: str = Field(primary_key=True)  #: platform:account
    platform: str = Field(index=True)
    handle: str = ""
    name: str = ""
    started_at: datetime
    last_event_at: datetime | None = None


class ChannelMemory(SQLModel, table=True):
    """A cursor or id that an adapter gets back at its next start."""

    __tablename__ = "channel_memory"

    platform: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    value: str


class Quarantined(SQLModel, table=True):
    """An update that could not be read, redacted, for a person to look at."""

    __tablename__ = "quarantine"
    __table_args__ = (sa.UniqueConstraint("platform", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    platform: str
    external_id: str
    copy_text: str
    reason: str
    at: datetime
