"""Let a program act as an agent through the JSON API."""

from core.actions.find_agent import find_agent
from core.clock import real_now
from core.desk import Desk
from core.models import ApiToken
from core.rules.tokens import new_token, token_hash


def create_token(desk: Desk, agent_name: str) -> str:
    """A new API token, shown this once only. Raises `NotFound`."""
    token = new_token("okp_")
    with desk.db.transaction() as session:
        agent = find_agent(session, agent_name)
        assert agent.id is not None
        session.add(
            ApiToken(agent_id=agent.id, token_hash=token_hash(token), created_at=real_now())
        )
    return token
