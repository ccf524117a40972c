"""The conversation on a ticket's page: who said what, and what happened in between."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col
from starlette.testclient import TestClient

import core.models as m
from core.desk import Desk
from core.queries.tickets import ticket
from core.queries.timeline import MessageView, latest
from core.vocabulary import DeliveryState


def said(desk: Desk, number: str) -> list[MessageView]:
    found = ticket(desk, number)
    assert found is not None
    return latest(desk, found.conversation_id)


@pytest.fixture
def mei(signed_in: Callable[..., TestClient]) -> TestClient:
    return signed_in("mei")


def test_the_page_tells_the_whole_case(mei: TestClient, seeds: Any) -> None:
    number = seeds.ticket("钱扣了没到账", name="王芳")
    seeds.customer(number, "密码是 [password]，见附件", secrets=["password"], attachments=[
        {"kind": "image", "name": "a.png", "size": 2048, "external_id": "1"}
    ])  # fmt: skip
    seeds.bot(number, "请不要发送密码。", faq="transaction-info-needed", choices=[["a", "转人工"]])
    seeds.bot(number, "在吗？", state=DeliveryState.FAILED, reason="403: blocked by the user")
    page = mei.get(f"/tickets/{number}").text

    assert '<div class="text" dir="auto" lang="zh-Hans">钱扣了没到账</div>' in page
    assert '<span class="masked" title="Masked before it was stored">[password]</span>' in page
    assert "FAQ transaction-info-needed" in page
    assert "Not delivered: <bdi>403: blocked by the user</bdi>" in page
    assert "转人工" in page
    assert "Picture" in page
    assert "a.png" in page
    assert "Assistant opened the ticket" in page
    for fact in ("4700", "CNY", "Still missing", "Other party", "Chinese (simplified)", "@user1"):
        assert fact in page


def test_typed_placeholders_are_no_chips(mei: TestClient, seeds: Any) -> None:
    number = seeds.ticket("I typed [password] myself")
    assert "masked" not in mei.get(f"/tickets/{number}").text


def test_strange_characters_are_shown_and_stored(mei: TestClient, seeds: Any, desk: Desk) -> None:
    number = seeds.ticket("\u202eevil\u200b עברית 🧾" * 50, name="\u202eeve")
    page = mei.get(f"/tickets/{number}").text
    assert "<bdi>\u202eeve</bdi>" in page
    mei.post(f"/tickets/{number}/note", data={"text": "nul\0 and 🧾"})
    assert said(desk, number)[-1].text == "nul and 🧾"


def test_a_very_long_conversation_shows_its_end(mei: TestClient, seeds: Any, desk: Desk) -> None:
    number = seeds.ticket("first words")
    for count in range(100):
        seeds.customer(number, f"line {count:03}")
    page = mei.get(f"/tickets/{number}").text
    assert "Older messages are not shown." in page
    assert "line 099" in page
    assert page.count('<li class="said') == 100
    with desk.db.reading() as session:
        newest = session.scalar(sa.select(sa.func.max(col(m.Message.id))))
    assert f'id="seen" value="{newest}"' in page


def test_who_only_pressed_start_opened_the_conversation(
    signed_in: Callable[..., TestClient], seeds: Any
) -> None:
    number = seeds.ticket("", name="王芳 <b>")
    seeds.customer(number, "", attachments=[
        {"kind": "sticker", "name": "", "size": None, "external_id": "1"}
    ])  # fmt: skip
    page = signed_in("mei").get(f"/tickets/{number}").text
    assert "<span>王芳 &lt;b&gt; opened the conversation</span>" in page
    assert page.count('<li class="said') == 1
    zh = signed_in("lan", locale="zh").get(f"/tickets/{number}").text
    assert "<span>王芳 &lt;b&gt; 打开了会话</span>" in zh


def test_taking_a_new_ticket_is_one_line(mei: TestClient, seeds: Any) -> None:
    number = seeds.ticket("hello")
    mei.post(f"/tickets/{number}/assign")
    page = mei.get(f"/tickets/{number}/thread").text
    assert page.count("mei assigned the ticket to mei; its status is now Open") == 2  # and history
    assert "set the status" not in page
    mei.post(f"/tickets/{number}/reply", data={"text": "On it."})
    assert "mei set the status to Waiting" in mei.get(f"/tickets/{number}/thread").text


@pytest.mark.parametrize(("locale", "word"), [("en", "yes"), ("zh", "是")])
def test_what_the_bot_noted_is_in_the_agents_language(
    signed_in: Callable[..., TestClient], seeds: Any, locale: str, word: str
) -> None:
    number = seeds.ticket("hello", slots={"debited": "yes"})
    page = signed_in("lan", locale=locale).get(f"/tickets/{number}").text
    assert f'<dd dir="auto">{word}</dd>' in page
