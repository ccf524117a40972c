"""The customer changed or withdrew a message."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.channel import Deleted, Edited
from core.models import Change, Message
from core.rules.storable import storable


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
        row.text = masked.text
        row.secrets = sorted({*row.secrets, *(secret.kind.value for secret in masked.secrets)})
        row.edited_at = clock.now()
    else:
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
