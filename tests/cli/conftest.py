"""The `support` command, in this process, in a folder of its own."""

import io
import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.main import main


@dataclass
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command sets up the logs of its whole process, which here is pytest's."""
    factory, hook, root = logging.getLogRecordFactory(), sys.excepthook, logging.getLogger()
    handlers, level, loud = root.handlers[:], root.level, logging.raiseExceptions
    yield
    logging.setLogRecordFactory(factory)
    logging.captureWarnings(False)
    sys.excepthook, logging.raiseExceptions = hook, loud
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def support(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    for name in list(os.environ):
        if name.startswith(
            ("TELEGRAM_", "X_", "DISCORD_", "CONSOLE_", "SUPPORT_", "DATABASE_", "EDGE_")
        ):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*words: str, stdin: str = "", **env: str) -> Ran:
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["support", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capfd.readouterr()
        code: object = 0
        umask = os.umask(0o022)
        try:
            main()
        except SystemExit as ending:
            code = ending.code or 0
        finally:
            os.umask(umask)
        for name in env:
            monkeypatch.delenv(name)
        told = capfd.readouterr()
        return Ran(int(str(code)), told.out, told.err)

    return run
