"""Put a message to a customer on its way: written down and owed in one transaction."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.actions.fail_delivery import fail_delivery
from core.db import ring
from core.models import Change, Conversation, Delivery, Message, Ticket
from core.vocabulary import Author, Category, DeliveryState, Direction, Lane, Visibility

SUPERSEDED = "superseded by a newer message"
"""Why a message was not sent, as agents see it."""
#: Somebody's funds are at stake, so what we say about it goes first.
DANGER = (Category.FUND_SECURITY, Category.SCAM_REPORT)


def say(
    session: Session,
    conversation: Conversation,
    text: str,
    *,
    author: Author,
    visibility: Visibility,
    place: str,
    thread: str | None = None,
    reply_to: str | None = None,
    choices: Sequence[tuple[str, str]] = (),
    invite: bool = False,
    faq: str | None = None,
    ticket_id: int | None = None,
    agent_id: int | None = None,
    expires_at: datetime | None = None,
    topic: str | None = None,
) -> Message:
    """Write the message and its delivery. `place` is the chat, in private the person's id.

    What still waits on the same `topic` is replaced: the newest word counts. Nothing is sent once
    it `expires_at`.
    """
    assert conversation.id is not None
    message = Message(
        conversation_id=conversation.id,
        channel_id=conversation.channel_id,
        ticket_id=ticket_id,
        direction=Direction.OUTBOUND,
        author=author,
        agent_id=agent_id,
        text=text,
        visibility=visibility,
        place=place,
        thread=thread,
        reply_to=reply_to,
        choices=[list(choice) for choice in choices],
        invite=invite,
        faq=faq,
        sent_at=clock.now(),
    )
    session.add(message)
    session.flush()
    assert message.id is not None
    if topic is not None:
        _supersede(session, conversation, topic)
    lane = _lane(session, author, ticket_id)
    session.add(
        Delivery(
            message_id=message.id,
            conversation_id=conversation.id,
            channel_id=conversation.channel_id,
            automatic=author is not Author.AGENT,
            lane=lane,
            rank=lane.rank,
            due_at=clock.now(),
            expires_at=expires_at,
            topic=topic,
        )
    )
    ring(session, conversation.channel_id)
    session.add(
        Change(
            ticket_id=ticket_id,
            conversation_id=conversation.id,
            kind="message",
            at=clock.now(),
        )
    )
    return message


def _lane(session: Session, author: Author, ticket_id: int | None) -> Lane:
    ticket = session.get(Ticket, ticket_id) if ticket_id is not None else None
    if ticket is not None and ticket.live and ticket.category in DANGER:
        return Lane.SAFETY
    if author is Author.AGENT:
        return Lane.AGENT
    return Lane.ANSWER if author is Author.BOT else Lane.FOLLOW_UP


def _supersede(session: Session, conversation: Conversation, topic: str) -> None:
    waiting = session.execute(
        sa.select(Delivery, Message)
        .join(Message, col(Message.id) == Delivery.message_id)
        .where(
            col(Delivery.conversation_id) == conversation.id,
            col(Delivery.topic) == topic,
            col(Delivery.state) == DeliveryState.PENDING,
        )
        .with_for_update(of=Delivery)
    ).all()
    for delivery, message in waiting:
        fail_delivery(session, delivery, message, SUPERSEDED)
