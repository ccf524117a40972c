"""support doctor on the files of this machine: who may read them, and whether there is room."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli import doctor_files

Support = Callable[..., Any]
GIB = 1 << 30


def test_a_new_desk_is_private(support: Support, tmp_path: Path) -> None:
    (tmp_path / ".env").touch(0o640)
    support("agent", "list")
    told = support("doctor", CONSOLE_PORT="0")
    assert told.code == 0, told.out
    assert "ok    files: private" in told.out


@pytest.mark.parametrize("name", [".env", "support.db"])
def test_a_file_that_everybody_may_read(support: Support, tmp_path: Path, name: str) -> None:
    support("agent", "list")
    (tmp_path / name).touch()
    (tmp_path / name).chmod(0o644)
    told = support("doctor", CONSOLE_PORT="0")
    assert told.code == 1
    assert f"chmod o-rwx {tmp_path / name}" in told.out.replace("\n", "")


def test_a_full_disk(support: Support, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(Path.cwd())
    monkeypatch.setattr(
        doctor_files.shutil, "disk_usage", lambda _folder: usage._replace(free=GIB - 1)
    )
    told = support("doctor", CONSOLE_PORT="0")
    assert told.code == 1
    assert "1023 MiB left, needed are 1024" in told.out
