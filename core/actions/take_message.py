"""Store a customer's message, or the button they pressed, and set the bot's turn."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.actions.meet import meet
from core.actions.wake import wake
from core.channel import Attachment, Message, Pressed
from core.db import insert_once
from core.desk import Desk
from core.models import Change, Conversation, SentPart, Ticket
from core.models import Message as Row
from core.rules.privacy import secrets_across
from core.rules.storable import storable
from core.vocabulary import Author, Direction, Owner, TicketStatus, Visibility

#: A person who keeps writing is answered at the latest after this many quiet spans.
LONGEST_WAIT = 5
#: How many of our latest messages a press may belong to whose own is not known.
LATEST_OFFERS = 5


def take_message(desk: Desk, session: Session, channel_id: str, inbound: Message | Pressed) -> None:
    """Store it once. Whoever owns the conversation, the message reopens a waiting ticket."""
    identity, conversation = meet(session, channel_id, inbound.author)
    ticket = session.scalar(
        sa.select(Ticket)
        .where(col(Ticket.conversation_id) == conversation.id, col(Ticket.live).is_(True))
        .order_by(col(Ticket.id).desc())
        .limit(1)
    )
    values = _values(session, conversation, inbound, _last_said(session, conversation, inbound))
    public = inbound.place.visibility is Visibility.PUBLIC
    made = insert_once(
        session,
        Row,
        values
        | {
            "conversation_id": conversation.id,
            "ticket_id": ticket.id if ticket else None,
            "thread": _thread(session, conversation, channel_id, inbound) if public else None,
            "handled": conversation.owner is Owner.HUMAN,
        },
    )
    if made is None:
        return
    identity.blocked_us = False
    conversation.private = conversation.private or not public
    if conversation.owner is Owner.BOT:
        _set_turn(desk, conversation)
    if ticket is not None:
        if ticket.status is TicketStatus.PENDING:
            wake(desk, session, ticket, conversation, values["text"], values["choice"])
        ticket.updated_at = clock.now()
        session.add(ticket)
    session.add(conversation)
    session.add(
        Change(
            ticket_id=ticket.id if ticket else None,
            conversation_id=conversation.id,
            kind="message",
            at=clock.now(),
        )
    )


def _values(
    session: Session, conversation: Conversation, inbound: Message | Pressed, last: Row | None
) -> dict[str, Any]:
    """What is stored. A secret that began in the `last` message is masked there too."""
    pressed = inbound if isinstance(inbound, Pressed) else None
    message = inbound if isinstance(inbound, Message) else None
    labels = _offered(session, conversation, pressed) if pressed else {}
    choice = pressed.choice if pressed and pressed.choice in labels else None
    text = message.text if message else labels.get(choice or "", "")
    before, masked = secrets_across((last.text if last else "", storable(text).text))
    already = {secret.kind.value for secret in storable(text).secrets}
    if last is not None and before.text != last.text:
        known = {secret.kind.value for secret in before.secrets}
        last.text, last.secrets = before.text, sorted({*last.secrets, *known})
        session.add(last)
    return {
        "channel_id": conversation.channel_id,
        "external_id": inbound.external_id,
        "direction": Direction.INBOUND,
        "author": Author.CUSTOMER,
        "text": masked.text,
        "secrets": sorted(already | {secret.kind.value for secret in masked.secrets}),
        "visibility": inbound.place.visibility,
        "place": inbound.place.key,
        "reply_to": message.reply_to if message else pressed.message if pressed else None,
        "choice": choice,
        "choices": [],
        "invite": False,
        "opening": message.opening if message else False,
        "attachments": [_recorded(one) for one in message.attachments] if message else [],
        "sent_at": clock.now(),
    }


def _last_said(
    session: Session, conversation: Conversation, inbound: Message | Pressed
) -> Row | None:
    """The customer's message before this one: "my password is" is followed by a password."""
    row = session.scalar(
        sa.select(Row)
        .where(
            col(Row.conversation_id) == conversation.id,
            col(Row.direction) == Direction.INBOUND,
        )
        .order_by(col(Row.id).desc())
        .limit(1)
    )
    return row if row is not None and row.external_id != inbound.external_id else None


def _recorded(attachment: Attachment) -> dict[str, Any]:
    return {
        "kind": attachment.kind.value,
        "external_id": attachment.external_id,
        "name": storable(attachment.name).text,
        "size": attachment.size,
        "mime": attachment.mime,
    }


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


def _thread(
    session: Session, conversation: Conversation, channel_id: str, inbound: Message | Pressed
) -> str:
    """What in public belongs to one exchange: the platform's thread, else the chain of replies."""
    if inbound.place.thread is not None:
        return inbound.place.thread
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


def _set_turn(desk: Desk, conversation: Conversation) -> None:
    now, quiet = clock.real_now(), desk.policy.turn_quiet
    conversation.waiting_since = conversation.waiting_since or now
    conversation.due_at = min(now + quiet, conversation.waiting_since + LONGEST_WAIT * quiet)
