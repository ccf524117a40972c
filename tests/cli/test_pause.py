"""support pause, resume and drafts."""

from collections.abc import Callable
from typing import Any

import pytest

Support = Callable[..., Any]


def test_pause_and_resume(support: Support) -> None:
    paused = support("pause", "--channel", "telegram")
    assert paused.code == 0
    assert paused.out.startswith("telegram is paused since ")
    assert "Every channel is paused since " in support("pause").out
    refused = support("resume", "--channel", "telegram")
    assert refused.code == 1
    assert "resume all of them" in refused.err
    assert support("resume").out == "Nothing is paused: automatic messages go out.\n"


def test_resuming_one_leaves_the_others_paused(support: Support) -> None:
    support("pause", "--channel", "telegram")
    support("pause", "--channel", "discord")
    left = support("resume", "--channel", "telegram").out
    assert left.startswith("discord is paused since ")
    assert "telegram" not in left


@pytest.mark.parametrize("command", ["pause", "resume"])
def test_an_unknown_channel_is_told_with_those_there_are(support: Support, command: str) -> None:
    refused = support(command, "--channel", "fax")
    assert refused.code == 1
    assert refused.err.splitlines() == [
        "support: There is no channel 'fax'; known: discord, telegram, twitter."
    ]
    assert support("resume").out == "Nothing is paused: automatic messages go out.\n"


def test_without_drafts_there_is_nothing_to_show(support: Support) -> None:
    shown = support("drafts")
    assert (shown.code, shown.out) == (0, "")
