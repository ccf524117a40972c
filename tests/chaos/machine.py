"""A desk in one process that can be interrupted anywhere, and a platform that remembers everything.

What a crash loses is what only memory held: claimed turns, and messages on their way. Whether such
a message arrived is decided at the crash.
"""

import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from core import clock
from core.actions.add_agent import add_agent
from core.actions.claim_deliveries import Claimed, claim_deliveries
from core.actions.claim_turns import claim_turns
from core.actions.receive import receive
from core.actions.recover_deliveries import recover_deliveries
from core.actions.register_channel import register_channel
from core.actions.reply import reply
from core.actions.settle_delivery import settle_delivery
from core.actions.take_turn import take_turn
from core.channel import Account, Capabilities, Person, Place, SendError, Sent
from core.channel import Message as Inbound
from core.db import Database
from core.desk import Desk, DeskError
from core.jobs.follow_ups import follow_ups
from core.library import Library
from core.models import Conversation, Delivery, Message, Ticket
from core.policy import Policy
from core.rules.reader import Reader
from core.vocabulary import Author, DeliveryState, Direction, Owner, Role, Visibility

OWED = (DeliveryState.PENDING, DeliveryState.SENDING)
ENDED_BADLY = (DeliveryState.FAILED, DeliveryState.UNKNOWN)


@dataclass
class World:
    """Desk, platform and clock of one example. `safe`: the platform knows copies by their id."""

    desk: Desk
    reader: Reader
    safe: bool
    now: datetime
    arrived: list[Inbound] = field(default_factory=list)
    on_the_way: list[Inbound] = field(default_factory=list)  #: said, not yet handed over
    turns: list[tuple[int, str]] = field(default_factory=list)
    flights: list[Claimed] = field(default_factory=list)
    ghosts: list[Claimed] = field(default_factory=list)  #: of processes that are no more
    screens: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    said: int = 0

    def __post_init__(self) -> None:
        clock.now = clock.real_now = lambda: self.now
        self.channel = register_channel(self.desk, "somewhere", Account("1", "okpay"), self.can)
        self.agent = add_agent(self.desk, "Mei", Role.AGENT, None).id

    @property
    def can(self) -> Capabilities:
        """What this platform can do."""
        return Capabilities(
            buttons=True, direct_limit=4096, public_limit=4096, resend_safe=self.safe
        )

    # customers

    def write(self, who: str, text: str) -> None:
        """A customer says something; it is handed over later."""
        self.said += 1
        place = Place(Visibility.DIRECT, who)
        self.on_the_way.append(
            Inbound(f"m{self.said}", Person(who, who), place, text, sent_at=self.now)
        )

    def arrive(self, inbound: Inbound) -> None:
        """The adapter hands a message over, perhaps once more."""
        receive(self.desk, self.channel, inbound)
        if inbound in self.on_the_way:
            self.on_the_way.remove(inbound)
            self.arrived.append(inbound)

    # the desk's loops

    def claim_turns(self, limit: int) -> None:
        """Take due turns into memory."""
        self.turns += [(number, lease) for number, lease, _ in claim_turns(self.desk, limit)]

    def take_turn(self) -> None:
        """Do the first of them; its lease may have ended long ago."""
        number, lease = self.turns.pop(0)
        take_turn(self.desk, self.reader, number, lease, opens_private=False)

    def claim_deliveries(self, limit: int) -> None:
        """Put due messages on their way. The bot's never, where a person has the conversation."""
        claimed = claim_deliveries(self.desk, self.channel, limit, self.can)
        with self.desk.db.reading() as session:
            for one in claimed:
                delivery = session.get_one(Delivery, one.delivery_id)
                message = session.get_one(Message, delivery.message_id)
                owner = session.get_one(Conversation, delivery.conversation_id).owner
                assert not (message.author is Author.BOT and owner is Owner.HUMAN)
        self.flights += claimed

    def land(self, outcome: SendError | None, *, effect: bool) -> None:
        """The first message on its way ends: seen by the customer or not, told to us or not."""
        flight = self.flights.pop(0)
        if effect:
            self._show(flight)
        self._settle(flight, outcome)

    def sweep(self) -> None:
        """Follow up."""
        follow_ups(self.desk)

    # what goes wrong

    def crash(self, arrived: int) -> None:
        """Memory is gone; so many of the messages on their way had arrived. The next life recovers."""
        for flight in self.flights[:arrived]:
            self._show(flight)
        self.ghosts += self.flights
        self.flights, self.turns = [], []
        recover_deliveries(self.desk, self.channel, resend_safe=self.safe, alone=True)

    def late_word(self, outcome: SendError | None) -> None:
        """A process that was thought dead tells how its sending ended."""
        self._settle(self.ghosts.pop(0), outcome)

    def jump(self, by: timedelta) -> None:
        """Time passes, or is set back."""
        self.now += by

    # agents

    def reply(self, text: str) -> None:
        """An agent answers the oldest live ticket."""
        with self.desk.db.reading() as session:
            live = sa.select(col(Ticket.number)).where(col(Ticket.live).is_(True))
            number = session.scalar(live.order_by(col(Ticket.id)).limit(1))
        if number is not None:
            try:
                reply(self.desk, number, self.agent, text)
            except DeskError:
                return

    # what must hold

    def check(self) -> None:
        """At every moment."""
        with self.desk.db.reading() as session:
            inbound = session.scalars(
                sa.select(col(Message.external_id)).where(
                    col(Message.direction) == Direction.INBOUND
                )
            ).all()
            tickets = session.scalars(sa.select(Ticket).where(col(Ticket.live).is_(True))).all()
            rows = {row.id or 0: row for row in session.scalars(sa.select(Delivery))}
        assert Counter(inbound) == Counter(one.external_id for one in self.arrived)
        live = Counter(ticket.conversation_id for ticket in tickets if not ticket.split)
        assert max(live.values(), default=0) <= 1
        for row in rows.values():
            assert (row.lease is not None) is (row.state is DeliveryState.SENDING), row
            assert row.reason or row.state not in ENDED_BADLY, row
        for screen in self.screens.values():
            seen = list(dict.fromkeys(screen))
            assert seen == sorted(seen), "out of order"
            for number, count in Counter(screen).items():
                most = 2 if rows[number].automatic and not self.safe else 1
                assert count <= min(most, max(rows[number].attempts, 1)), "a copy nobody explains"

    def settle_all(self) -> None:
        """Let everything come to rest, then look whether anything is still owed."""
        for inbound in list(self.on_the_way):
            self.arrive(inbound)
        self.crash(0)
        for _ in range(200):
            self.jump(timedelta(minutes=5))
            recover_deliveries(self.desk, self.channel, resend_safe=self.safe, alone=False)
            self.claim_turns(16)
            self.claim_deliveries(16)
            busy = bool(self.turns or self.flights)
            while self.turns:
                self.take_turn()
            while self.flights:
                self.land(None, effect=True)
            if not busy and not self._owed():
                break
        self.check()
        assert not self._owed()

    def close(self) -> None:
        """Give the files back."""
        self.desk.db.dispose()

    def _owed(self) -> int:
        with self.desk.db.reading() as session:
            counts = (
                sa.select(sa.func.count())
                .select_from(Message)
                .where(col(Message.handled).is_(False)),
                sa.select(sa.func.count())
                .select_from(Delivery)
                .where(col(Delivery.state).in_(OWED)),
            )
            return sum(session.scalar(one) or 0 for one in counts)

    def _show(self, flight: Claimed) -> None:
        screen = self.screens[flight.outbound.recipient]
        if not (self.safe and flight.delivery_id in screen):
            screen.append(flight.delivery_id)

    def _settle(self, flight: Claimed, outcome: SendError | None) -> None:
        settle_delivery(
            self.desk,
            flight.delivery_id,
            flight.lease,
            outcome or Sent((f"s{flight.delivery_id}-{flight.lease}",)),
            resend_safe=self.safe,
        )


def build_world(
    template: Path, folder: Path, library: Library, reader: Reader, *, safe: bool, now: datetime
) -> World:
    """A world on a fresh copy of an empty, migrated database."""
    path = folder / "desk.db"
    shutil.copy(template, path)
    policy = Policy(turn_quiet=timedelta(seconds=2), quiet_hours=None)
    return World(Desk(Database(f"sqlite:///{path}"), policy, library), reader, safe, now)
