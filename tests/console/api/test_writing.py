from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from core.desk import Desk
from core.vocabulary import Visibility

Case = Callable[..., Any]


def messages(api: TestClient, made: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(
        f"/api/v1/conversations/{made.conversation_id}/messages"
    ).json()["items"]
    return found


def test_a_reply_is_owed_and_sets_pending(api: TestClient, case: Case) -> None:
    made = case()
    answer = api.post(f"/api/v1/tickets/{made.number}/replies", json={"text": " 您好，已在查 "})
    assert answer.status_code == 201
    said = answer.json()
    assert (said["direction"], said["author"], said["delivery"]) == ("outbound", "agent", "pending")
    assert said["text"] == "您好，已在查"
    assert messages(api, made)[-1] == said
    ticket = api.get(f"/api/v1/tickets/{made.number}").json()
    assert (ticket["status"], ticket["assignee"]) == ("pending", "Mei")
    assert ticket["due_at"] is not None


@pytest.mark.parametrize("status", ["open", "on_hold", "solved", "pending"])
def test_a_reply_can_set_another_status(api: TestClient, case: Case, status: str) -> None:
    made = case()
    body = {"text": "Thank you", "status": status}
    assert api.post(f"/api/v1/tickets/{made.number}/replies", json=body).status_code == 201
    assert api.get(f"/api/v1/tickets/{made.number}").json()["status"] == status


def test_a_note_is_never_owed(api: TestClient, case: Case) -> None:
    made = case()
    answer = api.post(f"/api/v1/tickets/{made.number}/notes", json={"text": "Look at the ledger"})
    assert answer.status_code == 201
    assert (answer.json()["direction"], answer.json()["delivery"]) == ("note", None)
    assert api.get(f"/api/v1/tickets/{made.number}").json()["status"] == "new"


def test_assign(api: TestClient, case: Case, token: Callable[..., str]) -> None:
    made = case()
    token("Lin")
    answer = api.post(f"/api/v1/tickets/{made.number}/assign", json={"agent": "Lin"})
    assert (answer.status_code, answer.json()["assignee"]) == (200, "Lin")
    unknown = api.post(f"/api/v1/tickets/{made.number}/assign", json={"agent": "Nobody"})
    assert unknown.status_code == 404
    assert "Nobody" in unknown.json()["detail"]
    assert api.get(f"/api/v1/tickets/{made.number}").json()["assignee"] == "Lin"


def test_what_is_solved_cannot_be_solved_again(api: TestClient, case: Case) -> None:
    made = case()
    first = api.post(f"/api/v1/tickets/{made.number}/solve")
    assert (first.status_code, first.json()["status"]) == (200, "solved")
    for verb, body in (
        ("solve", None),
        ("replies", {"text": "again"}),
        ("assign", {"agent": "Mei"}),
    ):
        again = api.post(f"/api/v1/tickets/{made.number}/{verb}", json=body)
        assert again.status_code == 409, verb
        assert again.headers["content-type"] == "application/problem+json"
        assert made.number in again.json()["detail"]


@pytest.mark.parametrize("verb", ["replies", "notes", "assign", "solve"])
def test_an_unknown_ticket_is_404(api: TestClient, verb: str) -> None:
    for number in ("OK-9999", "%00"):
        answer = api.post(f"/api/v1/tickets/{number}/{verb}", json={"text": "x", "agent": "Mei"})
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{}", 422),
        (b"null", 422),
        (b"[]", 422),
        (b'"text"', 422),
        (b'{"text": null}', 422),
        (b'{"text": 5}', 422),
        (b'{"text": ""}', 422),
        ('{"text": " \\n\\t\u3000"}'.encode(), 422),
        (b'{"text": "a\\u0000b"}', 422),
        (b'{"text": "\\ud800"}', 422),
        (b'{"text": "x", "status": "closed"}', 422),
        (b'{"text": "x", "status": 1}', 422),
        (b'{"text": "x", "confirm": "perhaps"}', 422),
        (b'{"text": "x"', 400),
        (b'{"text": "\xff"}', 400),
        (b"[" * 100_000, 400),
        (b'{"text": "' + b"x" * 30_000 + b'"}', 422),
        (b'{"text": "' + b"x" * 300_000 + b'"}', 413),
    ],
)
def test_a_wrong_body_is_told_and_changes_nothing(
    api: TestClient, case: Case, body: bytes, status: int
) -> None:
    made = case()
    before = messages(api, made)
    answer = api.post(
        f"/api/v1/tickets/{made.number}/replies",
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")
    assert messages(api, made) == before


def test_a_form_is_no_json(api: TestClient, case: Case) -> None:
    answer = api.post(f"/api/v1/tickets/{case().number}/notes", data={"text": "hello"})
    assert answer.status_code == 422
    assert "application/json" in answer.json()["detail"]


def test_unknown_fields_are_ignored(api: TestClient, case: Case) -> None:
    body = {"text": "hello", "mood": {"deep": [1, 2]}}
    assert api.post(f"/api/v1/tickets/{case().number}/replies", json=body).status_code == 201


def test_a_public_reply_that_looks_private_needs_a_confirmation(
    api: TestClient, case: Case
) -> None:
    made = case("twitter", Visibility.PUBLIC)
    path = f"/api/v1/tickets/{made.number}/replies"
    body = {"text": "We wrote to ada@mail.example"}
    refused = api.post(path, json=body)
    assert refused.status_code == 422
    assert "public" in refused.json()["detail"]
    assert api.post(path, json=body | {"confirm": True}).status_code == 201


def test_a_failure_inside_is_a_problem_without_its_text(
    api: TestClient, case: Case, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    made = case()
    with desk.db.transaction() as session:
        session.connection().exec_driver_sql("ALTER TABLE delivery RENAME TO gone")
    answer = api.post(f"/api/v1/tickets/{made.number}/replies", json={"text": "my own words"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Idempotency-Key" in answer.json()["detail"]
    assert "OperationalError" in caplog.text
    assert "my own words" not in caplog.text + answer.text
