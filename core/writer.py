"""The group-commit writer: many small writes waiting at once share one synced commit."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from core.db import Database

Result = TypeVar("Result")
_Job = tuple[Callable[[], Any], "Future[Any]"]

#: A commit waits for at most this many writes, so that none waits long.
LARGEST_GROUP = 128


class Writer:
    """Runs writes one after another in a thread of its own. Each succeeds or fails alone."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[], Result]) -> "Future[Result]":
        """Have `work` done inside the next transaction. The future is done once it is on disk."""
        future: Future[Result] = Future()
        self._jobs.put((work, future))
        return future

    def close(self) -> None:
        """Finish what was submitted, then stop."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            self._commit(group)

    def _next_group(self) -> list[_Job] | None:
        first = self._jobs.get()
        if first is None:
            return None
        group = [first]
        while len(group) < LARGEST_GROUP:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)  # met again after this group
                break
            group.append(job)
        return group

    def _commit(self, group: list[_Job]) -> None:
        outcomes: list[tuple[Future[Any], Any, Exception | None]] = []
        try:
            with self._db.transaction() as session:
                for work, future in group:
                    try:
                        with session.begin_nested():
                            outcomes.append((future, work(), None))
                    except Exception as error:
                        outcomes.append((future, None, error))
        except Exception as error:
            outcomes = [(future, None, error) for _, future in group]
        for future, result, failed in outcomes:
            if failed is not None:
                future.set_exception(failed)
            else:
                future.set_result(result)
