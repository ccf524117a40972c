"""What a public mention gets: at most one short reply, and nothing about the person's account.

A general question is answered in public. A case opens its ticket and is invited into private.
"""

from collections.abc import Mapping

from core.rules.case import opening_for, opens_case, steps_for, update_for
from core.rules.decision import Decision, Line, Opening, Situation
from core.rules.triage import Act, Flag, Triage
from core.rules.wording import CategoryContent
from core.vocabulary import Category, DecisionKind, Priority

#: After this many replies in one public thread we are silent there.
MOST_REPLIES = 2
#: A person is invited into private at most this often in a day.
MOST_INVITES = 2


def decide_public(
    triage: Triage,
    situation: Situation,
    categories: Mapping[Category, CategoryContent],
    answer: str | None,
) -> Decision:
    """The decision on a public mention. `answer` is a FAQ entry we are sure about."""
    decision = _decide(triage, situation, categories, answer)
    if situation.public_replies >= MOST_REPLIES:
        return Decision(decision.kind, opening=decision.opening, stop=decision.stop)
    return decision


def _decide(
    triage: Triage,
    situation: Situation,
    categories: Mapping[Category, CategoryContent],
    answer: str | None,
) -> Decision:
    danger = triage.flags & {Flag.DISTRESS, Flag.THREAT, Flag.BLACKMAIL}
    if triage.act is Act.STOP and not danger:
        return Decision(DecisionKind.THANK, stop=True)
    wants_person = triage.act is Act.WISH_PERSON or triage.flags & {
        Flag.BUSINESS,
        Flag.PRESS,
        Flag.LEGAL,
    }
    if situation.case is not None and triage.act not in (Act.THANKS, Act.GREETING):
        if answer is None or triage.own_case or danger or wants_person:
            kind = DecisionKind.HANDOFF if danger or wants_person else DecisionKind.TICKET
            update = update_for(triage, situation.case, categories)
            return _invite(kind, situation, update)
    elif danger or wants_person:
        opening = opening_for(triage, categories, at_least=Priority.NORMAL)
        return _invite(DecisionKind.HANDOFF, situation, opening)
    elif opens_case(triage, categories):
        opening = opening_for(triage, categories)
        return _invite(DecisionKind.TICKET, situation, opening)
    if situation.masked:
        return Decision(DecisionKind.CLARIFY, (Line("secret_received"),), invite=True)
    if triage.category is Category.SPAM:
        return Decision(DecisionKind.IGNORE)
    if triage.category is Category.PRAISE:
        return Decision(DecisionKind.THANK, (Line("praise_thanks"),))
    if triage.act in (Act.THANKS, Act.YES):
        return Decision(DecisionKind.THANK, (Line("thanks_reply"),))
    if Flag.SUGGESTION in triage.flags:
        return Decision(DecisionKind.THANK, (Line("suggestion_thanks"),))
    if Flag.OTHER_BRAND in triage.flags:
        return Decision(DecisionKind.CLARIFY, (Line("other_brand"),))
    if answer is not None and triage.category is not Category.OTHER:
        return Decision(DecisionKind.ANSWER, (Line(faq=answer),), faq=answer)
    if triage.category is Category.OTHER and triage.act is not Act.GREETING:
        return Decision(DecisionKind.CLARIFY, (Line("scope_line"),))
    return _invite(DecisionKind.CLARIFY, situation, None)


def _invite(kind: DecisionKind, situation: Situation, opening: Opening | None) -> Decision:
    if situation.invites >= MOST_INVITES:
        return Decision(kind, opening=opening)
    text = "invite_dm_again" if situation.invites else "invite_dm"
    if situation.masked:
        text = "secret_received"
    private: tuple[Line, ...] = ()
    urgent = opening is not None and opening.priority is Priority.URGENT
    steps = steps_for(opening.child) if opening is not None and urgent else ()
    if situation.opens_private:
        private = (Line("dm_opened"),)
        if opening is not None:
            private += (Line("linked_from_public"), *steps)
            if opening.asked:
                private += (Line("ask_slots", asking=opening.missing[:2]),)
    return Decision(kind, (Line(text),), opening=opening, invite=True, invite_lines=private)
