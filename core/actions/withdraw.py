"""Take back something we said, where that is still possible."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.actions.find_delivery import find_delivery
from core.actions.record_delivery import record_delivery
from core.db import ring
from core.desk import Desk, Illegal, Refused
from core.models import Agent, ChannelRow, Delivery, Message, SentPart
from core.queries.staff import agent_view
from core.queries.timeline import MessageView, message
from core.vocabulary import DeliveryState, WithdrawalState

TAKEN_BACK = "taken back before it was sent"
PERHAPS = "taken back while it was not known whether an earlier attempt had arrived"
"""Why a message did not go out, as agents see it."""


def withdraw(desk: Desk, message_id: int, agent_id: int) -> MessageView:
    """Cancel a message that waits, or have the platform delete one that was sent.

    What went out as one message is taken back as one. Agents take back what they wrote, leads and
    admins anything. Raises `NotFound`; `Refused` for somebody else's message; `Illegal` where it
    cannot be taken back, or was.
    """
    with desk.db.transaction() as session:
        together = find_delivery(session, message_id)
        agent = session.get_one(Agent, agent_id)
        asked = next(each for each in together if each[1].id == message_id)
        waits = asked[0].state is DeliveryState.PENDING
        together = [asked] if waits else together
        if not agent_view(agent).leads and any(row.agent_id != agent_id for _, row in together):
            raise Refused(
                "not_yours",
                "Agents take back only what they wrote themselves; ask a team lead for this one.",
            )
        if waits:
            _cancel(session, *asked, agent.name)
        else:
            _check(session, together[0][0])
            for delivery, _ in together:
                delivery.withdrawal, delivery.withdrawal_reason = WithdrawalState.WANTED, agent.name
                delivery.attempts, delivery.due_at = 0, clock.now()
                session.add(delivery)
            ring(session, asked[0].channel_id)
        for delivery, row in together:
            detail = {"state": delivery.withdrawal}
            record_delivery(session, row, "withdrawal", f"agent:{agent.name}", detail)
        session.flush()
        return message(session, message_id)


def _cancel(session: Session, delivery: Delivery, row: Message, by: str) -> None:
    tried = delivery.attempts > 0
    delivery.state = DeliveryState.UNKNOWN if tried else DeliveryState.FAILED
    delivery.reason = PERHAPS if tried else TAKEN_BACK
    delivery.joined_to = None
    if not tried:
        delivery.withdrawal, delivery.withdrawal_reason = WithdrawalState.DONE, by
        row.deleted_at = clock.now()
        session.add(row)
    session.add(delivery)


def _check(session: Session, lead: Delivery) -> None:
    if lead.withdrawal in (WithdrawalState.WANTED, WithdrawalState.DONE):
        raise Illegal("taken_back", "This message was taken back already.")
    if lead.state is DeliveryState.SENDING:
        raise Illegal(
            "being_sent", "This message is being sent at this moment; try again in a minute."
        )
    if lead.state is not DeliveryState.SENT:
        raise Illegal(
            "not_sent",
            f"This message is {lead.state.value}, so there is nothing to take back; mark it as "
            "delivered first if the customer has it.",
        )
    traits = session.get_one(ChannelRow, lead.channel_id).traits
    if not traits.get("withdraws"):
        raise Illegal("cannot_withdraw", "This platform does not let us take back what we said.")
    if not session.scalar(
        sa.select(sa.exists().where(col(SentPart.message_id) == lead.message_id))
    ):
        raise Illegal(
            "no_platform_id",
            "The platform never told us the message's id; delete it there by hand.",
        )
