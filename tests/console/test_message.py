"""What an agent can do with one message of ours, and with who wrote to us, on the ticket's page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col
from starlette.testclient import TestClient

import core.models as m
from core.clock import now
from core.desk import Desk
from core.queries.tickets import TicketView, ticket
from core.queries.timeline import MessageView, latest
from core.vocabulary import Author, DeliveryState, Role, WithdrawalState


def look(desk: Desk, number: str) -> TicketView:
    found = ticket(desk, number)
    assert found is not None
    return found


def last(desk: Desk, number: str) -> MessageView:
    return latest(desk, look(desk, number).conversation_id)[-1]


def change(desk: Desk, message_id: int, **values: Any) -> None:
    with desk.db.transaction() as session:
        where = col(m.Delivery.message_id) == message_id
        session.execute(sa.update(m.Delivery).where(where).values(**values))


@pytest.fixture
def mei(signed_in: Callable[..., TestClient]) -> TestClient:
    return signed_in("mei")


def test_an_unknown_delivery_offers_both_ways_out(mei: TestClient, seeds: Any, desk: Desk) -> None:
    number = seeds.ticket("hello")
    said = seeds.bot(number, "Try again.", state=DeliveryState.UNKNOWN, reason="no answer")
    page = mei.get(f"/tickets/{number}").text
    for verb in ("resend", "delivered"):
        assert f'action="/tickets/{number}/messages/{said}/{verb}"' in page
    done = mei.post(f"/tickets/{number}/messages/{said}/delivered", data={"view": "mine"})
    assert done.headers["location"] == f"/tickets/{number}?view=mine&done=delivered"
    page = mei.get(done.headers["location"]).text
    assert "marked as delivered by mei" in page
    assert "mei marked a message as delivered" in page
    assert "/messages/" not in page


def test_a_failed_delivery_is_sent_again(mei: TestClient, seeds: Any, desk: Desk) -> None:
    number = seeds.ticket("hello")
    said = seeds.bot(number, "Try again.", state=DeliveryState.FAILED, reason="chat not found")
    page = mei.get(f"/tickets/{number}").text
    assert f"/messages/{said}/resend" in page
    assert f"/messages/{said}/delivered" not in page
    assert mei.post(f"/tickets/{number}/messages/{said}/resend").status_code == 303
    assert last(desk, number).delivery is DeliveryState.PENDING


def test_what_is_refused_is_told_on_the_page(mei: TestClient, seeds: Any) -> None:
    number = seeds.ticket("hello")
    said = seeds.bot(number, "Try again.")
    refused = mei.post(f"/tickets/{number}/messages/{said}/resend")
    assert refused.status_code == 409
    assert "Only a message that failed or is unknown can be sent again." in refused.text
    assert mei.post(f"/tickets/{number}/messages/999/resend").status_code == 404
    assert mei.post(f"/tickets/{number}/messages/x/resend").status_code == 422


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_why_the_desk_sent_nothing_is_told_in_the_agents_language(
    signed_in: Callable[..., TestClient], seeds: Any, locale: str
) -> None:
    number = seeds.ticket("hello")
    reason = "called back: an agent took over"
    seeds.bot(number, "Try again.", state=DeliveryState.FAILED, reason=reason)
    page = signed_in("mei", locale=locale).get(f"/tickets/{number}").text
    assert {"en": reason, "zh": "已取消：客服已接手"}[locale] in page


def test_an_agent_takes_back_what_they_wrote_and_nothing_else(
    signed_in: Callable[..., TestClient], mei: TestClient, seeds: Any, desk: Desk
) -> None:
    number = seeds.ticket("hello")
    mei.post(f"/tickets/{number}/reply", data={"text": "Oops."})
    said = last(desk, number).id
    take_back = f'action="/tickets/{number}/messages/{said}/withdraw"'
    assert take_back in mei.get(f"/tickets/{number}").text
    other = signed_in("other")
    assert take_back not in other.get(f"/tickets/{number}").text
    assert other.post(f"/tickets/{number}/messages/{said}/withdraw").status_code == 422
    assert take_back in signed_in("lan", Role.LEAD).get(f"/tickets/{number}").text
    assert mei.post(f"/tickets/{number}/messages/{said}/withdraw").status_code == 303
    page = mei.get(f"/tickets/{number}").text
    assert "said agent undelivered taken" in page
    assert "Taken back by mei" in page


def test_what_was_sent_is_taken_back_only_where_the_platform_allows_it(
    mei: TestClient, seeds: Any, desk: Desk
) -> None:
    number = seeds.ticket("hello")
    mei.post(f"/tickets/{number}/reply", data={"text": "Oops."})
    said = last(desk, number).id
    change(desk, said, state=DeliveryState.SENT)
    assert "/withdraw" not in mei.get(f"/tickets/{number}").text
    with desk.db.transaction() as session:
        session.add(m.SentPart(channel_id="telegram:1", external_id="t1", message_id=said))
        session.execute(sa.update(m.ChannelRow).values(traits={"withdraws": True}))
    assert mei.post(f"/tickets/{number}/messages/{said}/withdraw").status_code == 303
    page = mei.get(f"/tickets/{number}").text
    assert "mei is taking this back" in page
    assert "/withdraw" not in page
    change(desk, said, withdrawal=WithdrawalState.REFUSED, withdrawal_reason="too old")
    page = mei.get(f"/tickets/{number}").text
    assert "Could not be taken back: <bdi>too old</bdi>" in page
    assert "/withdraw" in page


def test_a_waiting_message_tells_how_long_it_will_wait(
    mei: TestClient, seeds: Any, desk: Desk
) -> None:
    number = seeds.ticket("hello")
    mei.post(f"/tickets/{number}/reply", data={"text": "Soon."})
    assert "in the queue" not in mei.get(f"/tickets/{number}").text
    allowance = {
        "name": "private",
        "count": 15,
        "seconds": 900,
        "visibility": None,
        "each_place": False,
        "resets": True,
    }
    used = m.AllowanceUsed(
        channel_id="telegram:1",
        name="private",
        place="",
        used=15,
        free_at=now() + timedelta(minutes=10),
    )
    with desk.db.transaction() as session:
        session.execute(sa.update(m.ChannelRow).values(traits={"allowances": [allowance]}))
        session.add(used)
    page = mei.get(f"/tickets/{number}").text
    assert (
        "about 10 minutes in the queue: the platform lets us send 15 messages in 15 minutes" in page
    )


def test_a_customer_is_blocked_and_unblocked(mei: TestClient, seeds: Any, desk: Desk) -> None:
    number = seeds.ticket("buy followers")
    assert f'action="/tickets/{number}/block"' in mei.get(f"/tickets/{number}").text
    assert mei.post(f"/tickets/{number}/block").status_code == 303
    assert look(desk, number).contact.blocked_at is not None
    page = mei.get(f"/tickets/{number}").text
    assert "nothing answers what they write" in page
    assert "mei blocked the customer" in page
    assert mei.post(f"/tickets/{number}/unblock").status_code == 303
    assert look(desk, number).contact.blocked_at is None
    assert mei.post("/tickets/OK-9999/block").status_code == 404


def test_an_unreachable_customer_is_shown_with_the_other_ways(
    mei: TestClient, seeds: Any, desk: Desk
) -> None:
    here, there = seeds.ticket("hello"), seeds.ticket("hi", platform="discord")
    with desk.db.transaction() as session:
        one = session.get_one(m.Conversation, look(desk, here).conversation_id)
        other = session.get_one(m.Conversation, look(desk, there).conversation_id)
        identity = session.get_one(m.Identity, one.identity_id)
        identity.blocked_us = True
        session.add(identity)
    page = mei.get(f"/tickets/{here}").text
    assert "The customer blocked us on this platform. No other way to them is known." in page
    assert 'name="through"' not in page
    with desk.db.transaction() as session:
        other.contact_id = one.contact_id
        session.add(other)
    assert "Choose below where else to write to them." in mei.get(f"/tickets/{here}").text
    form = {"text": "Here we are.", "through": str(other.id)}
    assert mei.post(f"/tickets/{here}/reply", data=form).status_code == 303
    page = mei.get(f"/tickets/{here}").text
    assert "Here we are." in page
    assert '<span class="channel" data-channel="discord">Discord</span>' in page
    wrong = mei.post(f"/tickets/{here}/reply", data={"text": "Once more.", "through": "999"})
    assert wrong.status_code == 422
    assert "cannot be reached there any more" in wrong.text
    assert "Once more." in wrong.text


def test_a_suggestion_is_put_into_the_reply_and_not_sent(
    mei: TestClient, seeds: Any, desk: Desk
) -> None:
    number = seeds.ticket("hello")
    with desk.db.transaction() as session:
        session.add(
            m.Draft(
                conversation_id=look(desk, number).conversation_id,
                channel_id="telegram:1",
                text="Open <Settings>.",
                made_at=now(),
            )
        )
    page = mei.get(f"/tickets/{number}").text
    assert "Suggested reply" in page
    assert page.count("Open &lt;Settings&gt;.") == 1
    begun = mei.get(f"/tickets/{number}?use=draft").text
    assert begun.count("Open &lt;Settings&gt;.</textarea>") == 1
    assert last(desk, number).author is Author.CUSTOMER
    mei.post(f"/tickets/{number}/reply", data={"text": "Open <Settings>."})
    assert "Suggested reply" not in mei.get(f"/tickets/{number}").text
