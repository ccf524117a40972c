"""What every room's tests share: the real browser, and a word about what did not run."""

import os
import shutil
from collections.abc import Sequence

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
NOT_RUN = "UI: browser tests not run (install chromium, or set BROWSER_PATH)"


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The browser to drive; without one the test is skipped, in CI it fails."""
    found = os.environ.get("BROWSER_PATH") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(NOT_RUN)
        pytest.skip(NOT_RUN)
    return found


@pytest.fixture(scope="session")
def browser_arguments() -> Sequence[str]:
    """How the browser is started: nothing of it may look for the outside world."""
    return (
        "--no-sandbox",
        "--headless",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A skipped browser must not pass for a green one."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(1 for report in skipped if NOT_RUN in str(report.longrepr))
    if count:
        terminalreporter.write_line(f"UI: {count} tests NOT RUN (install chromium)", yellow=True)
