"""Carry out a decision: ticket, messages and deliveries, in one transaction."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.actions.open_ticket import open_ticket
from core.actions.set_status import set_status
from core.actions.speak import speak
from core.actions.update_ticket import update_ticket
from core.desk import Desk
from core.models import Conversation, Identity, Message, Ticket
from core.queries.mode import mode
from core.queries.turns import STOP_TOLD, Turn, unanswered
from core.rules.decision import Decision
from core.rules.seen import seen
from core.rules.triage import Triage
from core.rules.unsaid import muted, unsaid
from core.vocabulary import BotMode, Outcome, Owner, TicketStatus, Visibility


def respond(desk: Desk, turn: Turn, triage: Triage, decision: Decision, lease: str) -> bool:
    """Write the whole effect of a turn; False where the turn is no longer ours to take.

    Ours means: we still hold the lease, no person took the conversation meanwhile, and nobody
    blocked its author. Where the bot may not speak, a person gets what wanted an answer.
    """
    with desk.db.transaction() as session:
        conversation = session.scalar(
            sa.select(Conversation)
            .where(col(Conversation.id) == turn.conversation_id)
            .with_for_update(key_share=True)
        )
        if conversation is None or conversation.lease != lease:
            return False
        conversation.lease, conversation.lease_until = None, None
        if conversation.owner is Owner.HUMAN:
            conversation.due_at = None
            session.add(conversation)
            return False
        identity = session.get_one(Identity, conversation.identity_id)
        if identity.blocked_at is not None:
            _finish(desk, session, conversation, identity, turn, None)
            return False
        bot = mode(desk, session, conversation.channel_id)
        done = _allowed(desk, bot, conversation, identity, turn, triage, decision)
        ticket = _ticket(desk, session, conversation, turn, triage, done)
        if bot is BotMode.SHADOW and not identity.flooding:
            speak(desk, session, conversation, turn, triage, decision, ticket, only_draft=True)
        elif done.lines or done.invite_lines:
            speak(desk, session, conversation, turn, triage, done, ticket)
        if done.solve and ticket is not None and ticket.live:
            set_status(
                desk,
                session,
                ticket,
                TicketStatus.SOLVED,
                actor="customer",
                cause="customer_says_solved",
                outcome=Outcome.SOLVED,
            )
        _remember(conversation, turn, triage, done)
        _finish(desk, session, conversation, identity, turn, ticket)
        return True


def _allowed(
    desk: Desk,
    bot: BotMode,
    conversation: Conversation,
    identity: Identity,
    turn: Turn,
    triage: Triage,
    decision: Decision,
) -> Decision:
    """What of the decision is carried out now: without words where none may be said."""
    categories = desk.library.categories
    if identity.flooding:  # they were told that a person reads it, so a person must get it
        return unsaid(decision, triage, turn.case, categories, reason="flood", always=True)
    if bot is not BotMode.ON and not (turn.opening and not turn.text):
        return unsaid(decision, triage, turn.case, categories, reason="bot_off")
    if bot is not BotMode.ON or (conversation.stopped and not turn.stopped):
        return muted(decision)
    return decision


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


def _remember(conversation: Conversation, turn: Turn, triage: Triage, decision: Decision) -> None:
    """What the next turn must know: what was offered and answered, and how often we missed."""
    asked = [slot for line in decision.lines for slot in line.asking]
    conversation.context = {
        "at": clock.now().isoformat(),
        "offered": list(decision.offers),
        "faq": decision.faq,
        "asked": asked,
        "said": turn.text[:300],
        STOP_TOLD: decision.stop and (turn.stop_told or bool(decision.lines)),
        "misses": int(turn.context.get("misses", 0)) + 1 if decision.miss else 0,
        "last_triage": seen(triage, decision),
    }
    conversation.language = triage.reply_language
    late = conversation.stopped and not turn.stopped  # asked for while this was read
    conversation.stopped = decision.stop or late
    if turn.visibility is Visibility.DIRECT:
        conversation.private = True


def _finish(
    desk: Desk,
    session: Session,
    conversation: Conversation,
    identity: Identity,
    turn: Turn,
    ticket: Ticket | None,
) -> None:
    """Mark what was answered, and come back where more waits; to somebody who floods us, later."""
    assert conversation.id is not None
    values: dict[str, Any] = {"handled": True}
    if ticket is not None and ticket.live:
        values["ticket_id"] = ticket.id
    session.execute(
        sa.update(Message)
        .where(
            unanswered(conversation.id, turn.visibility, turn.thread),
            col(Message.id) <= turn.last_id,
        )
        .values(**values)
    )
    more = session.scalar(
        sa.select(
            sa.exists().where(
                col(Message.conversation_id) == conversation.id, col(Message.handled).is_(False)
            )
        )
    )
    now = clock.real_now()
    later = desk.policy.desk.floods.pause if identity.flooding else timedelta(0)
    conversation.due_at = now + later if more else None
    conversation.waiting_since = now if more else None
    session.add(conversation)
