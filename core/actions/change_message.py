"""The customer changed or withdrew a message."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.channel import Deleted, Edited
from core.models import Change, Conversation, Message, Ticket
from core.rules.storable import storable
from core.vocabulary import Owner


def _read_again(session: Session, row: Message) -> None:
    """What the customer now says is answered like a new message, unless a person reads along."""
    conversation = session.get_one(Conversation, row.conversation_id)
    if conversation.owner is Owner.BOT:
        row.handled = False
        conversation.due_at = conversation.due_at or clock.real_now()
        conversation.waiting_since = conversation.waiting_since or clock.real_now()
        session.add(conversation)


def _forget(session: Session, row: Message) -> None:
    """A ticket keeps nothing that was told in a withdrawn message."""
    ticket = session.get(Ticket, row.ticket_id) if row.ticket_id else None
    if ticket is None or not row.text:
        return
    said = row.text.casefold()
    ticket.slots = {n: v for n, v in ticket.slots.items() if str(v).casefold() not in said}
    if any(line and line.casefold() in said for line in ticket.subject.splitlines()):
        ticket.subject = ""
    session.add(ticket)


def change_message(session: Session, channel_id: str, inbound: Edited | Deleted) -> None:
    """Keep the new words, masked; of a withdrawn message keep none."""
    row = session.scalar(
        sa.select(Message).where(
            col(Message.channel_id) == channel_id,
            col(Message.external_id) == inbound.external_id,
        )
    )
    if row is None:  # never addressed to us, or older than the desk
        return
    if isinstance(inbound, Edited):
        masked = storable(inbound.text)
        if masked.text == row.text:  # platforms also report previews and reactions as edits
            return
        row.text = masked.text
        row.secrets = sorted({*row.secrets, *(secret.kind.value for secret in masked.secrets)})
        row.edited_at = clock.now()
        _read_again(session, row)
    else:
        _forget(session, row)
        row.text, row.attachments, row.deleted_at = "", [], clock.now()
        row.handled = True
    session.add(row)
    session.add(
        Change(
            ticket_id=row.ticket_id,
            conversation_id=row.conversation_id,
            kind="message",
            at=clock.now(),
        )
    )
