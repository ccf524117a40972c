"""The queue's page and its list."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.actions.assign import assign
from core.actions.reply import reply
from core.actions.solve import solve
from core.desk import Desk
from core.queries.staff import agents
from core.vocabulary import Priority, Visibility


def test_an_empty_queue_says_so(signed_in: Callable[..., TestClient]) -> None:
    assert "All done." in signed_in("mei").get("/queue").text
    assert "都处理完了" in signed_in("lan", locale="zh").get("/queue").text


def test_tickets_of_all_platforms_stand_in_one_list(
    signed_in: Callable[..., TestClient], seeds: Any
) -> None:
    seeds.ticket("from one", platform="telegram", priority=Priority.LOW)
    seeds.ticket("from two", platform="discord", priority=Priority.NORMAL)
    seeds.ticket(
        "from three",
        platform="twitter",
        priority=Priority.URGENT,
        visibility=Visibility.PUBLIC,
    )
    page = signed_in("mei").get("/queue").text

    assert page.index("from three") < page.index("from two") < page.index("from one")
    assert ">Telegram</span>" in page
    assert ">X</span>" in page
    assert ">Urgent</span>" in page
    assert ">Public</span>" in page


def test_views_and_platforms_choose(
    signed_in: Callable[..., TestClient], seeds: Any, desk: Desk
) -> None:
    mine = seeds.ticket("mine to do", platform="telegram")
    seeds.ticket("nobody's yet", platform="discord")
    done = seeds.ticket("already done", platform="telegram")
    mei = signed_in("mei")
    me = agents(desk)[0]
    assign(desk, mine, me.id, "mei")
    solve(desk, done, me.id)

    def shown(**query: str) -> list[str]:
        page = mei.get("/queue", params=query).text
        return [
            text
            for text in ("mine to do", "nobody's yet", "already done")
            if text.replace("'", "&#39;") in page
        ]

    assert shown() == ["mine to do", "nobody's yet"]
    assert shown(view="mine") == ["mine to do"]
    assert shown(view="unassigned") == ["nobody's yet"]
    assert shown(view="solved") == ["already done"]
    assert shown(channel="discord") == ["nobody's yet"]
    assert shown(channel="discord", view="mine") == []


@pytest.mark.parametrize(
    "query",
    ["view=nonsense", "view=%00", "channel=%00%00", "channel=" + "x" * 500, "channel=%F0%9F"],
)
def test_wrong_choices_show_a_page(signed_in: Callable[..., TestClient], query: str) -> None:
    assert signed_in("mei").get(f"/queue?{query}").status_code == 200


def test_a_foreign_cursor_is_told(signed_in: Callable[..., TestClient]) -> None:
    answer = signed_in("mei").get("/queue?cursor=nonsense!")
    assert answer.status_code == 422
    assert "start again from its top" in answer.text


def test_a_long_list_goes_on(signed_in: Callable[..., TestClient], seeds: Any) -> None:
    for number in range(52):
        seeds.ticket(f"question {number:03}")
    mei = signed_in("mei")
    first = mei.get("/queue").text
    assert "question 049" in first
    assert "question 050" not in first
    more = first.partition('<p class="more"><a class="button" href="')[2].partition('"')[0]
    second = mei.get(more.replace("&amp;", "&")).text
    assert "question 051" in second
    assert "question 049" not in second


def test_the_list_is_small(signed_in: Callable[..., TestClient], seeds: Any) -> None:
    for number in range(50):
        seeds.ticket(f"提现三天了还没有到账，请帮我看看第{number}笔是怎么回事，谢谢")
    answer = signed_in("mei").get("/queue", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 20_000


def test_contact_details_are_masked_in_the_list_and_kept_in_the_ticket(
    signed_in: Callable[..., TestClient], seeds: Any
) -> None:
    number = seeds.ticket("Write to fang.wang@mail.example or call +86 138 0013 8000, order 88")
    mei = signed_in("mei")
    listed = mei.get("/queue").text
    assert "Write to f••••e or call +••••0, order 88" in listed
    assert "fang.wang@mail.example" not in listed
    assert "fang.wang@mail.example" in mei.get(f"/tickets/{number}").text


def test_a_row_says_what_the_customer_said_and_how_long_they_wait(
    signed_in: Callable[..., TestClient], seeds: Any, desk: Desk
) -> None:
    number = seeds.ticket("where is my money?")
    seeds.customer(number, "hello?", ago=timedelta(hours=3))
    seeds.bot(number, "Which order is it?")  # that is no answer of an agent

    page = signed_in("mei").get("/queue").text
    assert 'class="row unseen"' in page
    assert "hello?</span>" in page
    assert "Which order is it?" not in page
    assert ">waits 3 hrs</time>" in page
    assert "等待 3小时" in signed_in("lan", locale="zh").get("/queue").text

    reply(desk, number, agents(desk)[0].id, "We look into it.")
    page = signed_in("kai").get("/queue").text
    assert "hello?</span>" in page
    assert "unseen" not in page
    assert "waits" not in page
