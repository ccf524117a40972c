"""No word of the bot after a person took over, in whatever order the two come.

Step by step, every order is played by one thread and looked at after each step; with threads, a
word counts as late where the sending began after the agent's verb had returned. Either harness has
a twin without the owner check, in which it must find late words.
"""

import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from core import schema
from core.actions.add_agent import add_agent
from core.actions.assign import assign
from core.actions.claim_deliveries import claim_deliveries
from core.actions.claim_turns import claim_turns
from core.actions.open_ticket import open_ticket
from core.actions.receive import receive
from core.actions.register_channel import register_channel
from core.actions.reply import reply
from core.actions.respond import respond
from core.actions.settle_delivery import settle_delivery
from core.actions.solve import solve
from core.channel import Account, Message, Person, Place, Sent, TryLater
from core.db import Database
from core.desk import Desk, DeskError
from core.library import Library
from core.models import Conversation
from core.policy import DeskFile, Floods, Policy
from core.queries.turns import Turn, next_turn
from core.rules.decision import Decision, Line, Opening
from core.rules.reader import Reader, read
from core.rules.triage import Triage
from core.vocabulary import Category, DecisionKind, Language, Owner, Priority, Role, Visibility

#: Orders played step by step, and rounds with threads, by how much of a proof is wanted.
ORDERS, ROUNDS = {
    "smoke": (400, 12),
    "short": (2_000, 60),
    "seen": (10_000, 300),
    "long": (50_000, 2_000),
}[os.environ.get("SCALE", "smoke")]
SEED = 20261122
MOMENT = datetime(2026, 11, 22, tzinfo=UTC)
ANSWER = Decision(DecisionKind.ANSWER, (Line("thanks_reply"),))
WORDS = sa.text(
    "SELECT c.owner, count(m.id), sum(CASE WHEN d.state = 'pending' THEN 1 ELSE 0 END) "
    "FROM conversation c LEFT JOIN message m ON m.conversation_id = c.id AND m.author = 'bot' "
    "LEFT JOIN delivery d ON d.message_id = m.id WHERE c.id = :id GROUP BY c.owner"
)
"""Who owns a conversation, how many words of the bot stand in it, and how many of them are due."""


@dataclass
class Case:
    """One conversation, and how far the bot has come in it."""

    who: str
    conversation_id: int = 0
    number: str = ""
    written: int = 0
    turn: Turn | None = None
    lease: str = ""
    sending: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Play:
    """The steps of bot, sender, customer and agent, and what was seen to be wrong."""

    desk: Desk
    agent: int
    triage: Triage
    channel_id: str
    late: list[str] = field(default_factory=list)

    def begin(self, who: str) -> Case:
        """A customer who wrote and has a ticket."""
        case = Case(who)
        self.writes(case)
        with self.desk.db.transaction() as session:
            conversation = session.scalars(
                sa.select(Conversation).order_by(sa.desc("id")).limit(1)
            ).one()
            case.conversation_id = conversation.id or 0
            opening = Opening(Category.TRANSACTION_FAILED, "declined", Priority.NORMAL, "test")
            case.number = open_ticket(
                self.desk,
                session,
                conversation,
                opening,
                visibility=Visibility.DIRECT,
                language=Language.EN,
                subject="hello",
            ).number
        return case

    def end(self, case: Case) -> None:
        """Nothing of the case is due any more."""
        with self.desk.db.transaction() as session:
            given = {"id": case.conversation_id}
            for statement in (
                "UPDATE conversation SET due_at = NULL WHERE id = :id",
                "UPDATE delivery SET state = 'failed' WHERE conversation_id = :id",
            ):
                session.execute(sa.text(statement), given)

    def writes(self, case: Case) -> None:
        case.written += 1
        receive(
            self.desk,
            self.channel_id,
            Message(
                f"{case.who}-{case.written}",
                Person(case.who),
                Place(Visibility.DIRECT, case.who),
                "hello",
                sent_at=MOMENT,
            ),
        )

    def reads(self, case: Case) -> None:
        """The bot claims the turn and reads."""
        for conversation_id, lease, _ in claim_turns(self.desk, 1):
            with self.desk.db.reading() as session:
                conversation = session.get_one(Conversation, conversation_id)
                case.turn, case.lease = next_turn(self.desk, session, conversation), lease

    def answers(self, case: Case) -> None:
        """The bot writes the effect of what it read."""
        turn, case.turn = case.turn, None
        if turn is not None:
            owner, before, _ = self.seen(case)
            respond(self.desk, turn, self.triage, ANSWER, case.lease)
            if owner == "human" and self.seen(case)[1] > before:
                self.late.append(f"{case.number}: written after the claim")

    def sends(self, case: Case) -> None:
        """A sender claims what is due."""
        owner = self.seen(case)[0]
        for one in claim_deliveries(self.desk, self.channel_id, 5):
            case.sending.append((one.delivery_id, one.lease))
            if owner == "human" and self.of_bot(one.delivery_id):
                self.late.append(f"{case.number}: claimed for sending after the claim")

    def sent(self, case: Case) -> None:
        self._settle(case, Sent(()))

    def again(self, case: Case) -> None:
        """The platform wants it tried again."""
        self._settle(case, TryLater("busy", after=0))

    def _settle(self, case: Case, outcome: Sent | TryLater) -> None:
        while case.sending:
            settle_delivery(self.desk, *case.sending.pop(), outcome, resend_safe=True)

    def assign(self, case: Case) -> None:
        assign(self.desk, case.number, self.agent, "Mei")

    def reply(self, case: Case) -> None:
        reply(self.desk, case.number, self.agent, "I look at it.")

    def solve(self, case: Case) -> None:
        """The agent hands the conversation back."""
        solve(self.desk, case.number, self.agent)

    def of_bot(self, delivery_id: int) -> bool:
        with self.desk.db.reading() as session:
            author = session.scalar(
                sa.text(
                    "SELECT m.author FROM message m JOIN delivery d ON d.message_id = m.id "
                    "WHERE d.id = :id"
                ),
                {"id": delivery_id},
            )
        return bool(author == "bot")

    def seen(self, case: Case) -> tuple[str, int, int]:
        """The owner, the bot's words, and how many of them are due."""
        with self.desk.db.reading() as session:
            owner, words, due = session.execute(WORDS, {"id": case.conversation_id}).one()
        return owner, words, due or 0

    def look(self, case: Case) -> None:
        owner, _, due = self.seen(case)
        if owner == "human" and due:
            self.late.append(f"{case.number}: due after the claim")


def schedule(dice: random.Random) -> list[str]:
    """The bot's steps and the agent's, each in their own order, laid over each other at random."""
    bot = ["reads", "answers", "sends", dice.choice(("sent", "again")), "sends"]
    agent = [dice.choice(("assign", "reply"))]
    agent += dice.choice(([], [], ["reply"], ["solve"], ["solve", "writes"], ["writes"]))
    lanes, steps = [bot, agent], list[str]()
    while any(lanes):
        steps.append(dice.choice([lane for lane in lanes if lane]).pop(0))
    return steps


def played(play: Play, orders: int) -> list[str]:
    """What was late in so many orders, one after another."""
    dice = random.Random(SEED)
    for number in range(orders):
        case, steps = play.begin(f"c{number}"), schedule(dice)
        for name in steps:
            try:
                getattr(play, name)(case)
            except DeskError:
                pass  # such as a reply to a ticket that is solved
            play.look(case)
        play.end(case)
    return play.late


def raced(play: Play, rounds: int) -> list[str]:
    """What was late where bot, sender and agent run at once."""
    dice = random.Random(SEED)
    for number in range(rounds):
        case = play.begin(f"r{number}")
        taken, claimed = list[float](), list[float]()
        pauses = [dice.random() * 0.02 for _ in range(3)]
        gate = threading.Barrier(3)

        def bot() -> None:
            gate.wait()
            time.sleep(pauses[0])
            play.reads(case)
            if case.turn is not None:
                respond(play.desk, case.turn, play.triage, ANSWER, case.lease)

        def sender() -> None:
            gate.wait()
            for _ in range(6):
                time.sleep(pauses[1] / 2)
                began = time.monotonic()
                for one in claim_deliveries(play.desk, play.channel_id, 5):
                    if play.of_bot(one.delivery_id):
                        claimed.append(began)

        def agent() -> None:
            gate.wait()
            time.sleep(pauses[2])
            play.assign(case)
            taken.append(time.monotonic())

        threads = [threading.Thread(target=work) for work in (bot, sender, agent)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if any(began > taken[0] for began in claimed):
            play.late.append(f"{case.number}: claimed for sending after the claim")
        play.look(case)
        play.end(case)
    return play.late


@pytest.fixture
def play(db: Database, library: Library, reader: Reader) -> Iterator[Play]:
    if db.is_sqlite:  # no power is cut here
        sa.event.listen(db.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    schema.upgrade(db)
    calm = DeskFile(floods=Floods(messages=1000, pace=timedelta(0)))
    desk = Desk(db, Policy(desk=calm, turn_quiet=timedelta(0), quiet_hours=None), library)
    agent = add_agent(desk, "Mei", Role.AGENT, None).id
    channel_id = register_channel(desk, "telegram", Account("1", "okpay_bot"))
    yield Play(desk, agent, read(reader, "thanks"), channel_id)


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks at the owner any more."""

    def owner_only(session: Session, conversation: Conversation) -> None:
        conversation.owner = Owner.HUMAN
        session.add(conversation)

    nobody = SimpleNamespace(HUMAN=object(), BOT=Owner.BOT)
    for module in ("actions.respond", "actions.settle_delivery", "queries.obstacles"):
        monkeypatch.setattr(sys.modules[f"core.{module}"], "Owner", nobody)
    for module in ("assign", "reply"):
        monkeypatch.setattr(sys.modules[f"core.actions.{module}"], "take_over", owner_only)


def test_no_order_of_steps_lets_the_bot_speak_after_the_claim(play: Play) -> None:
    assert played(play, ORDERS if play.desk.db.is_sqlite else ORDERS // 10) == []


def test_nor_do_threads(play: Play) -> None:
    assert raced(play, ROUNDS) == []


@pytest.mark.usefixtures("careless")
def test_without_the_owner_check_steps_find_late_words(play: Play) -> None:
    late = played(play, 100)
    for what in ("written", "claimed for sending", "due"):
        assert any(what in line for line in late)


@pytest.mark.usefixtures("careless")
def test_without_the_owner_check_threads_find_late_words(play: Play) -> None:
    assert raced(play, 12)
