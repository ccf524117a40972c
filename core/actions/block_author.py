"""Stop answering somebody: a spammer, or one who only abuses us."""

import sqlalchemy as sa
from sqlmodel import col

from core import clock
from core.actions.find import find
from core.actions.record import record
from core.db import LOCKED
from core.desk import Desk
from core.models import Agent, Delivery, Identity, Message
from core.queries.obstacles import AUTHOR_BLOCKED
from core.queries.tickets import TicketView, ticket
from core.vocabulary import DeliveryState


def block_author(desk: Desk, number: str, agent_id: int) -> TicketView:
    """Block the ticket's customer on their platform. Blocking twice changes nothing.

    What they write is still stored; nothing answers it, and what the desk still owed them by itself
    is called back. Agents can still write to them. Raises `NotFound`.
    """
    with desk.db.transaction() as session:
        found, conversation = find(session, number)
        identity = session.get_one(Identity, conversation.identity_id, with_for_update=LOCKED)
        if identity.blocked_at is None:
            agent = session.get_one(Agent, agent_id)
            identity.blocked_at = clock.now()
            conversation.due_at = conversation.waiting_since = None
            session.add_all((identity, conversation))
            session.execute(
                sa.update(Message)
                .where(
                    col(Message.conversation_id) == conversation.id,
                    col(Message.handled).is_(False),
                )
                .values(handled=True)
            )
            session.execute(
                sa.update(Delivery)
                .where(
                    col(Delivery.conversation_id) == conversation.id,
                    col(Delivery.state) == DeliveryState.PENDING,
                    col(Delivery.automatic).is_(True),
                )
                .values(state=DeliveryState.FAILED, reason=AUTHOR_BLOCKED)
            )
            record(session, found, "blocked", f"agent:{agent.name}")
        session.flush()
        view = ticket(desk, number)
    assert view is not None
    return view
