"""What a platform hands over is on disk once, masked, and sets the bot's turn."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from core.actions.receive import receive
from core.channel import (
    Attachment,
    Blocked,
    Deleted,
    Edited,
    Noted,
    Person,
    Place,
    Unreadable,
)
from core.desk import Desk
from core.models import Conversation, Identity, Message, Quarantined
from core.queries.memory import memory
from core.queries.quarantine import quarantined
from core.vocabulary import AttachmentKind, Visibility


def test_the_same_message_is_stored_once(desk: Desk, says) -> None:
    for _ in range(3):
        says("提现三天没到账", external_id="same")
    with desk.db.reading() as session:
        assert len(session.exec(select(Message)).all()) == 1
        assert len(session.exec(select(Conversation)).all()) == 1


def test_a_message_sets_the_turn_and_many_still_make_one(desk: Desk, says) -> None:
    says("hello")
    says("are you there")
    with desk.db.reading() as session:
        conversation = session.exec(select(Conversation)).one()
    assert conversation.due_at is not None
    assert conversation.waiting_since is not None
    assert conversation.due_at <= datetime.now(UTC)


def test_secrets_are_masked_before_they_are_stored(desk: Desk, says) -> None:
    says(
        "my password is Hunter22!x please help",
        attachments=(Attachment(AttachmentKind.FILE, "f1", name="password is Hunter22!x.txt"),),
    )
    with desk.db.reading() as session:
        stored = session.exec(select(Message)).one()
    assert "Hunter22" not in stored.text
    assert stored.secrets == ["password"]
    assert "Hunter22" not in str(stored.attachments)
    if desk.db.is_sqlite:
        path = desk.db.engine.url.database
        assert path is not None
        for suffix in ("", "-wal"):
            with open(path + suffix, "rb") as file:
                assert b"Hunter22" not in file.read()


def test_memory_is_written_with_the_message(desk: Desk, says) -> None:
    says("hi", memory={"cursor": "7"})
    assert memory(desk, "telegram") == {"cursor": "7"}


def test_memory_alone(desk: Desk, channel_id: str) -> None:
    receive(desk, channel_id, Noted({"cursor": "1"}))
    receive(desk, channel_id, Noted({"cursor": "2", "other": "x"}))
    assert memory(desk, "telegram") == {"cursor": "2", "other": "x"}


def test_an_unreadable_update_is_kept_redacted(desk: Desk, channel_id: str) -> None:
    for _ in range(2):
        receive(
            desk,
            channel_id,
            Unreadable("u1", '{"text": "my password is Hunter22!x"', "no JSON"),
        )
    with desk.db.reading() as session:
        kept = session.exec(select(Quarantined)).one()
    assert "Hunter22" not in kept.copy_text
    assert kept.reason == "no JSON"
    assert [one.reason for one in quarantined(desk)] == ["no JSON"]


def test_edit_and_deletion_are_followed(desk: Desk, channel_id: str, says) -> None:
    external_id = says("my transfer of 50 failed")
    person, place = Person("42"), Place(Visibility.DIRECT, "42")
    receive(
        desk,
        channel_id,
        Edited(external_id, person, place, "password: Hunter22!x", datetime.now(UTC)),
    )
    with desk.db.reading() as session:
        edited = session.exec(select(Message)).one()
    assert edited.edited_at is not None
    assert "Hunter22" not in edited.text
    receive(desk, channel_id, Deleted(external_id))
    with desk.db.reading() as session:
        deleted = session.exec(select(Message)).one()
    assert deleted.text == ""
    assert deleted.deleted_at is not None
    assert deleted.handled


def test_an_edit_of_something_unknown_is_nothing(desk: Desk, channel_id: str) -> None:
    person, place = Person("42"), Place(Visibility.DIRECT, "42")
    receive(desk, channel_id, Edited("nowhere", person, place, "x", datetime.now(UTC)))
    with desk.db.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Message)) == 0


def test_who_blocked_us_is_known_until_they_write_again(desk: Desk, channel_id: str, says) -> None:
    says("hi")
    receive(desk, channel_id, Blocked(Person("42"), True))
    with desk.db.reading() as session:
        assert session.exec(select(Identity)).one().blocked_us
    says("hi again")
    with desk.db.reading() as session:
        assert not session.exec(select(Identity)).one().blocked_us


@pytest.mark.parametrize(
    "text", ["", " ", "‮evil​", "x" * 10_000, "\U0001f600" * 3, "مرحبا", "a\x00b"]
)
def test_odd_texts_are_stored(desk: Desk, says, text: str) -> None:
    says(text)
    with desk.db.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Message)) == 1


def test_a_public_reply_chain_is_one_thread(desk: Desk, says) -> None:
    first = says("@okpay_bot is it safe?", public=True)
    says("@okpay_bot and how do I update?", public=True, reply_to=first)
    says("@okpay_bot another thing", public=True)
    with desk.db.reading() as session:
        threads = session.scalars(sa.select(col(Message.thread)).order_by(col(Message.id))).all()
    assert threads[0] == threads[1] == first
    assert threads[2] != first


def test_somebody_elses_thread_is_not_joined(desk: Desk, says) -> None:
    first = says("@okpay_bot is it safe?", public=True)
    says("@okpay_bot me too", "43", public=True, reply_to=first)
    with desk.db.reading() as session:
        threads = session.scalars(sa.select(col(Message.thread))).all()
    assert len(set(threads)) == 2


def test_a_turn_waits_at_most_five_quiet_spans(desk: Desk, channel_id: str, says) -> None:
    slow = Desk(
        desk.db, desk.policy.model_copy(update={"turn_quiet": timedelta(seconds=10)}), desk.library
    )
    from core.channel import Message as Inbound

    for number in range(3):
        receive(
            slow,
            channel_id,
            Inbound(
                f"s{number}", Person("42"), Place(Visibility.DIRECT, "42"), "hm", datetime.now(UTC)
            ),
        )
    with desk.db.reading() as session:
        conversation = session.exec(select(Conversation)).one()
    assert conversation.due_at is not None
    assert conversation.waiting_since is not None
    wait = conversation.due_at - conversation.waiting_since
    assert timedelta(seconds=10) <= wait <= timedelta(seconds=50)


def test_full_synchronous_and_wal(desk: Desk) -> None:
    if not desk.db.is_sqlite:
        assert desk.db.engine.dialect.name == "postgresql"
        return
    with desk.db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    assert sqlite3.sqlite_version_info >= (3, 35)  # RETURNING


@pytest.mark.parametrize(
    ("first", "second", "secret"),
    [
        ("my password is", "Hunter22xyz", "Hunter22xyz"),
        ("我的验证码是", "845213", "845213"),
        ("my card is 4111 1111", "1111 1111, please check", "1111 1111"),
    ],
)
def test_a_secret_over_two_messages_is_masked_in_both(
    desk: Desk, says, first: str, second: str, secret: str
) -> None:
    says(first)
    says(second)
    with desk.db.reading() as session:
        rows = session.exec(select(Message).order_by(col(Message.id))).all()
    assert secret not in rows[1].text
    assert rows[1].secrets
    assert "4111 1111" not in rows[0].text
