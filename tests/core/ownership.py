"""The steps of bot, sender, customer and agent in one conversation, for the proof of ownership."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa

from core.actions.assign import assign
from core.actions.claim_deliveries import claim_deliveries
from core.actions.claim_turns import claim_turns
from core.actions.open_ticket import open_ticket
from core.actions.receive import receive
from core.actions.reply import reply
from core.actions.respond import respond
from core.actions.settle_delivery import settle_delivery
from core.actions.solve import solve
from core.channel import Message, Person, Place, Sent, TryLater
from core.desk import Desk
from core.models import Conversation
from core.queries.turns import Turn, next_turn
from core.rules.decision import Decision, Line, Opening
from core.rules.triage import Triage
from core.vocabulary import Category, DecisionKind, Language, Priority, Visibility

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
