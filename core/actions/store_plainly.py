"""Write many customers' messages down with a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from core import clock
from core.actions.note_event import note_event
from core.channel import Message
from core.models import Change, Conversation, Identity, Ticket
from core.models import Message as Row
from core.queries.acquainted import Acquainted
from core.rules.attached import recorded
from core.rules.privacy import secrets_across
from core.rules.storable import storable
from core.vocabulary import Author, Direction, Owner, Visibility


@dataclass(frozen=True, slots=True)
class Plain:
    """A private message and its author."""

    message: Message
    author: Acquainted
    known: bool = False  #: it is stored already


def store_plainly(session: Session, channel_id: str, plain: Sequence[Plain]) -> None:
    """Insert what is new, in order, and bring its authors, conversations and tickets up to date."""
    for one in plain:
        _look_at(one)
    authors = {one.author.conversation_id: one.author for one in plain}
    if authors:
        session.execute(sa.update(Identity), [_identity(one) for one in authors.values()])
    new = [one for one in plain if not one.known]
    if not new:
        return
    session.execute(sa.insert(Row), _rows(session, channel_id, new))
    writers = {one.author.conversation_id: one.author for one in new}
    session.execute(sa.update(Conversation), [_conversation(one) for one in writers.values()])
    now = clock.now()
    tickets = {one.author.ticket_id for one in new if one.author.ticket_id is not None}
    if tickets:
        session.execute(sa.update(Ticket), [{"id": one, "updated_at": now} for one in tickets])
    changes = [
        {
            "ticket_id": one.author.ticket_id,
            "conversation_id": one.author.conversation_id,
            "kind": "message",
            "at": now,
        }
        for one in new
    ]
    session.execute(sa.insert(Change), changes)
    note_event(session, channel_id)


def _rows(session: Session, channel_id: str, new: Sequence[Plain]) -> list[dict[str, Any]]:
    """The messages as rows. A secret may go over two messages: it is masked in both."""
    rows: list[dict[str, Any]] = []
    latest: dict[int, dict[str, Any]] = {}
    for one in new:
        author = one.author
        alone = storable(one.message.text)
        before = latest.get(author.conversation_id)
        said = before["text"] if before is not None else author.last_text
        masked = alone
        if said:
            earlier, masked = secrets_across((said, alone.text))
            if earlier.text != said:
                _mask_earlier(session, author, before, earlier.text, earlier.secrets)
        row = {
            "conversation_id": author.conversation_id,
            "ticket_id": author.ticket_id,
            "channel_id": channel_id,
            "external_id": one.message.external_id,
            "direction": Direction.INBOUND,
            "author": Author.CUSTOMER,
            "text": masked.text,
            "secrets": sorted({each.kind.value for each in (*alone.secrets, *masked.secrets)}),
            "visibility": Visibility.DIRECT,
            "place": one.message.place.key,
            "thread": None,
            "reply_to": one.message.reply_to,
            "choice": None,
            "choices": [],
            "invite": False,
            "opening": one.message.opening,
            "attachments": [recorded(each) for each in one.message.attachments],
            "handled": author.owner is not Owner.BOT,
            "sent_at": clock.now(),
        }
        rows.append(row)
        latest[author.conversation_id] = row
    return rows


def _mask_earlier(
    session: Session, author: Acquainted, row: dict[str, Any] | None, text: str, secrets: Any
) -> None:
    kinds = {each.kind.value for each in secrets}
    if row is not None:
        row["text"], row["secrets"] = text, sorted({*row["secrets"], *kinds})
        return
    values = {"id": author.last_id, "text": text, "secrets": sorted({*author.last_secrets, *kinds})}
    session.execute(sa.update(Row), [values])


def _look_at(one: Plain) -> None:
    """The names that the platform shows today; and who writes does not block us."""
    author, person = one.author, one.message.author
    author.name = _name(person.name) or author.name
    author.handle = _name(person.handle) or author.handle
    author.followers = author.followers if person.followers is None else person.followers
    author.blocked_us = author.blocked_us and one.known


def _identity(author: Acquainted) -> dict[str, Any]:
    return {
        "id": author.identity_id,
        "name": author.name,
        "handle": author.handle,
        "followers": author.followers,
        "blocked_us": author.blocked_us,
        "tokens": author.tokens,
        "tokens_at": author.tokens_at,
        "flooding": author.flooding,
    }


def _conversation(author: Acquainted) -> dict[str, Any]:
    return {
        "id": author.conversation_id,
        "private": True,
        "due_at": author.due_at,
        "waiting_since": author.waiting_since,
    }


@lru_cache(maxsize=4096)
def _name(text: str) -> str:
    """A name without secrets; people keep theirs, so it is looked at once."""
    return storable(text).text[:200]
