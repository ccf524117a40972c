"""Settle by hand whether a message arrived."""

from core.actions.find_delivery import find_delivery
from core.actions.record_delivery import record_delivery
from core.desk import Desk, Illegal
from core.models import Agent
from core.queries.timeline import MessageView, message
from core.vocabulary import DeliveryState

MARKED = "marked as delivered by "
"""Why a message counts as sent though its platform never said so, before the agent's name."""


def mark_delivered(desk: Desk, message_id: int, agent_id: int) -> MessageView:
    """Count an unknown message as sent, because an agent saw it on the platform.

    Raises `NotFound`, and `Illegal` where it is not unknown.
    """
    with desk.db.transaction() as session:
        together = find_delivery(session, message_id)
        agent = session.get_one(Agent, agent_id)
        for delivery, row in together:
            if delivery.state is not DeliveryState.UNKNOWN:
                raise Illegal(
                    "not_unknown",
                    f"This message is {delivery.state.value}; only one whose delivery is unknown "
                    "can be marked.",
                )
            delivery.state, delivery.reason = DeliveryState.SENT, MARKED + agent.name
            session.add(delivery)
            record_delivery(session, row, "marked_delivered", f"agent:{agent.name}")
        session.flush()
        return message(session, message_id)
