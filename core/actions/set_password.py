"""Give an agent a password."""

import sqlalchemy as sa
from sqlmodel import col

from core.actions.find_agent import find_agent
from core.desk import Desk, Refused
from core.models import Session
from core.rules.passwords import MAX_LENGTH, MIN_LENGTH, hashed_password, password_flaw

_FLAWS = {
    "too_short": f"The password is too short; use at least {MIN_LENGTH} characters.",
    "too_long": f"The password is too long; use at most {MAX_LENGTH} characters.",
    "too_simple": "The password is too easy to guess; use several unrelated words.",
    "contains_name": "The password contains the agent's name; use something else.",
}


def set_password(desk: Desk, name: str, password: str) -> None:
    """Replace the password and end every session that was opened with the old one.

    Raises `Refused` for a weak password and `NotFound` for an unknown or disabled agent.
    """
    if (flaw := password_flaw(password, name)) is not None:
        raise Refused(f"password_{flaw}", _FLAWS[flaw])
    stored = hashed_password(password)  # slow, so before the transaction
    with desk.db.transaction() as session:
        agent = find_agent(session, name)
        agent.password_hash = stored
        session.add(agent)
        session.execute(sa.delete(Session).where(col(Session.agent_id) == agent.id))
