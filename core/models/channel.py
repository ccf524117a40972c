"""Our accounts on the platforms, what their adapters remember, and what they could not read."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from core.models.columns import document


class ChannelRow(SQLModel, table=True):
    """One account on one platform."""

    __tablename__ = "channel"

    id: str = Field(primary_key=True)  #: platform:account
    platform: str = Field(index=True)
    handle: str = ""
    name: str = ""
    traits: dict[str, Any] = document(dict)  #: what the platform can do
    troubles: dict[str, Any] = document(dict)  #: what does not work at present, as the adapter says
    started_at: datetime
    last_event_at: datetime | None = None  #: real time of the last message
    heard_at: datetime | None = None  #: real time at which the platform was last known to reach us


class ChannelMemory(SQLModel, table=True):
    """A cursor or id that an adapter gets back at its next start."""

    __tablename__ = "channel_memory"

    platform: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    value: str


class AllowanceUsed(SQLModel, table=True):
    """How much of a platform's allowance is used. Business time."""

    __tablename__ = "allowance"

    channel_id: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    place: str = Field(primary_key=True)  #: empty: the whole account
    free_at: datetime  #: a steady one: when all would be free again; one that resets: its end
    used: int = 0  #: of one that resets, in its window
    count: int = 0  #: of one that resets, what the window allows, as the platform said; 0: unsaid


class Lease(SQLModel, table=True):
    """Work that one process does at a time. Real time."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    holder: str
    until: datetime


class Spending(SQLModel, table=True):
    """A billed call: set aside before it, settled after it. Business time."""

    __tablename__ = "spending"
    __table_args__ = (sa.Index("ix_spending_at", "platform", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    platform: str
    what: str
    count: int
    micros: int  #: millionths of the currency of the price book
    settled: bool = False
    at: datetime


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
