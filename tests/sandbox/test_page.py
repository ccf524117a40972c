"""The sandbox page: who may see it, and what can be done on its phones."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from console.permissions import declared
from sandbox.cast import Person
from sandbox.people import MOST, People
from sandbox.stage import Stage

ADA = Person("ada_chen", "Ada Chen", "en")
Browser = Callable[..., TestClient]
SCRIPT = "<img src=x onerror=alert(1)>"


def parts(page: TestClient, person: str = "ada_chen") -> dict[str, str]:
    answer = page.get("/sandbox/state", params={"person": person})
    assert answer.status_code == 200
    found: dict[str, str] = answer.json()["parts"]
    return found


def telegram_sends(stage: Stage, **message: Any) -> None:
    """What the bot would send through its adapter."""
    emulator: Any = stage.emulators["telegram"]
    answer = TestClient(emulator.app).post(f"/bot{emulator.token}/sendMessage", json=message)
    assert answer.json()["ok"], answer.text


# --- who may


def test_every_route_declares_exactly_one_permission(app: FastAPI) -> None:
    mine = [r for r in iter_route_contexts(app.routes) if str(r.path).startswith("/sandbox")]
    assert len(mine) == 8
    assert [r.path for r in mine if len(declared(r.dependant)) != 1] == []


def test_strangers_are_sent_to_the_login(browser: Browser) -> None:
    stranger = browser(None)
    answer = stranger.get("/sandbox")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/sandbox")
    assert stranger.get("/sandbox/state").status_code == 401
    for path in ("telegram/say", "telegram/tap", "telegram/fault", "people", "skip"):
        assert stranger.post(f"/sandbox/{path}", json={}).status_code == 401, path


def test_an_auditor_looks_and_does_nothing(browser: Browser, auditor_session: str) -> None:
    auditor = browser(auditor_session)
    assert auditor.get("/sandbox").status_code == 200
    assert auditor.get("/sandbox/state").status_code == 200
    for path in ("telegram/say", "telegram/tap", "telegram/fault", "people", "skip"):
        assert auditor.post(f"/sandbox/{path}", json={}).status_code == 403, path


def test_other_sites_do_nothing(page: TestClient, stage: Stage) -> None:
    body = {"person": "ada_chen", "text": "hello"}
    answer = page.post("/sandbox/telegram/say", json=body, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert stage.emulators["telegram"].transcript(ADA) == []


# --- the page


@pytest.mark.parametrize(("language", "word"), [("en", "You are the customer"), ("zh", "您是客户")])
def test_the_page_is_in_the_agents_language(
    browser: Browser, session_token: str, language: str, word: str
) -> None:
    shown = browser(session_token, language).get("/sandbox")
    assert shown.status_code == 200
    assert word in shown.text
    for name in ("Telegram", "X", "Discord"):
        assert f'aria-label="{name}"' in shown.text
    assert "style=" not in shown.text
    assert "onclick" not in shown.text


def test_its_files_are_served_and_no_others(page: TestClient) -> None:
    for name, kind in (("sandbox.css", "text/css"), ("sandbox.js", "text/javascript")):
        answer = page.get(f"/sandbox/static/{name}")
        assert answer.headers["content-type"].startswith(kind)
    for name in ("page.py", "..%2fpage.py", "%2e%2e%2fpage.py"):
        assert page.get(f"/sandbox/static/{name}").status_code == 404


def test_what_did_not_change_is_not_sent_again(page: TestClient) -> None:
    for _ in range(3):  # the minute may turn between two looks
        seen = page.get("/sandbox/state").json()["seen"]
        again = page.get("/sandbox/state", params={"seen": seen})
        if again.status_code == 204:
            break
    assert (again.status_code, again.content) == (204, b"")
    page.post("/sandbox/discord/say", json={"person": "ada_chen", "text": "hello"})
    assert page.get("/sandbox/state", params={"seen": seen}).status_code == 200


# --- the customer


@pytest.mark.parametrize("platform", ["telegram", "twitter", "discord"])
@pytest.mark.parametrize("public", [False, True])
def test_what_a_customer_writes_is_on_their_phone(
    page: TestClient, stage: Stage, platform: str, public: bool
) -> None:
    body = {"person": "wang_lei", "text": f"提现没到账 {SCRIPT}", "public": public}
    assert page.post(f"/sandbox/{platform}/say", json=body).status_code == 201
    shown = parts(page, "wang_lei")
    here, there = ("public", "private") if public else ("private", "public")
    assert "提现没到账 &lt;img" in shown[f"{platform}-{here}"]
    assert "提现没到账" not in shown[f"{platform}-{there}"]
    assert all(SCRIPT not in part for part in shown.values())
    assert "提现没到账" not in parts(page, "ada_chen")[f"{platform}-private"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("fax/say", {"person": "ada_chen", "text": "x"}, 404),
        ("telegram/say", {"person": "ada_chen", "text": ""}, 422),
        ("telegram/say", {"person": "ada_chen", "text": "x" * 10_001}, 422),
        ("telegram/say", {"person": "ada_chen"}, 422),
        ("telegram/fault", {"kind": "earthquake"}, 422),
        ("telegram/tap", {"person": "ada_chen"}, 422),
        ("people", {"name": " \u200b\t"}, 422),
    ],
)
def test_what_cannot_be_done_is_told(
    page: TestClient, path: str, body: dict[str, str], status: int
) -> None:
    answer = page.post(f"/sandbox/{path}", json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_button_can_be_pressed_while_it_is_there(page: TestClient, stage: Stage) -> None:
    emulator = stage.emulators["telegram"]
    emulator.customer_says(ADA, "hello", public=False)
    button = {"text": "A <b>person</b>", "callback_data": "person"}
    telegram_sends(
        stage,
        chat_id=int(ADA.id_on("telegram")),
        text="What is it?",
        reply_markup={"inline_keyboard": [[button]]},
    )
    message = emulator.transcript(ADA)[-1].id
    screen = parts(page)["telegram-private"]
    assert f'data-tap="{message}" data-choice="person"' in screen
    assert "A &lt;b&gt;person&lt;/b&gt;" in screen
    tap = {"person": "ada_chen", "message": message}
    assert page.post("/sandbox/telegram/tap", json=tap | {"choice": "person"}).json()["done"]
    for wrong in ({"choice": "nothing"}, {"message": "0:0", "choice": "person"}, {"choice": None}):
        assert not page.post("/sandbox/telegram/tap", json=tap | wrong).json()["done"]


def test_the_way_into_private_is_followed(page: TestClient, stage: Stage) -> None:
    emulator: Any = stage.emulators["telegram"]
    said = emulator.customer_says(ADA, "Is anybody here?", public=True)
    chat, _, number = said.rpartition(":")
    link = {"text": "Message us", "url": f"https://t.me/{emulator.handle}?start=case-1"}
    telegram_sends(
        stage,
        chat_id=int(chat),
        text="Please write to us privately.",
        reply_parameters={"message_id": int(number)},
        reply_markup={"inline_keyboard": [[link]]},
    )
    answered = emulator.transcript(ADA)[-1]
    assert answered.public
    assert f'data-tap="{answered.id}"' in parts(page)["telegram-public"]
    tap = {"person": "ada_chen", "message": answered.id}
    assert page.post("/sandbox/telegram/tap", json=tap).json()["done"]
    last = emulator.transcript(ADA)[-1]
    assert (last.text, last.public, last.mine) == ("/start case-1", False, False)


def test_a_fault_waits_for_the_next_message(page: TestClient, stage: Stage) -> None:
    for name, emulator in stage.emulators.items():
        assert page.post(f"/sandbox/{name}/fault", json={"kind": "rate_limited"}).status_code == 200
        (fault,) = emulator.faults.waiting
        assert fault.hits == 0
    telegram = stage.emulators["telegram"].faults
    assert telegram.strike("POST /getUpdates") is None
    assert telegram.strike("POST /sendMessage") is not None
    twitter = stage.emulators["twitter"].faults
    assert twitter.strike("GET /2/users/1/mentions") is None
    assert twitter.strike("POST /2/tweets") is not None
    assert stage.emulators["discord"].faults.strike("POST /channels/1/messages") is not None


def test_a_fault_is_announced_until_it_is_met(page: TestClient, stage: Stage) -> None:
    assert "fault" not in parts(page)["faults"]
    page.post("/sandbox/telegram/fault", json={"kind": "server_error"})
    announced = parts(page)["faults"]
    assert "<strong>Telegram</strong>" in announced
    assert "Server error (500)" in announced
    assert stage.emulators["telegram"].faults.strike("POST /sendMessage") is not None
    assert parts(page)["faults"].strip() == ""


def test_who_was_made_up_last_stands_first(page: TestClient) -> None:
    for name in ("Eve", "Bob"):
        made = page.post("/sandbox/people", json={"name": name}).json()["person"]
        told = parts(page, made)["people"]
        assert f'data-person="{made}" aria-pressed="true"' in told
        assert told.index(made) < told.index("ada_chen")
    assert told.index(">Bob<") < told.index(">Eve<") < told.index("wang_lei")


def test_a_new_customer_can_play(page: TestClient, stage: Stage) -> None:
    made = page.post("/sandbox/people", json={"name": f" 李雷 {SCRIPT} "})
    assert made.status_code == 201
    handle = made.json()["person"]
    page.post("/sandbox/twitter/say", json={"person": handle, "text": "hello"})
    shown = parts(page, handle)
    assert "hello" in shown["twitter-private"]
    assert "李雷 &lt;img" in shown["people"]
    assert all(SCRIPT not in part for part in shown.values())


def test_people_have_handles_that_every_platform_takes() -> None:
    people = People()
    names = ["李雷", "Zoë O'Hara-Smythe", "x" * 500, "😀", "ada chen", "Ada Chen", "a\x00b"]
    handles = [people.invent(name).handle for name in names]
    assert len(set(handles)) == len(handles)
    assert all(handle.isascii() and len(handle) <= 15 for handle in handles)
    assert people.invent("李雷").language == "zh"
    assert people.invent("李雷") is people.find(handles[0])
    while len(people.all()) < MOST:
        people.invent(f"guest {len(people.all())}")
    with pytest.raises(ValueError, match="too many"):
        people.invent("one more")
