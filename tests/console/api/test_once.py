from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from core.desk import Desk
from core.models import Delivery, IdempotentAnswer, Message

Case = Callable[..., Any]
pytestmark = pytest.mark.parametrize(
    "engine",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
    indirect=True,
)


def count(desk: Desk, model: type) -> int:
    with desk.db.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_the_same_request_has_one_effect_and_one_answer(
    api: TestClient, case: Case, desk: Desk
) -> None:
    path = f"/api/v1/tickets/{case().number}/replies"
    before = count(desk, Delivery)
    first = api.post(path, json={"text": "hello"}, headers={"Idempotency-Key": "k1"})
    again = api.post(path, json={"text": "hello"}, headers={"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["content-type"] == "application/json"
    assert count(desk, Delivery) == before + 1
    api.post(path, json={"text": "hello"}, headers={"Idempotency-Key": "k2"})
    api.post(path, json={"text": "hello"})
    assert count(desk, Delivery) == before + 3


def test_solving_again_with_the_same_key_is_no_conflict(api: TestClient, case: Case) -> None:
    path = f"/api/v1/tickets/{case().number}/solve"
    key = {"Idempotency-Key": "k"}
    first, again = api.post(path, headers=key), api.post(path, headers=key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert api.post(path).status_code == 409


def test_a_key_belongs_to_one_request(api: TestClient, case: Case, desk: Desk) -> None:
    number, other = case().number, case().number
    key = {"Idempotency-Key": "k"}
    api.post(f"/api/v1/tickets/{number}/notes", json={"text": "hello"}, headers=key)
    before = count(desk, Message)
    for path, text in (
        (f"{number}/notes", "bye"),
        (f"{number}/replies", "hello"),
        (f"{other}/notes", "hello"),
    ):
        answer = api.post(f"/api/v1/tickets/{path}", json={"text": text}, headers=key)
        assert answer.status_code == 422
        assert "Idempotency-Key" in answer.json()["detail"]
    assert count(desk, Message) == before


def test_a_key_belongs_to_one_agent(
    app: FastAPI, api: TestClient, token: Callable[..., str], case: Case, desk: Desk
) -> None:
    path = f"/api/v1/tickets/{case().number}/notes"
    other = TestClient(app, headers={"Authorization": f"Bearer {token('Lin')}"})
    key = {"Idempotency-Key": "k"}
    mine = api.post(path, json={"text": "hello"}, headers=key).json()
    theirs = other.post(path, json={"text": "hello"}, headers=key).json()
    assert (mine["agent_name"], theirs["agent_name"]) == ("Mei", "Lin")


def test_what_failed_leaves_the_key_free(api: TestClient, case: Case, desk: Desk) -> None:
    path = f"/api/v1/tickets/{case().number}/assign"
    key = {"Idempotency-Key": "k"}
    assert api.post(path, json={"agent": "Nobody"}, headers=key).status_code == 404
    assert count(desk, IdempotentAnswer) == 0
    assert api.post(path, json={"agent": "Mei"}, headers=key).status_code == 200


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201, "ü"])
def test_a_malformed_key_is_refused(api: TestClient, case: Case, desk: Desk, key: str) -> None:
    before = count(desk, Message)
    answer = api.post(
        f"/api/v1/tickets/{case().number}/notes",
        json={"text": "hello"},
        headers={"Idempotency-Key": key.encode("latin-1")},
    )
    assert answer.status_code == 422
    assert count(desk, Message) == before + 2  # those the case came with


def test_two_at_once_have_one_effect(api: TestClient, case: Case, desk: Desk) -> None:
    path = f"/api/v1/tickets/{case().number}/replies"
    before, together = count(desk, Delivery), Barrier(6)

    def send(_: int) -> Any:
        together.wait()
        return api.post(path, json={"text": "hello"}, headers={"Idempotency-Key": "k"})

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert count(desk, Delivery) == before + 1


def test_old_answers_are_forgotten(api: TestClient, case: Case, desk: Desk) -> None:
    path = f"/api/v1/tickets/{case().number}/notes"
    api.post(path, json={"text": "hello"}, headers={"Idempotency-Key": "old"})
    with desk.db.transaction() as session:
        row = session.scalars(sa.select(IdempotentAnswer)).one()
        row.at -= timedelta(days=8)
        session.add(row)
    api.post(path, json={"text": "hello"}, headers={"Idempotency-Key": "new"})
    assert count(desk, IdempotentAnswer) == 1
