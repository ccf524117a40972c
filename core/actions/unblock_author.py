"""Answer somebody again who was blocked."""

from core.actions.find import find
from core.actions.record import record
from core.db import LOCKED
from core.desk import Desk
from core.models import Agent, Identity
from core.queries.tickets import TicketView, ticket


def unblock_author(desk: Desk, number: str, agent_id: int) -> TicketView:
    """Let what the ticket's customer writes from now on be answered. Raises `NotFound`."""
    with desk.db.transaction() as session:
        found, conversation = find(session, number)
        identity = session.get_one(Identity, conversation.identity_id, with_for_update=LOCKED)
        if identity.blocked_at is not None:
            agent = session.get_one(Agent, agent_id)
            identity.blocked_at = None
            session.add(identity)
            record(session, found, "unblocked", f"agent:{agent.name}")
        session.flush()
        view = ticket(desk, number)
    assert view is not None
    return view
