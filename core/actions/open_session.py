"""Let an agent's browser in: the part that signing in by password and by link share."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session as Transaction
from sqlmodel import col

from core.clock import real_now
from core.models import Agent, LoginLink, Session
from core.rules.tokens import new_token, token_hash

SESSION_LASTS = timedelta(hours=12)
"""One shift: afterwards the agent signs in again."""


def open_session(session: Transaction, agent: Agent) -> str:
    """A new session's token, which is known to the browser only. Sweeps out what has expired."""
    now = real_now()
    session.execute(sa.delete(Session).where(col(Session.expires_at) <= now))
    session.execute(sa.delete(LoginLink).where(col(LoginLink.expires_at) <= now))
    assert agent.id is not None
    token = new_token()
    session.add(
        Session(
            token_hash=token_hash(token),
            agent_id=agent.id,
            created_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    return token
