"""Coming in and going out: passwords, throttle, links, sessions, cookies."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from starlette.testclient import TestClient

import core.models as m
from console.app import create_app
from core.actions import sign_in as sign_in_file
from core.actions.add_agent import add_agent
from core.actions.disable_agent import disable_agent
from core.actions.make_login_link import make_login_link
from core.actions.set_password import set_password
from core.desk import Desk
from core.vocabulary import Role

PASSWORD = "correct horse battery"


def post_login(
    client: TestClient, password: str = PASSWORD, name: str = "mei", next: str = "/queue"
):
    return client.post(
        "/login",
        data={"name": name, "password": password, "next": next},
        headers={"Sec-Fetch-Site": "same-origin"},
    )


@pytest.fixture
def mei(desk: Desk) -> None:
    add_agent(desk, "mei", Role.AGENT, PASSWORD)


def test_a_right_password_opens_the_queue(mei: None, anonymous: TestClient) -> None:
    answer = post_login(anonymous, next="/tickets/OK-1?view=mine")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/tickets/OK-1?view=mine"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert anonymous.get("/queue").status_code == 200


def test_the_session_token_is_not_in_the_database(
    mei: None, anonymous: TestClient, desk: Desk
) -> None:
    post_login(anonymous)
    token = anonymous.cookies["session"]
    with desk.db.reading() as session:
        stored = session.scalars(sa.select(m.Session.token_hash)).one()
    assert len(token) > 40
    assert token not in stored


@pytest.mark.parametrize(("name", "password"), [("mei", "wrong wrong wrong"), ("nobody", PASSWORD)])
def test_wrong_name_and_wrong_password_look_the_same(
    mei: None, anonymous: TestClient, name: str, password: str
) -> None:
    answer = post_login(anonymous, password, name)

    assert answer.status_code == 401
    assert "The name or the password is wrong." in answer.text
    assert "set-cookie" not in answer.headers
    assert password not in answer.text


def test_an_unknown_name_costs_a_hash_too(
    mei: None, anonymous: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str | None] = []
    real = sign_in_file.password_matches

    def counted(stored: str | None, password: str) -> bool:
        tried.append(stored)
        return real(stored, password)

    monkeypatch.setattr(sign_in_file, "password_matches", counted)
    post_login(anonymous, name="nobody")
    assert tried == [None]


@pytest.fixture
def cheap_hash(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Counts what is really tried; the hash itself is tested elsewhere and slow."""
    tried: list[str] = []

    def matches(stored: str | None, password: str) -> bool:
        tried.append(password)
        return stored is not None and password == PASSWORD

    monkeypatch.setattr(sign_in_file, "password_matches", matches)
    return tried


def test_the_eleventh_guess_is_not_tried(
    mei: None, anonymous: TestClient, cheap_hash: list[str]
) -> None:
    for guess in range(10):
        assert post_login(anonymous, f"wrong {guess}").status_code == 401

    answer = post_login(anonymous, PASSWORD)

    assert answer.status_code == 429
    assert "Too many failed attempts. Try again at" in answer.text
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert len(cheap_hash) == 10


def test_the_address_is_throttled_over_all_names(
    mei: None, anonymous: TestClient, cheap_hash: list[str]
) -> None:
    for guess in range(10):
        post_login(anonymous, "wrong", f"name {guess}")
    assert post_login(anonymous).status_code == 429


def test_case_and_spaces_do_not_make_another_name(
    mei: None, desk: Desk, cheap_hash: list[str]
) -> None:
    for guess in range(10):
        with pytest.raises(sign_in_file.SignInRefused):
            sign_in_file.sign_in(
                desk, ["mei", "MEI ", " Mei"][guess % 3], "wrong", f"10.0.0.{guess}"
            )
    with pytest.raises(sign_in_file.SignInRefused) as refusal:
        sign_in_file.sign_in(desk, "mei", PASSWORD, "10.0.0.99")
    assert refusal.value.code == "too_many_guesses"


def test_after_the_window_guesses_count_anew(
    mei: None, anonymous: TestClient, desk: Desk, cheap_hash: list[str]
) -> None:
    for _ in range(10):
        post_login(anonymous, "wrong")
    with desk.db.transaction() as session:
        for row in session.scalars(sa.select(m.LoginAttempt)):
            row.at -= timedelta(minutes=15)
            session.add(row)
    assert post_login(anonymous).status_code == 303


def test_right_passwords_are_not_counted(
    mei: None, anonymous: TestClient, cheap_hash: list[str]
) -> None:
    for _ in range(12):
        assert post_login(anonymous).status_code == 303


def test_a_disabled_agent_is_out_at_once(mei: None, anonymous: TestClient, desk: Desk) -> None:
    post_login(anonymous)
    disable_agent(desk, "mei")
    assert anonymous.get("/queue").headers["location"] == "/login?next=/queue"
    assert post_login(anonymous).status_code == 401


def test_a_new_password_ends_old_sessions(mei: None, anonymous: TestClient, desk: Desk) -> None:
    post_login(anonymous)
    set_password(desk, "mei", "another long secret")
    assert anonymous.get("/queue").status_code == 303
    assert post_login(anonymous).status_code == 401
    assert post_login(anonymous, "another long secret").status_code == 303


def test_a_session_ends_after_a_shift(mei: None, anonymous: TestClient, desk: Desk) -> None:
    post_login(anonymous)
    with desk.db.transaction() as session:
        row = session.scalars(sa.select(m.Session)).one()
        assert row.expires_at - row.created_at == timedelta(hours=12)
        row.expires_at = row.created_at
        session.add(row)
    assert anonymous.get("/queue").status_code == 303


def test_signing_out_ends_the_session_everywhere(mei: None, anonymous: TestClient) -> None:
    post_login(anonymous)
    token = anonymous.cookies["session"]
    anonymous.post("/logout", headers={"Sec-Fetch-Site": "same-origin"})
    anonymous.cookies.set("session", token)
    assert anonymous.get("/queue").status_code == 303


def test_a_login_link_works_once(mei: None, anonymous: TestClient, desk: Desk) -> None:
    link = make_login_link(desk, "mei")

    first = anonymous.get("/login/link", params={"token": link, "next": "/sandbox"})
    assert first.headers["location"] == "/sandbox"
    anonymous.cookies.clear()

    second = anonymous.get("/login/link", params={"token": link})
    assert second.status_code == 401
    assert "used already or has expired" in second.text


def test_a_login_link_expires(mei: None, anonymous: TestClient, desk: Desk) -> None:
    link = make_login_link(desk, "mei")
    with desk.db.transaction() as session:
        row = session.scalars(sa.select(m.LoginLink)).one()
        row.expires_at -= timedelta(minutes=15)
        session.add(row)
    assert anonymous.get("/login/link", params={"token": link}).status_code == 401


@pytest.mark.parametrize(
    "next", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_signing_in_never_leads_elsewhere(
    mei: None, anonymous: TestClient, desk: Desk, next: str
) -> None:
    link = make_login_link(desk, "mei")
    answer = anonymous.get("/login/link", params={"token": link, "next": next})
    assert answer.headers["location"] == "/queue"


def test_with_https_the_cookie_is_bound_to_the_host(desk: Desk, mei: None) -> None:
    app = create_app(desk, secure_cookies=True)
    with TestClient(app, base_url="https://desk.example", follow_redirects=False) as client:
        answer = post_login(client)
    assert answer.headers["set-cookie"].startswith("__Host-session=")
    assert "Secure" in answer.headers["set-cookie"]


def test_a_page_asked_for_signed_out_is_come_back_to(anonymous: TestClient) -> None:
    answer = anonymous.get("/tickets/OK-1001?view=mine")
    assert answer.headers["location"] == "/login?next=/tickets/OK-1001%3Fview%3Dmine"


def test_a_part_asked_for_signed_out_is_refused_without_a_page_change(
    anonymous: TestClient,
) -> None:
    assert anonymous.get("/queue/list", headers={"X-Part": "1"}).status_code == 401


def test_the_language_is_chosen_by_agent_then_cookie_then_browser(
    app: FastAPI, signed_in: Callable[..., TestClient], anonymous: TestClient
) -> None:
    assert (
        "登录"
        in anonymous.get("/login", headers={"Accept-Language": "fr, zh-TW;q=0.8, en;q=.5"}).text
    )
    assert "Sign in" in anonymous.get("/login", headers={"Accept-Language": "zh;q=0, en"}).text

    mei = signed_in("mei", locale="en")
    mei.post("/locale", data={"locale": "zh", "next": "/queue"})
    mei.cookies.set("locale", "en")
    assert 'lang="zh-Hans"' in mei.get("/queue").text


def test_a_language_we_do_not_have_changes_nothing(signed_in: Callable[..., TestClient]) -> None:
    mei = signed_in("mei")
    assert (
        mei.post("/locale", data={"locale": "xx\0", "next": "//evil"}).headers["location"]
        == "/queue"
    )
    assert 'lang="en"' in mei.get("/queue").text
