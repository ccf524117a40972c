"""Whether a customer can be reached, and where else."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col

from core.models import ChannelRow, Conversation, Identity


class Unreachable(StrEnum):
    """Why a customer does not get what we write."""

    BLOCKED_US = "blocked_us"  #: the person blocked us
    CLOSED = "closed"  #: the platform says that the person takes no private messages


@dataclass(frozen=True, slots=True)
class Way:
    """Another private conversation with the same customer."""

    conversation_id: int
    channel: str  #: the platform
    name: str
    handle: str


def unreachable(identity: Identity) -> Unreachable | None:
    """What keeps our messages from the person; None where nothing is known to."""
    if identity.blocked_us:
        return Unreachable.BLOCKED_US
    return Unreachable.CLOSED if identity.closed else None


def other_ways(session: Session, conversation: Conversation) -> list[Way]:
    """The customer's other conversations that are private already and take our messages."""
    rows = session.execute(
        sa.select(
            col(Conversation.id), col(ChannelRow.platform), col(Identity.name), col(Identity.handle)
        )
        .join(Identity, col(Identity.id) == Conversation.identity_id)
        .join(ChannelRow, col(ChannelRow.id) == Conversation.channel_id)
        .where(
            col(Conversation.contact_id) == conversation.contact_id,
            col(Conversation.id) != conversation.id,
            col(Conversation.private).is_(True),
            col(Identity.blocked_us).is_(False),
            col(Identity.closed).is_(False),
        )
        .order_by(col(Conversation.id))
    )
    return [Way(*row) for row in rows]
