"""What the desk says and what things are called, in the customer's language and script.

Texts are written once in simplified Chinese and once in English; traditional Chinese is made of
the first when it is said. Whatever has no public form can only be said in private: asking for a
public form that does not exist is an error and not a private text shown to everybody.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter

from core.rules.faq import Entry
from core.rules.language import traditional
from core.rules.lexicon import asking
from core.rules.normalise import fold
from core.vocabulary import Category, Language

VARIABLES: Mapping[str, str] = {
    "ticket": "number of the case, such as OK-1042",
    "name": "first name as shown in the customer's profile",
    "category": "name of a category in the customer's language",
    "missing": "what is still to be told, from `Texts.ask_for`",
    "next_contact": "moment until which we write again, in words, with its time zone",
    "hours": "hours in which people answer, in words",
    "next_open": "moment at which people answer again, in words, with its time zone",
    "channels": "ways to reach support, one a line",
    "official_handles": "our accounts on the platforms, one a line",
    "agent": "name under which the agent writes",
    "status": "where the case stands, in words",
    "brand": "the other company the customer wrote about",
    "subject": "what an alert to the staff is about, such as a platform",
    "detail": "since when, how many or why, for an alert to the staff",
    "alert": "sentence of an alert to the staff",
    "emergency": "emergency and anti-fraud numbers configured for the country, in words",
}
"""What may stand in braces in a text, and what the caller gives for it."""

_NEAR = 60  #: characters before a verb in which a refusal belongs to it
_WITHOUT_LAST_FOUR = re.compile(
    r"[^，,;]*(?:末四|后四位|末4|后4位|尾号|\blast\s(?:4|four)\b)[^，,;]*", re.IGNORECASE
)
ASKED_AT_ONCE = 2
"""Most facts asked for in one message: longer lists go unanswered."""


class UnknownText(KeyError):
    """A text was asked for that is not written, or not in this form. The message says which."""


class MissingVariable(KeyError):
    """A text was said without one of its variables. The message names both."""


class TicketPolicy(StrEnum):
    """When a message about a topic opens a ticket."""

    NEVER = "never"
    CASE = "case"  #: when it tells of the sender's own account or money
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Topic:
    """A category or one of its children: its name and what follows from it."""

    label: Mapping[str, str]  #: "zh" (simplified) and "en"
    faqs: tuple[str, ...]  #: entries to offer first, best first
    ask: tuple[str, ...]  #: slots an agent cannot do without, in order of asking
    optional: tuple[str, ...]  #: slots worth a question when nothing of `ask` is missing
    open_ticket: TicketPolicy


@dataclass(frozen=True, slots=True)
class CategoryContent(Topic):
    """A category with its children."""

    children: Mapping[str, Topic] = field(default_factory=dict)

    def topic(self, child: str | None) -> Topic:
        """The child's topic; the category's own where there is no such child."""
        return self.children.get(child, self) if child is not None else self


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in one language."""

    private: str
    public: str | None = None


def content_language(language: Language) -> str:
    """The folder a language is served from: "zh" for both scripts, "en" for everything else."""
    return "zh" if language in (Language.ZH_HANS, Language.ZH_HANT) else "en"


def in_script(text: str, language: Language) -> str:
    """The text in the customer's Chinese script; other languages unchanged."""
    return traditional(text) if language is Language.ZH_HANT else text


def variables(text: str) -> frozenset[str]:
    """Names in braces. Raises ValueError when the braces do not match."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


class Texts:
    """Every text for customers. Immutable; may be shared between threads."""

    def __init__(self, wordings: Mapping[str, Mapping[str, Wording]]) -> None:
        """`wordings` is language ("zh", "en") to id to wording."""
        self._wordings = wordings

    def ids(self) -> frozenset[str]:
        """Every text that can be said."""
        return frozenset(self._wordings["en"])

    def has(self, id: str, *, public: bool = False) -> bool:
        """Whether the text is written, and in a public form if that is asked."""
        wording = self._wordings["en"].get(id)
        return wording is not None and (not public or wording.public is not None)

    def needs(self, id: str) -> frozenset[str]:
        """The variables of the private form of a text that is written."""
        return variables(self._wordings["en"][id].private)

    def say(self, id: str, language: Language, *, public: bool = False, **given: str) -> str:
        """The text in the customer's language, with its variables filled in.

        Variables that the text does not use are ignored, so that callers may give all they have.
        What is filled in is never converted to another script: names stay as they are.
        Raises `UnknownText` and `MissingVariable`.
        """
        wording = self._wordings[content_language(language)].get(id)
        if wording is None:
            raise UnknownText(f"there is no text '{id}'")
        form = wording.public if public else wording.private
        if form is None:
            raise UnknownText(f"the text '{id}' has no public form and may only be said in private")
        form = in_script(form, language)
        absent = sorted(variables(form) - given.keys())
        if absent:
            raise MissingVariable(f"the text '{id}' also needs {', '.join(absent)}")
        return form.format_map(given)

    def ask_for(self, missing: Sequence[str], language: Language) -> str:
        """The first missing slots as a phrase for {missing}: at most two, joined by "and"."""
        asked = [self.say(f"slot_{slot}", language) for slot in missing[:ASKED_AT_ONCE]]
        joint = "，以及" if content_language(language) == "zh" else ", and "
        return in_script(joint.join(asked), language)


def category_label(
    categories: Mapping[Category, CategoryContent],
    category: Category,
    language: Language,
    child: str | None = None,
) -> str:
    """What a category, or one of its children, is called in the reader's language."""
    label = categories[category].topic(child).label
    return in_script(label[content_language(language)], language)


def faq_answer(entry: Entry, language: Language, *, public: bool) -> str:
    """The answer of a FAQ entry: the short one where everybody reads, else the full one."""
    answer = entry.public if public else entry.answer
    return in_script(answer[content_language(language)], language)


def faq_title(entry: Entry, language: Language) -> str:
    """The question a FAQ entry answers, short enough for a button."""
    return in_script(entry.title[content_language(language)], language)


def asks_for_secret(text: str) -> bool:
    """Whether a text asks the customer for what nobody may ask for.

    Password, one-time code, PIN, card number, CVV, ID number, seed phrase, private key. A warning
    such as "never tell anyone your code" is not a request, nor is a step in the app ("enter the new
    password and confirm it"). Only a refusal right before the verb makes a warning: "don't worry,
    send me your code" asks.
    """
    plain = fold(text).squeezed().text.translate(asking.LOOKALIKES)
    plain = asking.BLANK_IN_CHINESE.sub("", plain)
    sentences = asking.SENTENCE_END.split(plain)
    return any(_asks(sentence.replace("\n", " ")) for sentence in sentences)


def _asks(sentence: str) -> bool:
    if asking.LAST_FOUR.search(sentence):
        sentence = _WITHOUT_LAST_FOUR.sub(" ", sentence)
    bare = asking.BARE.fullmatch(sentence)
    return bool(bare) or _asks_in_chinese(sentence) or _asks_in_english(sentence)


def _asks_in_chinese(sentence: str) -> bool:
    for pattern in (asking.ZH_GIVE, asking.ZH_NEED, asking.ZH_HAND_OVER, asking.ZH_ASK):
        for found in pattern.finditer(sentence):
            if not _refused_in_chinese(sentence, found):
                return True
    for found in asking.ZH_ENTER.finditer(sentence):
        here = asking.HERE.search(sentence)
        yours = asking.YOURS.search(found[0]) and not asking.ELSEWHERE.search(sentence)
        if (here or yours) and not _refused_in_chinese(sentence, found):
            return True
    return False


def _refused_in_chinese(sentence: str, found: re.Match[str]) -> bool:
    before = sentence[max(0, found.start("verb") - _NEAR) : found.start("verb")]
    return bool(
        asking.ZH_REFUSED.search(before) or asking.ZH_REFUSED_AFTER.match(sentence, found.end())
    )


def _asks_in_english(sentence: str) -> bool:
    for pattern in (asking.EN_GIVE, asking.EN_NEED):
        if any(not _refused_in_english(sentence, found) for found in pattern.finditer(sentence)):
            return True
    for found in asking.EN_ENTER.finditer(sentence):
        here = asking.HERE.search(sentence)
        yours = "your" in found["gap"].lower()
        if (here or (yours and not asking.ELSEWHERE.search(sentence))) and not _refused_in_english(
            sentence, found
        ):
            return True
    return False


def _refused_in_english(sentence: str, found: re.Match[str]) -> bool:
    before = sentence[max(0, found.start("verb") - _NEAR) : found.start("verb")]
    conditional = asking.EN_IF.search(before) and not asking.EN_TO_US.search(found["gap"])
    after = asking.EN_REFUSED_AFTER.match(sentence, found.end())
    return bool(asking.EN_REFUSED.search(before) or conditional or after)
