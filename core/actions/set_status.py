"""Change a ticket's status, and with it when something next happens by itself."""

from datetime import datetime

from sqlmodel import Session

from core import clock
from core.actions.record import record
from core.desk import Desk, Illegal
from core.models import Ticket
from core.policy import Policy
from core.rules.follow_up import next_follow_up
from core.rules.lifecycle import may_become
from core.vocabulary import Outcome, TicketStatus


def set_status(
    desk: Desk,
    session: Session,
    ticket: Ticket,
    status: TicketStatus,
    *,
    actor: str,
    cause: str,
    outcome: Outcome | None = None,
) -> None:
    """Move the ticket to `status`; pending again starts the reminder clock anew.

    Raises `Illegal` where the ticket may not go there.
    """
    before = ticket.status
    if not may_become(before, status):
        raise Illegal(
            "illegal_transition",
            f"Ticket {ticket.number} is {before.value} and cannot become {status.value}.",
        )
    now = clock.now()
    ticket.status = status
    ticket.live = status.live
    ticket.step = 0
    ticket.pending_since = now if status is TicketStatus.PENDING else None
    if status.live:
        ticket.outcome, ticket.solved_at = None, None
    else:
        ticket.outcome = outcome or ticket.outcome
        ticket.solved_at = ticket.solved_at or now
    ticket.due_at = _next_moment(desk.policy, ticket, now)
    if before is not status:
        record(session, ticket, "status", actor, {"from": before, "to": status, "cause": cause})
    session.add(ticket)


def _next_moment(policy: Policy, ticket: Ticket, now: datetime) -> datetime | None:
    if ticket.status is TicketStatus.PENDING:
        return next_follow_up(
            now,
            0,
            remind_after=policy.remind_after,
            close_after=policy.close_after,
            quiet=policy.quiet_hours,
            zone=policy.zone,
        ).due_at
    if ticket.status is TicketStatus.SOLVED:
        return now + policy.desk.lifecycle.close_solved_after
    return None
