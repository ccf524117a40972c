"""Do the next thing that is due on a ticket: remind, close, or file away."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.actions.hand_back import hand_back
from core.actions.record import record
from core.actions.say import say
from core.actions.set_status import set_status
from core.desk import Desk
from core.models import Conversation, Identity, Ticket
from core.queries.mode import may_speak
from core.rules import offers
from core.rules.decision import Line
from core.rules.follow_up import FollowUp, FollowUpKind, after_quiet, next_follow_up
from core.rules.phrase import label, phrase
from core.rules.terms import terms
from core.vocabulary import Author, Outcome, TicketStatus, Visibility

#: How long the waiting stands still at a time where the bot may not speak.
STANDSTILL = timedelta(minutes=5)
_TEXTS = {
    FollowUpKind.REMINDER_1: "reminder_1",
    FollowUpKind.REMINDER_2: "reminder_2",
    FollowUpKind.CLOSE: "closing_no_response",
}


def follow_up(desk: Desk, ticket_id: int) -> str | None:
    """Take one step of the ticket, if it is still due. Returns what was done, in one word.

    Effect and next moment are one transaction, so a step is done once, whatever happens.
    """
    with desk.db.transaction() as session:
        ticket = session.scalar(
            sa.select(Ticket)
            .where(col(Ticket.id) == ticket_id, col(Ticket.due_at) <= clock.now())
            .with_for_update(skip_locked=True)
        )
        if ticket is None:
            return None
        conversation = session.get_one(Conversation, ticket.conversation_id)
        if ticket.status is TicketStatus.PENDING:
            return _waiting(desk, session, ticket, conversation)
        if ticket.status is TicketStatus.SOLVED:
            set_status(
                desk,
                session,
                ticket,
                TicketStatus.CLOSED,
                actor="system",
                cause="solved_and_silent",
            )
            return "closed"
        ticket.due_at = None
        session.add(ticket)
        return None


def _waiting(
    desk: Desk, session: Session, ticket: Ticket, conversation: Conversation
) -> str | None:
    step = _step(desk, ticket, ticket.step)
    now = clock.now()
    if not may_speak(desk, session, conversation.channel_id):
        # nobody is closed for not answering a reminder that was never sent
        assert ticket.pending_since is not None
        assert ticket.due_at is not None
        ticket.pending_since += now + STANDSTILL - ticket.due_at
        ticket.due_at = now + STANDSTILL
        session.add(ticket)
        return None
    if (later := after_quiet(now, desk.policy.quiet_hours, desk.policy.zone)) > now:
        ticket.due_at = later  # found late, and nobody is to be woken for it
        session.add(ticket)
        return None
    said = _tell(desk, session, ticket, conversation, step.kind)
    if step.kind is FollowUpKind.CLOSE:
        set_status(
            desk,
            session,
            ticket,
            TicketStatus.CLOSED,
            actor="system",
            cause="no_response",
            outcome=Outcome.NO_RESPONSE,
        )
        hand_back(session, conversation)
        return step.kind.value
    record(session, ticket, step.kind.value, "system", {"said": said})
    ticket.step += 1
    ticket.due_at = _step(desk, ticket, ticket.step).due_at
    session.add(ticket)
    return step.kind.value


def _step(desk: Desk, ticket: Ticket, step: int) -> FollowUp:
    assert ticket.pending_since is not None
    return next_follow_up(
        ticket.pending_since,
        step,
        remind_after=desk.policy.remind_after,
        close_after=desk.policy.close_after,
        quiet=desk.policy.quiet_hours,
        zone=desk.policy.zone,
    )


def _tell(
    desk: Desk,
    session: Session,
    ticket: Ticket,
    conversation: Conversation,
    kind: FollowUpKind,
) -> bool:
    """Write to the customer, where they can be written to privately and want it."""
    identity = session.get_one(Identity, conversation.identity_id)
    if not conversation.private or identity.blocked_us or conversation.stopped:
        return False
    voice, language = desk.library.voice, ticket.language
    closing = _step(desk, ticket, len(desk.policy.remind_after)).due_at
    text = _TEXTS[kind]
    choices: tuple[str, ...] = (offers.SOLVED, offers.WAITING)
    if kind is FollowUpKind.CLOSE:
        choices = ()
    say(
        session,
        conversation,
        phrase(
            voice,
            (Line(text, asking=tuple(ticket.missing[:2])),),
            language,
            public=False,
            variables=terms(
                voice,
                desk.policy,
                language,
                clock.now(),
                ticket=ticket.number,
                next_contact=closing,
            ),
        ),
        author=Author.SYSTEM,
        visibility=Visibility.DIRECT,
        place=identity.external_id,
        choices=[(one, label(voice, one, language)) for one in choices],
        ticket_id=ticket.id,
        expires_at=clock.now() + desk.policy.follow_up_expires,
        topic=f"follow-up {ticket.number}",
    )
    conversation.context = conversation.context | {
        "at": clock.now().isoformat(),
        "offered": list(choices),
    }
    session.add(conversation)
    return True
