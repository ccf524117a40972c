"""No word of the bot after a person took over, in whatever order the two come.

Step by step, every order is played by one thread and looked at after each step; with threads, a
word counts as late where the sending began after the agent's verb had returned. Either harness has
a twin without the owner check, in which it must find late words.
"""

import contextlib
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from core import schema
from core.actions.add_agent import add_agent
from core.actions.claim_deliveries import claim_deliveries
from core.actions.register_channel import register_channel
from core.actions.respond import respond
from core.channel import Account
from core.db import Database
from core.desk import Desk, DeskError
from core.library import Library
from core.models import Conversation
from core.policy import DeskFile, Floods, Policy
from core.rules.reader import Reader, read
from core.vocabulary import Owner, Role
from tests.core.ownership import ANSWER, Case, Play

#: Orders played step by step, and rounds with threads, by how much of a proof is wanted.
ORDERS, ROUNDS = {
    "smoke": (400, 12),
    "short": (2_000, 60),
    "seen": (10_000, 300),
    "long": (50_000, 2_000),
}[os.environ.get("SCALE", "smoke")]
SEED = 20261122


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
            with contextlib.suppress(DeskError):  # such as a reply to a ticket that is solved
                getattr(play, name)(case)
            play.look(case)
        play.end(case)
    return play.late


@dataclass
class Race:
    """Bot, sender and agent in one conversation, at once."""

    play: Play
    case: Case
    dice: random.Random
    taken: float = 0.0  #: when the agent's verb had returned
    claimed: list[float] = field(default_factory=list)  #: when the sending of the bot's words began

    def run(self) -> bool:
        """Whether the bot kept silent after the claim."""
        gate = threading.Barrier(3)
        threads = [
            threading.Thread(target=self._start, args=(gate, self.dice.random() * 0.02, work))
            for work in (self._bot, self._sender, self._agent)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return all(began <= self.taken for began in self.claimed)

    def _start(self, gate: threading.Barrier, pause: float, work: Callable[[], None]) -> None:
        gate.wait()
        time.sleep(pause)
        work()

    def _bot(self) -> None:
        self.play.reads(self.case)
        if self.case.turn is not None:
            respond(self.play.desk, self.case.turn, self.play.triage, ANSWER, self.case.lease)

    def _sender(self) -> None:
        for _ in range(6):
            began = time.monotonic()
            for one in claim_deliveries(self.play.desk, self.play.channel_id, 5):
                if self.play.of_bot(one.delivery_id):
                    self.claimed.append(began)
            time.sleep(0.005)

    def _agent(self) -> None:
        self.play.assign(self.case)
        self.taken = time.monotonic()


def raced(play: Play, rounds: int) -> list[str]:
    """What was late where bot, sender and agent run at once."""
    dice = random.Random(SEED)
    for number in range(rounds):
        case = play.begin(f"r{number}")
        if not Race(play, case, dice).run():
            play.late.append(f"{case.number}: claimed for sending after the claim")
        play.look(case)
        play.end(case)
    return play.late


@pytest.fixture
def play(db: Database, library: Library, reader: Reader) -> Play:
    if db.is_sqlite:  # no power is cut here
        sa.event.listen(db.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    schema.upgrade(db)
    calm = DeskFile(floods=Floods(messages=1000, pace=timedelta(0)))
    desk = Desk(db, Policy(desk=calm, turn_quiet=timedelta(0), quiet_hours=None), library)
    agent = add_agent(desk, "Mei", Role.AGENT, None).id
    channel_id = register_channel(desk, "telegram", Account("1", "okpay_bot"))
    return Play(desk, agent, read(reader, "thanks"), channel_id)


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


@pytest.mark.timeout(3600)
def test_no_order_of_steps_lets_the_bot_speak_after_the_claim(play: Play) -> None:
    assert played(play, ORDERS if play.desk.db.is_sqlite else ORDERS // 20) == []


@pytest.mark.timeout(3600)
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
