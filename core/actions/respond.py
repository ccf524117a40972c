"""Carry out a decision: ticket, messages and deliveries, in one transaction."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.actions.open_ticket import open_ticket
from core.actions.say import say
from core.actions.set_status import set_status
from core.actions.update_ticket import update_ticket
from core.desk import Desk
from core.models import Conversation, Message, Ticket
from core.queries.turns import Turn
from core.rules.decision import Decision
from core.rules.phrase import label, phrase
from core.rules.seen import seen
from core.rules.terms import terms
from core.rules.triage import Triage
from core.vocabulary import Author, Outcome, Owner, TicketStatus, Visibility


def respond(desk: Desk, turn: Turn, triage: Triage, decision: Decision, lease: str) -> bool:
    """Write the whole effect of a turn; False where the turn is no longer ours to take.

    Ours means: we still hold the lease, and no person took the conversation meanwhile.
    """
    with desk.db.transaction() as session:
        conversation = session.scalar(
            sa.select(Conversation)
            .where(col(Conversation.id) == turn.conversation_id)
            .with_for_update()
        )
        if conversation is None or conversation.lease != lease:
            return False
        conversation.lease, conversation.lease_until = None, None
        if conversation.owner is Owner.HUMAN:
            conversation.due_at = None
            session.add(conversation)
            return False
        ticket = _ticket(desk, session, conversation, turn, triage, decision)
        _speak(desk, session, conversation, turn, triage, decision, ticket)
        if decision.solve and ticket is not None and ticket.live:
            set_status(
                desk,
                session,
                ticket,
                TicketStatus.SOLVED,
                actor="customer",
                cause="customer_says_solved",
                outcome=Outcome.SOLVED,
            )
        _remember(conversation, turn, triage, decision)
        _finish(session, conversation, turn, ticket)
        return True


def _ticket(
    desk: Desk,
    session: Session,
    conversation: Conversation,
    turn: Turn,
    triage: Triage,
    decision: Decision,
) -> Ticket | None:
    found = session.scalar(
        sa.select(Ticket)
        .where(col(Ticket.conversation_id) == conversation.id)
        .order_by(col(Ticket.live).desc(), col(Ticket.id).desc())
        .limit(1)
    )
    if decision.opening is None:
        return found
    if found is None or not found.live:
        found = open_ticket(
            desk,
            session,
            conversation,
            decision.opening,
            visibility=turn.visibility,
            language=triage.reply_language,
            subject=turn.text,
        )
    if turn.case is not None or turn.former is not None:
        update_ticket(session, found, decision.opening)
    if not found.subject and turn.text:
        found.subject = turn.text[:200]
    return found


def _speak(
    desk: Desk,
    session: Session,
    conversation: Conversation,
    turn: Turn,
    triage: Triage,
    decision: Decision,
    ticket: Ticket | None,
) -> None:
    language, voice = triage.reply_language, desk.library.voice
    variables = terms(
        voice,
        desk.policy,
        language,
        clock.now(),
        ticket=ticket.number if ticket else "",
        category=ticket.category if ticket else None,
        priority=ticket.priority if ticket else triage.priority,
        status=ticket.status if ticket else None,
    )
    live = ticket.id if ticket is not None and ticket.live else None
    public = turn.visibility is Visibility.PUBLIC
    if decision.lines:
        say(
            session,
            conversation,
            phrase(voice, decision.lines, language, public=public, variables=variables),
            author=Author.BOT,
            visibility=turn.visibility,
            place=turn.place,
            thread=turn.thread,
            reply_to=turn.reply_to,
            choices=[(one, label(voice, one, language)) for one in decision.offers],
            invite=decision.invite,
            faq=decision.faq,
            ticket_id=live,
        )
    if decision.invite_lines:
        say(
            session,
            conversation,
            phrase(voice, decision.invite_lines, language, public=False, variables=variables),
            author=Author.BOT,
            visibility=Visibility.DIRECT,
            place=turn.person,
            ticket_id=live,
        )


def _remember(conversation: Conversation, turn: Turn, triage: Triage, decision: Decision) -> None:
    """What the next turn must know: what was offered and answered, and how often we missed."""
    asked = [slot for line in decision.lines for slot in line.asking]
    conversation.context = {
        "at": clock.now().isoformat(),
        "offered": list(decision.offers),
        "faq": decision.faq,
        "asked": asked,
        "said": turn.text[:300],
        "misses": int(turn.context.get("misses", 0)) + 1 if decision.miss else 0,
        "last_triage": seen(triage, decision),
    }
    conversation.language = triage.reply_language
    conversation.stopped = decision.stop
    if turn.visibility is Visibility.DIRECT:
        conversation.private = True


def _finish(
    session: Session, conversation: Conversation, turn: Turn, ticket: Ticket | None
) -> None:
    """Mark what was answered, and come back at once where more waits in another place."""
    values: dict[str, Any] = {"handled": True}
    if ticket is not None and ticket.live:
        values["ticket_id"] = ticket.id
    session.execute(
        sa.update(Message).where(col(Message.id).in_(turn.message_ids)).values(**values)
    )
    more = session.scalar(
        sa.select(sa.func.count())
        .select_from(Message)
        .where(col(Message.conversation_id) == conversation.id, col(Message.handled).is_(False))
    )
    now = clock.real_now()
    conversation.due_at = now if more else None
    conversation.waiting_since = now if more else None
    session.add(conversation)
