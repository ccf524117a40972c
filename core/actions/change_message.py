"""The customer changed or withdrew a message."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.actions.ask_patience import ask_patience
from core.actions.fall_silent import fall_silent
from core.actions.forget_words import forget_words
from core.actions.set_turn import set_turn
from core.channel import Deleted, Edited
from core.db import LOCKED
from core.desk import Desk
from core.models import Change, Conversation, Identity, Message
from core.rules.acts import asks_to_stop
from core.rules.storable import storable
from core.vocabulary import Owner, Visibility


def change_message(
    desk: Desk, session: Session, channel_id: str, inbound: Edited | Deleted
) -> None:
    """Keep the new words, masked; of a withdrawn message keep none, and do not answer it."""
    row = session.scalar(
        sa.select(Message).where(
            col(Message.channel_id) == channel_id,
            col(Message.external_id) == inbound.external_id,
        )
    )
    if row is None:  # never addressed to us, or older than the desk
        return
    conversation = session.get_one(
        Conversation, row.conversation_id, with_for_update=LOCKED, populate_existing=True
    )
    session.refresh(row)
    if row.deleted_at is not None:  # nothing brings it back
        return
    if isinstance(inbound, Deleted):
        _withdraw(session, conversation, row)
    elif not _change(desk, session, conversation, row, inbound):
        return
    # a turn that is being taken has read the old words: it is taken again
    conversation.lease = conversation.lease_until = None
    session.add(conversation)
    session.add(row)
    session.add(
        Change(
            ticket_id=row.ticket_id,
            conversation_id=row.conversation_id,
            kind="message",
            at=clock.now(),
        )
    )


def _withdraw(session: Session, conversation: Conversation, row: Message) -> None:
    forget_words(session, conversation, row)
    row.text, row.attachments, row.deleted_at = "", [], clock.now()
    row.handled = True


def _change(
    desk: Desk, session: Session, conversation: Conversation, row: Message, inbound: Edited
) -> bool:
    """Take the new words; False where they are not new, or older than what we have."""
    masked = storable(inbound.text)
    older = row.edited_at is not None and inbound.edited_at < row.edited_at
    if older or masked.text == row.text:  # platforms also report previews and reactions as edits
        return False
    forget_words(session, conversation, row, kept=masked.text)
    row.text, row.edited_at = masked.text, inbound.edited_at
    row.secrets = sorted({*row.secrets, *(secret.kind.value for secret in masked.secrets)})
    if asks_to_stop(row.text):
        fall_silent(session, conversation)
    identity = session.get_one(Identity, conversation.identity_id, with_for_update=LOCKED)
    if conversation.owner is Owner.BOT and identity.blocked_at is None:
        # answered like a new message
        row.handled = False
        floods = set_turn(desk.policy, identity, conversation)
        if floods and row.visibility is Visibility.DIRECT:
            ask_patience(desk, session, identity, conversation, row.text)
        session.add(identity)
    return True
