"""Make contact, identity and conversation for people we meet for the first time."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.db import insert_all_once
from core.models import Contact, Conversation, Identity
from core.vocabulary import Owner


@dataclass(frozen=True, slots=True)
class Stranger:
    """A person as the platform shows them, without secrets."""

    external_id: str
    name: str
    handle: str


def introduce(session: Session, channel_id: str, strangers: Sequence[Stranger]) -> None:
    """Make what is not there yet. Another process may meet the same people at the same moment."""
    now = clock.now()
    made = session.execute(
        sa.insert(Contact).returning(col(Contact.id), col(Contact.name)),
        [{"name": one.name, "created_at": now} for one in strangers],
    ).all()
    contacts: dict[str, list[int]] = {}  # which of several with one name is whose does not matter
    for contact_id, name in made:
        contacts.setdefault(name, []).append(contact_id)
    identities = [
        {
            "contact_id": contacts[one.name].pop(),
            "channel_id": channel_id,
            "external_id": one.external_id,
            "name": one.name,
            "handle": one.handle,
            "blocked_us": False,
            "closed": False,
            "flooding": False,
        }
        for one in strangers
    ]
    insert_all_once(session, Identity, identities)
    rows = session.execute(
        sa.select(col(Identity.id), col(Identity.contact_id)).where(
            col(Identity.contact_id).in_([contact_id for contact_id, _ in made])
        )
    ).all()
    conversations = [
        {
            "channel_id": channel_id,
            "identity_id": identity_id,
            "contact_id": contact_id,
            "owner": Owner.BOT,
            "private": False,
            "stopped": False,
            "context": {},
            "created_at": now,
        }
        for identity_id, contact_id in rows
    ]
    insert_all_once(session, Conversation, conversations)
    if alone := {one for one, _ in made} - {contact_id for _, contact_id in rows}:
        session.execute(sa.delete(Contact).where(col(Contact.id).in_(alone)))
