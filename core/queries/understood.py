"""What the bot made of a person's latest turn."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from core.desk import Desk
from core.models import ChannelRow, Conversation, Identity


def understood(desk: Desk, platform: str, external_id: str) -> dict[str, Any] | None:
    """The triage and decision of the latest turn of that person, or None before the first."""
    with desk.db.reading() as session:
        context = session.scalar(
            sa.select(col(Conversation.context))
            .join(Identity, col(Identity.id) == Conversation.identity_id)
            .join(ChannelRow, col(ChannelRow.id) == Conversation.channel_id)
            .where(col(ChannelRow.platform) == platform)
            .where(col(Identity.external_id) == external_id)
        )
    return context.get("last_triage") if context else None
