"""Claims by hand: the least that could be called the same, with the driver and nothing else."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from core.desk import Desk

_LEASE = timedelta(seconds=60)
_FREE = "(lease_until IS NULL OR lease_until <= :now)"
_TURNS = f"""
    UPDATE conversation SET lease = :lease, lease_until = :until WHERE id IN (
        SELECT id FROM conversation
        WHERE due_at <= :now AND owner = 'bot' AND {_FREE}
        ORDER BY due_at, id LIMIT :most FOR UPDATE SKIP LOCKED)
    RETURNING id, lease, channel_id"""
_DELIVERIES = f"""
    UPDATE delivery SET state = 'sending', attempts = attempts + 1,
        lease = :lease, lease_until = :until
    WHERE id IN (
        SELECT id FROM delivery AS mine
        WHERE channel_id = :channel AND state = 'pending' AND due_at <= :now AND {_FREE}
            AND NOT EXISTS (
                SELECT 1 FROM delivery AS earlier
                WHERE earlier.conversation_id = mine.conversation_id AND earlier.id < mine.id
                    AND earlier.state IN ('pending', 'sending'))
        ORDER BY rank, due_at, id LIMIT :most FOR UPDATE SKIP LOCKED)
    RETURNING id"""
_WORDS = """
    SELECT delivery.id, message.author, message.text, message.visibility, message.place,
        message.thread, message.choices, message.reply_to, message.invite, message.sent_at,
        conversation.owner, conversation.stopped, conversation.private,
        identity.external_id, identity.blocked_us, identity.blocked_at
    FROM delivery
    JOIN message ON message.id = delivery.message_id
    JOIN conversation ON conversation.id = delivery.conversation_id
    JOIN identity ON identity.id = conversation.identity_id
    WHERE delivery.channel_id = :channel AND delivery.state = 'sending' AND delivery.lease = :lease
    ORDER BY delivery.rank, delivery.due_at, delivery.id"""
_SETTLED = """
    UPDATE delivery SET state = 'sent', lease = NULL, lease_until = NULL, reason = ''
    WHERE id = :id AND lease = :lease"""


class RawClaims:
    """One connection to a desk's database, and its claims as plain SQL."""

    def __init__(self, desk: Desk, channel_id: str) -> None:
        self._channel = channel_id
        self._sqlite = desk.db.is_sqlite
        self._connection = _connect(desk)

    def turns(self, most: int) -> int:
        """Claim conversations. Returns how many."""
        return len(self._within(lambda: self._run(_TURNS, self._given(most))))

    def deliveries(self, most: int) -> list[tuple[int, str]]:
        """Claim messages and read what a platform needs. Returns (id, lease) of each."""
        given = self._given(most)

        def claim() -> list[Any]:
            return self._run(_WORDS, given) if self._run(_DELIVERIES, given) else []

        return [(row[0], given["lease"]) for row in self._within(claim)]

    def settle(self, claimed: tuple[int, str]) -> None:
        """Write down that it was sent."""
        self._within(lambda: self._run(_SETTLED, {"id": claimed[0], "lease": claimed[1]}))

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def _within(self, work: Callable[[], list[Any]]) -> list[Any]:
        self._connection.execute("BEGIN IMMEDIATE" if self._sqlite else "BEGIN")
        rows = work()
        self._connection.execute("COMMIT")
        return rows

    def _run(self, statement: str, given: dict[str, Any]) -> list[Any]:
        if self._sqlite:
            statement = statement.replace("FOR UPDATE SKIP LOCKED", "")
        else:
            for name in given:
                statement = statement.replace(f":{name}", f"%({name})s")
        cursor = self._connection.execute(statement, given)
        return cursor.fetchall() if cursor.description else []

    def _given(self, most: int) -> dict[str, Any]:
        now = datetime.now(UTC)
        moments: dict[str, Any] = {"now": now, "until": now + _LEASE}
        if self._sqlite:
            moments = {name: at.strftime("%Y-%m-%d %H:%M:%S.%f") for name, at in moments.items()}
        return {"channel": self._channel, "lease": now.isoformat(), "most": most, **moments}


def _connect(desk: Desk) -> Any:
    url = desk.db.engine.url
    if not desk.db.is_sqlite:
        plain = url.set(drivername="postgresql")
        return psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)
    connection = sqlite3.connect(str(url.database), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
