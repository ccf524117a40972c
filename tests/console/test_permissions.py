"""Every route declares one permission, and keeps it. The walk finds routes that nobody thought of."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount
from starlette.testclient import TestClient

from console.permissions import Permission, declared
from core.actions.create_token import create_token
from core.desk import Desk
from core.vocabulary import Role

SAFE = ("GET", "HEAD", "OPTIONS")


def routes(app: FastAPI) -> list[tuple[str, str, list[Permission]]]:
    found = []
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, Mount):
            assert route.path == "/static", "only files that everybody may have are mounted"
            continue
        path = re.sub(r"\{[^}]+\}", "OK-1001", str(route.path))
        for method in route.methods or ():
            found.append((method, path, declared(route.dependant)))
    return found


def call(client: TestClient, method: str, path: str, **given: Any) -> int:
    headers = {"Sec-Fetch-Site": "same-origin", "X-Part": "1", **given.get("headers", {})}
    # a stream of events has no end: what it answers is known with its first line
    with client.stream(method, path, headers=headers, follow_redirects=False) as answer:
        return answer.status_code


def test_there_is_something_to_walk(app: FastAPI) -> None:
    paths = {path for _, path, _ in routes(app)}
    assert {"/queue", "/events", "/tickets/OK-1001/reply"} <= paths
    assert any(path.startswith("/api/v1/") for path in paths)


def test_every_route_declares_exactly_one_permission(app: FastAPI) -> None:
    wrong = [(m, p, d) for m, p, d in routes(app) if len(set(d)) != 1]
    assert wrong == []


def test_nobody_unknown_gets_further_than_public_routes(
    app: FastAPI, anonymous: TestClient
) -> None:
    for method, path, permissions in routes(app):
        if permissions == [Permission.PUBLIC]:
            continue
        assert call(anonymous, method, path) == 401, (method, path)


def test_an_auditor_changes_nothing(
    app: FastAPI, desk: Desk, signed_in: Callable[..., TestClient], seeds: Any
) -> None:
    seeds.ticket("hello")
    auditor = signed_in("ada", Role.AUDITOR)
    bearer = {"Authorization": f"Bearer {create_token(desk, 'ada')}"}
    checked = 0
    for method, path, permissions in routes(app):
        if method in SAFE or permissions == [Permission.PUBLIC]:
            continue
        by_token = permissions in ([Permission.API], [Permission.API_LEAD])
        headers = bearer if by_token else {}
        assert call(auditor, method, path, headers=headers) == 403, (method, path)
        checked += 1
    assert checked >= 8


def test_only_leads_and_admins_steer_the_desk(
    app: FastAPI, desk: Desk, signed_in: Callable[..., TestClient]
) -> None:
    steering = ([Permission.LEAD], [Permission.API_LEAD])
    known = [(m, p) for m, p, permissions in routes(app) if permissions in steering]
    assert {
        ("GET", "/automation"),
        ("POST", "/automation/pause"),
        ("POST", "/automation/resume"),
        ("PUT", "/api/v1/pause"),
    } <= set(known)
    for name, role, allowed in (
        ("mei", Role.AGENT, False),
        ("lan", Role.LEAD, True),
        ("bo", Role.ADMIN, True),
    ):
        browser = signed_in(name, role)
        bearer = {"Authorization": f"Bearer {create_token(desk, name)}"}
        for method, path in known:
            headers = bearer if path.startswith("/api/") else {}
            answered = call(browser, method, path, headers=headers)
            assert (answered != 403) is allowed, (name, method, path, answered)


def test_an_auditor_reads(signed_in: Callable[..., TestClient], seeds: Any) -> None:
    number = seeds.ticket("hello")
    auditor = signed_in("ada", Role.AUDITOR)
    page = auditor.get(f"/tickets/{number}").text
    assert "hello" in page
    assert "You may read this ticket, not change it." in page
    assert "<textarea" not in page


def test_an_api_token_opens_no_page_and_a_session_no_api(
    desk: Desk, signed_in: Callable[..., TestClient], anonymous: TestClient
) -> None:
    mei = signed_in("mei")
    assert mei.get("/api/v1/tickets").status_code == 401
    bearer = {"Authorization": f"Bearer {create_token(desk, 'mei')}", "X-Part": "1"}
    assert anonymous.get("/queue", headers=bearer).status_code == 401
    assert anonymous.get("/api/v1/tickets", headers=bearer).status_code == 200


@pytest.mark.parametrize(
    "sent", ["Bearer", "Bearer ", "Bearer nonsense", "Basic bWVpOm1laQ==", "\x00"]
)
def test_a_wrong_token_is_no_token(anonymous: TestClient, sent: str) -> None:
    answer = anonymous.get("/api/v1/tickets", headers={"Authorization": sent})
    assert answer.status_code == 401
