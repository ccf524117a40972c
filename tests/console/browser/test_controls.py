"""Controls in a real browser: a pause is told at once, suggestions join what is written."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import core.models as m
from core.actions.pause import pause
from core.actions.reply import reply
from core.actions.resume import resume
from core.clock import now
from core.desk import Desk
from core.queries.staff import agents
from core.queries.tickets import TicketView, ticket
from core.vocabulary import TicketStatus

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def connected(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-live", "on")


def look(desk: Desk, number: str) -> TicketView:
    found = ticket(desk, number)
    assert found is not None
    return found


def suggest(desk: Desk, number: str, text: str) -> None:
    view = look(desk, number)
    with desk.db.transaction() as session:
        session.add(
            m.Draft(
                conversation_id=view.conversation_id,
                ticket_id=view.id,
                channel_id="telegram:1",
                text=text,
                made_at=now(),
            )
        )
        session.add(m.Change(ticket_id=view.id, kind="ticket", at=now()))


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_an_open_page_tells_of_a_pause_and_of_its_end(
    open_page: OpenPage, seeds: Any, desk: Desk, locale: str
) -> None:
    number = seeds.ticket("hello")
    page = open_page(f"/tickets/{number}", locale=locale)
    connected(page)
    banner = page.locator("#paused")
    expect(banner).to_be_hidden()
    pause(desk, "telegram", "lan")
    expect(banner).to_be_visible()
    expect(banner).to_contain_text("lan")
    resume(desk, "telegram", "lan")
    expect(banner).to_be_hidden()


def test_a_suggestion_arrives_and_joins_what_is_written(
    open_page: OpenPage, seeds: Any, desk: Desk
) -> None:
    number = seeds.ticket("hello")
    page = open_page(f"/tickets/{number}")
    connected(page)
    suggest(desk, number, "Open Settings.\nThen tap <Reset>.")
    page.locator("#use-draft").click()
    reply_text = page.locator("#reply-text")
    expect(reply_text).to_have_value("Open Settings.\nThen tap <Reset>.")
    expect(reply_text).to_be_focused()
    reply_text.fill("Dear Ms Wang,")
    page.locator("#use-draft").click()
    expect(reply_text).to_have_value("Dear Ms Wang,\n\nOpen Settings.\nThen tap <Reset>.")


def test_what_is_unfolded_stays_so_when_news_arrive(
    open_page: OpenPage, seeds: Any, desk: Desk
) -> None:
    number = seeds.ticket("hello")
    page = open_page(f"/tickets/{number}")
    connected(page)
    mei = next(one.id for one in agents(desk) if one.name == "mei")
    said = reply(desk, number, mei, "Oops.", status=TicketStatus.OPEN)
    fold = page.locator(f"#more-{said.id}")
    fold.locator("summary").click()
    page.locator("#more-customer summary").click()
    seeds.customer(number, "what?")
    expect(page.locator(".said.customer")).to_have_count(2)
    expect(page.locator("#more-customer button")).to_be_visible()
    fold.locator("button").click()
    expect(page.locator(".said.taken .text")).to_have_text("Oops.")
