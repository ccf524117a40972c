"""What a message says: the result type of reading it."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from core.vocabulary import Category, Language, Priority, SecretKind, Sentiment


class Act(StrEnum):
    """What the sender does with the message, apart from its topic."""

    QUESTION = "question"  #: asks something general
    REPORT = "report"  #: tells of their own account or money: a case
    WISH_PERSON = "wish_person"  #: wants a human
    STATUS = "status"  #: asks where their case stands
    GREETING = "greeting"
    THANKS = "thanks"
    YES = "yes"
    NO = "no"  #: "still not", "no", "还是不行"
    GOODBYE = "goodbye"
    STOP = "stop"  #: no more messages wanted
    SMALL_TALK = "small_talk"
    EMPTY = "empty"  #: nothing that can be read (only emoji, only an attachment)


class Flag(StrEnum):
    """Circumstances that change what is right to say."""

    DISTRESS = "distress"
    THREAT = "threat"
    BLACKMAIL = "blackmail"
    MINOR = "minor"
    OTHER_BRAND = "other_brand"
    ABUSE = "abuse"
    INJECTION = "injection"
    BUSINESS = "business"
    PRESS = "press"
    LEGAL = "legal"
    PRIVACY_REQUEST = "privacy_request"
    THIRD_PARTY = "third_party"  #: about somebody else's account
    ASKS_IF_BOT = "asks_if_bot"
    FORMAL_COMPLAINT = "formal_complaint"
    SUGGESTION = "suggestion"
    ASKS = "asks"  #: has the form of a question
    CHASE = "chase"  #: asks how long or when, or urges: in a case, about that case
    SECRET_GIVEN_AWAY = "secret_given_away"  # noqa: S105 - a flag's name


@dataclass(frozen=True, slots=True)
class Secret:
    """A span of the text, in characters, end exclusive, that must not be stored."""

    kind: SecretKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A FAQ entry that may answer."""

    faq: str
    score: float  #: 0 to 1, comparable within one message


@dataclass(frozen=True, slots=True)
class Triage:
    """Everything read from one turn (one message, or several that came together)."""

    language: Language
    reply_language: Language  #: zh-Hans, zh-Hant or en
    category: Category
    child: str | None
    act: Act
    own_case: bool  #: about the sender's own account or money, as something that happened
    candidates: tuple[Candidate, ...]  #: best first
    confidence: float  #: probability that the first candidate is right
    priority: Priority
    priority_reason: str  #: id of the rule of priority that matched
    sentiment: Sentiment
    slots: dict[str, str] = field(default_factory=dict)
    secrets: tuple[Secret, ...] = ()
    flags: frozenset[Flag] = frozenset()


def with_masked_secret(triage: Triage) -> Triage:
    """The reading of a text whose secrets were masked before it was read: that is still of note."""
    if triage.priority.rank >= Priority.HIGH.rank:
        return triage
    return replace(triage, priority=Priority.HIGH, priority_reason="secret_typed")
