"""Taking back what we said: before it went out, and after, where the platform allows it."""

import pytest
from sqlmodel import select

from core import clock
from core.actions.add_agent import add_agent
from core.actions.claim_deliveries import UNLIMITED, Claimed, claim_deliveries
from core.actions.claim_withdrawals import ClaimedWithdrawal, claim_withdrawals
from core.actions.mark_delivered import mark_delivered
from core.actions.register_channel import register_channel
from core.actions.reply import reply
from core.actions.settle_delivery import settle_delivery
from core.actions.settle_withdrawal import MOST_TRIES, settle_withdrawal
from core.actions.withdraw import withdraw
from core.channel import (
    Account,
    Capabilities,
    SendError,
    Sent,
    TryLater,
    Undeliverable,
    Unknown,
)
from core.desk import Desk, DeskError, Illegal, Refused
from core.models import Delivery
from core.queries.tickets import ticket
from core.queries.timeline import MessageView, events, latest
from core.vocabulary import DeliveryState, Role, WithdrawalState

CAN = Capabilities(
    buttons=True, direct_limit=1000, public_limit=280, joins_private=True, withdraws=True
)


@pytest.fixture
def number(desk: Desk, channel_id: str, opened) -> str:
    """A ticket on a platform that lets us take back what we said."""
    register_channel(desk, "telegram", Account("1", "okpay_bot"), CAN)
    return str(opened())


@pytest.fixture
def lead(desk: Desk) -> int:
    return add_agent(desk, "Lan", Role.LEAD, None).id


def send(desk: Desk, channel_id: str, outcome: Sent | SendError | None = None) -> Claimed:
    (claimed,) = claim_deliveries(desk, channel_id, 5, CAN)
    outcome = outcome or Sent(("t1", "t2"))
    settle_delivery(desk, claimed.delivery_id, claimed.lease, outcome, resend_safe=False)
    return claimed


def shown(desk: Desk, number: str) -> MessageView:
    view = ticket(desk, number)
    assert view is not None
    return latest(desk, view.conversation_id)[-1]


def due_again(desk: Desk) -> None:
    with desk.db.transaction() as session:
        row = session.exec(select(Delivery)).one()
        assert row.due_at > clock.now(), "a try is never followed at once by the next"
        row.due_at = clock.now()
        session.add(row)


def test_what_still_waits_never_goes_out(
    desk: Desk, channel_id: str, agent: int, number: str
) -> None:
    said = reply(desk, number, agent, "Oops.")
    taken = withdraw(desk, said.id, agent)
    assert (taken.delivery, taken.reason) == (DeliveryState.FAILED, "taken back before it was sent")
    assert (taken.withdrawal, taken.withdrawal_reason) == (WithdrawalState.DONE, "Mei")
    assert taken.deleted_at is not None
    assert claim_deliveries(desk, channel_id, 5) == []
    assert claim_withdrawals(desk, channel_id, 5) == []


def test_one_that_waits_again_after_an_unsure_attempt_is_not_called_unsent(
    desk: Desk, channel_id: str, agent: int, number: str
) -> None:
    said = reply(desk, number, agent, "Oops.")
    (claimed,) = claim_deliveries(desk, channel_id, 5)
    settle_delivery(desk, claimed.delivery_id, claimed.lease, Unknown("cut"), resend_safe=True)
    taken = withdraw(desk, said.id, agent)
    assert (taken.delivery, taken.withdrawal) == (DeliveryState.UNKNOWN, None)
    with pytest.raises(Illegal, match="mark it as delivered first"):
        withdraw(desk, said.id, agent)


def test_the_platform_deletes_every_part_of_what_was_sent(
    desk: Desk, channel_id: str, agent: int, number: str
) -> None:
    said = reply(desk, number, agent, "Oops.")
    send(desk, channel_id)
    assert withdraw(desk, said.id, agent).withdrawal is WithdrawalState.WANTED
    (claimed,) = claim_withdrawals(desk, channel_id, 5)
    assert sorted(claimed.withdrawal.external_ids) == ["t1", "t2"]
    assert (claimed.withdrawal.recipient, claimed.withdrawal.place.key) == ("42", "42")
    assert claim_withdrawals(desk, channel_id, 5) == [], "nobody else tries meanwhile"
    assert shown(desk, number).deleted_at is None
    settle_withdrawal(desk, claimed.delivery_id, None)
    done = shown(desk, number)
    assert (done.delivery, done.withdrawal) == (DeliveryState.SENT, WithdrawalState.DONE)
    assert done.withdrawal_reason == "Mei"
    assert done.deleted_at is not None
    with pytest.raises(Illegal, match="already"):
        withdraw(desk, said.id, agent)


@pytest.mark.parametrize("error", [Unknown("cut"), TryLater("too many", 30)])
def test_it_is_tried_again_later_and_not_for_ever(
    desk: Desk, channel_id: str, agent: int, number: str, error: SendError
) -> None:
    said = reply(desk, number, agent, "Oops.")
    send(desk, channel_id)
    withdraw(desk, said.id, agent)
    for tries in range(1, MOST_TRIES + 1):
        (claimed,) = claim_withdrawals(desk, channel_id, 5)
        settle_withdrawal(desk, claimed.delivery_id, error)
        if tries < MOST_TRIES:
            assert claim_withdrawals(desk, channel_id, 5) == []
            due_again(desk)
    refused = shown(desk, number)
    assert (refused.withdrawal, refused.withdrawal_reason) == (
        WithdrawalState.REFUSED,
        error.reason,
    )
    assert refused.deleted_at is None
    assert withdraw(desk, said.id, agent).withdrawal is WithdrawalState.WANTED


def test_a_platform_that_refuses_is_not_asked_again(
    desk: Desk, channel_id: str, agent: int, number: str
) -> None:
    said = reply(desk, number, agent, "Oops.")
    send(desk, channel_id)
    withdraw(desk, said.id, agent)
    (claimed,) = claim_withdrawals(desk, channel_id, 5)
    settle_withdrawal(desk, claimed.delivery_id, Undeliverable("older than 48 hours"))
    settle_withdrawal(desk, claimed.delivery_id, None)  # told late by another process
    assert shown(desk, number).withdrawal_reason == "older than 48 hours"
    assert claim_withdrawals(desk, channel_id, 5) == []
    view = ticket(desk, number)
    assert view is not None
    states = [one.detail["state"] for one in events(desk, view.id) if one.kind == "withdrawal"]
    assert states == ["wanted", "refused"]


def test_a_process_that_dies_leaves_it_to_the_next(
    desk: Desk, channel_id: str, agent: int, number: str
) -> None:
    said = reply(desk, number, agent, "Oops.")
    send(desk, channel_id)
    withdraw(desk, said.id, agent)
    (first,) = claim_withdrawals(desk, channel_id, 5)
    with desk.db.transaction() as session:
        row = session.exec(select(Delivery)).one()
        row.lease_until = clock.real_now()
        session.add(row)
    again: ClaimedWithdrawal
    (again,) = claim_withdrawals(desk, channel_id, 5)
    assert again == first


def test_what_went_out_as_one_message_is_taken_back_as_one(
    desk: Desk, channel_id: str, agent: int, number: str
) -> None:
    reply(desk, number, agent, "First.")
    two = reply(desk, number, agent, "Second.")
    send(desk, channel_id)
    withdraw(desk, two.id, agent)
    (claimed,) = claim_withdrawals(desk, channel_id, 5)
    settle_withdrawal(desk, claimed.delivery_id, None)
    view = ticket(desk, number)
    assert view is not None
    _, *ours = latest(desk, view.conversation_id)
    assert [one.withdrawal for one in ours] == [WithdrawalState.DONE] * 2


def test_agents_take_back_their_own_and_leads_any(
    desk: Desk, channel_id: str, agent: int, lead: int, number: str, says, turns
) -> None:
    says("忘记密码怎么办", "43")
    answer = turns()[-1]
    said = reply(desk, number, lead, "Oops.")
    for message in (answer, said):
        with pytest.raises(Refused, match="ask a team lead"):
            withdraw(desk, message.id, agent)
        assert withdraw(desk, message.id, lead).withdrawal is WithdrawalState.DONE


@pytest.mark.parametrize(
    ("outcome", "told"),
    [(Unknown("cut"), "is unknown"), (Undeliverable("no"), "is failed")],
)
def test_what_was_not_surely_sent_is_not_taken_back(
    desk: Desk, channel_id: str, agent: int, number: str, outcome: SendError, told: str
) -> None:
    said = reply(desk, number, agent, "Oops.")
    send(desk, channel_id, outcome)
    with pytest.raises(Illegal, match=told):
        withdraw(desk, said.id, agent)


def test_it_says_why_it_cannot_be_taken_back(
    desk: Desk, channel_id: str, agent: int, number: str
) -> None:
    def code(message_id: int) -> str:
        with pytest.raises(DeskError) as refused:
            withdraw(desk, message_id, agent)
        return refused.value.code

    said = reply(desk, number, agent, "Oops.")
    (claimed,) = claim_deliveries(desk, channel_id, 5)
    assert code(said.id) == "being_sent"
    settle_delivery(desk, claimed.delivery_id, claimed.lease, Unknown("cut"), resend_safe=False)
    mark_delivered(desk, said.id, agent)
    assert code(said.id) == "no_platform_id"
    register_channel(desk, "telegram", Account("1", "okpay_bot"), UNLIMITED)
    assert code(said.id) == "cannot_withdraw"
