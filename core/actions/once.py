"""Do a request once, however often it is sent."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from core.clock import real_now
from core.db import insert_once
from core.desk import Desk, Refused
from core.models import IdempotentAnswer

KEPT = timedelta(days=7)
"""How long an answer is given again; afterwards its key counts as new."""


def once(
    desk: Desk, agent_id: int, key: str, request_hash: str, do: Callable[[], tuple[int, str]]
) -> tuple[int, str]:
    """The status and body of `do`, or those it gave when this agent first sent this key.

    Effect and answer are stored in one transaction, and the key is taken before the effect: of two
    requests at once, the second waits and gets the first one's answer. Where `do` raises, nothing
    is kept and the key stays free. Raises `Refused` where the key came with another request.
    """
    now = real_now()
    row = {"agent_id": agent_id, "key": key, "request_hash": request_hash}
    mine = (col(IdempotentAnswer.agent_id) == agent_id) & (col(IdempotentAnswer.key) == key)
    with desk.db.transaction() as session:
        session.execute(sa.delete(IdempotentAnswer).where(col(IdempotentAnswer.at) < now - KEPT))
        fresh = {**row, "status": 0, "body": "", "at": now}
        if insert_once(session, IdempotentAnswer, fresh) is None:
            known = session.scalars(sa.select(IdempotentAnswer).where(mine)).one()
            if known.request_hash != request_hash:
                raise Refused(
                    "key_reused",
                    "This Idempotency-Key was already used for another request; "
                    "send a new key with each new request.",
                )
            return known.status, known.body
        status, body = do()
        session.execute(sa.update(IdempotentAnswer).where(mine).values(status=status, body=body))
        return status, body
