"""Know a person by their account: contact, identity and conversation, made at first sight."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.channel import Person
from core.db import insert_once
from core.models import Contact, Conversation, Identity
from core.rules.storable import storable


def meet(session: Session, channel_id: str, person: Person) -> tuple[Identity, Conversation]:
    """The identity and its conversation, locked, with the names the platform shows today."""
    known = _known(session, channel_id, person.external_id)
    if known is None:
        _introduce(session, channel_id, person.external_id)
        known = _known(session, channel_id, person.external_id)
    assert known is not None
    identity, conversation = known
    identity.name = storable(person.name).text[:200] or identity.name
    identity.handle = storable(person.handle).text[:200] or identity.handle
    if person.followers is not None:
        identity.followers = person.followers
    session.add(identity)
    return identity, conversation


def _known(
    session: Session, channel_id: str, external_id: str
) -> tuple[Identity, Conversation] | None:
    """Both rows as they are now. The conversation is locked first, as everywhere."""
    row = session.execute(
        sa.select(Identity, Conversation)
        .select_from(Conversation)
        .join(Identity, col(Identity.id) == Conversation.identity_id)
        .where(col(Identity.channel_id) == channel_id, col(Identity.external_id) == external_id)
        .with_for_update(of=(Conversation, Identity))
        .execution_options(populate_existing=True)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def _introduce(session: Session, channel_id: str, external_id: str) -> None:
    """Make what is not there yet. Another process may meet the same person at the same moment."""
    now = clock.now()
    contact = Contact(created_at=now)
    session.add(contact)
    session.flush()
    identity_id = insert_once(
        session,
        Identity,
        {
            "contact_id": contact.id,
            "channel_id": channel_id,
            "external_id": external_id,
            "name": "",
            "handle": "",
            "blocked_us": False,
            "closed": False,
            "flooding": False,
        },
    )
    if identity_id is None:
        session.delete(contact)
        return
    insert_once(
        session,
        Conversation,
        {
            "channel_id": channel_id,
            "identity_id": identity_id,
            "contact_id": contact.id,
            "owner": "bot",
            "private": False,
            "stopped": False,
            "context": {},
            "created_at": now,
        },
    )
