"""Know a person by their account: contact, identity and conversation, made at first sight."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.channel import Person
from core.db import insert_once
from core.models import Contact, Conversation, Identity
from core.rules.storable import storable


def meet(session: Session, channel_id: str, person: Person) -> tuple[Identity, Conversation]:
    """The identity and its conversation, with the names the platform shows today."""
    identity = _identity(session, channel_id, person.external_id)
    name, handle = storable(person.name).text[:200], storable(person.handle).text[:200]
    if identity is None:
        now = clock.now()
        contact = Contact(name=name, created_at=now)
        session.add(contact)
        session.flush()
        made = insert_once(
            session,
            Identity,
            {
                "contact_id": contact.id,
                "channel_id": channel_id,
                "external_id": person.external_id,
                "name": name,
                "handle": handle,
                "blocked_us": False,
                "closed": False,
                "flooding": False,
            },
        )
        identity = _identity(session, channel_id, person.external_id)
        assert identity is not None
        if made is None:  # another process met the same person at the same moment
            session.delete(contact)
    else:
        identity.name, identity.handle = name or identity.name, handle or identity.handle
    if person.followers is not None:
        identity.followers = person.followers
    session.add(identity)
    return identity, _conversation(session, identity)


def _identity(session: Session, channel_id: str, external_id: str) -> Identity | None:
    return session.scalar(
        sa.select(Identity)
        .where(col(Identity.channel_id) == channel_id, col(Identity.external_id) == external_id)
        .with_for_update()  # their messages are counted here
        .execution_options(populate_existing=True)
    )


def _conversation(session: Session, identity: Identity) -> Conversation:
    wanted = (
        sa.select(Conversation)
        .where(col(Conversation.identity_id) == identity.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalar(wanted)
    if found is None:
        insert_once(
            session,
            Conversation,
            {
                "channel_id": identity.channel_id,
                "identity_id": identity.id,
                "contact_id": identity.contact_id,
                "owner": "bot",
                "private": False,
                "stopped": False,
                "context": {},
                "created_at": clock.now(),
            },
        )
        found = session.scalar(wanted)
    assert found is not None
    return found
