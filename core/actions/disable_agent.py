"""Somebody leaves."""

import sqlalchemy as sa
from sqlmodel import col

from core.actions.find_agent import find_agent
from core.clock import real_now
from core.desk import Desk
from core.models import ApiToken, LoginLink, Session


def disable_agent(desk: Desk, name: str) -> None:
    """Close every way in at once; what the agent wrote and holds stays. Raises `NotFound`."""
    with desk.db.transaction() as session:
        agent = find_agent(session, name)
        agent.disabled = True
        session.add(agent)
        session.execute(sa.delete(Session).where(col(Session.agent_id) == agent.id))
        session.execute(sa.delete(LoginLink).where(col(LoginLink.agent_id) == agent.id))
        session.execute(
            sa.update(ApiToken)
            .where(col(ApiToken.agent_id) == agent.id, col(ApiToken.revoked_at).is_(None))
            .values(revoked_at=real_now())
        )
