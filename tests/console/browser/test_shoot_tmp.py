from typing import Any
from datetime import timedelta
import pytest
from core.desk import Desk
from core.vocabulary import *
from core.actions.assign import assign
from core.actions.solve import solve
from core.actions.reply import reply
pytestmark = pytest.mark.browser
def test_shoot(open_page: Any, seeds: Any, desk: Desk) -> None:
    n = seeds.ticket("", name="王芳", slots={"amount":"4700","debited":"yes"}, visibility=Visibility.DIRECT)
    seeds.customer(n, "我转账失败了，但是钱已经扣了！", ago=timedelta(hours=3))
    seeds.bot(n, "很抱歉。请告诉我订单号和付款时间。", faq="transaction-info-needed", choices=[["a", "转人工"]])
    for i in range(6): seeds.customer(n, f"第{i}条：还没有到账，请尽快处理一下好吗")
    k = seeds.ticket("where is it?", platform="twitter", visibility=Visibility.PUBLIC, name="Jordan")
    s = seeds.ticket("提现两天了", platform="discord", name="Mia Kovács")
    r = seeds.ticket("怎么开启2FA", platform="discord", name="李雷")
    open_page("/queue").close()
    assign(desk, n, 1, "mei"); solve(desk, s, 1); reply(desk, r, 1, "在设置里。")
    for w,h in ((390,844),(1366,768)):
        page = open_page("/queue", locale="zh", size=(w,h)); page.screenshot(path=f"/tmp/shots/queue{w}.png")
        page.goto(f"/tickets/{n}"); page.wait_for_selector("html[data-live]", state="attached")
        page.locator("#reply-text").fill("您好，我们正在处理")
        seeds.customer(n, "算了，已经到账了")
        page.locator(".fresh").wait_for()
        page.locator("#reply-form button").click()
        page.wait_for_timeout(6000)
        page.screenshot(path=f"/tmp/shots/ticket{w}.png")
        page.locator("#reply-text").fill("")
        page.mouse.wheel(0,-3000); page.wait_for_timeout(300)
        page.screenshot(path=f"/tmp/shots/ticket{w}top.png")
        page.goto(f"/tickets/{k}"); page.locator("#reply-text").fill("长"*150); page.screenshot(path=f"/tmp/shots/public{w}.png")
        page.goto(f"/tickets/{s}"); page.screenshot(path=f"/tmp/shots/solved{w}.png")
