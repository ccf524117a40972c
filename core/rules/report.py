"""Whether something is told as having happened to the sender.

"I was hacked" is a report. "How do I avoid being hacked?", "I was not hacked" and "my friend was
hacked" hold the same words and are none.
"""

import re

from core.rules.lexicon.mood import (
    ASKED_OF_NOBODY,
    ASKED_TAIL,
    BY_OTHERS,
    CLAUSE,
    DENIED,
    DENIED_INSIDE,
    EARLIER_SOLVED,
    FAMILY,
    GENERAL,
    JUST,
    NOT_SOLVED,
    OTHERS,
    OWN_DOING,
    SELF,
    SMALL_CLAUSE,
    SUPPOSED_AFTER,
)


def reported(text: str, pattern: re.Pattern[str], *, of_anyone: bool = False) -> bool:
    """Whether a plain text reports, in at least one clause, what the pattern names.

    `of_anyone`: also when it happened to a stranger, for what is grave whoever it befell.
    """
    return any(
        _told(clause, found, of_anyone)
        for clause in CLAUSE.split(text)
        for found in pattern.finditer(clause)
    )


def _told(clause: str, found: re.Match[str], of_anyone: bool) -> bool:
    before, after = clause[: found.start()], clause[found.end() :]
    near = SMALL_CLAUSE.split(before)[-1]
    if DENIED.search(before[-24:]) or DENIED_INSIDE.search(found[0]):
        return False
    supposed = GENERAL.search(near + found[0])
    if (supposed and supposed.start() < len(near)) or SUPPOSED_AFTER.match(after):
        return False
    asked = ASKED_OF_NOBODY.search(clause.strip()) and not JUST.search(clause)
    if asked and not SELF.search(clause):
        return False
    return of_anyone or not about_strangers(near + SMALL_CLAUSE.split(found[0] + after)[0])


def about_others(text: str) -> bool:
    """Whether the trouble is another person's: they are named, and nothing of the sender's."""
    told = ASKED_TAIL.split(text)[0]
    subjects = (found.start() for found in OTHERS.finditer(told))
    named = any(not BY_OTHERS.search(told[:start]) for start in subjects)
    return named and not SELF.search(told)


def about_strangers(text: str) -> bool:
    """`about_others`, and not close family, for whom people report in their place."""
    return about_others(text) and not FAMILY.search(text)


def is_general(text: str) -> bool:
    """Whether a text only asks in general, supposes, or repeats what others say."""
    return bool(GENERAL.search(text))


def already_solved(text: str) -> bool:
    """Whether the sender says that the trouble is over."""
    return bool(EARLIER_SOLVED.search(text)) and not NOT_SOLVED.search(text)


def own_doing(text: str) -> bool:
    """Whether the sender, or the household, turns out to have done it: a false alarm."""
    return bool(OWN_DOING.search(text))
