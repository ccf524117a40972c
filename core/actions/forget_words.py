"""Keep nowhere what a customer took back or changed."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from core.models import Conversation, Draft, Message, Ticket, TicketEvent
from core.rules.details import slots
from core.rules.privacy import PLACEHOLDER


def forget_words(
    session: Session, conversation: Conversation, message: Message, *, kept: str = ""
) -> None:
    """Take what `message` says, and `kept` does not, out of the tickets, their history and what the
    bot remembers; drop the drafts that answer it.
    """
    gone = _goner(message.text, kept)
    for ticket in session.scalars(
        sa.select(Ticket).where(col(Ticket.conversation_id) == conversation.id)
    ):
        ticket.slots = _left(ticket.slots, gone)
        lines = ticket.subject.splitlines()
        left = [line for line in lines if not gone(line)]
        if left != lines:
            ticket.subject = "\n".join(left) or kept[:200]
        session.add(ticket)
    facts = sa.select(TicketEvent).join(Ticket, col(Ticket.id) == TicketEvent.ticket_id)
    for event in session.scalars(
        facts.where(
            col(Ticket.conversation_id) == conversation.id, col(TicketEvent.kind) == "facts"
        )
    ):
        event.detail = _left(event.detail, gone)
        session.add(event)
    session.execute(
        sa.delete(Draft).where(
            col(Draft.conversation_id) == conversation.id,
            col(Draft.reply_id).is_(None),
            col(Draft.made_at) >= message.sent_at,
        )
    )
    conversation.context = _unsaid(conversation.context, gone)
    session.add(conversation)


def _goner(said: str, kept: str) -> Callable[[object], bool]:
    """Whether a value was told by the one text and is not by the other."""
    before, after = _told(said), _told(kept)

    def gone(value: object) -> bool:
        plain = str(value).strip().casefold()
        told = plain in before[0] or plain in before[1]
        return bool(plain) and told and plain not in after[0] and plain not in after[1]

    return gone


def _told(text: str) -> tuple[str, frozenset[str]]:
    """A text to look for words in, and the facts it tells as they are stored."""
    facts = slots(PLACEHOLDER.sub(" ", text)) if text else {}
    return text.casefold(), frozenset(str(value).casefold() for value in facts.values())


def _left(values: dict[str, Any], gone: Callable[[object], bool]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not gone(value)}


def _unsaid(context: dict[str, Any], gone: Callable[[object], bool]) -> dict[str, Any]:
    kept = dict(context)
    if "said" in kept:
        kept["said"] = "\n".join(one for one in str(kept["said"]).splitlines() if not gone(one))
    if kept.get("last_triage"):
        read = dict(kept["last_triage"])
        kept["last_triage"] = read | {"slots": _left(read.get("slots", {}), gone)}
    return kept
