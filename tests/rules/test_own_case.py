"""What is a case of the sender's own, what is asked in general, and what is no topic at all."""

from functools import cache

import pytest

from core.library import load
from core.rules.details import slots
from core.rules.reader import Reader, build, read
from core.rules.triage import Act
from core.vocabulary import Category


@cache
def reader() -> Reader:
    library = load()
    return build(library.entries, library.examples)


@pytest.mark.parametrize(
    "text",
    [
        "提现三天了没到",
        "登不进去了，提示系统繁忙",
        "扣了钱没到",
        "付款一直转圈",
        "充值成功余额没变",
        "人脸识别老是过不了",
        "transfer stuck since noon",
        "can't log in, says system busy",
        "top up done, balance the same",
        "id upload rejected thrice",
    ],
)
def test_trouble_is_a_case_without_saying_whose(text: str) -> None:
    assert read(reader(), text).own_case


@pytest.mark.parametrize(
    "text",
    [
        "提现一般几天到",
        "转账失败会退款吗",
        "登不上一般什么原因",
        "冻结了多久能解",
        "一天最多能取多少出来",
        "can transfers fail",
        "why would an account be frozen",
        "what if a top up doesn't arrive",
        "is a rush fee possible",
    ],
)
def test_a_general_question_is_none(text: str) -> None:
    assert not read(reader(), text).own_case


@pytest.mark.parametrize("text", ["qwrtz blorp fnord", "vrmpf zzgl", "阿啵呲嘚", "hgfds jkl; uiop"])
def test_what_says_nothing_has_no_topic(text: str) -> None:
    triage = read(reader(), text)
    assert triage.category is Category.OTHER
    assert triage.act in (Act.SMALL_TALK, Act.QUESTION)
    assert not triage.candidates
    assert not triage.own_case


def test_nothing_but_facts_are_kept_as_facts() -> None:
    triage = read(reader(), "订单号 TX20261122001，500 USDT，今天上午十点")
    assert triage.slots == {
        "txn_id": "TX20261122001",
        "amount": "500",
        "currency": "USDT",
        "time": "今天上午十点",
    }
    assert read(reader(), "昨天下午三点").slots == {"time": "昨天下午三点"}


@pytest.mark.parametrize(
    "text",
    ["@okpay_bot my transfer failed", "@OKPay_Support 提现没到", "@okpaysupport @friend1 any news"],
)
def test_the_account_a_post_addresses_is_no_fact(text: str) -> None:
    assert "handle" not in slots(text)


def test_an_account_told_about_is_a_fact() -> None:
    assert slots("@okpay_helpdesk1 wrote me")["handle"] == "@okpay_helpdesk1"
    assert slots("careful, @okpay_help is fake")["handle"] == "@okpay_help"
