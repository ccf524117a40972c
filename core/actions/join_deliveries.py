"""Put the private messages that wait for one person into one, where the platform lets us send few."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core.channel import Capabilities
from core.models import Delivery, Message
from core.queries.obstacles import obstacle
from core.vocabulary import DeliveryState, Visibility

BETWEEN = "\n\n"


def join_deliveries(
    session: Session, lead: Delivery, message: Message, can: Capabilities
) -> list[tuple[Delivery, Message]]:
    """The messages that go out with `lead`, itself included, in order; all in its state and lease.

    What was joined for an attempt that may have arrived stays joined: only the same text can be
    found again on the platform.
    """
    together = [(lead, message)]
    lead.joined_to = None
    if not can.joins_private or message.visibility is not Visibility.DIRECT:
        return together
    length = can.measure(message.text)
    for delivery, other in _followers(session, lead):
        if lead.attempts > 1:
            if delivery.joined_to != lead.id:
                continue
        else:
            length += can.measure(BETWEEN + other.text)
            fits = length <= can.direct_limit and _offers(message=other, all_of=together[-1][1])
            if not fits or obstacle(session, delivery, other, can) is not None:
                break
        delivery.joined_to = lead.id
        delivery.state, delivery.attempts = lead.state, lead.attempts
        delivery.lease, delivery.lease_until = lead.lease, lead.lease_until
        session.add(delivery)
        together.append((delivery, other))
    return together


def _offers(message: Message, all_of: Message) -> bool:
    """Whether it offers what the one before does: of what goes as one, the last choices are shown."""
    return {one[0] for one in all_of.choices} <= {one[0] for one in message.choices}


def _followers(session: Session, lead: Delivery) -> list[tuple[Delivery, Message]]:
    """What waits behind `lead` in its conversation, up to the first that is not private."""
    rows = session.execute(
        sa.select(Delivery, Message)
        .join(Message, col(Message.id) == Delivery.message_id)
        .where(
            col(Delivery.conversation_id) == lead.conversation_id,
            col(Delivery.id) > lead.id,
            col(Delivery.state) == DeliveryState.PENDING,
        )
        .order_by(col(Delivery.id))
        .with_for_update(of=Delivery)
    ).all()
    followers: list[tuple[Delivery, Message]] = []
    for delivery, message in rows:
        if message.visibility is not Visibility.DIRECT:
            break
        followers.append((delivery, message))
    return followers
