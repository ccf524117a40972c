"""Say that a case is done."""

from core.actions.find import find
from core.actions.hand_back import hand_back
from core.actions.set_status import set_status
from core.actions.tell import tell
from core.desk import Desk, Illegal
from core.models import Agent
from core.queries.tickets import TicketView, ticket
from core.vocabulary import Outcome, TicketStatus


def solve(desk: Desk, number: str, agent_id: int) -> TicketView:
    """Set the ticket to solved, tell the customer, and give the conversation back to the bot.

    Raises `NotFound`, and `Illegal` where it is solved or closed already.
    """
    with desk.db.transaction() as session:
        found, conversation = find(session, number)
        if not found.live:
            raise Illegal("not_live", f"Ticket {number} is {found.status.value} already.")
        actor = session.get_one(Agent, agent_id)
        set_status(
            desk,
            session,
            found,
            TicketStatus.SOLVED,
            actor=f"agent:{actor.name}",
            cause="solved",
            outcome=Outcome.SOLVED,
        )
        tell(desk, session, found, conversation, "solved")
        hand_back(session, conversation)
        session.flush()
        view = ticket(desk, number)
    assert view is not None
    return view
