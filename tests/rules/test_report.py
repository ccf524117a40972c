import re

import pytest

from core.rules.normalise import plain
from core.rules.report import reported

HACKED = re.compile(r"hacked|被盗|被骗|scammed")


@pytest.mark.parametrize(
    "text",
    [
        "I was hacked",
        "my account got hacked, what do I do?",
        "我的账户被盗了怎么办",
        "被骗了五千",
        "我妈今天被骗了",
        "I'm worried. My wallet was hacked an hour ago",
    ],
)
def test_what_happened_is_a_report(text: str) -> None:
    assert reported(plain(text), HACKED)


@pytest.mark.parametrize(
    "text",
    [
        "how do I avoid being hacked?",
        "I was not hacked",
        "我没有被盗，只是问问",
        "what if I get hacked",
        "万一账户被盗了怎么办",
        "怎么防止账户被盗",
        "my friend was hacked",
        "我朋友的账户被盗了",
        "差点被骗",
        "nearly scammed",
        "会不会被盗",
        "被骗的钱能追回吗",
    ],
)
def test_asked_denied_or_somebody_elses_is_none(text: str) -> None:
    assert not reported(plain(text), HACKED)
