"""What the sender does with a message, apart from its topic, and what is special about it."""

import re

from core.rules.cues import Label
from core.rules.lexicon import alarm, manners
from core.rules.lexicon.mood import OTHERS, QUESTION
from core.rules.normalise import plain
from core.rules.report import about_others, reported
from core.rules.triage import Act, Flag
from core.vocabulary import Category

_SHORT = 60
_LABEL_FLAGS = {
    ("other", "abuse"): Flag.ABUSE,
    ("other", "injection"): Flag.INJECTION,
    ("other", "business_inquiry"): Flag.BUSINESS,
    ("other", "press"): Flag.PRESS,
    ("other", "legal_request"): Flag.LEGAL,
    ("feedback", "formal_complaint"): Flag.FORMAL_COMPLAINT,
    ("feedback", "suggestion"): Flag.SUGGESTION,
    ("fund_security", "secret_exposed"): Flag.SECRET_GIVEN_AWAY,
}


def wishes_person(text: str) -> bool:
    """Whether a plain text asks for a human; that always wins."""
    found = manners.WISH_PERSON.search(text)
    if not found:
        return False
    left = manners.ABOUT_PERSONS.sub(" ", text)
    return left == text or bool(manners.WISH_PERSON.search(left))


def short_act(text: str) -> Act | None:
    """The act of a message that is nothing but a manner: thanks, yes, bye; else nothing."""
    if not re.search(r"\w", text):
        if re.search("[👍👌✅]", text):
            return Act.YES
        return Act.NO if re.search("[👎❌]", text) else Act.EMPTY
    if len(text) > _SHORT:
        return None
    for act, pattern in (
        (Act.STOP, manners.STOP),
        (Act.YES, manners.YES),
        (Act.NO, manners.NO),
        (Act.THANKS, manners.THANKS),
        (Act.GOODBYE, manners.GOODBYE),
    ):
        if pattern.match(text):
            return act
    return None


def asks_to_stop(text: str) -> bool:
    """Whether a text as it came says nothing but that no more automatic messages are wanted."""
    return short_act(plain(text)) is Act.STOP


def asks_status(text: str) -> bool:
    """Whether a plain text asks where a case stands."""
    return bool(manners.STATUS.search(text))


def asks(text: str) -> bool:
    """Whether a plain text asks anything."""
    return bool(QUESTION.search(text))


def flags(text: str, label: Label, *, own_case: bool) -> frozenset[Flag]:
    """Circumstances of a plain text whose category and child are known."""
    found: set[Flag] = set()
    if alarm.DISTRESS.search(text):
        found.add(Flag.DISTRESS)
    if reported(text, alarm.THREAT):
        found.add(Flag.THREAT)
    if reported(text, alarm.BLACKMAIL, of_anyone=True):
        found.add(Flag.BLACKMAIL)
    if alarm.MINOR.search(text):
        found.add(Flag.MINOR)
    if asks(text):
        found.add(Flag.ASKS)
    if len(text) <= _SHORT and manners.CHASE.search(text):
        found.add(Flag.CHASE)
    if manners.ASKS_IF_BOT.search(text):
        found.add(Flag.ASKS_IF_BOT)
    if alarm.ABUSE.search(text):
        found.add(Flag.ABUSE)
    if alarm.PRIVACY.search(text):
        found.add(Flag.PRIVACY_REQUEST)
    if OTHERS.search(text) and about_others(text) and not own_case:
        found.add(Flag.THIRD_PARTY)
    if label == (Category.OTHER, "other_brand"):
        found.add(Flag.OTHER_BRAND)
    if label in _LABEL_FLAGS:
        found.add(_LABEL_FLAGS[label])
    return frozenset(found)
