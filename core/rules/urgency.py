"""How soon a person must look: ordered rules, the first that matches decides.

Money words and anger alone raise nothing, nor does "urgent!!!".
"""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from core.rules.cues import Label
from core.rules.lexicon import alarm
from core.rules.report import already_solved, own_doing, reported
from core.rules.triage import Flag
from core.vocabulary import Category, Priority, SecretKind

_NUMBERS = {word: n for n, word in enumerate("零一二三四五六七八九十")} | {
    "两": 2, "几": 4, "好几": 4, "好多": 6, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "several": 4,
}  # fmt: skip
_TAKEN = frozenset({"unauthorised_transaction", "account_takeover"})
_MONEY_AT_STAKE = frozenset(
    {
        "debited_not_received",
        "duplicate_charge",
        "wrong_recipient",
        "refund_missing",
        "top_up_missing",
    }
)
_LOCKED = frozenset({"frozen_restricted", "cannot_sign_in", "lost_access", "code_not_received"})
_DECEIVED = frozenset({"impostor_account", "phishing_link", "identity_misused"})
_LOST_TO_SCAM = re.compile(
    r"被骗|骗(?:了|走|我)|上当|受骗|中招|呃咗|转(?:了|给|过去|出)|打(?:了|给|过去)|付(?:了|款)|汇(?:了|给)|给了|拉黑|失联|"
    r"scam\w*|fake|crook|骗子|假|safe (?:wallet|account)|conned|tricked|duped|swindled|defraud|ripped off|(?:i|we|already|just|have) (?:have )?(?:sent|paid|gave|transferred|wired|invested|lost)|\b(?:transferred|wired|sent|paid|gave|lost)\b(?! nothing)|blocked me|ghosted|took my|my money"
)
_NOT_MINE = re.compile(
    r"不是我(?:本人)?(?:操作|转|付|提|申请|弄|刷)|没(?:有)?申请过|unauthori[sz]ed|never (?:asked|requested|authori[sz]ed|made|approved)|(?:wasn'?t|not) (?:me|by me|mine)\b"
)
_NOTHING_LOST = re.compile(
    r"(?:没|未|还没|并没|冇)(?:有)?(?:转|给|付|打|汇|上当|损失|信)|(?:sent|lost|paid|gave) nothing|(?:didn'?t|did not|haven'?t|never|not) (?:send|sent|pay|paid|give|given|transfer\w*|fall for|lose|lost)|(?:nobody|no one|noone) (?:lost|sent|paid)|nearly|almost|差点|险些|假的(?:给|码)|(?:报|给|发|说)了(?:个|一个)?假的|made up"
)
_MADE_UP = re.compile(
    r"假的(?:给|码)|(?:报|给|发|说)了(?:个|一个)?假的|made[- ]up|wrong (?:one|code) on purpose"
)
DAYS_UNTIL_LATE = 3


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the rules of priority look at."""

    text: str  #: plain
    label: Label
    reported: Set[Label]  #: labels whose expressions are told as having happened
    own_case: bool
    sure: bool  #: the label is near certain
    wish_person: bool
    flags: Set[Flag]
    secrets: Set[SecretKind]
    slots: Mapping[str, str] = field(default_factory=dict)
    high_amount: Mapping[str, Decimal] = field(default_factory=dict)
    contacts: int = 0
    many_followers: bool = False

    def tells(self, *children: str) -> bool:
        """Whether one of these children is reported."""
        return any(child in children for _, child in self.reported)

    def is_case_of(self, *children: str) -> bool:
        """Whether the message as a whole was judged a case of one of these children."""
        return self.own_case and self.sure and self.label[1] in children


def days_waited(text: str) -> int:
    """The longest span of days, weeks or months that a plain text names; 0 without one."""
    longest = 14 if alarm.LONG_AGO.search(text) else 0
    for found in alarm.DAYS.finditer(text):
        word = found["n"]
        number = int(word) if word.isdigit() else _NUMBERS.get(word, 11 if len(word) > 1 else 0)
        unit = found["u"]
        factor = (
            7 if re.match(r"周|星期|礼拜|w", unit) else 30 if re.match(r"个?月|month", unit) else 1
        )
        longest = max(longest, number * factor)
    return longest


def _in_danger(c: Circumstances) -> bool:
    return c.is_case_of("blackmail") or bool(
        c.flags & {Flag.DISTRESS, Flag.THREAT, Flag.BLACKMAIL, Flag.MINOR}
    )


def _foreign(c: Circumstances) -> bool:
    """Advertising, tricks played on the bot, and other companies' trouble raise nothing."""
    return c.label[0] == Category.SPAM or c.label[1] in ("injection", "other_brand")


def _over(c: Circumstances) -> bool:
    """The sender says that it is solved, that it was their own doing, or long ago."""
    return already_solved(c.text) or own_doing(c.text)


def _taken_over(c: Circumstances) -> bool:
    if _over(c) or alarm.NOTHING_TAKEN.search(c.text) or alarm.ONLY_CODES.search(c.text):
        return False
    about = (
        Category.FUND_SECURITY,
        Category.SCAM_REPORT,
        Category.ACCOUNT_LOGIN,
        Category.ACCOUNT_SETTINGS,
    )
    named = c.label[0] in about and c.label[1] not in _DECEIVED
    plainly = c.own_case and reported(c.text, _NOT_MINE)
    return c.is_case_of(*_TAKEN) or (c.tells(*_TAKEN) and (named or plainly))


def _given_to_deceiver(c: Circumstances) -> bool:
    if _foreign(c) or _over(c):
        return False
    told = c.tells("money_sent") and (c.own_case or reported(c.text, _LOST_TO_SCAM))
    if (told or c.is_case_of("money_sent")) and not _NOTHING_LOST.search(c.text):
        return c.label[0] == Category.SCAM_REPORT or reported(c.text, _LOST_TO_SCAM)
    about = (Category.FUND_SECURITY, Category.SCAM_REPORT)
    if _MADE_UP.search(c.text):
        return False
    given = c.tells("secret_exposed") and c.label[0] in about
    return given or (c.is_case_of("secret_exposed") and not c.secrets)


def _device_lost(c: Circumstances) -> bool:
    if _over(c):
        return False
    return c.tells("lost_device") or c.is_case_of("lost_device")


def _secret_typed(c: Circumstances) -> bool:
    return bool(c.secrets - {SecretKind.ID_NUMBER})


def _money_at_stake(c: Circumstances) -> bool:
    return (
        c.own_case and c.label[0] == Category.TRANSACTION_FAILED and c.label[1] in _MONEY_AT_STAKE
    )


def _payout_late(c: Circumstances) -> bool:
    if c.label[0] != Category.WITHDRAWAL_DELAY or not c.own_case:
        return False
    pressed = alarm.HARDSHIP.search(c.text) or alarm.DEADLINE_NEED.search(c.text)
    return bool(pressed) or days_waited(c.text) > DAYS_UNTIL_LATE


def _locked_out(c: Circumstances) -> bool:
    locked = c.label[0] == Category.ACCOUNT_LOGIN and c.label[1] in _LOCKED
    return locked and c.own_case and bool(alarm.MONEY_INSIDE.search(c.text))


def _deceiver_at_large(c: Circumstances) -> bool:
    return c.label[0] == Category.SCAM_REPORT and c.tells(*_DECEIVED)


def _much_at_stake(c: Circumstances) -> bool:
    if c.tells("merchant_cannot_collect") or (c.own_case and alarm.PAYROLL.search(c.text)):
        return True
    return c.own_case and _high(c)


def _high(c: Circumstances) -> bool:
    try:
        amount = Decimal(c.slots.get("amount", ""))
    except InvalidOperation:
        return False
    limit = c.high_amount.get(c.slots.get("currency", ""), c.high_amount.get(""))
    return limit is not None and amount >= limit


def _pressed(c: Circumstances) -> bool:
    upset = c.own_case or c.label[0] in (Category.FEEDBACK, Category.REGION_FEES)
    loud = alarm.AUTHORITIES.search(c.text) or alarm.REPEATED.search(c.text)
    return bool((upset and loud) or c.contacts >= 3 or (c.many_followers and upset))


def _own(c: Circumstances) -> bool:
    complaint = c.label in (
        (Category.FEEDBACK, "service_complaint"),
        (Category.FEEDBACK, "formal_complaint"),
    )
    scam = c.label[0] == Category.SCAM_REPORT and bool(c.reported)
    return c.own_case or c.wish_person or complaint or scam


RULES: tuple[tuple[str, Priority, Callable[[Circumstances], bool]], ...] = (
    ("danger_to_a_person", Priority.URGENT, _in_danger),
    ("theft_or_takeover", Priority.URGENT, _taken_over),
    ("given_to_a_deceiver", Priority.URGENT, _given_to_deceiver),
    ("device_lost", Priority.URGENT, _device_lost),
    ("secret_typed", Priority.HIGH, _secret_typed),
    ("money_taken_not_arrived", Priority.HIGH, _money_at_stake),
    ("payout_late_or_pressing", Priority.HIGH, _payout_late),
    ("locked_out_with_money", Priority.HIGH, _locked_out),
    ("deceiver_at_large", Priority.HIGH, _deceiver_at_large),
    ("merchant_payroll_or_high_amount", Priority.HIGH, _much_at_stake),
    ("authority_or_repeated", Priority.HIGH, _pressed),
    ("own_case_or_person_wanted", Priority.NORMAL, _own),
)
EVERYTHING_ELSE = "question_or_feedback"


def urgency(circumstances: Circumstances) -> tuple[Priority, str]:
    """The priority and the id of the rule that gave it."""
    for name, priority, matches in RULES:
        if matches(circumstances):
            return priority, name
    return Priority.LOW, EVERYTHING_ELSE
