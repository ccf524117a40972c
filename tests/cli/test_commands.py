"""What the commands do, and that they say clearly what is wrong."""

import json
import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Support = Callable[..., Any]
PASSWORD = "a long enough sentence\n"


def test_version_and_help(support: Support) -> None:
    assert support("--version").out.startswith("support 0.")
    told = support("--help").out
    for command in ("run", "demo", "ask", "agent", "token", "db", "config", "doctor"):
        assert command in told


def test_agents_from_an_empty_database(support: Support, tmp_path: Path) -> None:
    assert support("agent", "list").out == ""
    added = support("agent", "add", "Mei", "--role", "lead", "--password-stdin", stdin=PASSWORD)
    assert added.code == 0
    assert support("agent", "list").out == "Mei\tlead\tactive\n"
    assert support("agent", "password", "Mei", "--password-stdin", stdin="x" + PASSWORD).code == 0
    assert support("agent", "disable", "Mei").code == 0
    assert support("agent", "list").out == "Mei\tlead\tdisabled\n"
    database = tmp_path / "support.db"
    assert PASSWORD.strip().encode() not in database.read_bytes()
    assert database.stat().st_mode & 0o077 == 0


def test_the_same_agent_twice_and_a_weak_password(support: Support) -> None:
    assert support("agent", "add", "Mei", "--password-stdin", stdin=PASSWORD).code == 0
    again = support("agent", "add", "Mei", "--password-stdin", stdin=PASSWORD)
    assert again.code == 1
    assert len(again.err.splitlines()) == 1
    weak = support("agent", "add", "Bo", "--password-stdin", stdin="short\n")
    assert weak.code == 1
    assert "short" not in weak.err.replace("too short", "")


def test_a_token_is_the_only_line(support: Support) -> None:
    support("agent", "add", "Mei", "--password-stdin", stdin=PASSWORD)
    made = support("token", "create", "Mei")
    assert made.code == 0
    token = made.out.strip()
    assert made.out == token + "\n"
    assert len(token) > 30
    listed = support("token", "list").out
    assert "Mei" in listed
    assert token not in listed
    assert support("token", "revoke", listed.split("\t")[0]).code == 0
    assert "revoked" in support("token", "list").out
    unknown = support("token", "create", "Nobody")
    assert unknown.code == 1
    assert "Nobody" in unknown.err


def test_ask_one_and_many(support: Support) -> None:
    one = json.loads(support("ask", "忘记密码怎么办").out)
    assert one["faq"] == "forgot-password"
    lines = [
        {"id": "a", "text": "How do I turn on 2FA?", "channel": "dm"},
        {"id": "b", "text": "my password is Tr0ub4dor&3", "channel": "mention"},
        {"id": "c", "text": "", "channel": "dm"},
        {"id": "d", "text": "人工", "channel": "dm"},
    ]
    asked = support("ask", "--jsonl", stdin="\n".join(json.dumps(one) for one in lines))
    assert asked.code == 0
    answers = [json.loads(line) for line in asked.out.splitlines()]
    assert [one["id"] for one in answers] == ["a", "b", "c", "d"]
    keys = {
        "id",
        "language",
        "category",
        "decision",
        "faq",
        "confidence",
        "alternatives",
        "priority",
        "sentiment",
        "slots",
        "secrets",
        "reply",
    }
    assert all(set(one) == keys for one in answers)
    assert answers[0]["decision"] == "answer"
    assert answers[0]["faq"] == "enable-2fa"
    (secret,) = answers[1]["secrets"]
    assert lines[1]["text"][secret["start"] : secret["end"]] == "Tr0ub4dor&3"
    assert "Tr0ub4dor" not in answers[1]["reply"]
    assert answers[3]["decision"] == "handoff"


def test_ask_names_a_bad_line_and_goes_on(support: Support) -> None:
    good = json.dumps({"id": 1, "text": "hi", "channel": "dm"})
    bad = ["{", '{"id": 2}', json.dumps({"id": 3, "text": "hi", "channel": "fax"})]
    asked = support("ask", "--jsonl", stdin="\n".join([*bad, good]))
    assert asked.code == 1
    assert [json.loads(line)["id"] for line in asked.out.splitlines()] == [1]
    for number in (1, 2, 3):
        assert f"line {number}:" in asked.err


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TURN_QUIET", "soon", "TURN_QUIET"),
        ("QUIET_HOURS", "late", "QUIET_HOURS"),
        ("FOLLOW_UP_REMIND_AFTER", "72h,24h", "FOLLOW_UP_REMIND_AFTER"),
        ("FOLLOW_UP_CLOSE_AFTER", "1h", "FOLLOW_UP_CLOSE_AFTER"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all.db", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql://127.0.0.1:9/x", "DATABASE_URL"),
        ("CONSOLE_PORT", "http", "CONSOLE_PORT"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL"),
        ("X_BEARER_TOKEN", "only-this", "X_"),
    ],
)
def test_wrong_settings_stop_the_start_with_a_line(
    support: Support, name: str, value: str, told: str
) -> None:
    ran = support("run", **{name: value})
    assert ran.code == 2
    assert ran.out == ""
    lines = [line for line in ran.err.splitlines() if line.startswith("support: ")]
    assert lines
    assert any(told in line for line in lines)
    assert "Traceback" not in ran.err


def test_config_check_names_file_line_and_remedy(support: Support, tmp_path: Path) -> None:
    assert support("config", "check").code == 0
    (tmp_path / "okpay.toml").write_text('[hours]\ntimezone = "Mars/Base"\nopened = "09:00"\n')
    checked = support("config", "check", TURN_QUIET="?")
    assert checked.code == 2
    assert "TURN_QUIET" in checked.err
    (tmp_path / "okpay.toml").write_text('[hours]\ntimezone = "Mars/Base"\nopened = "09:00"\n')
    checked = support("config", "check")
    assert "okpay.toml:2" in checked.err
    assert "okpay.toml:3" in checked.err
    assert "Asia/Shanghai" in checked.err


def test_the_env_file_is_read_and_the_environment_wins(support: Support, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TURN_QUIET=nonsense\n")
    assert support("config", "check").code == 2
    assert support("config", "check", TURN_QUIET="1s").code == 0


def test_db_upgrade(support: Support, tmp_path: Path) -> None:
    assert "Upgraded" in support("db", "upgrade").out
    assert "up to date" in support("db", "upgrade").out
    with sqlite3.connect(tmp_path / "support.db") as connection:
        assert connection.execute("SELECT count(*) FROM ticket").fetchone() == (0,)
    connection.close()


def test_the_sandbox_clock_needs_loopback(support: Support) -> None:
    ran = support("run", SANDBOX_CLOCK="1", TELEGRAM_BOT_TOKEN="123456:not-a-real-token")
    assert ran.code == 2
    assert "loopback" in ran.err
    outside = support("run", SANDBOX_CLOCK="1", CONSOLE_HOST="0.0.0.0")
    assert outside.code == 2
    assert "CONSOLE_HOST" in outside.err


def test_an_unknown_role(support: Support) -> None:
    ran = support("run", "--only", "intake,magic")
    assert ran.code == 2
    assert "magic" in ran.err


def test_a_taken_port_is_named(support: Support) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = support("run", CONSOLE_PORT=str(taken.getsockname()[1]))
    assert ran.code == 2
    assert "CONSOLE_PORT" in ran.err


def test_the_doctor_finds_what_is_wrong(support: Support) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = support("doctor", CONSOLE_PORT=str(taken.getsockname()[1]))
    assert ran.code == 1
    assert "CONSOLE_PORT" in ran.out
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    assert support("doctor", CONSOLE_PORT=port).code == 0
    token = "123456:AAnot-a-real-token-at-all-000000000"
    sick = support(
        "doctor",
        CONSOLE_PORT=port,
        TELEGRAM_BOT_TOKEN=token,
        TELEGRAM_API_BASE_URL="http://127.0.0.1:9",
    )
    assert sick.code == 1
    assert "telegram" in sick.out
    assert token not in sick.out + sick.err
    assert os.environ.get("TELEGRAM_BOT_TOKEN") is None
