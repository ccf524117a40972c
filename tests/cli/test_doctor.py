"""What `support doctor` says of a desk that has worked: alerts, lost messages, silence."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import core.models as m
from cli.opening import open_desk
from core import clock
from core.actions.open_alert import open_alert
from core.actions.receive import receive
from core.actions.register_channel import register_channel
from core.channel import Account, Message, Person, Place
from core.desk import Desk
from core.vocabulary import AlertKind, Author, DeliveryState, Direction, Visibility

Support = Callable[..., Any]


@pytest.fixture
def desk(support: Support, tmp_path: Path) -> Desk:
    """The desk of the folder that the command runs in, with one message from a customer."""
    desk = open_desk({"DATABASE_URL": f"sqlite:///{tmp_path / 'support.db'}"})
    channel = register_channel(desk, "telegram", Account("1", "okpay_bot"))
    place = Place(Visibility.DIRECT, "42")
    receive(desk, channel, Message("m1", Person("42"), place, "hello", clock.now()))
    return desk


def test_a_desk_that_is_well(support: Support, desk: Desk) -> None:
    with desk.db.transaction() as session:
        channel = session.get_one(m.ChannelRow, "telegram:1")
        channel.last_event_at = clock.real_now() - timedelta(hours=3)
    told = support("doctor", CONSOLE_PORT="0")
    assert told.code == 0
    assert "alerts: none is open" in told.out
    assert "deliveries: none is unknown" in told.out
    assert "last messages: telegram:1 3h ago" in told.out


def test_alerts_and_unknown_deliveries_are_wrong(support: Support, desk: Desk) -> None:
    open_alert(desk, AlertKind.SILENT, "telegram", "2026-11-22 16:40")
    with desk.db.transaction() as session:
        message = m.Message(
            conversation_id=1, channel_id="telegram:1", direction=Direction.OUTBOUND,
            author=Author.AGENT, text="x", visibility=Visibility.DIRECT, place="42",
            sent_at=clock.now(),
        )  # fmt: skip
        session.add(message)
        session.flush()
        assert message.id is not None
        session.add(
            m.Delivery(
                message_id=message.id, conversation_id=1, channel_id="telegram:1",
                automatic=False, state=DeliveryState.UNKNOWN, attempts=1, due_at=clock.now(),
            )
        )  # fmt: skip
    told = support("doctor", CONSOLE_PORT="0")
    assert told.code == 1
    assert "alerts: telegram has not reached us since 2026-11-22 16:40. (since " in told.out
    assert "deliveries: unknown whether they arrived, in the last 24 h: 1 on telegram:1" in told.out
