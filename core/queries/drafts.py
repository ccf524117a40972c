"""What the bot suggested to agents, and how often they sent it as it was."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from core.desk import Desk
from core.models import ChannelRow, Draft


@dataclass(frozen=True, slots=True)
class DraftView:
    """A suggested reply."""

    text: str
    faq: str | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DraftScore:
    """How good the suggestions for a platform were."""

    channel: str  #: the platform
    drafts: int
    answered: int  #: an agent replied after the suggestion
    unchanged: int  #: and sent it as it was

    @property
    def share(self) -> float | None:
        """Unchanged ones among those answered; None where none was."""
        return self.unchanged / self.answered if self.answered else None


def open_drafts(session: Session, conversation_ids: Collection[int]) -> dict[int, Draft]:
    """Of each conversation the newest suggestion, while no agent has replied after it."""
    newest = (
        sa.select(sa.func.max(col(Draft.id)))
        .where(col(Draft.conversation_id).in_(conversation_ids))
        .group_by(col(Draft.conversation_id))
    )
    rows = session.scalars(
        sa.select(Draft).where(col(Draft.id).in_(newest), col(Draft.reply_id).is_(None))
    )
    return {row.conversation_id: row for row in rows}


def draft_view(row: Draft) -> DraftView:
    """The value of a row."""
    return DraftView(row.text, row.faq, row.made_at)


def draft_score(desk: Desk) -> list[DraftScore]:
    """The score of every platform that has suggestions."""
    answered = sa.func.count(col(Draft.reply_id))
    unchanged = sa.func.count(sa.case((col(Draft.unchanged).is_(True), 1)))
    with desk.db.reading() as session:
        rows = session.execute(
            sa.select(col(ChannelRow.platform), sa.func.count(), answered, unchanged)
            .select_from(Draft)
            .join(ChannelRow, col(ChannelRow.id) == Draft.channel_id)
            .group_by(col(ChannelRow.platform))
            .order_by(col(ChannelRow.platform))
        )
        return [DraftScore(*row) for row in rows]
