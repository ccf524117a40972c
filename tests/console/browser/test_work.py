"""An agent's work in a real browser: live news, sending, drafts, and hostile customers."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlmodel import col

import core.models as m
from core.actions.disable_agent import disable_agent
from core.desk import Desk
from core.vocabulary import Author, DeliveryState, Priority

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
    page = open_page(f"/tickets/{number}", forgive="409")
    connected(page)
    page.locator("#reply-text").fill("My answer")
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)  # nobody has time to read
    seeds.customer(number, "never mind")
    expect(page.locator(".said.customer .text").last).to_have_text("never mind")
    page.locator("#reply-form button").click()
    expect(page.locator("#reply-form button")).to_have_text("Send anyway")
    expect(page.locator(".fresh .text")).to_have_text("never mind")
    expect(page.locator("#reply-text")).to_have_value("My answer")
    page.locator("#reply-form button").click()
    expect(page.locator(".said.agent .text")).to_have_text("My answer")
    with desk.db.reading() as session:
        sent = session.scalars(sa.select(m.Message).where(col(m.Message.author) == Author.AGENT))
        assert [message.text for message in sent] == ["My answer"]


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
