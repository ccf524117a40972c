from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from core.clock import real_now
from core.desk import Desk
from core.models import Agent, ApiToken
from core.vocabulary import Role

READS = ["tickets", "tickets/OK-1001", "conversations/1/messages", "nothing"]
WRITES = [f"tickets/OK-1001/{verb}" for verb in ("replies", "notes", "assign", "solve")]


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer ", "Basic eDp5", "Bearer \xff"])
def test_without_a_valid_token_everything_is_401(stranger: TestClient, header: str | None) -> None:
    headers = {"Authorization": header.encode("latin-1")} if header else {}
    for method, paths in (("GET", READS), ("POST", WRITES)):
        for path in paths:
            answer = stranger.request(method, f"/api/v1/{path}", headers=headers)
            assert answer.status_code == 401, (method, path)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["www-authenticate"] == "Bearer"
            assert "support token create" in answer.json()["detail"]


def test_a_token_in_the_address_or_a_cookie_is_no_token(
    stranger: TestClient, token: Callable[..., str]
) -> None:
    value = token()
    assert stranger.get(f"/api/v1/tickets?access_token={value}").status_code == 401
    assert (
        stranger.get("/api/v1/tickets", headers={"Cookie": f"session={value}"}).status_code == 401
    )


def test_an_auditor_reads_and_changes_nothing(
    app: FastAPI, token: Callable[..., str], case: Callable[..., Any]
) -> None:
    made = case()
    headers = {"Authorization": f"Bearer {token('Rui', Role.AUDITOR)}"}
    auditor = TestClient(app, headers=headers)
    before = auditor.get(f"/api/v1/tickets/{made.number}").json()
    for verb, body in (
        ("replies", {"text": "hello"}),
        ("notes", {"text": "hello"}),
        ("assign", {"agent": "Rui"}),
        ("solve", None),
    ):
        answer = auditor.post(f"/api/v1/tickets/{made.number}/{verb}", json=body)
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/problem+json"
        assert "auditor" in answer.json()["detail"]
    assert auditor.get(f"/api/v1/tickets/{made.number}").json() == before


@pytest.mark.parametrize("how", ["revoked", "disabled"])
def test_an_ended_token_is_no_token(api: TestClient, desk: Desk, how: str) -> None:
    assert api.get("/api/v1/tickets").status_code == 200
    with desk.db.transaction() as session:
        if how == "revoked":
            row = session.get_one(ApiToken, 1)
            row.revoked_at = real_now()
            session.add(row)
        else:
            agent = session.get_one(Agent, 1)
            agent.disabled = True
            session.add(agent)
    assert api.get("/api/v1/tickets").status_code == 401


def test_the_description_tells_everything(stranger: TestClient) -> None:
    told = stranger.get("/api/v1/openapi.json").json()
    assert {(path, method) for path, item in told["paths"].items() for method in item} == {
        ("/api/v1/tickets", "get"),
        ("/api/v1/tickets/{number}", "get"),
        ("/api/v1/tickets/{number}/replies", "post"),
        ("/api/v1/tickets/{number}/notes", "post"),
        ("/api/v1/tickets/{number}/assign", "post"),
        ("/api/v1/tickets/{number}/solve", "post"),
        ("/api/v1/tickets/{number}/block", "post"),
        ("/api/v1/tickets/{number}/unblock", "post"),
        ("/api/v1/messages/{message_id}/resend", "post"),
        ("/api/v1/messages/{message_id}/delivered", "post"),
        ("/api/v1/messages/{message_id}/withdraw", "post"),
        ("/api/v1/pause", "get"),
        ("/api/v1/pause", "put"),
        ("/api/v1/conversations/{conversation_id}/messages", "get"),
    }
    (scheme,) = told["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    for item in told["paths"].values():
        for operation in item.values():
            for status, answer in operation["responses"].items():
                kind = "application/problem+json" if int(status) >= 400 else "application/json"
                assert list(answer["content"]) == [kind]
    reply = told["paths"]["/api/v1/tickets/{number}/replies"]["post"]
    assert [p["name"] for p in reply["parameters"]] == ["number", "Idempotency-Key"]
    assert reply["responses"].keys() == {"201", "401", "403", "404", "409", "422", "500"}
