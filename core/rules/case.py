"""When a turn is a case, what its ticket holds, and what is still to be asked."""

from collections.abc import Mapping, Sequence

from core.rules.decision import Case, Line, Opening, Situation
from core.rules.triage import Act, Flag, Triage
from core.rules.wording import CategoryContent, TicketPolicy
from core.vocabulary import Category, Priority

#: Facts are asked for in this many messages at most; nobody fills in a questionnaire.
MOST_ROUNDS = 3
_STEPS = {
    "lost_device": "lost_device_steps",
    "unauthorised_transaction": "urgent_takeover_steps",
    "account_takeover": "urgent_takeover_steps",
    "money_sent": "urgent_money_sent_steps",
    "secret_exposed": "urgent_takeover_steps",
    "phishing_link": "phishing_received",
    "impostor_account": "impostor_warning",
    "deceased_holder": "deceased_reply",
}


def opens_case(triage: Triage, categories: Mapping[Category, CategoryContent]) -> bool:
    """Whether the turn shows a case that must have its ticket now."""
    if triage.act in (Act.THANKS, Act.GREETING, Act.GOODBYE) and not triage.own_case:
        return False
    if triage.flags & {Flag.FORMAL_COMPLAINT, Flag.PRIVACY_REQUEST}:
        return True
    if triage.own_case and triage.priority.rank >= Priority.HIGH.rank:
        return True
    if triage.child == "deceased_holder":
        return True
    policy = categories[triage.category].topic(triage.child).open_ticket
    if policy is TicketPolicy.ALWAYS:
        return triage.act is not Act.QUESTION or triage.own_case
    return policy is TicketPolicy.CASE and triage.own_case


def opening_for(
    triage: Triage,
    categories: Mapping[Category, CategoryContent],
    *,
    at_least: Priority = Priority.LOW,
) -> Opening:
    """The ticket of a new case, with the facts already told and those still missing."""
    topic = categories[triage.category].topic(triage.child)
    missing = still_missing(topic.ask, triage.slots) if triage.own_case else ()
    priority = max(triage.priority, at_least, key=lambda one: one.rank)
    return Opening(
        category=triage.category,
        child=triage.child,
        priority=priority,
        reason=triage.priority_reason,
        slots=dict(triage.slots),
        missing=missing,
        asked=bool(missing) and triage.act is not Act.WISH_PERSON,
    )


def update_for(
    triage: Triage, case: Case, categories: Mapping[Category, CategoryContent]
) -> Opening:
    """What a further turn adds to a case. The priority only ever rises by itself."""
    category, child = case.category, case.child
    worse = triage.priority is Priority.URGENT and case.priority is not Priority.URGENT
    if triage.own_case and (_vague(case) or worse):
        category, child = triage.category, triage.child
    topic = categories[category].topic(child)
    slots = case.slots | triage.slots
    asks = topic.ask if case.missing or category is not case.category else ()
    missing = still_missing(asks, slots)
    new_facts = bool(triage.slots.keys() - case.slots.keys())
    return Opening(
        category=category,
        child=child,
        priority=max(case.priority, triage.priority, key=lambda one: one.rank),
        reason=triage.priority_reason,
        slots=slots,
        missing=missing,
        asked=bool(missing) and case.rounds < MOST_ROUNDS and new_facts,
    )


def still_missing(asked: Sequence[str], slots: Mapping[str, str]) -> tuple[str, ...]:
    """The facts of `asked` that were not told yet, in order of asking."""
    told = slots.keys() | ({"country"} if "region" in slots else set())
    return tuple(slot for slot in asked if slot not in told)


def case_lines(triage: Triage, situation: Situation) -> tuple[Line, ...]:
    """What a new case is told first: what to do now where it is urgent, then that we have it."""
    if triage.child == "deceased_holder":
        return steps_for(triage.child)
    happened = triage.own_case or triage.act is Act.REPORT
    lines = [*steps_for(triage.child)] if happened else []
    if Flag.THIRD_PARTY in triage.flags:
        lines.append(Line("third_party_notice"))
    lines.append(Line(_acknowledgement(triage, situation)))
    return tuple(lines)


def steps_for(child: str | None) -> tuple[Line, ...]:
    """What somebody to whom this happened should do at once."""
    steps = _STEPS.get(child or "")
    return (Line(steps),) if steps is not None else ()


def _acknowledgement(triage: Triage, situation: Situation) -> str:
    if situation.former is not None:
        return "reopened"
    if triage.priority is Priority.URGENT:
        return "ack_ticket_urgent"
    if Flag.PRIVACY_REQUEST in triage.flags:
        return "privacy_request_ack"
    if triage.category is Category.FEEDBACK:
        return "bug_ack" if triage.child == "bug" else "complaint_ack"
    return "ack_ticket" if situation.people_answer else "ack_out_of_hours"


def _vague(case: Case) -> bool:
    """A wish for a person says nothing about the topic: the first report does."""
    return case.category in (Category.HOW_TO_USE, Category.OTHER)
