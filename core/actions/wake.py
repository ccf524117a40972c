"""The customer answered while we waited for them: go on, or end where they say it is solved."""

from sqlmodel import Session

from core import clock
from core.actions.hand_back import hand_back
from core.actions.say import say
from core.actions.set_status import set_status
from core.desk import Desk
from core.models import Conversation, Identity, Ticket
from core.rules import offers
from core.rules.decision import Line
from core.rules.phrase import phrase
from core.rules.terms import terms
from core.vocabulary import Author, Outcome, TicketStatus, Visibility


def wake(
    desk: Desk,
    session: Session,
    ticket: Ticket,
    conversation: Conversation,
    text: str,
    choice: str | None,
) -> None:
    """Set a pending ticket to open, or to solved where the answer to a reminder says so."""
    offered = conversation.context.get("offered", [])
    picked = choice or (offers.picked(text, offered) or offers.said_solved(text))
    if picked != offers.SOLVED or offers.SOLVED not in offered:
        set_status(
            desk, session, ticket, TicketStatus.OPEN, actor="customer", cause="customer_wrote"
        )
        return
    set_status(
        desk,
        session,
        ticket,
        TicketStatus.SOLVED,
        actor="customer",
        cause="customer_says_solved",
        outcome=Outcome.SOLVED,
    )
    conversation.due_at = conversation.waiting_since = None
    hand_back(session, conversation)
    voice, identity = desk.library.voice, session.get_one(Identity, conversation.identity_id)
    variables = terms(voice, desk.policy, ticket.language, clock.now(), ticket=ticket.number)
    say(
        session,
        conversation,
        phrase(voice, (Line("solved"),), ticket.language, public=False, variables=variables),
        author=Author.SYSTEM,
        visibility=Visibility.DIRECT,
        place=identity.external_id,
        ticket_id=ticket.id,
    )
