"""The tour, as somebody who opens the sandbox for the first time takes it."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from core.actions.reply import reply
from core.desk import Desk

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)  # the desk is at work behind the page
Open = Callable[..., Awaitable[Any]]

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
XSS = "<img src=x onerror=alert(1)><script>alert(2)</script>'\"><svg onload=alert(3)>"


async def test_the_four_steps(visit: Open, desk: Desk) -> None:
    opened = await visit()
    page = opened.page
    done = page.locator(".sb-steps .done")
    await expect(done).to_have_count(0)

    await opened.say("telegram", "How do I change my login password?")
    telegram = page.locator('[data-platform="telegram"] [data-place="private"]')
    await expect(telegram.locator(".bubble.ours")).to_have_count(1)
    await expect(page.locator('[data-part="telegram-understood"]')).to_contain_text(
        "Answers from the FAQ"
    )
    await expect(done).to_have_count(1)

    await opened.say("discord", "My payment failed but the money was taken!")
    await expect(done).to_have_count(2)
    row = page.locator(".sb-rows a")
    await expect(row).to_have_count(1)
    href = await row.get_attribute("href")
    assert href is not None
    number = href.rsplit("/", 1)[1]

    await asyncio.to_thread(reply, desk, number, 1, "We are checking this payment.")
    discord = page.locator('[data-platform="discord"] .screen[data-place="private"]')
    await expect(discord).to_contain_text("We are checking this payment.")
    await expect(done).to_have_count(3)

    said = await discord.locator(".bubble.ours").count()
    await page.locator("#skip").click()
    await expect(page.locator("#told")).to_contain_text(
        re.compile(rf"Skipped 1 day.*{number}", re.DOTALL)
    )
    await expect(done).to_have_count(4)
    await expect(discord.locator(".bubble.ours")).to_have_count(said + 1)
    buttons = discord.locator("[data-choice]")
    await expect(buttons).to_have_count(2)
    await buttons.first.click()
    await expect(discord.locator("[data-choice]")).to_have_count(0)


async def test_from_public_into_private(visit: Open) -> None:
    opened = await visit("zh-CN")
    page = opened.page
    phone = page.locator('.phone[data-platform="telegram"]')
    await page.locator('[data-person="wang_lei"]').click()
    await phone.locator('.phone-places [data-place="public"]').click()
    await opened.say("telegram", "我转账失败了，但是钱已经扣了！")
    invitation = phone.locator(".bubble-link")
    await expect(invitation).to_have_text("私信联系")
    await invitation.click()
    private = phone.locator('.screen[data-place="private"]')
    await expect(private).to_be_visible()
    await expect(private.locator(".bubble.ours")).to_have_count(1)


async def test_what_customers_write_is_only_ever_text(visit: Open) -> None:
    opened = await visit()
    page = opened.page
    await page.locator("#newname").fill("<b onmouseover=alert(4)>Eve</b>")
    await page.locator(".sb-new button").click()
    await expect(page.locator('.sb-people [aria-pressed="true"]')).to_contain_text("<b")
    for platform in ("telegram", "twitter", "discord"):
        await opened.say(platform, XSS)
        screen = page.locator(f'[data-platform="{platform}"] .screen[data-place="private"]')
        await expect(screen.locator(".bubble.theirs")).to_contain_text("<script>alert(2)")
        assert await screen.locator("img, script, svg").count() == 0
    await expect(page.locator(".sb-mind .sb-decision").first).to_be_visible(timeout=30_000)
    # the fixture sees every dialog that a script would have opened


async def test_the_page_is_small(visit: Open, site: str) -> None:
    opened = await visit()
    loaded = [url for url in opened.requests if "/sandbox/state" not in url]
    assert len(loaded) <= 8, loaded
    size = await opened.page.evaluate(
        """() => [...performance.getEntriesByType("navigation"),
                  ...performance.getEntriesByType("resource")]
            .filter((entry) => !entry.name.includes("/state"))
            .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""
    )
    assert 5_000 < size < 100_000


async def test_everybody_can_use_it(visit: Open) -> None:
    for locale, dark in (("en-GB", False), ("zh-CN", False), ("en-GB", True), ("zh-CN", True)):
        opened = await visit(locale, dark=dark)
        page = opened.page
        if (locale, dark) == ("en-GB", False):
            for platform in ("telegram", "twitter", "discord"):
                await opened.say(platform, "My payment failed but the money was taken!")
        for platform in ("telegram", "twitter", "discord"):
            ours = page.locator(f'[data-platform="{platform}"] [data-place="private"] .ours')
            await expect(ours.first).to_be_visible()
        await expect(page.locator(".sb-rows a")).to_have_count(3)
        for opens in (None, ".sb-drawer summary", ".phone-samples summary >> nth=2"):
            if opens:
                await page.locator(opens).click()
            found = await Axe().run(page, options={"runOnly": RULES})
            assert found.response["violations"] == [], found.generate_report()
        await page.context.close()


async def test_nothing_is_cut_off(visit: Open) -> None:
    for width in (1366, 1024, 360):
        opened = await visit(size=(width, 768))
        await opened.say("telegram", "x" * 500)
        await expect(opened.page.locator(".bubble.theirs").first).to_be_visible()
        await opened.page.locator(".sb-drawer summary").click()
        drawer = await opened.page.locator(".sb-drawer-body").bounding_box()
        assert drawer is not None
        assert drawer["x"] >= 0, width
        assert drawer["x"] + drawer["width"] <= width
        wider = await opened.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, width
        await opened.page.context.close()


async def test_on_a_phone_the_bars_are_one_line_each(visit: Open) -> None:
    for locale, width in (("en-GB", 390), ("en-GB", 360), ("zh-CN", 360)):
        opened = await visit(locale, size=(width, 844))
        page = opened.page
        if width == 390:
            await opened.say("telegram", "How do I change my login password?")
        await expect(page.locator(".sb-steps .done")).to_have_count(1)
        for bar, parts in ((".top", ".brand, .badge-sandbox, .sb-nav a, .top-end"),
                           (".sb-end", ":scope > *")):  # fmt: skip
            lines = await page.locator(bar).evaluate(
                """(bar, parts) => [...bar.querySelectorAll(parts)]
                    .map((each) => each.getBoundingClientRect()).filter((box) => box.width)
                    .map((box) => [box.top, box.bottom, box.right])""",
                parts,
            )
            assert len(lines) >= 3
            assert max(line[0] for line in lines) < min(line[1] for line in lines), (bar, lines)
            assert max(line[2] for line in lines) <= width, (bar, lines)
        folded = await page.locator(".sb-steps .done").bounding_box()
        assert folded is not None
        assert folded["height"] <= 32
        assert folded["width"] <= 40
        await page.context.close()


async def test_what_the_bot_understood_is_seen_without_scrolling(visit: Open) -> None:
    opened = await visit("zh-CN")
    page = opened.page
    await opened.say(
        "telegram", "转账失败但扣款了，500 USDT，转给张三，今天上午十点，交易号 TX20261122001"
    )
    mind = page.locator('[data-part="telegram-understood"]')
    await expect(mind).to_contain_text("TX20261122001")
    await expect(mind).to_contain_text("是否已扣款 是", use_inner_text=True)
    hidden = await mind.evaluate("(box) => box.scrollHeight - box.clientHeight")
    assert hidden <= 0


async def test_the_badge_leads_to_the_sandbox(visit: Open) -> None:
    page = (await visit()).page
    await page.goto("/queue")
    await page.locator(".badge-sandbox").click()
    await expect(page.locator("h1")).to_have_text("You are the customer")
