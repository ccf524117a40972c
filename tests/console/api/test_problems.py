"""Every failure under /api/v1 has one shape, whatever refused, on a real server too."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from console.body_limit import LONGEST_BODY
from console.server import Server

PROBLEM = "application/problem+json"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PROPFIND", "LINK"])
@pytest.mark.parametrize("path", ["tickets", "tickets/OK-1001/solve", "nothing", "openapi.json"])
def test_an_unknown_method_is_a_problem(api: TestClient, method: str, path: str) -> None:
    answer = api.request(method, f"/api/v1/{path}")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == PROBLEM
    if method != "HEAD":
        assert answer.json()["type"] == "urn:okpay-support:problem:method_not_allowed"
        assert "openapi.json" in answer.json()["detail"]


def test_pages_still_tell_people(api: TestClient) -> None:
    answer = api.request("PROPFIND", "/queue")
    assert answer.status_code == 405
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("announced", [str(LONGEST_BODY + 1), "9" * 18])
def test_a_body_that_says_it_is_too_long_is_a_problem(api: TestClient, announced: str) -> None:
    headers = {"Content-Length": announced, "Content-Type": "application/json"}
    answer = api.post("/api/v1/tickets/OK-1001/notes", content=b"{}", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)
    assert answer.json()["type"] == "urn:okpay-support:problem:too_large"
    assert str(LONGEST_BODY) in answer.json()["detail"]


def test_a_request_from_another_site_is_a_problem(stranger: TestClient) -> None:
    answer = stranger.post(
        "/api/v1/tickets/OK-1001/solve", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (403, PROBLEM)


@pytest.mark.parametrize("path", ["/api/v1/tickets/{number}/notes", "/tickets/{number}/note"])
async def test_a_body_that_grows_too_long_is_refused_without_a_word_in_the_log(
    app: FastAPI,
    token: Callable[..., str],
    case: Callable[..., Any],
    caplog: pytest.LogCaptureFixture,
    path: str,
) -> None:
    number = case().number
    headers = {"Authorization": f"Bearer {token()}", "Content-Type": "application/json"}

    async def endless() -> AsyncIterator[bytes]:
        yield b'{"text": "'
        for _ in range(8):
            yield b"x" * (LONGEST_BODY // 4)
        yield b'"}'

    server = Server(app)
    await server.start()
    async with httpx2.AsyncClient(trust_env=False, base_url=server.base) as client:
        answer = await client.post(path.format(number=number), content=endless(), headers=headers)
        kind = answer.headers["content-type"]
        assert (answer.status_code, kind.partition(";")[0]) == (
            (413, PROBLEM) if path.startswith("/api") else (401, "text/html")
        )
        assert (await client.get("/api/v1/tickets", headers=headers)).status_code == 200
    await server.stop()
    assert [record.getMessage() for record in caplog.records] == []
