"""An agent comes in by a link made for them."""

import sqlalchemy as sa
from sqlmodel import col

from core.actions.open_session import open_session
from core.actions.sign_in import SignInRefused
from core.clock import real_now
from core.desk import Desk
from core.models import Agent, LoginLink
from core.rules.tokens import token_hash


def sign_in_by_link(desk: Desk, token: str) -> str:
    """A session token for the link's agent; the link is used up. Raises `SignInRefused`."""
    with desk.db.transaction() as session:
        agent_id = session.scalar(
            sa.delete(LoginLink)
            .where(col(LoginLink.token_hash) == token_hash(token))
            .where(col(LoginLink.expires_at) > real_now())
            .returning(col(LoginLink.agent_id))
        )
        agent = session.get(Agent, agent_id) if agent_id is not None else None
        if agent is None or agent.disabled:
            raise SignInRefused(
                "link_used", "This login link was used already or has expired; ask for a new one."
            )
        return open_session(session, agent)
