"""A platform that takes one public answer to each message: agents are told before they send."""

import pytest

from core.actions.register_channel import register_channel
from core.actions.reply import reply
from core.channel import Account, Capabilities
from core.desk import Desk, Refused

ONCE = Capabilities(buttons=False, direct_limit=1000, public_limit=280, answers_once=True)


def test_an_agent_is_told_at_once_that_a_message_takes_one_answer(
    desk: Desk, channel_id: str, opened, agent: int
) -> None:
    register_channel(desk, "telegram", Account("1", "okpay_bot"), ONCE)
    number = opened("p", public=True)
    reply(desk, number, agent, "Please write to us privately.")
    with pytest.raises(Refused) as refused:
        reply(desk, number, agent, "One more thing.")
    assert refused.value.code == "answered_once"
