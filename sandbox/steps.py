"""The four steps of the tour: what a newcomer should have seen, ticked as soon as it happened."""

from enum import StrEnum

from core.desk import Desk
from core.queries.tickets import TicketView, tickets
from core.queries.timeline import events, latest
from core.queries.understood import understood
from core.vocabulary import Author, Category, DecisionKind
from sandbox.cast import Person

_LOOKED_AT = 50
"""Newest tickets that are looked through."""


class Step(StrEnum):
    """A step of the tour, in order."""

    ASK = "ask"  #: a FAQ was answered
    REPORT = "report"  #: a failed payment was reported and a missing fact asked for
    ANSWER = "answer"  #: an agent answered
    SKIP = "skip"  #: a follow-up went out by itself


class Tour:
    """Which steps are done. What is done stays done."""

    def __init__(self) -> None:
        self.done: set[Step] = set()

    def look(self, desk: Desk, people: list[Person], platforms: list[str]) -> None:
        """Tick what has happened since."""
        if Step.ASK not in self.done and _was_answered(desk, people, platforms):
            self.done.add(Step.ASK)
        if missing := {Step.REPORT, Step.ANSWER, Step.SKIP} - self.done:
            for found in tickets(desk, limit=_LOOKED_AT).items:
                self.done |= {step for step in missing if _shows(desk, found, step)}


def _was_answered(desk: Desk, people: list[Person], platforms: list[str]) -> bool:
    turns = (understood(desk, name, who.id_on(name)) for name in platforms for who in people)
    return any(turn is not None and turn["decision"] == DecisionKind.ANSWER for turn in turns)


def _shows(desk: Desk, ticket: TicketView, step: Step) -> bool:
    if step is Step.REPORT:
        return ticket.category is Category.TRANSACTION_FAILED and bool(ticket.missing)
    if step is Step.ANSWER:
        said = latest(desk, ticket.conversation_id)
        return any(one.author is Author.AGENT and one.delivery is not None for one in said)
    return any(event.kind.startswith("reminder") for event in events(desk, ticket.id))
