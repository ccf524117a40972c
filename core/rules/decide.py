"""What to do with a turn in a private conversation.

First match wins: people in danger, what was picked from an offer, a wish for a person, a case,
a question we are sure about, courtesies; then an honest "which of these?", and after two misses
in a row a person. What a public mention gets stands in `decide_public`.
"""

from collections.abc import Mapping
from dataclasses import replace

from core.rules import offers
from core.rules.case import case_lines, opening_for, opens_case, steps_for, update_for
from core.rules.decide_public import decide_public
from core.rules.decision import Decision, Line, Situation
from core.rules.heeded import heeded
from core.rules.triage import Act, Flag, Triage
from core.rules.wording import CategoryContent
from core.vocabulary import Category, DecisionKind, Language, Priority

#: How sure a FAQ answer must be, by the entry's risk.
SURE = {"low": 0.5, "medium": 0.55, "high": 0.65}
#: Below this an entry is not even offered.
LIKELY = 0.12
MOST_OFFERED = 3
_REDIRECTED = (Flag.BUSINESS, Flag.PRESS, Flag.LEGAL)


def decide(
    triage: Triage,
    situation: Situation,
    categories: Mapping[Category, CategoryContent],
    risks: Mapping[str, str],
) -> Decision:
    """The decision on a turn. `risks` is the risk of each FAQ entry, by id."""
    if situation.public:
        decision = decide_public(triage, situation, categories, sure(triage, risks))
    else:
        decision = _with_notices(_decide(triage, situation, categories, risks), situation)
    return heeded(decision, situation)


def sure(triage: Triage, risks: Mapping[str, str]) -> str | None:
    """The FAQ entry that answers, if we are sure enough for its risk."""
    if not triage.candidates:
        return None
    best = triage.candidates[0].faq
    return best if triage.confidence >= SURE[risks.get(best, "low")] else None


def _decide(
    triage: Triage,
    situation: Situation,
    categories: Mapping[Category, CategoryContent],
    risks: Mapping[str, str],
) -> Decision:
    if in_danger(triage):
        return _handoff(triage, situation, categories)
    if situation.choice is not None:
        return _picked(situation.choice, triage, situation, categories)
    if situation.opening or not situation.has_text:
        return _wordless(situation)
    if triage.act is Act.STOP:
        return Decision(DecisionKind.THANK, stop=True)
    if triage.act is Act.WISH_PERSON or triage.flags.intersection(_REDIRECTED):
        return _handoff(triage, situation, categories)
    if situation.only_masked and situation.case is None:
        return Decision(DecisionKind.CLARIFY, (Line("menu"),), offers.MENU)
    if not situation.has_words and not triage.slots:
        return _menu(situation)
    if triage.language is Language.OTHER and not triage.slots:
        return Decision(DecisionKind.CLARIFY, (Line("language_fallback"),), (offers.PERSON,))
    if triage.act is Act.STATUS:
        return _status(situation)
    if Flag.ASKS_IF_BOT in triage.flags:
        return Decision(DecisionKind.ANSWER, (Line("bot_identity"),), (offers.PERSON,))
    if triage.category is Category.SPAM and situation.case is None:
        return Decision(DecisionKind.IGNORE)
    answer = sure(triage, risks)
    if situation.case is not None:
        return _in_case(triage, situation, categories, answer)
    if opens_case(triage, categories):
        return _open(triage, situation, categories)
    return _without_case(triage, situation, categories, answer, risks)


def in_danger(triage: Triage) -> bool:
    """Whether a person must look now, whatever else was said."""
    return bool(
        triage.flags & {Flag.DISTRESS, Flag.THREAT, Flag.BLACKMAIL}
        or (Flag.MINOR in triage.flags and triage.priority is Priority.URGENT)
    )


def _with_notices(decision: Decision, situation: Situation) -> Decision:
    """What must be said first: that a secret was masked, and on first contact who is speaking."""
    if decision.kind is DecisionKind.IGNORE and not situation.masked:
        return decision
    first: list[Line] = []
    if situation.masked:
        first.append(Line("secret_received"))
    greeting = Line("greeting_first")
    if situation.first_private and situation.case is not None and not situation.opening:
        first.append(Line("linked_from_public"))
    elif situation.first_contact and greeting not in decision.lines and not situation.masked:
        first.append(Line("first_contact"))
    return replace(decision, lines=(*first, *decision.lines))


def _picked(
    choice: str,
    triage: Triage,
    situation: Situation,
    categories: Mapping[Category, CategoryContent],
) -> Decision:
    kind, _, value = choice.partition(":")
    match kind:
        case "faq":
            return Decision(DecisionKind.ANSWER, (Line(faq=value),), (offers.PERSON,), faq=value)
        case "cat":
            faqs = categories[Category(value)].faqs[:MOST_OFFERED]
            picks = tuple(offers.faq(faq) for faq in faqs)
            return Decision(DecisionKind.CLARIFY, (Line("about_topic"),), (*picks, offers.PERSON))
        case "solved" if situation.case is not None:
            return Decision(DecisionKind.THANK, (Line("solved"),), solve=True)
        case "waiting" if situation.case is not None:
            return Decision(
                DecisionKind.TICKET,
                (Line("ack_ticket_again"),),
                opening=update_for(triage, situation.case, categories),
            )
        case "none":
            return Decision(
                DecisionKind.CLARIFY, (Line("unsure_offer_person"),), (offers.PERSON,), miss=True
            )
        case "person":
            return _handoff(triage, situation, categories)
    return _menu(situation)


def _wordless(situation: Situation) -> Decision:
    """An opened conversation, a sticker, a picture without words."""
    if situation.opening:
        if situation.case is not None:
            lines = [Line("linked_from_public")]
            if situation.case.missing:
                lines.append(Line("ask_slots", asking=situation.case.missing[:2]))
            return Decision(DecisionKind.TICKET, tuple(lines))
        return _menu(situation)
    if situation.case is not None:
        return Decision(DecisionKind.TICKET, (Line("details_noted"),))
    text = "attachment_received" if situation.attached else "empty_message"
    return Decision(DecisionKind.CLARIFY, (Line(text),), (offers.PERSON,))


def _menu(situation: Situation) -> Decision:
    first = (Line("greeting_first"),) if situation.first_contact else ()
    return Decision(DecisionKind.CLARIFY, (*first, Line("menu")), offers.MENU)


def _status(situation: Situation) -> Decision:
    if situation.case is not None:
        return Decision(DecisionKind.ANSWER, (Line("status_answer"),), (offers.PERSON,))
    if situation.former is not None:
        return Decision(DecisionKind.ANSWER, (Line("status_answer_open_end"),), (offers.PERSON,))
    return Decision(DecisionKind.CLARIFY, (Line("status_none"),), (offers.PERSON,))


def _handoff(
    triage: Triage, situation: Situation, categories: Mapping[Category, CategoryContent]
) -> Decision:
    lines: list[Line] = []
    if Flag.BLACKMAIL in triage.flags:
        lines.append(Line("minor_reply" if Flag.MINOR in triage.flags else "blackmail_steps"))
    elif Flag.MINOR in triage.flags and in_danger(triage):
        lines.append(Line("minor_reply"))
    elif triage.flags & {Flag.DISTRESS, Flag.THREAT}:
        lines.append(Line("distress_reply"))
    elif triage.flags.intersection(_REDIRECTED):
        lines.append(Line("business_press_redirect"))
    if situation.case is not None:
        opening = update_for(triage, situation.case, categories)
    else:
        opening = opening_for(triage, categories, at_least=Priority.NORMAL)
    if in_danger(triage):
        lines.append(Line("danger_noted"))
    elif not any(line.text == "business_press_redirect" for line in lines):
        lines.append(Line("handoff_wait" if situation.people_answer else "handoff_out_of_hours"))
    return Decision(DecisionKind.HANDOFF, tuple(lines), opening=opening)


def _in_case(
    triage: Triage,
    situation: Situation,
    categories: Mapping[Category, CategoryContent],
    answer: str | None,
) -> Decision:
    """A turn while a ticket is live: thanks, one more fact, another question, or more of it."""
    case = situation.case
    assert case is not None
    if triage.act in (Act.THANKS, Act.GOODBYE) and not triage.slots:
        text = "thanks_reply" if triage.act is Act.THANKS else "goodbye"
        return Decision(DecisionKind.THANK, (Line(text),))
    asks = triage.act is Act.QUESTION and not triage.own_case and not triage.slots
    if asks and Flag.CHASE in triage.flags:
        return _status(situation)
    if asks and Flag.ASKS in triage.flags and answer is not None:
        return Decision(DecisionKind.ANSWER, (Line(faq=answer),), faq=answer)
    opening = update_for(triage, case, categories)
    urgent = opening.priority is Priority.URGENT and case.priority is not Priority.URGENT
    unheard = situation.first_private and opening.priority is Priority.URGENT
    steps = steps_for(opening.child) if urgent or unheard else ()
    if opening.asked:
        return Decision(
            DecisionKind.TICKET,
            (*steps, Line("details_noted"), Line("ask_slots", asking=opening.missing[:2])),
            opening=opening,
        )
    done = bool(case.missing) and not opening.missing
    text = "details_complete" if done else "ack_ticket_again"
    return Decision(DecisionKind.TICKET, (*steps, Line(text)), opening=opening)


def _open(
    triage: Triage, situation: Situation, categories: Mapping[Category, CategoryContent]
) -> Decision:
    opening = opening_for(triage, categories)
    lines = [*case_lines(triage, situation)]
    if opening.asked:
        lines.append(Line("ask_slots", asking=opening.missing[:2]))
    return Decision(DecisionKind.TICKET, tuple(lines), opening=opening)


def _without_case(
    triage: Triage,
    situation: Situation,
    categories: Mapping[Category, CategoryContent],
    answer: str | None,
    risks: Mapping[str, str],
) -> Decision:
    if triage.act is Act.NO and situation.last_faq is not None:
        return Decision(
            DecisionKind.CLARIFY, (Line("faq_not_helpful_offer_person"),), (offers.PERSON,)
        )
    if triage.act in (Act.THANKS, Act.YES, Act.GOODBYE):
        text = "goodbye" if triage.act is Act.GOODBYE else "thanks_reply"
        return Decision(DecisionKind.THANK, (Line(text),))
    if triage.category is Category.PRAISE:
        return Decision(DecisionKind.THANK, (Line("praise_thanks"),))
    if Flag.SUGGESTION in triage.flags:
        return Decision(DecisionKind.THANK, (Line("suggestion_thanks"),))
    if triage.act is Act.GREETING:
        return _menu(situation)
    if Flag.OTHER_BRAND in triage.flags:
        return Decision(DecisionKind.CLARIFY, (Line("other_brand"),))
    if Flag.ABUSE in triage.flags and answer is None:
        return Decision(DecisionKind.CLARIFY, (Line("abuse_boundary"),), (offers.PERSON,))
    if answer is not None and triage.category is not Category.OTHER:
        return Decision(DecisionKind.ANSWER, (Line(faq=answer),), (offers.PERSON,), faq=answer)
    return _unsure(triage, situation, categories, risks)


def _unsure(
    triage: Triage,
    situation: Situation,
    categories: Mapping[Category, CategoryContent],
    risks: Mapping[str, str],
) -> Decision:
    likely = [one.faq for one in triage.candidates if one.score >= LIKELY][:MOST_OFFERED]
    if triage.category is Category.OTHER or not likely:
        out_of_scope = triage.category is Category.OTHER and triage.act in (
            Act.SMALL_TALK,
            Act.QUESTION,
        )
        text = "scope_line" if out_of_scope else "unsure_offer_person"
        if situation.misses >= 1 and not out_of_scope:
            return _handoff(triage, situation, categories)
        miss = not out_of_scope
        return Decision(DecisionKind.CLARIFY, (Line(text),), (offers.PERSON,), miss=miss)
    if situation.misses >= 1:
        return _handoff(triage, situation, categories)
    picks = tuple(offers.faq(faq) for faq in likely)
    return Decision(
        DecisionKind.CLARIFY, (Line("clarify_generic"),), (*picks, offers.PERSON), miss=True
    )
