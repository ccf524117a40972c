import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.browser


async def test_shoot(visit: Any) -> None:
    first = True
    for w, h in ((390, 844), (1366, 768), (1024, 768)):
        opened = await visit("zh-CN", size=(w, h))
        page = opened.page
        if first:
            await page.locator("#newname").fill("李雷")
            await page.locator(".sb-new button").click()
            await opened.say(
                "telegram",
                "我转账失败了，但是钱已经扣了！500 USDT，转给张三，今天上午十点，交易号 TX20261122001",
            )
            await opened.say("telegram", "怎么修改登录密码？") if 0 else None
            await opened.say("discord", "怎么修改登录密码？")
            await expect(page.locator(".sb-steps .done")).to_have_count(1, timeout=20000)
            await asyncio.sleep(3)
        await page.locator("[data-person^=guest]").first.click()
        await expect(page.locator('[data-part="telegram-understood"] .sb-decision')).to_be_visible()
        await page.locator(".sb-drawer summary").click()
        await page.locator("[data-fault=drop_after][data-platform=twitter]").click()
        await page.locator("h1").click()
        await asyncio.sleep(1)
        await page.screenshot(path=f"/tmp/shots/sb{w}.png")
        await page.screenshot(path=f"/tmp/shots/sb{w}full.png", full_page=True)
        first = False
