"""The customer answered while we waited for them: go on, or end where they say it is solved."""

from sqlmodel import Session

from core.actions.hand_back import hand_back
from core.actions.set_status import set_status
from core.actions.tell import tell
from core.desk import Desk
from core.models import Conversation, Ticket
from core.rules import offers
from core.vocabulary import Outcome, TicketStatus


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
        if picked == offers.WAITING:
            tell(desk, session, ticket, conversation, "ack_ticket_again")
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
    tell(desk, session, ticket, conversation, "solved")
