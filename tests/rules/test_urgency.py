from dataclasses import replace
from decimal import Decimal

import pytest

from core.rules.triage import Flag
from core.rules.urgency import RULES, Circumstances, days_waited, urgency
from core.vocabulary import Priority, SecretKind

QUIET = Circumstances(
    text="",
    label=("how_to_use", "guide"),
    reported=frozenset(),
    own_case=False,
    sure=True,
    wish_person=False,
    flags=frozenset(),
    secrets=frozenset(),
)


def case(category: str, child: str, text: str = "", *, told: bool = True) -> Circumstances:
    label = (category, child)
    return replace(
        QUIET, label=label, text=text, own_case=True, reported=frozenset({label} if told else ())
    )


IN_ORDER = [
    ("danger_to_a_person", replace(QUIET, flags=frozenset({Flag.BLACKMAIL}))),
    ("theft_or_takeover", case("fund_security", "unauthorised_transaction")),
    ("given_to_a_deceiver", case("scam_report", "money_sent", "i sent 500 to a scammer")),
    ("device_lost", case("fund_security", "lost_device")),
    ("secret_typed", replace(QUIET, secrets=frozenset({SecretKind.OTP}))),
    ("money_taken_not_arrived", case("transaction_failed", "debited_not_received")),
    ("payout_late_or_pressing", case("withdrawal_delay", "slow", "提现六天了还没到")),
    (
        "locked_out_with_money",
        case("account_login", "frozen_restricted", "账户被冻结，里面还有三千块"),
    ),
    ("deceiver_at_large", case("scam_report", "impostor_account")),
    ("merchant_payroll_or_high_amount", case("transaction_failed", "merchant_cannot_collect")),
    ("authority_or_repeated", case("feedback", "formal_complaint", "我要投诉到消协")),
    ("own_case_or_person_wanted", replace(QUIET, wish_person=True)),
]


@pytest.mark.parametrize(("reason", "circumstances"), IN_ORDER, ids=[name for name, _ in IN_ORDER])
def test_each_rule_has_its_case(reason: str, circumstances: Circumstances) -> None:
    assert urgency(circumstances)[1] == reason


def test_every_rule_is_tested_in_its_order() -> None:
    assert [name for name, _ in IN_ORDER] == [name for name, _, _ in RULES]
    ranks = [priority.rank for _, priority, _ in RULES]
    assert ranks == sorted(ranks, reverse=True)


def test_the_first_that_matches_decides() -> None:
    both = replace(
        case("fund_security", "unauthorised_transaction"), secrets=frozenset({SecretKind.PIN})
    )
    assert urgency(both) == (Priority.URGENT, "theft_or_takeover")


def test_a_question_is_low_however_loud() -> None:
    assert urgency(replace(QUIET, text="urgent!!! how do i change my name"))[0] is Priority.LOW


def test_a_high_amount_needs_its_currency() -> None:
    limits = {"CNY": Decimal(10_000), "USD": Decimal(1_500)}
    dear = replace(case("transaction_failed", "declined"), high_amount=limits)
    assert urgency(replace(dear, slots={"amount": "2000", "currency": "USD"}))[0] is Priority.HIGH
    assert urgency(replace(dear, slots={"amount": "2000", "currency": "CNY"}))[0] is Priority.NORMAL


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("等了六天", 6),
        ("5 business days", 5),
        ("两个星期", 14),
        ("a month", 30),
        ("since last week", 14),
        ("刚刚", 0),
        ("two weeks and 3 days", 14),
    ],
)
def test_days_waited(text: str, days: int) -> None:
    assert days_waited(text) == days
