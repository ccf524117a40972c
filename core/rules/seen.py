"""A turn as people may look at it."""

from typing import Any

from core.rules.decision import Decision
from core.rules.triage import Triage


def seen(triage: Triage, decision: Decision) -> dict[str, Any]:
    """What was read and what was decided, in plain values."""
    return {
        "language": triage.language.value,
        "category": triage.category.value,
        "child": triage.child,
        "act": triage.act.value,
        "own_case": triage.own_case,
        "faq": triage.candidates[0].faq if triage.candidates else None,
        "confidence": round(triage.confidence, 3),
        "alternatives": [one.faq for one in triage.candidates[1:4]],
        "priority": triage.priority.value,
        "priority_reason": triage.priority_reason,
        "sentiment": triage.sentiment.value,
        "slots": dict(triage.slots),
        "decision": decision.kind.value,
        "flags": sorted(flag.value for flag in triage.flags),
    }
