"""What other sites cannot do to an agent's browser, and what every answer tells the browser."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {},
    ],
)
@pytest.mark.parametrize("path", ["/tickets/OK-1001/solve", "/logout", "/locale"])
def test_a_request_from_elsewhere_changes_nothing(
    signed_in: Callable[..., TestClient], seeds: Any, headers: dict[str, str], path: str
) -> None:
    number = seeds.ticket("hello")
    mei = signed_in("mei")
    del mei.headers["Sec-Fetch-Site"]

    assert mei.post(path, headers=headers, data={"locale": "zh"}).status_code == 403

    page = mei.get(f"/tickets/{number}")
    assert page.status_code == 200
    assert 'id="act-solve"' in page.text
    assert 'lang="en"' in page.text


def test_signing_in_cannot_be_forged_either(anonymous: TestClient) -> None:
    answer = anonymous.post(
        "/login", headers={"Origin": "https://evil.example"}, data={"name": "a"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}]
)
def test_our_own_pages_may(
    signed_in: Callable[..., TestClient], seeds: Any, headers: dict[str, str]
) -> None:
    number = seeds.ticket("hello")
    mei = signed_in("mei")
    del mei.headers["Sec-Fetch-Site"]
    assert mei.post(f"/tickets/{number}/solve", headers=headers).status_code == 303


@pytest.mark.parametrize(
    "path", ["/login", "/nothing", "/static/app.css", "/api/v1/tickets", "/queue"]
)
def test_every_answer_tells_the_browser_what_it_may(anonymous: TestClient, path: str) -> None:
    answer = anonymous.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_even_a_failure_does_and_tells_nothing(
    signed_in: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    mei = signed_in("mei")

    words = " ".join(["the", "customer's", "words"])

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError(words)

    monkeypatch.setattr("console.pages.queue.queue", fail)
    answer = mei.get("/queue")

    assert answer.status_code == 500
    assert "The desk failed at this" in answer.text
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert words not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_pages_are_not_kept_and_versioned_files_are(
    signed_in: Callable[..., TestClient], anonymous: TestClient
) -> None:
    mei = signed_in("mei")
    page = mei.get("/queue")
    assert page.headers["cache-control"] == "no-store"
    sheet = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert "immutable" in anonymous.get(sheet).headers["cache-control"]
    assert anonymous.get("/static/live.js").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/nothing.css"]
)
def test_no_other_file_is_handed_out(anonymous: TestClient, path: str) -> None:
    assert anonymous.get(path).status_code == 404


def test_an_endless_form_is_refused(signed_in: Callable[..., TestClient], seeds: Any) -> None:
    number = seeds.ticket("hello")
    answer = signed_in("mei").post(f"/tickets/{number}/note", data={"text": "x" * 300_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/tickets/OK-1001/solve", "/logout", "/locale", "/login"])
def test_a_token_proves_nothing_where_the_cookie_decides(
    signed_in: Callable[..., TestClient], seeds: Any, path: str
) -> None:
    number = seeds.ticket("hello")
    mei = signed_in("mei")
    mei.headers["Sec-Fetch-Site"] = "cross-site"
    forged = {"Authorization": "Bearer x"}
    assert mei.post(path, headers=forged, data={"locale": "zh"}).status_code == 403
    assert 'id="act-solve"' in mei.get(f"/tickets/{number}").text
    # the API looks at the token alone, wherever it is called from
    answer = mei.post(f"/api/v1/tickets/{number}/solve", headers=forged)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
