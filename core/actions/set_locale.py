"""An agent chooses the language of their screens."""

from core.desk import Desk, Refused
from core.models import Agent

_LOCALES = ("zh", "en")


def set_locale(desk: Desk, agent_id: int, locale: str) -> None:
    """Remember zh or en for the agent. Raises `Refused` for anything else."""
    if locale not in _LOCALES:
        raise Refused("wrong_locale", f"The screens are written in {' and '.join(_LOCALES)} only.")
    with desk.db.transaction() as session:
        agent = session.get_one(Agent, agent_id)
        agent.locale = locale
        session.add(agent)
