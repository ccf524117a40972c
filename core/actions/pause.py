"""Let nothing automatic go out, on a platform or on all, until somebody resumes it."""

import logging

from core import clock
from core.db import insert_once
from core.desk import Desk
from core.models import Change, Pause
from core.queries.mode import ALL

log = logging.getLogger(__name__)


def pause(desk: Desk, platform: str | None, by: str) -> None:
    """Stop what the desk says by itself; None: on every platform.

    Messages still come in and agents' replies still go out. What is paused already stays so, since
    then and by whom it was.
    """
    with desk.db.transaction() as session:
        now = clock.now()
        row = {"platform": platform or ALL, "by": by, "at": now}
        if insert_once(session, Pause, row) is None:
            return
        session.add(Change(kind="pause", at=now))
    log.warning("automatic messages are paused on %s by %s", platform or "all platforms", by)
