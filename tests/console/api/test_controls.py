"""What programs can steer: pauses, deliveries that are unsure, taking back, blocking."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import col

import core.models as m
from core.clock import now
from core.desk import Desk
from core.vocabulary import DeliveryState, Role

Case = Callable[..., Any]


@pytest.fixture
def lead(app: FastAPI, token: Callable[..., str]) -> TestClient:
    """A team lead called Lan."""
    headers = {"Authorization": f"Bearer {token('Lan', Role.LEAD)}"}
    return TestClient(app, headers=headers, raise_server_exceptions=False)


def replied(desk: Desk, api: TestClient, number: str, state: DeliveryState) -> int:
    """An agent's reply whose delivery ended in that state; returns its id."""
    said = api.post(f"/api/v1/tickets/{number}/replies", json={"text": "Please wait."}).json()
    with desk.db.transaction() as session:
        session.execute(
            sa.update(m.Delivery)
            .where(col(m.Delivery.message_id) == said["id"])
            .values(state=state, attempts=1)
        )
    return int(said["id"])


def test_a_lead_pauses_and_resumes_a_platform(lead: TestClient) -> None:
    paused = lead.put("/api/v1/pause", json={"paused": True, "channel": "telegram"}).json()
    (one,) = paused["items"]
    assert (one["channel"], one["by"]) == ("telegram", "Lan")
    assert one["at"].endswith("Z")
    assert lead.get("/api/v1/pause").json() == paused
    gone = lead.put("/api/v1/pause", json={"paused": False, "channel": "telegram"}).json()
    assert gone == {"items": []}


def test_everything_is_paused_where_no_platform_is_named(lead: TestClient) -> None:
    (one,) = lead.put("/api/v1/pause", json={"paused": True}).json()["items"]
    assert one["channel"] is None
    refused = lead.put("/api/v1/pause", json={"paused": False, "channel": "telegram"})
    assert refused.status_code == 409
    assert lead.put("/api/v1/pause", json={"paused": False}).json() == {"items": []}


def test_an_agent_sees_what_is_paused_and_cannot_change_it(
    api: TestClient, lead: TestClient
) -> None:
    assert api.put("/api/v1/pause", json={"paused": True}).status_code == 403
    lead.put("/api/v1/pause", json={"paused": True})
    assert len(api.get("/api/v1/pause").json()["items"]) == 1


def test_an_unknown_platform_is_told_with_those_there_are(lead: TestClient) -> None:
    refused = lead.put("/api/v1/pause", json={"paused": True, "channel": "fax"})
    assert refused.status_code == 422
    assert refused.json()["detail"] == (
        "There is no channel 'fax'; known: discord, telegram, twitter."
    )


def test_an_unknown_delivery_is_sent_again_once_however_often_it_is_asked(
    desk: Desk, api: TestClient, case: Case
) -> None:
    said = replied(desk, api, case().number, DeliveryState.UNKNOWN)
    key = {"Idempotency-Key": "again"}
    first = api.post(f"/api/v1/messages/{said}/resend", headers=key)
    assert (first.status_code, first.json()["delivery"]) == (200, "pending")
    assert api.post(f"/api/v1/messages/{said}/resend", headers=key).json() == first.json()
    assert api.post(f"/api/v1/messages/{said}/resend").status_code == 409


def test_an_unknown_delivery_is_marked_as_delivered(
    desk: Desk, api: TestClient, case: Case
) -> None:
    said = replied(desk, api, case().number, DeliveryState.UNKNOWN)
    marked = api.post(f"/api/v1/messages/{said}/delivered").json()
    assert (marked["delivery"], marked["reason"]) == ("sent", "marked as delivered by Mei")


def test_a_waiting_reply_is_taken_back_by_who_wrote_it(
    api: TestClient, case: Case, lead: TestClient
) -> None:
    number = case().number
    said = api.post(f"/api/v1/tickets/{number}/replies", json={"text": "Oops."}).json()
    leads = lead.post(f"/api/v1/tickets/{number}/replies", json={"text": "Oops."}).json()
    taken = api.post(f"/api/v1/messages/{said['id']}/withdraw").json()
    assert (taken["delivery"], taken["withdrawal"], taken["withdrawal_reason"]) == (
        "failed",
        "done",
        "Mei",
    )
    refused = api.post(f"/api/v1/messages/{leads['id']}/withdraw")
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (422, "not_yours")


@pytest.mark.parametrize("verb", ["resend", "delivered", "withdraw"])
@pytest.mark.parametrize(("which", "status"), [("999", 404), ("0", 404), ("x", 422)])
def test_there_must_be_such_a_message(api: TestClient, verb: str, which: str, status: int) -> None:
    refused = api.post(f"/api/v1/messages/{which}/{verb}")
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"


def test_blocking_and_unblocking_a_customer(api: TestClient, case: Case) -> None:
    number = case().number
    blocked = api.post(f"/api/v1/tickets/{number}/block").json()
    assert blocked["contact"]["blocked_at"].endswith("Z")
    free = api.post(f"/api/v1/tickets/{number}/unblock").json()
    assert free["contact"]["blocked_at"] is None
    assert api.post("/api/v1/tickets/OK-9/block").status_code == 404


def test_an_unreachable_customer_is_written_to_elsewhere(
    desk: Desk, api: TestClient, case: Case
) -> None:
    here, there = case(), case("discord")
    with desk.db.transaction() as session:
        one = session.get_one(m.Conversation, here.conversation_id)
        other = session.get_one(m.Conversation, there.conversation_id)
        other.contact_id = one.contact_id
        identity = session.get_one(m.Identity, one.identity_id)
        identity.closed = True
        session.add_all((other, identity))
    told = api.get(f"/api/v1/tickets/{here.number}").json()
    assert told["reachable"] is False
    (way,) = told["other_ways"]
    assert (way["conversation_id"], way["channel"]) == (there.conversation_id, "discord")
    body = {"text": "Here we are.", "through": there.conversation_id}
    said = api.post(f"/api/v1/tickets/{here.number}/replies", json=body)
    assert said.status_code == 201
    messages = api.get(f"/api/v1/conversations/{there.conversation_id}/messages").json()
    assert messages["items"][-1]["text"] == "Here we are."
    wrong = api.post(
        f"/api/v1/tickets/{here.number}/replies", json={"text": "?", "through": 10**12}
    )
    assert wrong.status_code == 422


def test_the_ticket_shows_what_the_bot_suggests(desk: Desk, api: TestClient, case: Case) -> None:
    made = case()
    with desk.db.transaction() as session:
        session.add(
            m.Draft(
                conversation_id=made.conversation_id,
                ticket_id=made.id,
                channel_id="telegram:7",
                text="Open Settings.",
                made_at=now(),
            )
        )
    draft = api.get(f"/api/v1/tickets/{made.number}").json()["draft"]
    assert (draft["text"], draft["faq"]) == ("Open Settings.", None)
    api.post(f"/api/v1/tickets/{made.number}/replies", json={"text": "Open Settings."})
    assert api.get(f"/api/v1/tickets/{made.number}").json()["draft"] is None
