"""Take many messages at once: what `receive` does for each, with a few statements for all.

Under load a commit carries a hundred messages, and what costs is the number of statements, not of
rows. So the plain ones, which are nearly all, are read and written as sets. Whatever is out of the
ordinary (a pressed button, a public thread, a ticket that waits for its customer, a flood, a wish
for silence) takes the one way that knows everything, `receive`, and with it all that
its author wrote, so that order holds.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from core.actions.introduce import Stranger, introduce
from core.actions.receive import TURNS, receive
from core.actions.remember import remember
from core.actions.set_turn import set_turn
from core.actions.store_plainly import Plain, store_plainly
from core.channel import Deleted, Inbound, Message
from core.db import ring
from core.desk import Desk
from core.queries.acquainted import Acquainted, acquainted
from core.rules.acts import asks_to_stop
from core.rules.storable import storable
from core.vocabulary import Owner, TicketStatus, Visibility

log = logging.getLogger(__name__)

Item = tuple[str, Inbound]
"""A channel id, and what came there."""
FEW = 4
"""Below so many, looking at each costs less than looking at all."""


@dataclass(slots=True)
class _Group:
    """What one author wrote, with their places in the whole."""

    at: list[int] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    plain: bool = True


def receive_together(desk: Desk, items: Sequence[Item]) -> list[Exception | None]:
    """Store all, each once however often it comes. Returns for each why it was not stored.

    One that fails takes nothing of the others with it.
    """
    with desk.db.transaction() as session:
        outcomes: list[Exception | None] = []
        for part in _parts(items):
            outcomes += _take(desk, session, part)
        for channel_id in {channel_id for channel_id, _ in items}:
            memory: dict[str, str] = {}
            for (channel, inbound), failed in zip(items, outcomes, strict=True):
                if channel == channel_id and failed is None:
                    memory |= inbound.memory
            remember(session, channel_id.partition(":")[0], memory)
    return outcomes


def _parts(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Cut around withdrawals: whose message they take away is only known where they stand."""
    part: list[Item] = []
    for item in items:
        if isinstance(item[1], Deleted):
            yield part
            yield [item]
            part = []
        else:
            part.append(item)
    yield part


def _take(desk: Desk, session: Session, items: Sequence[Item]) -> list[Exception | None]:
    outcomes: list[Exception | None] = [None] * len(items)
    taken = _take_plain(desk, session, items) if len(items) >= FEW else set()
    for at, (channel_id, inbound) in enumerate(items):
        if at in taken:
            continue
        try:
            with session.begin_nested():
                receive(desk, channel_id, inbound)
        except Exception as error:
            outcomes[at] = error
    return outcomes


def _take_plain(desk: Desk, session: Session, items: Sequence[Item]) -> set[int]:
    """Store the plain ones; which these were. None where anything went wrong with them."""
    taken: set[int] = set()
    for channel_id in {channel_id for channel_id, _ in items}:
        groups = _groups(channel_id, items)
        try:
            with session.begin_nested():
                plain = {who: group for who, group in groups.items() if group.plain}
                known = _know(session, channel_id, plain)
                stored = [
                    (at, one)
                    for who, group in plain.items()
                    if who in known
                    for at, one in _plain(desk, group, known[who])
                ]
                store_plainly(session, channel_id, [one for _, one in stored])
                if stored:
                    ring(session, TURNS)
        except Exception as error:  # one by one it is found out which of them it was
            log.warning("a group was not stored as one (%s)", type(error).__name__)
            log.debug("where", exc_info=True)
            session.expire_all()
            continue
        taken |= {at for at, _ in stored}
    return taken


def _know(session: Session, channel_id: str, groups: Mapping[str, _Group]) -> dict[str, Acquainted]:
    """All authors, strangers among them once they are introduced."""
    messages = [one.external_id for group in groups.values() for one in group.messages]
    known = acquainted(session, channel_id, list(groups), messages)
    strangers = [
        Stranger(who, storable(person.name).text[:200], storable(person.handle).text[:200])
        for who, group in groups.items()
        if who not in known
        for person in (group.messages[0].author,)
    ]
    if not strangers:
        return known
    introduce(session, channel_id, strangers)
    return known | acquainted(session, channel_id, [one.external_id for one in strangers], messages)


def _groups(channel_id: str, items: Sequence[Item]) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    for at, (channel, inbound) in enumerate(items):
        author = getattr(inbound, "author", None)
        if channel != channel_id or author is None:
            continue
        group = groups.setdefault(author.external_id, _Group())
        group.at.append(at)
        if isinstance(inbound, Message) and inbound.place.visibility is Visibility.DIRECT:
            group.messages.append(inbound)
        else:
            group.plain = False
    return groups


def _plain(desk: Desk, group: _Group, one: Acquainted) -> list[tuple[int, Plain]]:
    """The group's messages as they are written down; empty where one is out of the ordinary."""
    if one.blocked_at is not None or one.elsewhere or one.status is TicketStatus.PENDING:
        return []
    if any(asks_to_stop(message.text) for message in group.messages):
        return []
    found: list[tuple[int, Plain]] = []
    for at, message in zip(group.at, group.messages, strict=True):
        if message.external_id in one.seen:
            found.append((at, Plain(message, one, known=True)))
            continue
        one.seen.add(message.external_id)
        if one.owner is Owner.BOT and set_turn(desk.policy, one, one):
            return []
        found.append((at, Plain(message, one)))
    return found
