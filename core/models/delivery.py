"""Outbound messages still owed to a platform."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from core.models.columns import word
from core.vocabulary import DeliveryState, Lane, WithdrawalState


class Delivery(SQLModel, table=True):
    """One outbound message on its way. Leases are real time, the rest is business time."""

    __tablename__ = "delivery"
    __table_args__ = (
        sa.Index(
            "ix_delivery_due",
            "channel_id",
            "due_at",
            sqlite_where=sa.text("state IN ('pending', 'sending')"),
            postgresql_where=sa.text("state IN ('pending', 'sending')"),
        ),
        sa.Index(
            "ix_delivery_next",
            "channel_id",
            "rank",
            "due_at",
            "id",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        ),
        sa.Index(
            "ix_delivery_expiry",
            "channel_id",
            "expires_at",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        ),
        sa.Index(
            "ix_delivery_joined",
            "joined_to",
            sqlite_where=sa.text("joined_to IS NOT NULL"),
            postgresql_where=sa.text("joined_to IS NOT NULL"),
        ),
        sa.Index("ix_delivery_lane", "conversation_id", "id"),
        sa.Index(
            "ix_delivery_withdrawal",
            "channel_id",
            sqlite_where=sa.text("withdrawal = 'wanted'"),
            postgresql_where=sa.text("withdrawal = 'wanted'"),
        ),
        {"sqlite_autoincrement": True},  # the id is what platforms tell copies by
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", unique=True)
    conversation_id: int = Field(foreign_key="conversation.id")
    channel_id: str = Field(foreign_key="channel.id")
    automatic: bool  #: the bot's, as against an agent's
    state: DeliveryState = word(DeliveryState, DeliveryState.PENDING)
    lane: Lane = word(Lane, Lane.ANSWER)
    rank: int = 2  #: the lane's, for sorting
    due_at: datetime
    expires_at: datetime | None = None  #: from then on it would only confuse
    topic: str | None = None  #: a newer one on the same topic takes its place while it waits
    joined_to: int | None = None  #: the delivery with which it goes out as one message
    lease_until: datetime | None = None
    lease: str | None = None
    attempts: int = 0
    reason: str = ""  #: why it failed, is unknown or waits, in words for agents
    #: set once an agent takes it back
    withdrawal: WithdrawalState | None = word(WithdrawalState, optional=True)
    withdrawal_reason: str = ""  #: who wants it; once it is refused, why
