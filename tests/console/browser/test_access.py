"""Everybody can use the screens: axe finds nothing, nothing is cut off, keyboards suffice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlmodel import col

import core.models as m
from core.actions.note import note
from core.actions.pause import pause
from core.actions.reply import reply
from core.clock import now
from core.desk import Desk
from core.queries.staff import agents
from core.vocabulary import DeliveryState, Language, Priority, Visibility

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OpenPage = Callable[..., Page]


@pytest.fixture
def busy(seeds: Any, desk: Desk, open_page: OpenPage) -> str:
    """A desk where every kind of thing is on screen; the number of its richest ticket."""
    open_page("/queue")  # there is an agent now
    me = agents(desk)[0].id
    number = seeds.ticket("钱扣了没到账，急！", name="王芳", ago=timedelta(minutes=5))
    seeds.customer(number, "密码 [password]", secrets=["password"], attachments=[
        {"kind": "image", "name": "a.png", "size": 2048, "external_id": "1"}
    ])  # fmt: skip
    seeds.bot(number, "请不要发送密码。", faq="transaction-info-needed", choices=[["a", "转人工"]])
    seeds.bot(number, "在吗？", state=DeliveryState.FAILED, reason="403: blocked")
    seeds.bot(number, "在吗？", state=DeliveryState.UNKNOWN)
    note(desk, number, me, "等回执")
    reply(desk, number, me, "我们正在处理。")
    seeds.ticket("Where is my money?", platform="twitter", visibility=Visibility.PUBLIC,
                 priority=Priority.URGENT, language=Language.EN, name="Jordan")  # fmt: skip
    other = seeds.ticket("how do i turn on 2fa?", platform="discord", priority=Priority.LOW)
    _hinder(desk, number, other)
    return number


def _hinder(desk: Desk, number: str, other: str) -> None:
    """The customer blocked us, wrote elsewhere too, has a suggestion, and the desk is paused."""
    with desk.db.transaction() as session:
        here, there = (
            session.scalars(sa.select(m.Ticket).where(col(m.Ticket.number) == one)).one()
            for one in (number, other)
        )
        conversation = session.get_one(m.Conversation, here.conversation_id)
        elsewhere = session.get_one(m.Conversation, there.conversation_id)
        elsewhere.contact_id = conversation.contact_id
        identity = session.get_one(m.Identity, conversation.identity_id)
        identity.blocked_us, identity.blocked_at = True, now()
        draft = m.Draft(
            conversation_id=here.conversation_id,
            channel_id=conversation.channel_id,
            text="款项会自动退回。",
            faq="transfer-not-arrived",
            made_at=now(),
        )
        session.add_all((elsewhere, identity, draft))
    pause(desk, None, "lan")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_axe_finds_nothing(open_page: OpenPage, busy: str, locale: str, dark: bool) -> None:
    page = open_page("/login", agent=None, locale=locale, dark=dark)
    found = {"login": violations(page)}
    page = open_page("/queue", locale=locale, dark=dark)
    found["queue"] = violations(page)
    page.goto("/health")
    found["health"] = violations(page)
    page.goto("/automation")
    found["automation"] = violations(page)
    page.goto(f"/tickets/{busy}")
    found["ticket"] = violations(page)
    page.locator("label[for=mode-note]").click()
    found["note"] = violations(page)
    page.locator("#note-text").blur()
    page.wait_for_selector("html[data-live]", state="attached")
    page.keyboard.press("?")
    found["shortcuts"] = violations(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/tickets/{busy}")
    found["narrow ticket"] = violations(page)
    page.goto("/queue")
    found["narrow queue"] = violations(page)
    assert {screen: told for screen, told in found.items() if told} == {}


def violations(page: Page) -> list[str]:
    results = Axe().run(page, options=RULES)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in results.response["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(
    "path", ["/login", "/queue", "/tickets/{number}", "/health", "/automation"]
)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_nothing_is_wider_than_a_small_phone(
    open_page: OpenPage, busy: str, path: str, locale: str
) -> None:
    agent = None if path == "/login" else "mei"
    page = open_page(path.format(number=busy), agent=agent, locale=locale, size=(320, 640))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if path != "/login":
        small = page.evaluate(
            "[...document.querySelectorAll('button, .button, .views a, select')]"
            ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)"
            ".map(e => e.outerHTML)"
        )
        assert small == []


def test_without_scripts_everything_works(open_page: OpenPage, seeds: Any) -> None:
    seeds.ticket("hello")
    page = open_page("/queue", java_script_enabled=False)
    page.locator(".row").click()
    page.locator("#reply-text").fill("We are on it.")
    page.locator("#reply-form button").click()
    expect(page.locator(".said.agent .text")).to_have_text("We are on it.")
    page.locator("label[for=mode-note]").click()
    page.locator("#note-text").fill("Asked the bank.")
    page.locator("#note-form button").click()
    expect(page.locator(".said.note .text")).to_have_text("Asked the bank.")
    page.locator("#act-solve").click()
    expect(page.locator("#reply-text")).to_have_count(0)


def test_work_by_keyboard_alone(open_page: OpenPage, seeds: Any) -> None:
    seeds.ticket("first", priority=Priority.URGENT)
    seeds.ticket("second")
    page = open_page("/queue")

    def press(*keys: str) -> None:
        page.wait_for_selector("html[data-live]", state="attached")  # the page listens to keys
        for key in keys:
            page.keyboard.press(key)

    press("j", "j", "k", "j", "Enter")
    expect(page.locator(".said.customer .text")).to_have_text("second")
    press("i")
    expect(page.locator("#act-assign")).to_have_count(0)
    press("r")
    page.keyboard.type("je nie nrj?")  # letters that are shortcuts elsewhere
    expect(page.locator("#reply-text")).to_have_value("je nie nrj?")
    press("Control+Enter")
    expect(page.locator(".said.agent .text")).to_have_text("je nie nrj?")
    press("n")
    page.keyboard.type("note it")
    press("Control+Enter")
    expect(page.locator(".said.note .text")).to_have_text("note it")
    press("Escape")
    expect(page.locator(".row[aria-current]")).to_be_focused()
    press("e")
    expect(page.locator("#head .status-solved")).to_be_visible()
    press("g", "q")
    page.wait_for_url("**/queue")


def test_single_keys_can_be_turned_off(open_page: OpenPage, seeds: Any) -> None:
    number = seeds.ticket("hello")
    page = open_page(f"/tickets/{number}")
    page.wait_for_selector("html[data-live]", state="attached")
    page.keyboard.press("?")
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).not_to_be_focused()


def test_keys_of_an_unfinished_chinese_word_are_not_shortcuts(
    open_page: OpenPage, seeds: Any
) -> None:
    number = seeds.ticket("hello")
    page = open_page(f"/tickets/{number}")
    page.wait_for_selector("html[data-live]", state="attached")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown',"
        "{key: 'n', isComposing: true, bubbles: true}))"
    )
    expect(page.locator("#mode-reply")).to_be_checked()
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'n', bubbles: true}))"
    )
    expect(page.locator("#mode-note")).to_be_checked()
