"""Say what a turn decided: in its place, and in private where the person is invited there."""

from collections.abc import Mapping

from sqlmodel import Session

from core import clock
from core.actions.say import say
from core.desk import Desk
from core.models import Conversation, Draft, Ticket
from core.queries.turns import Turn
from core.rules.decision import Decision
from core.rules.phrase import label, phrase
from core.rules.terms import terms
from core.rules.triage import Triage
from core.vocabulary import Author, Visibility

INTRODUCTIONS = frozenset({"first_contact", "greeting_first"})
"""Texts with which the bot says who it is."""


def speak(
    desk: Desk,
    session: Session,
    conversation: Conversation,
    turn: Turn,
    triage: Triage,
    decision: Decision,
    ticket: Ticket | None,
    *,
    only_draft: bool = False,
) -> None:
    """Put it on its way; with `only_draft` the text is kept for the agent who answers instead."""
    language, voice = triage.reply_language, desk.library.voice
    given = _given(desk, triage, ticket)
    live = ticket.id if ticket is not None and ticket.live else None
    public = turn.visibility is Visibility.PUBLIC
    lines = decision.lines
    if only_draft:  # an agent does not introduce themselves as the bot
        lines = tuple(line for line in lines if line.text not in INTRODUCTIONS)
    text = phrase(voice, lines, language, public=public, variables=given) if lines else ""
    if only_draft:
        if text and live is not None:
            _draft(session, conversation, text, decision, live)
        return
    expires_at = clock.now() + desk.policy.answer_expires
    if text:
        say(
            session,
            conversation,
            text,
            author=Author.BOT,
            visibility=turn.visibility,
            place=turn.place,
            thread=turn.thread,
            reply_to=turn.reply_to,
            choices=[(one, label(voice, one, language)) for one in decision.offers],
            invite=decision.invite,
            faq=decision.faq,
            ticket_id=live,
            expires_at=expires_at,
        )
    if decision.invite_lines:
        say(
            session,
            conversation,
            phrase(voice, decision.invite_lines, language, public=False, variables=given),
            author=Author.BOT,
            visibility=Visibility.DIRECT,
            place=turn.person,
            ticket_id=live,
            expires_at=expires_at,
        )


def _given(desk: Desk, triage: Triage, ticket: Ticket | None) -> Mapping[str, str]:
    return terms(
        desk.library.voice,
        desk.policy,
        triage.reply_language,
        clock.now(),
        ticket=ticket.number if ticket else "",
        category=ticket.category if ticket else None,
        priority=ticket.priority if ticket else triage.priority,
        status=ticket.status if ticket else None,
    )


def _draft(
    session: Session, conversation: Conversation, text: str, decision: Decision, ticket_id: int
) -> None:
    assert conversation.id is not None
    session.add(
        Draft(
            conversation_id=conversation.id,
            ticket_id=ticket_id,
            channel_id=conversation.channel_id,
            text=text,
            faq=decision.faq,
            made_at=clock.now(),
        )
    )
