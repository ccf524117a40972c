"""Make a way in for an agent without a password."""

from datetime import timedelta

from core.actions.find_agent import find_agent
from core.clock import real_now
from core.desk import Desk
from core.models import LoginLink
from core.rules.tokens import new_token, token_hash

LINK_LASTS = timedelta(minutes=15)


def make_login_link(desk: Desk, name: str) -> str:
    """The token of a link that signs the agent in once, soon. Raises `NotFound`."""
    token = new_token()
    with desk.db.transaction() as session:
        agent = find_agent(session, name)
        assert agent.id is not None
        session.add(
            LoginLink(
                token_hash=token_hash(token),
                agent_id=agent.id,
                expires_at=real_now() + LINK_LASTS,
            )
        )
    return token
