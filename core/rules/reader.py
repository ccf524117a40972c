"""Reads a message: everything the desk needs to know before it decides, as one value."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.rules import acts
from core.rules.bare_facts import is_bare_facts
from core.rules.candidates import candidates as entries_for
from core.rules.category import OTHER_BRAND, Topic, judge
from core.rules.cues import Label, cues, reported_cues, secret_cues
from core.rules.details import fitting, slots
from core.rules.features import features
from core.rules.language import detect, reply_language
from core.rules.learned import Reader, build
from core.rules.lexicon import alarm, manners
from core.rules.normalise import plain
from core.rules.own_case import is_own_case
from core.rules.privacy import PLACEHOLDER, redact
from core.rules.sentiment import tone
from core.rules.triage import Act, Triage
from core.rules.urgency import Circumstances, urgency
from core.vocabulary import Category, Language, Sentiment

__all__ = ["HIGH_AMOUNT", "Facts", "Reader", "build", "read"]

HIGH_AMOUNT: dict[str, Decimal] = {
    "": Decimal(10_000),
    "CNY": Decimal(10_000),
    "USD": Decimal(1_500),
    "USDT": Decimal(1_500),
    "EUR": Decimal(1_400),
    "GBP": Decimal(1_200),
    "HKD": Decimal(12_000),
    "TWD": Decimal(48_000),
    "PHP": Decimal(85_000),
    "MYR": Decimal(6_500),
    "SGD": Decimal(2_000),
    "JPY": Decimal(220_000),
    "KRW": Decimal(2_000_000),
    "INR": Decimal(125_000),
    "THB": Decimal(50_000),
    "VND": Decimal(38_000_000),
    "IDR": Decimal(24_000_000),
}
"""From which amount a case is of high priority, by currency; the empty key where none is marked."""
MANY_FOLLOWERS = 10_000
_NEAR = 80
_CERTAIN, _ALIKE = 0.5, 0.2
_DESPITE_BRAND = (
    Category.SCAM_REPORT,
    Category.SPAM,
    Category.ACCOUNT_SETTINGS,
    Category.FUND_SECURITY,
    Category.OTHER,
)
"""What may be ours although another brand is named and we are not: linking it, being deceived."""
_DECEIT = frozenset({("scam_report", "money_sent"), ("scam_report", "impostor_account")})
_HARDLY_KNOWN, _HARDLY_ALIKE = 0.2, 0.12
_FACTS = frozenset({"amount", "currency", "txn_id", "ticket_id"})


@dataclass(frozen=True)
class Facts:
    """What is known about a message besides its text."""

    public: bool = False
    last_language: Language | None = None
    contacts: int = 0  #: earlier contacts of this person about the same case
    followers: int | None = None
    high_amount: Mapping[str, Decimal] = field(default_factory=lambda: HIGH_AMOUNT)


def read(reader: Reader, text: str, facts: Facts | None = None) -> Triage:
    """What a message (or several that came together, joined by line ends) says."""
    facts = facts or Facts()
    redacted = redact(text)
    kinds = frozenset(secret.kind for secret in redacted.secrets)
    open_text = PLACEHOLDER.sub(" ", redacted.text)
    words = plain(PLACEHOLDER.sub(_named, redacted.text))
    pieces = features(open_text)
    spoken, told = {**cues(words), **secret_cues(kinds)}, reported_cues(words)
    if alarm.OTHER_BRANDS.search(words):
        spoken = {OTHER_BRAND: 0.5, **spoken}
    near = reader.sentences.nearest(pieces, _NEAR, least=0.05)
    topic = judge(pieces, near, spoken, told, reader.labels)
    act = acts.short_act(words)
    wish = acts.wishes_person(words)
    found = slots(open_text)
    strange = not spoken and not wish and act is None and _is_strange(reader, pieces, near, found)
    topic = _as(topic, Category.OTHER, "chit_chat") if strange else topic
    topic = _settled(topic, act, wish, words, told)
    letters = [c for c in redacted.text if c.isascii() and c.isalpha()]
    shouting = len(letters) > 12 and sum(c.isupper() for c in letters) > 0.7 * len(letters)
    mood = tone(words, shouting=shouting, trouble=False)
    if topic.category is Category.PRAISE and mood is Sentiment.NEGATIVE:
        # "great, money gone again": the problem counts, not the words of praise around it
        topic = _as(topic, Category.FEEDBACK, "service_complaint")
    bare = not spoken and not wish and is_bare_facts(open_text, found)
    if bare and found.keys() & _FACTS:
        topic = _as(topic, Category.TRANSACTION_FAILED, None)
    case = act is None and is_own_case(
        words, topic.label, topic.label in told, found, topic.case_share, secret=bool(kinds)
    )
    if bare:
        case = bool(found.keys() & _FACTS)
    else:
        found = fitting(found, topic.category, case=case)
    flags = acts.flags(words, topic.label, own_case=case)
    candidates, confidence = (
        ((), 0.0) if strange else entries_for(reader, pieces, near, topic, case)
    )
    priority, reason = urgency(
        Circumstances(
            text=words,
            label=topic.label,
            reported=told,
            own_case=case,
            sure=topic.label in told
            or (
                topic.label not in spoken
                and topic.probability >= _CERTAIN
                and topic.likeness >= _ALIKE
            ),
            wish_person=wish,
            flags=flags,
            secrets=kinds,
            slots=found,
            high_amount=facts.high_amount,
            contacts=facts.contacts,
            many_followers=facts.public and (facts.followers or 0) >= MANY_FOLLOWERS,
        )
    )
    return Triage(
        language=detect(open_text),
        reply_language=reply_language(open_text, facts.last_language),
        category=topic.category,
        child=topic.child,
        act=_act(act, wish, words, topic, case),
        own_case=case,
        candidates=candidates,
        confidence=confidence,
        priority=priority,
        priority_reason=reason,
        sentiment=tone(words, shouting=shouting, trouble=case),
        slots=found,
        secrets=redacted.secrets,
        flags=flags,
    )


def _is_strange(
    reader: Reader,
    pieces: Mapping[str, float],
    near: Sequence[tuple[str, float]],
    found: Mapping[str, str],
) -> bool:
    """Whether hardly anything of a text without a telling expression was ever seen: no topic then."""
    likeness = near[0][1] if near else 0.0
    known = reader.sentences.knows(pieces)
    if found.keys() & _FACTS:
        return False
    return (known < _HARDLY_KNOWN and likeness < _HARDLY_ALIKE) or known < _HARDLY_KNOWN / 2


def _named(placeholder: re.Match[str]) -> str:
    """[card ••1234] as "card": that one was typed is part of what is told."""
    return f" {placeholder[0].strip('[]').split(' ••')[0]} "


def _settled(
    topic: Topic, act: Act | None, wish: bool, words: str, told: frozenset[Label]
) -> Topic:
    """The topic where the manner decides it: bare thanks, a bare wish for a person, nothing at all."""
    if act is Act.THANKS:
        return _as(topic, Category.PRAISE, None)
    if act is not None:
        return _as(topic, Category.OTHER, "chit_chat" if act is not Act.EMPTY else None)
    if alarm.DISTRESS.search(words):
        return _as(topic, Category.OTHER, None)
    if manners.ASKS_IF_BOT.search(words) and len(words) < 60:
        return _as(topic, Category.OTHER, "chit_chat")
    begins = alarm.OTHER_BRANDS.match(words)
    theirs = begins and alarm.ABOUT_A_BRAND.match(words, begins.end())
    ours = alarm.OWN_BRAND.search(words) or topic.category in _DESPITE_BRAND
    if (theirs and not told & _DECEIT) or (alarm.OTHER_BRANDS.search(words) and not ours):
        return _as(topic, Category.OTHER, "other_brand")
    if wish and not told and (len(words) < 40 or topic.probability < 0.6):
        return _as(topic, Category.HOW_TO_USE, "human_request")
    if not topic.shares or (topic.likeness < 0.08 and topic.probability < 0.3):
        return _as(topic, Category.OTHER, topic.child if topic.category is Category.OTHER else None)
    return topic


def _as(topic: Topic, category: Category, child: str | None) -> Topic:
    return Topic(category, child, 1.0, topic.shares, topic.case_share, topic.likeness)


def _act(act: Act | None, wish: bool, words: str, topic: Topic, case: bool) -> Act:
    if wish:
        return Act.WISH_PERSON
    if act is not None:
        return act
    if acts.asks_status(words):
        return Act.STATUS
    if topic.child == "greeting":
        return Act.GREETING
    if case:
        return Act.REPORT
    if topic.child == "chit_chat":
        return Act.SMALL_TALK
    return Act.QUESTION
