"""Give a ticket to an agent."""

from core.actions.find import find
from core.actions.find_agent import find_agent
from core.actions.record import record
from core.actions.set_status import set_status
from core.actions.take_over import take_over
from core.desk import Desk, Illegal, Refused
from core.models import Agent
from core.queries.tickets import TicketView, ticket
from core.vocabulary import Role, TicketStatus


def assign(desk: Desk, number: str, agent_id: int, to: str) -> TicketView:
    """Assign the ticket to the agent called `to`; a person owns the conversation from now on.

    Raises `NotFound` for an unknown ticket or agent and `Illegal` for one that is over
    and `Refused` for an agent who may only read.
    """
    with desk.db.transaction() as session:
        found, conversation = find(session, number)
        assignee = find_agent(session, to)
        if not found.live:
            raise Illegal(
                "not_live", f"Ticket {number} is {found.status.value}; reopen it to assign it."
            )
        if assignee.role is Role.AUDITOR:
            raise Refused("auditor", f"{to} is an auditor, who only reads; assign to an agent.")
        actor = session.get_one(Agent, agent_id)
        if found.assignee_id != assignee.id:
            found.assignee_id = assignee.id
            record(session, found, "assigned", f"agent:{actor.name}", {"to": assignee.name})
        if found.status is TicketStatus.NEW:
            set_status(
                desk,
                session,
                found,
                TicketStatus.OPEN,
                actor=f"agent:{actor.name}",
                cause="assigned",
            )
        take_over(session, conversation)
        session.flush()
        view = ticket(desk, number)
    assert view is not None
    return view
