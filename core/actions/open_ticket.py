"""Open a ticket, or open an earlier one again."""

import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.actions.record import record
from core.actions.set_status import set_status
from core.desk import Desk
from core.models import Conversation, Ticket
from core.rules.decision import Opening
from core.vocabulary import Language, TicketStatus, Visibility

#: Ticket numbers start here, so that the first customer is not "case 1".
FIRST_NUMBER = 1000


def open_ticket(
    desk: Desk,
    session: Session,
    conversation: Conversation,
    opening: Opening,
    *,
    visibility: Visibility,
    language: Language,
    subject: str,
    actor: str = "bot",
) -> Ticket:
    """The conversation's live ticket: reopened where it ended not long ago, else a new one."""
    if (
        former := _former(session, conversation, desk.policy.desk.lifecycle.reopen_within)
    ) is not None:
        set_status(desk, session, former, TicketStatus.OPEN, actor=actor, cause="reopened")
        return former
    assert conversation.id is not None
    now = clock.now()
    ticket = Ticket(
        number=secrets.token_hex(8),
        conversation_id=conversation.id,
        contact_id=conversation.contact_id,
        category=opening.category,
        child=opening.child,
        priority=opening.priority,
        urgency=opening.priority.rank,
        visibility=visibility,
        language=language,
        slots=dict(opening.slots),
        missing=list(opening.missing),
        rounds=1 if opening.asked else 0,
        subject=subject[:200],
        created_at=now,
        updated_at=now,
    )
    session.add(ticket)
    session.flush()
    assert ticket.id is not None
    ticket.number = f"OK-{FIRST_NUMBER + ticket.id}"
    record(
        session,
        ticket,
        "opened",
        actor,
        {
            "category": opening.category,
            "child": opening.child,
            "priority": opening.priority,
            "reason": opening.reason,
        },
    )
    return ticket


def _former(session: Session, conversation: Conversation, within: timedelta) -> Ticket | None:
    return session.scalar(
        sa.select(Ticket)
        .where(
            col(Ticket.conversation_id) == conversation.id,
            col(Ticket.live).is_(False),
            col(Ticket.solved_at) > clock.now() - within,
        )
        .order_by(col(Ticket.id).desc())
        .limit(1)
    )
