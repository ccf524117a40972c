"""Secrets from files."""

from pathlib import Path

import pytest

from cli.environment import names, with_files
from core.settings import WrongSettings


def test_a_file_stands_for_its_first_line(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("1:abc \nand a comment\n")
    env = {"TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "token"), "OTHER_FILE": "/nowhere"}
    assert with_files(env, names())["TELEGRAM_BOT_TOKEN"] == "1:abc"


def test_what_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("1:abc")
    env = {
        "TELEGRAM_BOT_TOKEN": "2:def",
        "TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "token"),
        "DATABASE_URL_FILE": str(tmp_path / "missing"),
    }
    with pytest.raises(WrongSettings) as wrong:
        with_files(env, names())
    assert len(wrong.value.lines) == 2
    assert any("keep one of the two" in line for line in wrong.value.lines)
    assert any("cannot be read (No such file" in line for line in wrong.value.lines)
