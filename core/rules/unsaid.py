"""What is left of a decision where the bot may not speak: the case, and who looks at it instead."""

from collections.abc import Mapping
from dataclasses import replace

from core.rules.case import opening_for, update_for
from core.rules.decision import Case, Decision
from core.rules.triage import Triage
from core.rules.wording import CategoryContent
from core.vocabulary import Category, DecisionKind

_WANTS_ANSWER = frozenset({DecisionKind.ANSWER, DecisionKind.CLARIFY, DecisionKind.ASK})


def unsaid(
    decision: Decision,
    triage: Triage,
    case: Case | None,
    categories: Mapping[Category, CategoryContent],
    *,
    reason: str,
    always: bool = False,
) -> Decision:
    """The same without words. What wanted an answer becomes a ticket for `reason`, so that a person
    gives it; with `always` everything does.
    """
    kind, opening = decision.kind, decision.opening
    if opening is None and (always or kind in _WANTS_ANSWER):
        kind = DecisionKind.TICKET
        if case is not None:
            opening = update_for(triage, case, categories)
        else:
            opening = replace(opening_for(triage, categories), reason=reason)
    return muted(replace(decision, kind=kind, opening=opening))


def muted(decision: Decision) -> Decision:
    """The same without words, to somebody who wants none; only a real case gets its ticket."""
    opening = replace(decision.opening, asked=False) if decision.opening is not None else None
    return Decision(decision.kind, opening=opening, solve=decision.solve, stop=decision.stop)
