import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

Case = Callable[..., Any]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def problem(response: Any, status: int) -> str:
    """The detail of a well-formed problem."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body.keys() == {"type", "title", "status", "detail"}
    assert body["status"] == status
    assert body["type"].startswith("urn:okpay-support:problem:")
    detail: str = body["detail"]
    assert detail.endswith(".")
    return detail


def test_a_ticket_shows_the_promised_fields(api: TestClient, case: Case) -> None:
    made = case()
    ticket = api.get(f"/api/v1/tickets/{made.number}").json()
    assert ticket["number"] == made.number
    assert ticket["status"] == "new"
    assert ticket["category"] == "transaction_failed"
    assert ticket["priority"] == "normal"
    assert ticket["slots"] == {"amount": "120"}
    assert ticket["channel"] == "telegram"
    assert ticket["visibility"] == "direct"
    contact = ticket["contact"]
    assert contact.pop("id") > 0
    assert contact == {
        "name": "Ada L.",
        "handle": "ada",
        "external_id": "person-1",
        "blocked_at": None,
    }
    assert (ticket["reachable"], ticket["other_ways"], ticket["draft"]) == (True, [], None)
    assert ticket["conversation_id"] == made.conversation_id
    assert ticket["assignee"] is None
    assert ticket["due_at"] is None
    assert MOMENT.fullmatch(ticket["created_at"])
    assert MOMENT.fullmatch(ticket["updated_at"])


def test_tickets_come_newest_first_in_pages(api: TestClient, case: Case) -> None:
    numbers = [case().number for _ in range(5)][::-1]
    seen, cursor, pages = [], None, 0
    while True:
        page = api.get(
            "/api/v1/tickets", params={"limit": 2} | ({"cursor": cursor} if cursor else {})
        )
        seen += [item["number"] for item in page.json()["items"]]
        pages += 1
        cursor = page.json()["next"]
        if cursor is None:
            break
    assert seen == numbers
    assert pages == 3


def test_list_items_are_those_of_the_single_read(api: TestClient, case: Case) -> None:
    made = case()
    listed = api.get("/api/v1/tickets").json()
    assert listed == {"items": [api.get(f"/api/v1/tickets/{made.number}").json()], "next": None}


def test_filters(api: TestClient, case: Case) -> None:
    on_x, on_discord = case("twitter").number, case("discord").number
    api.post(f"/api/v1/tickets/{on_x}/solve")

    def found(**filters: str) -> list[str]:
        return [
            item["number"] for item in api.get("/api/v1/tickets", params=filters).json()["items"]
        ]

    assert found(status="solved") == [on_x]
    assert found(channel="discord") == [on_discord]
    assert found(channel="discord", status="solved") == []
    assert found(channel="telegram") == []


def test_an_unknown_filter_names_the_known_ones(api: TestClient) -> None:
    assert "pending" in problem(api.get("/api/v1/tickets?status=sovled"), 422)
    assert "telegram" in problem(api.get("/api/v1/tickets?channel=fax"), 422)


@pytest.mark.parametrize("limit", ["0", "201", "-1", "many", ""])
def test_a_wrong_limit_is_refused(api: TestClient, limit: str) -> None:
    assert "limit" in problem(api.get(f"/api/v1/tickets?limit={limit}"), 422)


@pytest.mark.parametrize("cursor", ["x", "%00", "MTIzLjEyMw", "9" * 300, "ÿ"])
def test_a_foreign_cursor_is_refused(api: TestClient, cursor: str) -> None:
    problem(api.get(f"/api/v1/tickets?cursor={cursor}"), 422)


def test_messages_come_oldest_first_in_pages(api: TestClient, case: Case) -> None:
    made = case()
    api.post(f"/api/v1/tickets/{made.number}/notes", json={"text": "Known customer"})
    path = f"/api/v1/conversations/{made.conversation_id}/messages"
    first = api.get(path, params={"limit": 2}).json()
    second = api.get(path, params={"limit": 2, "cursor": first["next"]}).json()
    customer, bot = first["items"]
    (note,) = second["items"]
    assert second["next"] is None
    assert (customer["direction"], customer["author"]) == ("inbound", "customer")
    assert customer["delivery"] is None
    assert customer["faq"] is None
    assert customer["attachments"][0]["kind"] == "image"
    assert (bot["direction"], bot["author"]) == ("outbound", "bot")
    assert (bot["faq"], bot["delivery"]) == ("failed_transfer", "pending")
    assert (note["direction"], note["author"]) == ("note", "agent")
    assert (note["agent_name"], note["text"]) == ("Mei", "Known customer")
    assert note["delivery"] is None
    assert all(MOMENT.fullmatch(m["sent_at"]) for m in (customer, bot, note))


@pytest.mark.parametrize(
    "path",
    [
        "tickets/OK-9999",
        "tickets/" + "9" * 200,
        "tickets/%00",
        "tickets/%F0%9F%98%80",
        "conversations/999/messages",
        "conversations/abc/messages",
        "conversations/-1/messages",
        "conversations/99999999999999999999999/messages",
        "conversations/%D9%A1/messages",
        "nothing",
        "",
    ],
)
def test_what_is_unknown_is_404(api: TestClient, path: str) -> None:
    problem(api.get(f"/api/v1/{path}"), 404)


def test_a_wrong_method_is_told(api: TestClient) -> None:
    problem(api.delete("/api/v1/tickets"), 404)


def test_a_platform_that_is_off_now_still_has_its_tickets(
    api: TestClient, app: FastAPI, case: Case
) -> None:
    number = case("discord").number
    app.state.platforms = ["telegram"]
    listed = api.get("/api/v1/tickets?channel=discord").json()["items"]
    assert [item["number"] for item in listed] == [number]
    assert "telegram" in problem(api.get("/api/v1/tickets?channel=twitter"), 422)
