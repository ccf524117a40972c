"""Alerts open once, close when it is over, and are told once to the staff's chat."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from core import clock
from core import models as m
from core.actions.claim_alerts import LEASE, ClaimedAlert, claim_alerts
from core.actions.open_alert import open_alert
from core.actions.settle_alert import settle_alert
from core.db import Database
from core.desk import Desk
from core.jobs.alerts import alerts
from core.policy import DeskFile, Health, Policy, read_desk_file
from core.queries.health import health
from core.rules.alerts import Limits, Standing, findings
from core.settings import WrongSettings
from core.vocabulary import AlertKind, Visibility

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LIMITS = Limits(timedelta(minutes=2), timedelta(0), 10, timezone(timedelta(hours=8)))


def standing(**given: object) -> Standing:
    week = NOW - timedelta(days=6)
    return Standing("telegram", week, **{"heard_at": NOW, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "kind", "detail"),
    [
        ({"heard_at": NOW - timedelta(minutes=3)}, AlertKind.SILENT, "2026-11-22 15:57"),
        ({"troubles": {"push": "it is off."}}, AlertKind.TROUBLE, "it is off."),
        (
            {"heard_at": NOW - timedelta(minutes=3), "troubles": {"push": "it is off."}},
            AlertKind.SILENT,
            "2026-11-22 15:57",
        ),
        ({"quarantined": 3}, AlertKind.QUARANTINE, "3"),
        ({"undelivered": 10}, AlertKind.UNDELIVERED, "10"),
        (
            {"spent": {"day": (5_000_000, 5_000_000), "month": (5_000_000, 9_000_000)}},
            AlertKind.SPENDING,
            "day 5.00 / 5.00",
        ),
    ],
)
def test_what_is_wrong(given: dict[str, object], kind: AlertKind, detail: str) -> None:
    (found,) = findings([standing(**given)], LIMITS, NOW)
    assert (found.kind, found.subject, found.detail) == (kind, "telegram", detail)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"heard_at": NOW - timedelta(minutes=2)},
        {"heard_at": NOW - timedelta(days=8)},
        {"troubles": {"listening": "no answer yet", "push": "it is off."}},
        {"undelivered": 9},
        {"last_event_at": NOW - timedelta(days=30)},
        {"spent": {"day": (4_999_999, 5_000_000)}},
    ],
)
def test_what_is_not(given: dict[str, object]) -> None:
    assert findings([standing(**given)], LIMITS, NOW) == []


def test_no_messages_is_only_looked_at_where_the_operator_asks_for_it() -> None:
    limits = Limits(LIMITS.silent_after, timedelta(hours=6), 10, UTC)
    (found,) = findings([standing(last_event_at=NOW - timedelta(hours=7))], limits, NOW)
    assert found.kind is AlertKind.NO_MESSAGES
    mute = standing(
        heard_at=NOW - timedelta(hours=1), last_event_at=NOW - timedelta(hours=7)
    )  # one cause, one alert
    assert [one.kind for one in findings([mute], limits, NOW)] == [AlertKind.SILENT]


def heard(desk: Desk, channel_id: str, ago: float) -> None:
    with desk.db.transaction() as session:
        at = clock.real_now() - timedelta(seconds=ago)
        session.get_one(m.ChannelRow, channel_id).heard_at = at


def stored(desk: Desk) -> list[tuple[str, bool]]:
    with desk.db.reading() as session:
        rows = session.scalars(sa.select(m.Alert).order_by(col(m.Alert.id)))
        return [(row.kind, row.closed_at is None) for row in rows]


def test_a_silent_channel_opens_one_alert_that_ends_when_it_is_back(
    desk: Desk, channel_id: str
) -> None:
    heard(desk, channel_id, 10)
    assert alerts(desk) == 0
    heard(desk, channel_id, 130)
    assert alerts(desk) == 1
    assert alerts(desk) == 0
    assert stored(desk) == [("silent", True)]
    heard(desk, channel_id, 0)
    assert alerts(desk) == 1
    assert stored(desk) == [("silent", False)]
    heard(desk, channel_id, 130)
    alerts(desk)
    assert stored(desk) == [("silent", False), ("silent", True)]


def test_an_account_that_was_replaced_is_not_missed(desk: Desk, channel_id: str) -> None:
    heard(desk, channel_id, 3600)
    now = clock.real_now()
    with desk.db.transaction() as session:
        session.add(
            m.ChannelRow(id="telegram:2", platform="telegram", started_at=now, heard_at=now)
        )
    assert alerts(desk) == 0


def test_a_detail_that_changes_is_renewed_and_told_no_second_time(
    desk: Desk, channel_id: str
) -> None:
    heard(desk, channel_id, 0)
    for count in (1, 2):
        with desk.db.transaction() as session:
            session.add(
                m.Quarantined(
                    platform="telegram", external_id=str(count), copy_text="", reason="",
                    at=clock.now(),
                )
            )  # fmt: skip
        alerts(desk)
    (told,) = health(desk).alerts
    assert (told.kind, told.detail) == (AlertKind.QUARANTINE, "2")
    assert len(stored(desk)) == 1


def test_many_processes_open_one_alert(desk: Desk, db: Database) -> None:
    opened: list[bool] = []
    start = threading.Barrier(8)

    def race() -> None:
        start.wait()
        opened.append(open_alert(desk, AlertKind.SILENT, "telegram", "since"))

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(opened) == [False] * 7 + [True]
    assert len(stored(desk)) == 1


@pytest.fixture
def telling(desk: Desk) -> Desk:
    """The desk, where the staff wants to hear of alerts in a chat."""
    told = Health(alert_to="telegram:-100123", undelivered=10, silent_after=timedelta(minutes=2))
    policy = Policy(desk=DeskFile(health=told))
    return Desk(desk.db, policy, desk.library)


def claimed(desk: Desk) -> list[ClaimedAlert]:
    return claim_alerts(desk, "telegram")


def test_the_staff_is_told_of_beginning_and_end_in_both_languages(telling: Desk) -> None:
    open_alert(telling, AlertKind.SILENT, "discord", "2026-11-22 15:57")
    (begin,) = claimed(telling)
    assert begin.outbound.id == f"alert-{begin.id}"
    assert begin.outbound.recipient == begin.outbound.place.key == "-100123"
    assert begin.outbound.place.visibility is Visibility.PUBLIC
    zh, en = begin.outbound.text.splitlines()
    assert zh == "OKPay 客服系统告警：discord 自 2026-11-22 15:57 起没有任何连接。"
    assert en == "OKPay Support, alert: discord has not reached us since 2026-11-22 15:57."
    settle_alert(telling, begin.id, True)
    assert claimed(telling) == []
    with telling.db.transaction() as session:
        session.execute(sa.update(m.Alert).values(closed_at=clock.real_now()))
    (end,) = claimed(telling)
    assert end.outbound.id == f"alert-{end.id}-end"
    assert "告警解除" in end.outbound.text
    assert "over: discord" in end.outbound.text
    settle_alert(telling, end.id, True)
    assert claimed(telling) == []
    assert health(telling).leases == []


def test_what_was_over_before_it_was_told_is_not_told(telling: Desk) -> None:
    open_alert(telling, AlertKind.SILENT, "discord", "x")
    with telling.db.transaction() as session:
        session.execute(sa.update(m.Alert).values(closed_at=clock.real_now()))
    assert claimed(telling) == []


def test_another_platform_and_no_chat_have_nothing_to_tell(desk: Desk, telling: Desk) -> None:
    open_alert(telling, AlertKind.SILENT, "discord", "x")
    assert claim_alerts(telling, "discord") == []
    assert claimed(desk) == []
    assert len(claimed(telling)) == 1


def test_a_telling_that_failed_or_was_cut_off_is_repeated_later(
    telling: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_alert(telling, AlertKind.SILENT, "discord", "x")
    (first,) = claimed(telling)
    settle_alert(telling, first.id, False)
    assert claimed(telling) == []
    later = clock.real_now() + LEASE
    monkeypatch.setattr(clock, "real_now", lambda: later)
    assert [one.id for one in claimed(telling)] == [first.id]


def test_each_alert_is_claimed_by_one_of_many_processes(telling: Desk) -> None:
    for name in "abcdefgh":
        open_alert(telling, AlertKind.TROUBLE, name, "x")
    got: list[int] = []
    start = threading.Barrier(4)

    def race(mine: Callable[[], list[ClaimedAlert]]) -> None:
        start.wait()
        got.extend(one.id for one in mine())

    threads = [
        threading.Thread(target=race, args=[lambda: claimed(telling)], daemon=True)
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(got) == len(set(got)) == 8


def test_a_chat_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "okpay.toml"
    file.write_text('[health]\nalert_to = "the staff"\n')
    with pytest.raises(WrongSettings, match=r"okpay\.toml:2: health\.alert_to: .*okpay\.example"):
        read_desk_file(file)
    file.write_text('[health]\nalert_to = "telegram:-100123"\n')
    assert read_desk_file(file).health.alert_to == "telegram:-100123"
