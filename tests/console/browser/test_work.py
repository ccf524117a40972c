"""An agent's work in a real browser: live news, sending, drafts, and hostile customers."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from sqlmodel import col

import core.models as m
from core.actions.disable_agent import disable_agent
from core.desk import Desk
from core.vocabulary import Author, DeliveryState, Priority, Visibility

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "\"'><svg onload=alert(3)>",
    "</textarea></script><script>alert(4)</script>",
    "javascript:alert(5)",
    "{{7*7}}${7*7}",
    "&lt;script&gt;alert(6)&lt;/script&gt;",
)


def test_a_new_ticket_appears_by_itself(open_page: OpenPage, seeds: Any) -> None:
    page = open_page("/queue")
    expect(page.locator(".empty-big")).to_have_text("All done.")
    connected(page)
    seeds.ticket("钱没到账", name="王芳")
    expect(page.locator(".row-text")).to_have_text("钱没到账")
    expect(page.locator("#news")).to_have_text("New tickets: 1")
    expect(page.locator('.views [aria-current="page"] .count')).to_have_text("1")


def test_a_reading_agents_rows_stay_where_they_are(open_page: OpenPage, seeds: Any) -> None:
    first = seeds.ticket("first")
    page = open_page("/queue")
    connected(page)
    page.locator(".row").focus()
    top = page.locator(".row").bounding_box()
    seeds.ticket("urgent one", priority=Priority.URGENT)
    seeds.ticket("urgent two", priority=Priority.URGENT)
    expect(page.locator("#pill")).to_have_text("2 new")
    expect(page.locator(".row")).to_have_count(1)
    assert page.locator(".row").bounding_box() == top
    expect(page.locator(".row")).to_be_focused()

    seeds.customer(first, "first, again")
    expect(page.locator(".row-text")).to_have_text("first, again")
    expect(page.locator(".row")).to_be_focused()

    page.locator("#pill").click()
    expect(page.locator(".row")).to_have_count(3)
    expect(page.locator(".row-text").first).to_have_text("urgent one")


def test_a_message_arrives_under_a_writing_agent(open_page: OpenPage, seeds: Any) -> None:
    number = seeds.ticket("hello")
    page = open_page(f"/tickets/{number}")
    connected(page)
    field = page.locator("#reply-text")
    field.click()
    page.keyboard.type("We are loo")
    seeds.customer(number, "are you there?")
    expect(page.locator(".said.customer .text").last).to_have_text("are you there?")
    page.keyboard.type("king")
    expect(field).to_be_focused()
    expect(field).to_have_value("We are looking")
    expect(page.locator("#news")).to_have_text("New message from the customer")


def test_a_reply_is_sent_and_its_fate_is_shown(open_page: OpenPage, seeds: Any, desk: Desk) -> None:
    number = seeds.ticket("hello")
    page = open_page(f"/tickets/{number}")
    page.locator("#reply-text").fill("We are on it.")
    page.locator("#reply-form button").click()
    expect(page.locator(".said.agent .delivery")).to_have_text("Waiting to be sent")
    expect(page.locator("#reply-text")).to_have_value("")
    expect(page.locator("#head")).to_contain_text("Waiting for customer")
    connected(page)
    with desk.db.transaction() as session:
        delivery = session.scalars(sa.select(m.Delivery)).one()
        delivery.state, delivery.reason = DeliveryState.FAILED, "403: blocked by user"
        session.add(delivery)
        session.add(m.Change(ticket_id=1, conversation_id=1, kind="delivery", at=delivery.due_at))
    expect(page.locator(".said.agent .delivery")).to_have_text(
        "Not delivered: 403: blocked by user"
    )


def test_a_reply_that_crossed_a_message_is_held_and_kept(
    open_page: OpenPage, seeds: Any, desk: Desk
) -> None:
    number = seeds.ticket("hello")
    page = open_page(f"/tickets/{number}")
    connected(page)
    begun = page.locator("#seen").input_value()
    page.locator("#reply-text").fill("My answer")
    for count, text in enumerate(("never mind", "or perhaps", "please call"), 1):
        seeds.customer(number, text)
        expect(page.locator(".fresh .text")).to_have_count(count)
        expect(page.locator(".fresh-tag").last).to_have_text("New")
    page.clock.fast_forward(60_000)  # reading makes no difference to what was begun before
    expect(page.locator("#seen")).to_have_value(begun)
    page.locator("#reply-form button").click()
    expect(page.locator("#crossing")).to_have_text("3 new messages since you began; send anyway?")
    expect(page.locator("#reply-form button")).to_have_text("Send anyway")
    seeds.customer(number, "stop!")
    expect(page.locator(".fresh .text").last).to_have_text("stop!")
    page.locator("#reply-form button").click()  # what came after the question is asked about anew
    expect(page.locator("#crossing")).to_contain_text("4 new messages")
    expect(page.locator("#reply-text")).to_have_value("My answer")
    page.locator("#reply-form button").click()
    expect(page.locator(".said.agent .text")).to_have_text("My answer")
    expect(page.locator(".fresh")).to_have_count(0)
    with desk.db.reading() as session:
        sent = session.scalars(sa.select(m.Message).where(col(m.Message.author) == Author.AGENT))
        assert [message.text for message in sent] == ["My answer"]


def test_a_draft_remembers_what_it_was_begun_after(open_page: OpenPage, seeds: Any) -> None:
    number = seeds.ticket("hello")
    page = open_page(f"/tickets/{number}")
    begun = page.locator("#seen").input_value()
    page.locator("#reply-text").fill("My answer")
    page.goto("/queue")
    seeds.customer(number, "never mind")
    page.goto(f"/tickets/{number}")
    expect(page.locator("#reply-text")).to_have_value("My answer")
    expect(page.locator("#seen")).to_have_value(begun)
    expect(page.locator(".fresh .text")).to_have_text("never mind")
    page.locator("#reply-form button").click()
    expect(page.locator("#crossing")).to_have_text("1 new message since you began; send anyway?")
    page.locator("#reply-text").fill("")  # who begins anew has read it
    expect(page.locator("#crossing")).to_be_hidden()
    expect(page.locator("#reply-form button")).to_have_text("Send reply")
    expect(page.locator(".fresh")).to_have_count(0)


def test_a_message_the_page_never_heard_of_holds_the_reply(open_page: OpenPage, seeds: Any) -> None:
    number = seeds.ticket("hello")
    page = open_page(f"/tickets/{number}", forgive="409")
    connected(page)
    page.route("**/thread", lambda route: route.fulfill(status=204))
    page.locator("#reply-text").fill("My answer")
    seeds.customer(number, "never mind")
    page.locator("#reply-form button").click()
    expect(page.locator("#reply-form button")).to_have_text("Send anyway")
    expect(page.locator(".fresh .text")).to_have_text("never mind")
    page.locator("#reply-form button").click()
    expect(page.locator(".said.agent .text")).to_have_text("My answer")


def test_a_lost_connection_is_told_and_found_again(
    open_page: OpenPage, seeds: Any, app: FastAPI
) -> None:
    page = open_page("/queue", forgive="ERR_FAILED")
    connected(page)
    page.route("**/events*", lambda route: route.abort())
    app.state.closing.set()  # every stream ends, as it does when the desk is started anew
    seeds.ticket("unheard")
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#offline")).to_have_text(
        re.compile(r"Connection lost, last updated \d\d:\d\d *Try again")
    )
    app.state.closing.clear()
    page.unroute("**/events*")
    page.locator("#retry").click()
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator(".row-text")).to_have_text("unheard")


@pytest.mark.parametrize(
    ("platform", "visibility", "text", "count", "warning"),
    [
        ("twitter", "public", "x" * 280, "280 / 280", ""),
        ("twitter", "public", "长" * 141, "282 / 280", "the platform will refuse it"),
        ("twitter", "public", "see https://okpay.example/" + "x" * 99, "27 / 280", ""),
        ("twitter", "public", "👍🏽👨‍👩‍👧🇨🇳", "6 / 280", ""),
        ("twitter", "direct", "长" * 141, "141 / 10,000", ""),
        ("discord", "direct", "x" * 2001, "2,001 / 2,000", "goes out in parts"),
        ("telegram", "direct", "👍" * 2, "4 / 4,096", ""),
    ],
)
def test_what_is_too_long_is_told_and_may_be_sent(
    open_page: OpenPage, seeds: Any, platform: str, visibility: str, text: str, count: str,
    warning: str,
) -> None:  # fmt: skip
    number = seeds.ticket("hello", platform=platform, visibility=Visibility(visibility))
    page = open_page(f"/tickets/{number}")
    page.locator("#reply-text").fill(text)
    expect(page.locator(".count-now")).to_have_text(count)
    expect(page.locator(".count-over")).to_contain_text(warning)
    if not warning:
        expect(page.locator(".count-over")).to_be_empty()
    expect(page.locator("#reply-form button")).to_be_enabled()


def test_what_was_read_is_no_reason_to_hold(open_page: OpenPage, seeds: Any) -> None:
    number = seeds.ticket("hello")
    page = open_page(f"/tickets/{number}")
    connected(page)
    newer = seeds.customer(number, "one more thing")
    expect(page.locator("#seen")).to_have_value(str(newer))
    page.locator("#reply-text").fill("Both answered.")
    page.locator("#reply-form button").click()
    expect(page.locator(".said.agent .text")).to_have_text("Both answered.")


def test_drafts_belong_to_their_ticket(open_page: OpenPage, seeds: Any) -> None:
    one, two = seeds.ticket("one"), seeds.ticket("two")
    page = open_page(f"/tickets/{one}")
    page.locator("#reply-text").fill("for one only")
    page.goto(f"/tickets/{two}")
    expect(page.locator("#reply-text")).to_have_value("")
    page.goto(f"/tickets/{one}")
    expect(page.locator("#reply-text")).to_have_value("for one only")
    page.locator("#reply-form button").click()
    expect(page.locator(".said.agent .text")).to_have_text("for one only")
    page.reload()
    expect(page.locator("#reply-text")).to_have_value("")


def test_hostile_customers_are_only_read(open_page: OpenPage, seeds: Any) -> None:
    number = seeds.ticket("hello", name="".join(HOSTILE))
    page = open_page(f"/tickets/{number}")
    connected(page)
    for payload in HOSTILE:
        seeds.customer(number, payload, attachments=[
            {"kind": "file", "name": payload, "size": 1, "external_id": payload}
        ])  # fmt: skip
    seeds.ticket("".join(HOSTILE), name="".join(HOSTILE))
    expect(page.locator(".said.customer .text")).to_have_text(["hello", *HOSTILE])
    page.reload()
    expect(page.locator(".said.customer .text")).to_have_text(["hello", *HOSTILE])
    page.goto("/queue")
    expect(page.locator(".row")).to_have_count(2)


def test_signed_out_elsewhere_keeps_the_text(open_page: OpenPage, seeds: Any, desk: Desk) -> None:
    number = seeds.ticket("hello")
    page = open_page(f"/tickets/{number}", agent="lan", forgive="401")
    connected(page)
    page.locator("#reply-text").fill("half a sen")
    disable_agent(desk, "lan")
    with page.expect_response(lambda answer: answer.status == 401):
        seeds.customer(number, "hello?")
    expect(page.locator("#news")).to_contain_text("You are signed out")
    expect(page.locator("#reply-text")).to_have_value("half a sen")


def test_pages_are_small(open_page: OpenPage, seeds: Any) -> None:
    for count in range(50):
        seeds.ticket(f"提现三天了还没有到账，请帮我看看第{count}笔")
    page = open_page("/queue")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.reload()
    connected(page)
    assert len(requests) <= 8, requests
    assert 0 < sum(sizes) <= 100_000


def connected(page: Page) -> None:
    """Wait until live news reach the page."""
    page.wait_for_selector("html[data-live]", state="attached")
