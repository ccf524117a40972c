"""Take conversations in which the bot's turn has come."""

from datetime import timedelta

from sqlmodel import col

from core import clock
from core.db import claim
from core.desk import Desk
from core.models import Conversation
from core.vocabulary import Owner

#: Longer than any turn takes; a turn cut off by a crash is taken again after it.
LEASE = timedelta(seconds=15)


def claim_turns(desk: Desk, limit: int) -> list[tuple[int, str, str]]:
    """Up to `limit` due conversations as (id, lease, channel id), earliest first."""
    now = clock.real_now()
    with desk.db.transaction() as session:
        due = (col(Conversation.due_at) <= now) & (col(Conversation.owner) == Owner.BOT)
        lease, rows = claim(
            session,
            Conversation,
            due,
            col(Conversation.channel_id),
            now=now,
            lease=LEASE,
            limit=limit,
        )
        return [(conversation_id, lease, channel_id) for conversation_id, channel_id in rows]
