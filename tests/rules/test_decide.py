"""Decisions from hand-made readings: who is served first, and what is never said in public."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.library import load
from core.policy import Policy
from core.rules import offers
from core.rules.decide import decide
from core.rules.decision import Case, Decision, Situation
from core.rules.phrase import label, phrase
from core.rules.terms import terms
from core.rules.triage import Act, Candidate, Flag, Triage
from core.vocabulary import (
    Category,
    DecisionKind,
    Language,
    Priority,
    Sentiment,
    TicketStatus,
)

LIBRARY = load()
PLAIN = Triage(
    language=Language.EN,
    reply_language=Language.EN,
    category=Category.HOW_TO_USE,
    child=None,
    act=Act.QUESTION,
    own_case=False,
    candidates=(),
    confidence=0.0,
    priority=Priority.LOW,
    priority_reason="question",
    sentiment=Sentiment.NEUTRAL,
)
CASE = Case(
    "OK-1001",
    TicketStatus.NEW,
    Category.TRANSACTION_FAILED,
    "declined",
    Priority.NORMAL,
    {"amount": "5"},
    ("time", "counterparty"),
    1,
)
REPORT = replace(
    PLAIN,
    act=Act.REPORT,
    own_case=True,
    category=Category.TRANSACTION_FAILED,
    child="debited_not_received",
    priority=Priority.HIGH,
)


def decided(triage: Triage, **situation: object) -> Decision:
    facts = Situation(**({"first_contact": False} | situation))  # type: ignore[arg-type]
    return decide(triage, facts, LIBRARY.categories, LIBRARY.risks)


def sure_of(faq: str, confidence: float = 0.95) -> Triage:
    return replace(PLAIN, candidates=(Candidate(faq, 0.9),), confidence=confidence)


def test_a_sure_answer_is_given_and_an_unsure_one_offered() -> None:
    answer = decided(sure_of("is-it-safe"))
    assert answer.kind is DecisionKind.ANSWER
    assert answer.faq == "is-it-safe"
    unsure = decided(sure_of("is-it-safe", 0.2))
    assert unsure.kind is DecisionKind.CLARIFY
    assert unsure.offers == ("faq:is-it-safe", offers.PERSON)
    assert unsure.miss


def test_the_second_miss_goes_to_a_person() -> None:
    assert decided(PLAIN, misses=1).kind is DecisionKind.HANDOFF


def test_a_case_opens_its_ticket_and_asks_for_two_facts_at_most() -> None:
    decision = decided(REPORT)
    assert decision.kind is DecisionKind.TICKET
    assert decision.opening is not None
    assert decision.opening.priority is Priority.HIGH
    asked = [line.asking for line in decision.lines if line.asking]
    assert len(asked) == 1
    assert len(asked[0]) == 2


def test_a_wish_for_a_person_wins_over_a_sure_answer() -> None:
    wish = replace(sure_of("contact-channels"), act=Act.WISH_PERSON)
    assert decided(wish).kind is DecisionKind.HANDOFF
    assert decided(wish, public=True).kind is DecisionKind.HANDOFF


@pytest.mark.parametrize("flag", [Flag.DISTRESS, Flag.THREAT, Flag.BLACKMAIL])
def test_danger_wins_over_everything(flag: Flag) -> None:
    triage = replace(sure_of("is-it-safe"), flags=frozenset({flag}), act=Act.STOP)
    decision = decided(triage, choice="faq:is-it-safe", opening=True)
    assert decision.kind is DecisionKind.HANDOFF
    assert decision.opening is not None


def test_facts_are_asked_for_in_three_rounds_at_most() -> None:
    told = replace(REPORT, slots={"bank": "X"})
    assert any(line.asking for line in decided(told, case=CASE).lines)
    assert not any(line.asking for line in decided(told, case=replace(CASE, rounds=3)).lines)


def test_a_case_keeps_its_category_and_only_rises() -> None:
    other = replace(REPORT, category=Category.WITHDRAWAL_DELAY, child="slow", priority=Priority.LOW)
    opening = decided(other, case=CASE).opening
    assert opening is not None
    assert opening.category is Category.TRANSACTION_FAILED
    assert opening.priority is Priority.NORMAL


def test_a_question_beside_a_case_is_answered() -> None:
    asked = replace(sure_of("is-it-safe"), flags=frozenset({Flag.ASKS}))
    assert decided(asked, case=CASE).faq == "is-it-safe"


def test_a_statement_beside_a_case_belongs_to_it() -> None:
    assert decided(sure_of("is-it-safe"), case=CASE).faq is None


def test_how_long_in_a_case_is_about_that_case() -> None:
    chase = replace(sure_of("email-reply-time"), flags=frozenset({Flag.ASKS, Flag.CHASE}))
    assert decided(chase, case=CASE).lines[-1].text == "status_answer"


def test_danger_is_not_told_of_office_hours() -> None:
    danger = replace(PLAIN, flags=frozenset({Flag.DISTRESS}), priority=Priority.URGENT)
    texts = [line.text for line in decided(danger, people_answer=False).lines]
    assert texts == ["distress_reply", "danger_noted"]


def test_another_language_is_told_so_before_anything_else() -> None:
    french = replace(REPORT, language=Language.OTHER)
    assert decided(french).lines[-1].text == "language_fallback"


def test_out_of_scope_is_no_miss() -> None:
    weather = replace(PLAIN, category=Category.OTHER, act=Act.SMALL_TALK)
    assert not decided(weather).miss
    assert decided(weather, misses=1).kind is DecisionKind.CLARIFY


def test_a_worse_report_sharpens_the_case() -> None:
    worse = replace(
        REPORT, category=Category.FUND_SECURITY, child="account_takeover", priority=Priority.URGENT
    )
    opening = decided(worse, case=CASE).opening
    assert opening is not None
    assert opening.category is Category.FUND_SECURITY
    assert opening.priority is Priority.URGENT
    assert "urgent_takeover_steps" in [line.text for line in decided(worse, case=CASE).lines]


def test_thanks_leave_a_case_alone() -> None:
    decision = decided(replace(PLAIN, act=Act.THANKS), case=CASE)
    assert decision.kind is DecisionKind.THANK
    assert decision.opening is None


def test_spam_is_met_with_silence() -> None:
    spam = replace(PLAIN, category=Category.SPAM)
    assert decided(spam) == Decision(DecisionKind.IGNORE)
    assert decided(spam, public=True) == Decision(DecisionKind.IGNORE)


def test_an_opened_conversation_is_greeted_or_joined() -> None:
    assert decided(PLAIN, opening=True, has_text=False).offers == offers.MENU
    joined = decided(PLAIN, opening=True, has_text=False, case=CASE)
    assert joined.lines[0].text == "linked_from_public"


def test_a_no_after_an_answer_offers_a_person() -> None:
    decision = decided(replace(PLAIN, act=Act.NO), last_faq="is-it-safe")
    assert offers.PERSON in decision.offers


def test_who_speaks_is_said_at_first_contact() -> None:
    texts = [line.text for line in decided(sure_of("is-it-safe"), first_contact=True).lines]
    assert "first_contact" in texts


def test_public_silence_after_two_replies_still_keeps_the_case() -> None:
    decision = decided(REPORT, public=True, public_replies=2)
    assert decision.lines == ()
    assert decision.opening is not None


def test_public_invitations_end_after_two() -> None:
    assert decided(REPORT, public=True, invites=1).lines[0].text == "invite_dm_again"
    assert decided(REPORT, public=True, invites=2).lines == ()


def every_triage() -> list[Triage]:
    """Every act with every category, with and without a case, sure and unsure."""
    return [
        replace(
            PLAIN,
            category=category,
            child=child,
            act=act,
            own_case=own,
            priority=Priority.HIGH,
            candidates=(Candidate("is-it-safe", 0.8),),
            confidence=confidence,
            slots={"amount": "4321", "email": "anna@example.com"},
            flags=flags,
        )
        for category, act, own, confidence, flags in itertools.product(
            Category,
            Act,
            (True, False),
            (0.1, 0.9),
            (frozenset(), frozenset({Flag.BLACKMAIL}), frozenset({Flag.OTHER_BRAND})),
        )
        for child in (None, *(LIBRARY.categories[category].children if act is Act.REPORT else ()))
    ]


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("case", [None, CASE])
@pytest.mark.parametrize("language", [Language.EN, Language.ZH_HANS])
def test_every_decision_can_be_said(public: bool, case: Case | None, language: Language) -> None:
    voice = LIBRARY.voice
    now = datetime(2026, 11, 22, tzinfo=UTC)
    variables = terms(
        voice,
        Policy(),
        language,
        now,
        ticket="OK-1001",
        category=Category.TRANSACTION_FAILED,
        status=TicketStatus.NEW,
    )
    met = set()
    for triage in every_triage():
        decision = decided(triage, public=public, case=case, opens_private=True)
        met.add(decision.kind)
        text = phrase(voice, decision.lines, language, public=public, variables=variables)
        phrase(voice, decision.invite_lines, language, public=False, variables=variables)
        for offer in decision.offers:
            assert label(voice, offer, language)
        if public:
            assert not decision.offers
            assert len(decision.lines) <= 1
            assert "OK-1001" not in text
            assert "4321" not in text
            assert "anna" not in text
            assert sum(2 if ord(one) > 0x10FF else 1 for one in text) <= 280
    assert {DecisionKind.ANSWER, DecisionKind.HANDOFF, DecisionKind.TICKET} <= met


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 0),
        (" 2. ", 1),
        ("第二个", 1),
        ("第三項", 2),
        ("the second one", 1),
        ("选3", 2),
        ("二", 1),
        ("4", None),
        ("12", None),
        ("1 transfer failed", None),
        ("one", None),
        ("", None),
    ],
)
def test_typed_choices(text: str, number: int | None) -> None:
    offered = ["a", "b", "c"]
    assert offers.picked(text, offered) == (None if number is None else offered[number])


@pytest.mark.parametrize(
    "text", ["solved", "Solved!", "it's fixed now", "已解决", "解决了", "搞定", "已解決"]
)
def test_solved_in_words(text: str) -> None:
    assert offers.said_solved(text) == offers.SOLVED


@pytest.mark.parametrize(
    "text", ["not solved", "还没解决", "is it solved?", "没解决", "unresolved"]
)
def test_not_solved_in_words(text: str) -> None:
    assert offers.said_solved(text) is None
