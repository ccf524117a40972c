"""Pause and resume: nothing automatic goes out, everything else goes on."""

import pytest

from core.actions.claim_deliveries import claim_deliveries
from core.actions.pause import pause
from core.actions.register_channel import register_channel
from core.actions.reply import reply
from core.actions.resume import resume
from core.channel import Account
from core.desk import Desk, Illegal
from core.queries.changes import changes, last_change
from core.queries.pauses import pauses, platforms
from core.queries.timeline import MessageView


def waiting(desk: Desk, channel_id: str) -> list[str]:
    return [one.outbound.text for one in claim_deliveries(desk, channel_id, 10)]


@pytest.mark.parametrize("platform", [None, "telegram"])
def test_what_the_bot_owes_waits_and_an_agents_reply_goes_out(
    desk: Desk, channel_id: str, agent: int, says, turns, opened, platform: str | None
) -> None:
    says("忘记密码怎么办")
    answer = turns()[-1].text
    pause(desk, platform, "Mei")
    assert waiting(desk, channel_id) == []
    reply(desk, opened("43"), agent, "We are on it.")
    assert waiting(desk, channel_id) == ["We are on it."]
    resume(desk, platform, "Mei")
    assert waiting(desk, channel_id) == [answer]


def test_another_platform_speaks_on(desk: Desk, channel_id: str, says, turns) -> None:
    says("忘记密码怎么办")
    answer: MessageView = turns()[-1]
    pause(desk, "discord", "Mei")
    assert waiting(desk, channel_id) == [answer.text]


def test_intake_goes_on(desk: Desk, channel_id: str, says, turns) -> None:
    pause(desk, None, "Mei")
    says("my transfer of 500 USDT failed")
    assert turns()[0].text == "my transfer of 500 USDT failed"


def test_pausing_twice_keeps_who_began_and_when(desk: Desk) -> None:
    pause(desk, "telegram", "Mei")
    first = pauses(desk)
    told = last_change(desk)
    pause(desk, "telegram", "Lan")
    assert pauses(desk) == first
    assert first[0].by == "Mei"
    assert last_change(desk) == told


def test_resuming_everything_ends_every_pause_and_may_be_repeated(desk: Desk) -> None:
    pause(desk, "telegram", "Mei")
    pause(desk, None, "Mei")
    assert [one.platform for one in pauses(desk)] == [None, "telegram"]
    resume(desk, None, "Mei")
    resume(desk, None, "Mei")
    assert pauses(desk) == []


def test_one_platform_cannot_resume_while_all_are_paused(desk: Desk) -> None:
    pause(desk, None, "Mei")
    with pytest.raises(Illegal, match="resume all of them"):
        resume(desk, "telegram", "Mei")
    assert len(pauses(desk)) == 1


def test_live_pages_are_told(desk: Desk) -> None:
    before = last_change(desk)
    pause(desk, None, "Mei")
    resume(desk, None, "Mei")
    assert [one.kind for one in changes(desk, before)] == ["pause", "pause"]


def test_platforms_are_those_we_have_accounts_on(desk: Desk, channel_id: str) -> None:
    register_channel(desk, "discord", Account("1", "okpay"))
    register_channel(desk, "discord", Account("2", "okpay"))
    assert platforms(desk) == ["discord", "telegram"]
