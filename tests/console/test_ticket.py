"""The ticket's page: what it shows, and that what an agent writes goes where they meant it to."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

import core.models as m
from core.desk import Desk
from core.queries.tickets import ticket
from core.queries.timeline import MessageView, latest
from core.vocabulary import (
    Author,
    DeliveryState,
    Direction,
    Language,
    TicketStatus,
    Visibility,
)

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}{% if 1 %}"


def said(desk: Desk, number: str) -> list[MessageView]:
    found = ticket(desk, number)
    assert found is not None
    return latest(desk, found.conversation_id)


def status(desk: Desk, number: str) -> TicketStatus:
    found = ticket(desk, number)
    assert found is not None
    return found.status


@pytest.fixture
def mei(signed_in: Callable[..., TestClient]) -> TestClient:
    return signed_in("mei")


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_customers_words_are_only_text(
    signed_in: Callable[..., TestClient], seeds: Any, locale: str
) -> None:
    number = seeds.ticket(HOSTILE, name=HOSTILE, slots={"counterparty": HOSTILE, HOSTILE: HOSTILE})
    seeds.customer(number, HOSTILE + "[password]", secrets=["password"], attachments=[
        {"kind": "file", "name": HOSTILE, "size": None, "external_id": HOSTILE}
    ])  # fmt: skip
    seeds.bot(number, HOSTILE, faq=HOSTILE, state=DeliveryState.FAILED, reason=HOSTILE,
              choices=[[HOSTILE, HOSTILE]])  # fmt: skip
    browser = signed_in("lan", locale=locale)
    for address in (f"/tickets/{number}", f"/tickets/{number}/thread", "/queue", "/queue/list"):
        page = browser.get(address).text
        assert "alert(1)" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{7*7}}" in page


def test_a_reply_is_owed_to_the_platform(mei: TestClient, seeds: Any, desk: Desk) -> None:
    number = seeds.ticket("hello")
    seen = said(desk, number)[-1].id
    answer = mei.post(
        f"/tickets/{number}/reply",
        data={"text": "We are looking\r\ninto it.", "seen": seen, "view": "mine"},
    )

    assert answer.headers["location"] == f"/tickets/{number}?view=mine&done=reply"
    last = said(desk, number)[-1]
    assert (last.direction, last.author, last.agent_name) == (
        Direction.OUTBOUND,
        Author.AGENT,
        "mei",
    )
    assert last.text == "We are looking\ninto it."
    assert last.delivery is DeliveryState.PENDING
    assert status(desk, number) is TicketStatus.PENDING
    assert "Your reply is on its way." in mei.get(answer.headers["location"]).text


@pytest.mark.parametrize("after", [TicketStatus.OPEN, TicketStatus.ON_HOLD, TicketStatus.SOLVED])
def test_a_reply_may_leave_another_status(
    mei: TestClient, seeds: Any, desk: Desk, after: TicketStatus
) -> None:
    number = seeds.ticket("hello")
    mei.post(f"/tickets/{number}/reply", data={"text": "Done.", "status": after.value})
    assert status(desk, number) is after


def test_a_note_never_leaves(mei: TestClient, seeds: Any, desk: Desk) -> None:
    number = seeds.ticket("hello")
    mei.post(f"/tickets/{number}/note", data={"text": "only for us"})

    last = said(desk, number)[-1]
    assert (last.direction, last.delivery) == (Direction.NOTE, None)
    with desk.db.reading() as session:
        owed = session.scalar(sa.select(sa.func.count()).select_from(m.Delivery))
    assert owed == 0
    assert status(desk, number) is TicketStatus.NEW


def test_a_reply_that_crossed_a_message_is_held(mei: TestClient, seeds: Any, desk: Desk) -> None:
    number = seeds.ticket("hello")
    seen = said(desk, number)[-1].id
    newer = seeds.customer(number, "wait, it is solved!")
    form = {"text": "Please <b>wait</b>", "seen": seen, "status": "on_hold"}
    held = mei.post(f"/tickets/{number}/reply", data=form)

    assert held.status_code == 409
    assert said(desk, number)[-1].id == newer
    assert "A new message arrived while you were writing" in held.text
    assert "wait, it is solved!" in held.text
    assert held.text.index("fresh-tag") < held.text.index("wait, it is solved!</div>")
    assert ">Please &lt;b&gt;wait&lt;/b&gt;</textarea>" in held.text
    assert "Send anyway" in held.text
    assert '<option value="on_hold" selected>' in held.text

    again = held.text.partition('id="seen" value="')[2].partition('"')[0]
    assert mei.post(f"/tickets/{number}/reply", data={**form, "seen": again}).status_code == 303
    assert said(desk, number)[-1].text == "Please <b>wait</b>"


def test_pressing_send_twice_sends_once(mei: TestClient, seeds: Any, desk: Desk) -> None:
    number = seeds.ticket("hello")
    form = {"text": "On it.", "seen": said(desk, number)[-1].id}
    codes = [mei.post(f"/tickets/{number}/reply", data=form).status_code for _ in range(2)]
    assert codes == [303, 409]
    assert [line.text for line in said(desk, number)].count("On it.") == 1


@pytest.mark.parametrize("kind", ["reply", "note"])
@pytest.mark.parametrize(("text", "told"), [(" \r\n\t", "empty"), ("长" * 20_001, "too long")])
def test_a_text_that_cannot_go_is_told_and_kept(
    mei: TestClient, seeds: Any, desk: Desk, kind: str, text: str, told: str
) -> None:
    number = seeds.ticket("hello")
    answer = mei.post(f"/tickets/{number}/{kind}", data={"text": text})
    assert answer.status_code == 422
    assert told in answer.text
    assert text.strip() in answer.text
    assert len(said(desk, number)) == 1


def test_a_reply_asking_for_a_secret_is_refused(mei: TestClient, seeds: Any, desk: Desk) -> None:
    number = seeds.ticket("hello")
    answer = mei.post(f"/tickets/{number}/reply", data={"text": "Please send us your password."})
    assert answer.status_code == 422
    assert "We never do; reword it." in answer.text
    assert len(said(desk, number)) == 1


def test_a_public_reply_is_announced_and_private_details_confirmed(
    mei: TestClient, seeds: Any, desk: Desk
) -> None:
    number = seeds.ticket("where is it?", visibility=Visibility.PUBLIC, language=Language.EN)
    with desk.db.transaction() as session:
        message = session.scalars(sa.select(m.Message)).one()
        message.visibility = Visibility.PUBLIC
        session.add(message)
    page = mei.get(f"/tickets/{number}").text
    assert "This reply is public: everybody can read it" in page

    form = {"text": "We wrote to fang.wang@mail.example about it."}
    refused = mei.post(f"/tickets/{number}/reply", data=form)
    assert refused.status_code == 422
    assert 'name="confirmed"' in refused.text
    assert (
        mei.post(f"/tickets/{number}/reply", data={**form, "confirmed": "true"}).status_code == 303
    )
    assert said(desk, number)[-1].visibility is Visibility.PUBLIC


def test_a_private_reply_is_not_called_public(mei: TestClient, seeds: Any) -> None:
    page = mei.get(f"/tickets/{seeds.ticket('hello')}").text
    assert "Goes to the customer, privately" in page
    assert "This reply is public" not in page


def test_assigning_and_solving(mei: TestClient, seeds: Any, desk: Desk) -> None:
    number = seeds.ticket("hello")
    assert mei.post(f"/tickets/{number}/assign").status_code == 303
    found = ticket(desk, number)
    assert found is not None
    assert (found.assignee, found.status) == ("mei", TicketStatus.OPEN)
    assert 'id="act-assign"' not in mei.get(f"/tickets/{number}").text

    assert mei.post(f"/tickets/{number}/solve").status_code == 303
    assert status(desk, number) is TicketStatus.SOLVED
    page = mei.get(f"/tickets/{number}").text
    assert 'id="reply-form"' not in page
    assert 'id="note-form"' in page
    assert "mei set the status to Solved" in page

    for verb in ("solve", "assign", "reply"):
        answer = mei.post(f"/tickets/{number}/{verb}", data={"text": "hello?"})
        assert answer.status_code == 409
        assert "nothing more can be done on it" in answer.text


@pytest.mark.parametrize(
    "number", ["OK-9999", "nonsense", "OK-1'--", "OK-%00", "%F0%9F%92%A9", "OK-" + "9" * 30]
)
@pytest.mark.parametrize("part", ["", "/thread"])
def test_an_unknown_ticket_is_a_page_with_a_way_out(
    mei: TestClient, number: str, part: str
) -> None:
    answer = mei.get(f"/tickets/{number}{part}")
    assert answer.status_code == 404
    assert 'href="/queue"' in answer.text


@pytest.mark.parametrize("verb", ["reply", "note", "assign", "solve"])
def test_nothing_is_done_on_an_unknown_ticket(mei: TestClient, verb: str) -> None:
    assert mei.post(f"/tickets/OK-9999/{verb}", data={"text": "x"}).status_code == 404


@pytest.mark.parametrize(
    "form", [{"status": "closed"}, {"status": "nonsense"}, {"seen": "x"}, {"seen": str(2**70)}]
)
def test_a_wrong_form_changes_nothing(
    mei: TestClient, seeds: Any, desk: Desk, form: dict[str, str]
) -> None:
    number = seeds.ticket("hello")
    answer = mei.post(f"/tickets/{number}/reply", data={"text": "x", **form})
    assert answer.status_code == 422
    assert len(said(desk, number)) == 1


@pytest.mark.parametrize(
    ("locale", "told"), [("en", "next message opens the ticket again"), ("zh", "工单会重新打开")]
)
def test_a_solved_ticket_says_why_only_a_note_is_left(
    signed_in: Callable[..., TestClient], seeds: Any, locale: str, told: str
) -> None:
    number = seeds.ticket("hello")
    lan = signed_in("lan", locale=locale)
    assert told not in lan.get(f"/tickets/{number}").text
    lan.post(f"/tickets/{number}/solve")
    assert told in lan.get(f"/tickets/{number}").text


def test_a_text_that_must_be_reworded_stays_begun_when_it_was(
    mei: TestClient, seeds: Any, desk: Desk
) -> None:
    number = seeds.ticket("hello")
    seen = said(desk, number)[-1].id
    form = {"text": "Please send us your password.", "seen": seen}
    refused = mei.post(f"/tickets/{number}/reply", data=form)
    seeds.customer(number, "never mind")
    assert f'id="seen" value="{seen}"' in refused.text
    assert f'id="seen" value="{seen}"' in mei.post(f"/tickets/{number}/reply", data=form).text
