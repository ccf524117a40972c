"""How values are said: moments in the desk's zone, spans, history, refusals."""

from datetime import UTC, datetime, timedelta

import pytest

from console.addresses import local
from console.wording import Wording
from core import clock
from core.desk import Desk, Illegal
from core.queries.timeline import EventView
from core.vocabulary import Category

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # noon in Shanghai


@pytest.fixture(autouse=True)
def stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.mark.parametrize(
    ("after", "zh", "en"),
    [
        (timedelta(0), "12:00", "12:00"),
        (timedelta(hours=11, minutes=59), "23:59", "23:59"),
        (timedelta(hours=12), "11月23日 00:00", "23 Nov 00:00"),
        (timedelta(days=-400), "2025年10月18日 12:00", "18 Oct 2025 12:00"),
    ],
)
def test_moments(desk: Desk, after: timedelta, zh: str, en: str) -> None:
    assert Wording("zh", desk).moment(NOON + after) == zh
    assert Wording("en", desk).moment(NOON + after) == en


@pytest.mark.parametrize(
    ("ago", "zh", "en"),
    [
        (timedelta(seconds=-5), "1分钟", "1 min"),
        (timedelta(seconds=80), "1分钟", "1 min"),
        (timedelta(minutes=59), "59分钟", "59 mins"),
        (timedelta(hours=30), "1天", "1 day"),
    ],
)
def test_spans(desk: Desk, ago: timedelta, zh: str, en: str) -> None:
    assert Wording("zh", desk).span(NOON - ago) == zh
    assert Wording("en", desk).span(NOON - ago) == en


def test_due_moments(desk: Desk) -> None:
    assert Wording("en", desk).due(NOON - timedelta(hours=1)) == "now"
    assert Wording("zh", desk).due(NOON + timedelta(hours=2)) == "2小时后"


@pytest.mark.parametrize(
    ("kind", "detail", "en", "zh"),
    [
        ("opened", {}, "Assistant opened the ticket", "自动助手创建了工单"),
        (
            "status",
            {"from": "open", "to": "closed", "cause": "no_response"},
            "The customer did not answer; Assistant set the status to Closed",
            "客户未回复；自动助手将状态改为“已关闭”",
        ),
        ("facts", {"amount": "5", "bank": "x"}, "Assistant filled in: Amount, Bank", "自动助手补充了：金额, 银行"),
        ("priority", {"to": "urgent"}, "Assistant set the priority to Urgent", "自动助手将优先级改为“紧急”"),
        (
            "delivery",
            {"state": "failed", "reason": "blocked"},
            "Not delivered: blocked",
            "未送达：blocked",
        ),
        (
            "delivery",
            {"state": "failed", "reason": "the customer blocked us"},
            "Not delivered: the customer blocked us",
            "未送达：客户屏蔽了我们",
        ),
        ("resent", {"message": 1}, "Assistant had a message sent again", "自动助手 重新发送了一条消息"),
        (
            "withdrawal",
            {"state": "refused", "reason": "too old"},
            "The platform did not take a message back: too old",
            "平台未能撤回一条消息：too old",
        ),
        (
            "withdrawal",
            {"state": "done"},
            "Assistant took a message back before it was sent",
            "自动助手 在发送前撤回了一条消息",
        ),
        ("reminder_1", {"said": True}, "Assistant reminded the customer", "自动助手提醒了客户"),
        ("snoozed", {"{who}": "x"}, "Assistant: snoozed", "自动助手: snoozed"),
    ],
)  # fmt: skip
def test_history(desk: Desk, kind: str, detail: dict[str, object], en: str, zh: str) -> None:
    event = EventView(kind, "bot", detail, NOON)
    assert Wording("en", desk).happened(event) == en
    assert Wording("zh", desk).happened(event) == zh


def test_an_agent_in_the_history_goes_by_name(desk: Desk) -> None:
    event = EventView("assigned", "agent:{mei}", {"to": "{who}"}, NOON)
    assert Wording("en", desk).happened(event) == "{mei} assigned the ticket to {who}"


def test_every_category_has_both_names(desk: Desk) -> None:
    for category in Category:
        for locale in ("zh", "en"):
            assert Wording(locale, desk).category(category, "no such child")


def test_a_refusal_nobody_translated_is_told_in_english(desk: Desk) -> None:
    assert (
        Wording("zh", desk).refusal(Illegal("brand_new", "Not on a Sunday.")) == "Not on a Sunday."
    )


@pytest.mark.parametrize("address", ["/", "/queue?view=mine&channel=x", "/tickets/OK-1#m2"])
def test_our_addresses_are_local(address: str) -> None:
    assert local(address) == address


@pytest.mark.parametrize(
    "address", ["//x", "/\\x", "\\/x", "http://x", "/a\nb", "/a b", "", "queue", "/é", "/x\\y"]
)
def test_other_addresses_are_not(address: str) -> None:
    assert local(address) == "/queue"
