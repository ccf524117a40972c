"""The page for modes, pauses and drafts, and the banner that tells everybody of a pause."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

import core.models as m
from core.actions.pause import pause
from core.clock import now
from core.desk import Desk
from core.queries.pauses import pauses
from core.vocabulary import Role


@pytest.fixture
def lan(signed_in: Callable[..., TestClient]) -> TestClient:
    return signed_in("lan", Role.LEAD)


def shown(page: str) -> bool:
    """Whether the page tells of a pause."""
    return '<div id="paused" class="paused" role="status">' in page


@pytest.mark.parametrize("platform", ["", "telegram"])
def test_a_lead_pauses_and_resumes(lan: TestClient, desk: Desk, platform: str) -> None:
    form = {"platform": platform}
    assert lan.post("/automation/pause", data=form).headers["location"] == "/automation"
    (one,) = pauses(desk)
    assert (one.platform, one.by) == (platform or None, "lan")
    page = lan.get("/automation").text
    assert "Paused" in page
    assert shown(page)
    assert lan.post("/automation/resume", data=form).status_code == 303
    assert pauses(desk) == []
    assert not shown(lan.get("/automation").text)


def test_what_cannot_be_done_is_told_on_the_page(lan: TestClient, desk: Desk) -> None:
    unknown = lan.post("/automation/pause", data={"platform": "fax"})
    assert unknown.status_code == 422
    assert "There is no such platform." in unknown.text
    pause(desk, None, "lan")
    alone = lan.post("/automation/resume", data={"platform": "telegram"})
    assert alone.status_code == 409
    assert "one cannot resume alone" in alone.text
    assert len(pauses(desk)) == 1


@pytest.mark.parametrize(
    ("locale", "told", "who"),
    [
        ("en", "All automatic messages are paused", "by the command line"),
        ("zh", "所有自动消息已暂停", "操作人：命令行"),
    ],
)
def test_every_page_tells_of_a_pause(
    signed_in: Callable[..., TestClient], seeds, desk: Desk, locale: str, told: str, who: str
) -> None:
    number = seeds.ticket("hello")
    mei = signed_in("mei", locale=locale)
    addresses = ("/queue", f"/tickets/{number}", "/queue/list")
    for address in addresses:
        assert not shown(mei.get(address).text)
    pause(desk, None, "the command line")
    for address in addresses:
        page = mei.get(address).text
        assert shown(page)
        assert told in page
        assert who in page
        assert 'href="/automation"' not in page, "an agent is not sent where they may not go"


def test_who_is_not_signed_in_is_told_nothing(anonymous: TestClient, desk: Desk) -> None:
    pause(desk, None, "lan")
    assert "paused" not in anonymous.get("/login").text


def test_another_site_cannot_pause(lan: TestClient, desk: Desk) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert lan.post("/automation/pause", data={}, headers=headers).status_code == 403
    assert pauses(desk) == []


def test_the_score_of_the_drafts(lan: TestClient, seeds, desk: Desk) -> None:
    assert "None yet" in lan.get("/automation").text
    number = seeds.ticket("hello")
    said = seeds.bot(number, "Yes.")
    with desk.db.transaction() as session:
        conversation = session.get_one(m.Message, said).conversation_id
        for unchanged in (True, True, False, None):
            session.add(
                m.Draft(
                    conversation_id=conversation,
                    channel_id="telegram:1",
                    text="Yes.",
                    made_at=now(),
                    reply_id=said if unchanged is not None else None,
                    unchanged=unchanged,
                )
            )
    page = lan.get("/automation").text
    for figure in ("4", "3", "2", "67 %"):
        assert f'<td class="num">{figure}</td>' in page
