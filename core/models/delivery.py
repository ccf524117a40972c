"""Outbound messages still owed to a platform."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from core.models.columns import word
from core.vocabulary import DeliveryState


class Delivery(SQLModel, table=True):
    """One outbound message on its way. Times are real time, not business time."""

    __tablename__ = "delivery"
    __table_args__ = (
        sa.Index(
            "ix_delivery_due",
            "channel_id",
            "due_at",
            sqlite_where=sa.text("state IN ('pending', 'sending')"),
            postgresql_where=sa.text("state IN ('pending', 'sending')"),
        ),
        sa.Index("ix_delivery_lane", "conversation_id", "id"),
        {"sqlite_autoincrement": True},  # the id is what platforms tell copies by
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", unique=True)
    conversation_id: int = Field(foreign_key="conversation.id")
    channel_id: str = Field(foreign_key="channel.id")
    automatic: bool  #: the bot's, as against an agent's
    state: DeliveryState = word(DeliveryState, DeliveryState.PENDING)
    due_at: datetime
    lease_until: datetime | None = None
    lease: str | None = None
    attempts: int = 0
    reason: str = ""  #: why it failed, is unknown or waits, in words for agents
