"""Know a person by their account: contact, identity and conversation, made at first sight."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core.actions.introduce import Stranger, introduce
from core.channel import Person
from core.models import Conversation, Identity
from core.rules.storable import storable


def meet(session: Session, channel_id: str, person: Person) -> tuple[Identity, Conversation]:
    """The identity and its conversation, locked, with the names the platform shows today."""
    name, handle = storable(person.name).text[:200], storable(person.handle).text[:200]
    known = _known(session, channel_id, person.external_id)
    if known is None:
        introduce(session, channel_id, [Stranger(person.external_id, name, handle)])
        known = _known(session, channel_id, person.external_id)
    assert known is not None
    identity, conversation = known
    identity.name, identity.handle = name or identity.name, handle or identity.handle
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
        .with_for_update(of=(Conversation, Identity), key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None
