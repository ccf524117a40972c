"""The page on which leads and admins see how the desk is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

import core.models as m
from core import clock
from core.actions.open_alert import open_alert
from core.actions.register_channel import register_channel
from core.channel import Account, Allowance, Capabilities
from core.desk import Desk
from core.vocabulary import AlertKind, DeliveryState, Role, Visibility

Enter = Callable[..., TestClient]


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.LEAD, 200), (Role.ADMIN, 200), (Role.AGENT, 403), (Role.AUDITOR, 403)],
)
def test_it_is_for_leads_and_admins_and_linked_for_them(
    signed_in: Enter, role: Role, code: int
) -> None:
    someone = signed_in("mei", role)
    assert someone.get("/health").status_code == code
    assert ('href="/health"' in someone.get("/queue").text) == (code == 200)


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en", ("Nothing is wrong.", "No platform")), ("zh", ("一切正常。", "尚未连接任何平台。"))],
)
def test_an_empty_desk(signed_in: Enter, locale: str, words: tuple[str, ...]) -> None:
    page = signed_in("mei", Role.LEAD, locale).get("/health").text
    assert [word for word in words if word not in page] == []


@pytest.fixture
def troubled(desk: Desk, seeds: Any) -> None:
    """A desk on which much is wrong."""
    window = Allowance("direct", 15, 900, Visibility.DIRECT, resets=True)
    can = Capabilities(buttons=False, direct_limit=1, public_limit=1, allowances=(window,))
    register_channel(desk, "twitter", Account("1", "okpay"), can)
    number = seeds.ticket("hello", platform="twitter")
    seeds.bot(number, "x", state=DeliveryState.PENDING, ago=timedelta(minutes=3))
    open_alert(desk, AlertKind.TROUBLE, "twitter", "<b>no right</b>")
    now = clock.real_now()
    with desk.db.transaction() as session:
        channel = session.get_one(m.ChannelRow, "twitter:1")
        channel.heard_at, channel.troubles = now, {"direct": "<script>alert(1)</script>"}
        session.add(
            m.AllowanceUsed(
                channel_id="twitter:1", name="direct", place="", used=12,
                free_at=clock.now() + timedelta(minutes=5),
            )
        )  # fmt: skip
        session.add(
            m.Spending(platform="twitter", what="w", count=1, micros=1_250_000, at=clock.now())
        )
        session.add(m.Pause(platform="*", by="mei", at=now))
        session.add(m.Lease(name="intake:twitter", holder="abc123", until=now))


@pytest.mark.usefixtures("troubled")
@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", ("X works only in part", "Connected", "Paused", "Automatic answers", "3 mins")),
        ("zh", ("X 只有部分功能可用", "已连接", "已暂停", "自动回复", "3分钟")),
    ],
)
def test_what_is_wrong_is_shown_and_nothing_of_it_is_markup(
    signed_in: Enter, locale: str, words: tuple[str, ...]
) -> None:
    page = signed_in("mei", Role.LEAD, locale).get("/health").text
    shown = (*words, "@okpay", ">3<", ">15<", "1.25", "intake:twitter", "abc123")
    assert [word for word in shown if word not in page] == []
    assert "<b>no right" not in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
