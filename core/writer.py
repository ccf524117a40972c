"""The group-commit writer: many small writes waiting at once share one synced commit."""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from core.db import Database

Result = TypeVar("Result")
Item = TypeVar("Item")


class _Put(Generic[Item]):
    """Something to be stored together with its like."""

    def __init__(self, item: Item) -> None:
        self.item = item


_Job = tuple[Callable[[], Any] | _Put[Any], "Future[Any]"]

#: A commit waits for at most this many writes, so that none waits long.
LARGEST_GROUP = 128


class Writer(Generic[Item]):
    """Runs writes one after another in a thread of its own. Each succeeds or fails alone."""

    def __init__(
        self,
        db: Database,
        together: Callable[[Sequence[Item]], Sequence[Exception | None]] | None = None,
    ) -> None:
        """`together` stores what was `put`, many at once, and says for each why it was not stored."""
        self._db = db
        self._together = together
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[], Result]) -> "Future[Result]":
        """Have `work` done inside the next transaction. The future is done once it is on disk."""
        future: Future[Result] = Future()
        self._jobs.put((work, future))
        return future

    def put(self, item: Item) -> "Future[None]":
        """Have the item stored with the next transaction. The future is done once it is on disk."""
        future: Future[None] = Future()
        self._jobs.put((_Put(item), future))
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
                outcomes += self._store(group)
                for work, future in group:
                    if isinstance(work, _Put):
                        continue
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

    def _store(self, group: list[_Job]) -> list[tuple["Future[Any]", Any, Exception | None]]:
        put = [(work.item, future) for work, future in group if isinstance(work, _Put)]
        if not put:
            return []
        assert self._together is not None, "nobody stores what is put"
        failures = self._together([item for item, _ in put])
        return [(future, None, why) for (_, future), why in zip(put, failures, strict=True)]
