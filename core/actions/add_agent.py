"""Somebody joins."""

import unicodedata

from core.actions.set_password import set_password
from core.clock import real_now
from core.db import insert_once
from core.desk import Desk, Illegal, Refused
from core.models import Agent
from core.queries.staff import AgentView, agent_view
from core.vocabulary import Role

_LONGEST_NAME = 60


def add_agent(desk: Desk, name: str, role: Role, password: str | None) -> AgentView:
    """Add an agent; without a password they get in by a login link only.

    Raises `Refused` for a name or password that cannot be used and `Illegal` for a name taken.
    """
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or any(_unseen(sign) for sign in name):
        raise Refused(
            "wrong_name",
            f"An agent's name has 1 to {_LONGEST_NAME} visible characters; choose such a name.",
        )
    with desk.db.transaction() as session:
        row = {
            "name": name,
            "role": role,
            "disabled": False,
            "locale": "",
            "created_at": real_now(),
        }
        id = insert_once(session, Agent, row)
        if id is None:
            raise Illegal("name_taken", f"There is already an agent called {name}.")
        if password is not None:
            set_password(desk, name, password)
        return agent_view(session.get_one(Agent, id))


def _unseen(sign: str) -> bool:
    # controls and direction marks would let one agent look like another
    return unicodedata.category(sign)[0] == "C"
