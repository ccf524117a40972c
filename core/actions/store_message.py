"""Write a customer's message down, with every secret masked, once however often it comes."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.channel import Message, Pressed
from core.db import insert_once
from core.models import Conversation, SentPart
from core.models import Message as Row
from core.rules.attached import recorded
from core.rules.privacy import secrets_across
from core.rules.storable import storable
from core.vocabulary import Author, Direction, Visibility

#: How many of our latest messages a press may belong to whose own is not known.
LATEST_OFFERS = 5


@dataclass(frozen=True, slots=True)
class Stored:
    """What was written down."""

    text: str
    choice: str | None


def store_message(
    session: Session,
    conversation: Conversation,
    inbound: Message | Pressed,
    *,
    ticket_id: int | None,
    handled: bool,
) -> Stored | None:
    """Insert the message; None where it was there already. A secret may go over two messages: what
    began in the one before is masked there too.
    """
    message = inbound if isinstance(inbound, Message) else None
    labels = _offered(session, conversation, inbound) if isinstance(inbound, Pressed) else {}
    choice = inbound.choice if isinstance(inbound, Pressed) and inbound.choice in labels else None
    alone = storable(message.text if message else labels.get(choice or "", ""))
    last = _last_said(session, conversation)
    before, masked = secrets_across((last.text if last else "", alone.text))
    public = inbound.place.visibility is Visibility.PUBLIC
    values: dict[str, Any] = {
        "conversation_id": conversation.id,
        "ticket_id": ticket_id,
        "channel_id": conversation.channel_id,
        "external_id": inbound.external_id,
        "direction": Direction.INBOUND,
        "author": Author.CUSTOMER,
        "text": masked.text,
        "secrets": sorted({one.kind.value for one in (*alone.secrets, *masked.secrets)}),
        "visibility": inbound.place.visibility,
        "place": inbound.place.key,
        "thread": _thread(session, conversation, inbound) if public else None,
        "reply_to": inbound.reply_to if isinstance(inbound, Message) else inbound.message,
        "choice": choice,
        "choices": [],
        "invite": False,
        "opening": message.opening if message else False,
        "attachments": [recorded(one) for one in message.attachments] if message else [],
        "handled": handled,
        "sent_at": clock.now(),
    }
    if insert_once(session, Row, values) is None:
        return None
    if last is not None and before.text != last.text:
        known = {secret.kind.value for secret in before.secrets}
        last.text, last.secrets = before.text, sorted({*last.secrets, *known})
        session.add(last)
    return Stored(masked.text, choice)


def _last_said(session: Session, conversation: Conversation) -> Row | None:
    """The customer's message before this one: "my password is" is followed by a password."""
    return session.scalar(
        sa.select(Row)
        .where(
            col(Row.conversation_id) == conversation.id,
            col(Row.direction) == Direction.INBOUND,
        )
        .order_by(col(Row.id).desc())
        .limit(1)
    )


def _offered(session: Session, conversation: Conversation, pressed: Pressed) -> dict[str, str]:
    """What could be pressed: a client may claim any button, so only what we offered counts.

    The message that carried the button, or where its id never reached us our latest offers.
    """
    ours = _ours(session, conversation.channel_id, pressed.message)
    if ours is not None and ours.conversation_id == conversation.id:
        carriers = [ours]
    else:
        sent = (
            sa.select(Row)
            .where(
                col(Row.conversation_id) == conversation.id,
                col(Row.direction) == Direction.OUTBOUND,
            )
            .order_by(col(Row.id).desc())
            .limit(LATEST_OFFERS)
        )
        carriers = list(session.scalars(sent))
    return {str(one[0]): str(one[1]) for row in carriers for one in row.choices}


def _thread(session: Session, conversation: Conversation, inbound: Message | Pressed) -> str:
    """What in public belongs to one exchange: the platform's thread, else the chain of replies."""
    if inbound.place.thread is not None:
        return inbound.place.thread
    channel_id = conversation.channel_id
    parent_id = inbound.message if isinstance(inbound, Pressed) else inbound.reply_to
    parent = _ours(session, channel_id, parent_id) or session.scalar(
        sa.select(Row).where(col(Row.channel_id) == channel_id, col(Row.external_id) == parent_id)
    )
    if parent is not None and parent.conversation_id == conversation.id and parent.thread:
        return parent.thread
    return inbound.external_id


def _ours(session: Session, channel_id: str, external_id: str | None) -> Row | None:
    if external_id is None:
        return None
    return session.scalar(
        sa.select(Row)
        .join(SentPart, col(SentPart.message_id) == Row.id)
        .where(col(SentPart.channel_id) == channel_id, col(SentPart.external_id) == external_id)
    )
