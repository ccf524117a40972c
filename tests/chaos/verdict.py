"""What became of everything that was said: the platforms' screens against the database."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import col, select

from core import clock
from core.db import Database
from core.models import Conversation, Delivery, Identity, Message, SentPart, Ticket
from core.vocabulary import DeliveryState, Direction, Visibility
from sandbox.cast import Said
from tests.chaos.crowd import Crowd, Customer

NO_IDEMPOTENCY = frozenset({"telegram"})
"""Platforms on which a second attempt may arrive beside the first."""
ENDED_BADLY = (DeliveryState.FAILED, DeliveryState.UNKNOWN)
OWED = (DeliveryState.PENDING, DeliveryState.SENDING)


@dataclass
class Verdict:
    """One line for each thing that is wrong, and figures."""

    lost: list[str] = field(default_factory=list)
    double_tickets: list[str] = field(default_factory=list)
    disorder: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    unflagged: list[str] = field(default_factory=list)
    explained: int = 0  #: repeats of automatic messages whose first attempt was cut off
    messages: int = 0
    deliveries: int = 0
    tickets: int = 0
    flagged: Counter[str] = field(default_factory=Counter)  #: failed and unknown, by reason

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self.wrongs().values())

    def wrongs(self) -> dict[str, int]:
        """How many of each wrong."""
        return {
            "lost": len(self.lost),
            "double tickets": len(self.double_tickets),
            "out of order": len(self.disorder),
            "unexplained duplicates": len(self.unexplained),
            "unflagged unsent": len(self.unflagged),
        }

    def figures(self) -> dict[str, object]:
        """All of it, for a report."""
        return self.wrongs() | {
            "messages": self.messages,
            "deliveries": self.deliveries,
            "tickets": self.tickets,
            "explained repeats": self.explained,
            "flagged": dict(self.flagged),
        }

    def told(self) -> str:
        """What is wrong, for people: a few examples of each kind."""
        kinds = (self.lost, self.double_tickets, self.disorder, self.unexplained, self.unflagged)
        return "\n".join([str(self.figures()), *(line for kind in kinds for line in kind[:5])])


@dataclass
class _Rows:
    """What the desk believes of one customer."""

    inbound: list[Message] = field(default_factory=list)
    owed: list[tuple[Delivery, Message]] = field(default_factory=list)
    parts: dict[str, int] = field(default_factory=dict)  #: platform's id to message
    conversation: Conversation | None = None


def judge(db: Database, crowd: Crowd) -> Verdict:
    """Compare what customers said and see with what the desk has."""
    verdict = Verdict(messages=crowd.count)
    rows = _read(db, verdict)
    for customer in crowd.customers:
        key = (customer.platform, customer.person.id_on(customer.platform))
        _inbound(verdict, customer, rows[key])
        _outbound(verdict, customer, rows[key], crowd.screen(customer))
    return verdict


def _read(db: Database, verdict: Verdict) -> dict[tuple[str, str], _Rows]:
    rows: dict[tuple[str, str], _Rows] = defaultdict(_Rows)
    with db.reading() as session:
        by_conversation: dict[int | None, _Rows] = {}
        found = select(Identity, Conversation).join(
            Conversation, col(Conversation.identity_id) == Identity.id
        )
        for identity, conversation in session.exec(found):
            one = rows[identity.channel_id.partition(":")[0], identity.external_id]
            one.conversation = conversation
            by_conversation[conversation.id] = one
        messages = {}
        for message in session.exec(select(Message).order_by(col(Message.id))):
            messages[message.id] = message
            if message.direction is Direction.INBOUND:
                by_conversation[message.conversation_id].inbound.append(message)
        for delivery in session.exec(select(Delivery).order_by(col(Delivery.id))):
            verdict.deliveries += 1
            pair = (delivery, messages[delivery.message_id])
            by_conversation[delivery.conversation_id].owed.append(pair)
        for part in session.exec(select(SentPart)):
            by_conversation[messages[part.message_id].conversation_id].parts[part.external_id] = (
                part.message_id
            )
        live: Counter[int] = Counter()
        for ticket in session.exec(select(Ticket)):
            verdict.tickets += 1
            live[ticket.conversation_id] += ticket.live and not ticket.split
    verdict.double_tickets += [
        f"conversation {number} has {count} live tickets"
        for number, count in live.items()
        if count > 1
    ]
    return rows


def _inbound(verdict: Verdict, customer: Customer, rows: _Rows) -> None:
    """Every message stored exactly once, in order, and its turn taken."""
    who = f"{customer.platform} {customer.person.handle}"
    stored = Counter(message.external_id for message in rows.inbound)
    for message_id, public in customer.said:
        if not stored[message_id]:
            where = "public" if public else "private"
            verdict.lost.append(f"{who}: {where} message {message_id} was never stored")
    if extra := len(rows.inbound) - len(set(stored) & {one for one, _ in customer.said}):
        verdict.unexplained.append(f"{who}: {extra} messages more than the customer said")
    for public in (False, True):
        visibility = Visibility.PUBLIC if public else Visibility.DIRECT
        as_said = [one for one, where in customer.said if where is public and stored[one]]
        known = set(as_said)
        as_stored = [
            one.external_id
            for one in rows.inbound
            if one.visibility is visibility and one.external_id in known
        ]
        if list(dict.fromkeys(as_stored)) != as_said:
            verdict.disorder.append(f"{who}: said {as_said}, stored {as_stored}")
    for message in rows.inbound:
        if not message.handled:
            verdict.lost.append(f"{who}: no turn was taken for {message.external_id}")
    if rows.conversation is not None and rows.conversation.due_at is not None:
        verdict.lost.append(f"{who}: a turn is still due")


def _outbound(verdict: Verdict, customer: Customer, rows: _Rows, screen: Sequence[Said]) -> None:
    """Every delivery sent and seen once, or flagged; in order; copies only where they must be."""
    who = f"{customer.platform} {customer.person.handle}"
    if customer.said and not rows.owed:
        verdict.lost.append(f"{who}: never got an answer")
    seen, strange = _sightings(rows, screen)
    verdict.unexplained += [f"{who}: nobody said {text[:60]!r}" for text in strange]
    latest = -1
    for delivery, message in rows.owed:
        _flagged(verdict, who, delivery)
        places = seen.get(delivery.joined_to or delivery.id or 0, [])
        if not places:
            if delivery.state is DeliveryState.SENT:
                verdict.lost.append(f"{who}: delivery {delivery.id} is sent, but nobody sees it")
            continue
        if places[0] < latest:
            verdict.disorder.append(f"{who}: delivery {delivery.id} is seen before earlier ones")
        latest = max(latest, places[0])
        _copies(verdict, who, customer.platform, delivery, message, len(places) - 1)


def _sightings(rows: _Rows, screen: Sequence[Said]) -> tuple[dict[int, list[int]], list[str]]:
    """Where on the screen each delivery stands, and the texts that are nobody's.

    By the platform's id where the desk got to know it; what it sent just before it died is known
    by its text, to which platforms only append.
    """
    leads = [pair for pair in rows.owed if pair[0].joined_to is None]
    by_message = {message.id: delivery.id or 0 for delivery, message in leads}
    seen: dict[int, list[int]] = defaultdict(list)
    orphans: list[tuple[int, str]] = []
    for place, said in enumerate(screen):
        message_id = rows.parts.get(said.id)
        if message_id is None:
            orphans.append((place, _plain(said.text)))
        else:
            seen[by_message[message_id]].append(place)
    strange: list[str] = []
    for place, text in orphans:
        alike = [delivery for delivery, message in leads if text.startswith(_plain(message.text))]
        # one that was tried in vain, else one that was tried twice, else it is a plain copy
        alike.sort(key=lambda one: (one.id in seen, -one.attempts))
        if alike:
            seen[alike[0].id or 0].append(place)
        else:
            strange.append(text)
    for places in seen.values():
        places.sort()
    return seen, strange


def _copies(
    verdict: Verdict, who: str, platform: str, delivery: Delivery, message: Message, copies: int
) -> None:
    """More on the screen than was said: allowed where the desk had to try twice, and knows it."""
    allowed = 0
    if platform in NO_IDEMPOTENCY and delivery.automatic:
        allowed = max(delivery.attempts - 1, 0)
    verdict.explained += min(copies, allowed)
    if copies > allowed:
        whose = message.author.value
        verdict.unexplained.append(f"{who}: delivery {delivery.id} ({whose}) {copies + 1} times")


def _flagged(verdict: Verdict, who: str, delivery: Delivery) -> None:
    if delivery.state in OWED and delivery.due_at <= clock.now():
        verdict.unflagged.append(f"{who}: delivery {delivery.id} is still {delivery.state.value}")
    elif delivery.state in ENDED_BADLY:
        verdict.flagged[f"{delivery.state.value}: {delivery.reason}"] += 1
        if not delivery.reason:
            verdict.unflagged.append(f"{who}: delivery {delivery.id} ended without a reason")


def _plain(text: str) -> str:
    """A text without what platforms change about white space and signs that notify."""
    return " ".join(text.replace("\u200b", "").split())
