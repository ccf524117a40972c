"""Fetch an agent who may act."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core.desk import NotFound
from core.models import Agent


def find_agent(session: Session, name: str) -> Agent:
    """The agent of that name, if not disabled. Raises `NotFound`."""
    agent = session.scalar(
        sa.select(Agent).where(col(Agent.name) == name, col(Agent.disabled).is_(False))
    )
    if agent is None:
        raise NotFound("unknown_agent", f"There is no active agent called {name}.")
    return agent
