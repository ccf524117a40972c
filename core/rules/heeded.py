"""Heed a wish for no more automatic messages, whatever else the turn decided."""

from core.rules.decision import Decision, Line, Situation
from core.vocabulary import DecisionKind

_CASE = (DecisionKind.TICKET, DecisionKind.HANDOFF)
_COURTESY = (DecisionKind.THANK, DecisionKind.IGNORE)


def heeded(decision: Decision, situation: Situation) -> Decision:
    """The wish is confirmed once, in private; a case told along with it still reaches a person.

    Somebody who stopped us is answered again once they ask something; thanks are no question.
    """
    if situation.stopping or decision.stop:
        confirm = not situation.public and not situation.stop_told
        told = decision.kind in _CASE
        return Decision(
            decision.kind if told else DecisionKind.THANK,
            (Line("stopped"),) if confirm else (),
            opening=decision.opening if told else None,
            stop=True,
        )
    if situation.stopped and decision.kind in _COURTESY:
        return Decision(decision.kind, solve=decision.solve, stop=True)
    return decision
