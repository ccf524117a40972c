import pytest

from core.rules.acts import asks_status, asks_to_stop, short_act, wishes_person
from core.rules.normalise import plain


@pytest.mark.parametrize(
    "text",
    [
        "人工",
        "转人工！",
        "我要找真人客服",
        "轉真人",
        "能不能换个人来",
        "agent",
        "I want to talk to a human",
        "get me a real person please",
        "human please",
        "别再用机器人回我了",
        "speak to a manager",
    ],
)
def test_a_person_is_wished_for(text: str) -> None:
    assert wishes_person(plain(text))


@pytest.mark.parametrize(
    "text",
    [
        "my travel agent needs a refund",
        "your agent told me to wait",
        "有人冒充人工客服骗我",
        "a fake agent called me",
        "are you a human?",
        "I work in human resources",
        "how do I become an agent",
        "人工客服几点下班",
    ],
)
def test_speaking_of_persons_is_no_wish(text: str) -> None:
    assert not wishes_person(plain(text))


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("谢谢", "thanks"),
        ("thank you so much!", "thanks"),
        ("好的，谢谢您", "thanks"),
        ("好的", "yes"),
        ("ok", "yes"),
        ("解决了", "yes"),
        ("👍", "yes"),
        ("还是不行", "no"),
        ("still not working", "no"),
        ("没有", "no"),
        ("再见", "goodbye"),
        ("stop", "stop"),
        ("别再发了", "stop"),
        ("😭", "empty"),
        ("…", "empty"),
        ("转账失败", None),
        ("thanks but my transfer is still missing", None),
    ],
)
def test_a_message_that_is_only_a_manner(text: str, act: str | None) -> None:
    assert short_act(plain(text)) == act


@pytest.mark.parametrize(
    "text",
    [
        "where is my case",
        "OK-1042 进度怎么样了",
        "any update?",
        "我的工单处理到哪了",
        "上周反馈的问题有结果了吗",
        "what's the status of my ticket",
    ],
)
def test_a_status_is_asked_for(text: str) -> None:
    assert asks_status(plain(text))


@pytest.mark.parametrize(
    "text", ["提现多久到账", "how long does a withdrawal take", "我要改手机号"]
)
def test_other_questions_ask_for_none(text: str) -> None:
    assert not asks_status(plain(text))


@pytest.mark.parametrize(
    "text",
    [
        "/stop",
        "STOP STOP STOP",
        "stop, stop!",
        "STOP 🛑",
        "stop 🙏",
        "TD退订",
        "回T退订",
        "停",
        "I want you to stop messaging me",
        "unsubscribe from this",
        "stop\n\nSent from my iPhone",
    ],
)
def test_ways_to_say_stop(text: str) -> None:
    assert asks_to_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "stop it",
        "stop all payments",
        "stop sending money",
        "how do I stop auto-renewal",
        "停用账户",
        "别再扣款了",
        "stop the transfer now",
        "they won't stop",
        "/stop the withdrawal",
    ],
)
def test_what_is_no_stop(text: str) -> None:
    assert not asks_to_stop(text)
