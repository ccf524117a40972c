"""The group-commit writer: together on disk, each on its own."""

import threading

import pytest
import sqlalchemy as sa

from core.db import insert_once
from core.desk import Desk
from core.models import Setting
from core.writer import Writer


def test_one_failure_leaves_the_others_written(desk: Desk) -> None:
    writer = Writer(desk.db)

    def write(name: str) -> int | None:
        with desk.db.transaction() as session:
            made = insert_once(session, Setting, {"name": name, "value": "x"})
            if name == "bad":
                raise RuntimeError("bad")
            return made

    names = (
        [f"n{number}" for number in range(50)] + ["bad"] + [f"o{number}" for number in range(50)]
    )
    futures = {name: writer.submit(lambda name=name: write(name)) for name in names}
    with pytest.raises(RuntimeError, match="bad"):
        futures.pop("bad").result(30)
    for future in futures.values():
        future.result(30)
    writer.close()
    with desk.db.reading() as session:
        stored = set(session.scalars(sa.select(Setting.name)))
    assert stored == set(futures)


def test_done_means_committed(desk: Desk) -> None:
    """Another connection sees it as soon as the future is done."""
    writer = Writer(desk.db)
    seen: list[bool] = []

    def write() -> None:
        with desk.db.transaction() as session:
            insert_once(session, Setting, {"name": "a", "value": "1"})

    def look() -> None:
        with desk.db.reading() as session:
            seen.append(session.get(Setting, "a") is not None)

    writer.submit(write).result(30)
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    writer.close()
    assert seen == [True]


def test_closing_finishes_what_was_submitted(desk: Desk) -> None:
    writer = Writer(desk.db)

    def write(name: str) -> None:
        with desk.db.transaction() as session:
            insert_once(session, Setting, {"name": name, "value": "1"})

    futures = [writer.submit(lambda number=number: write(f"k{number}")) for number in range(300)]
    writer.close()
    assert all(future.done() and future.exception() is None for future in futures)
