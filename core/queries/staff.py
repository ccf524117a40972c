"""Who works here, and whose session or API token this is."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from core.clock import real_now
from core.desk import Desk
from core.models import Agent, ApiToken, Session
from core.rules.tokens import token_hash
from core.vocabulary import Role


@dataclass(frozen=True, slots=True)
class AgentView:
    """A person on our side. `locale` is zh, en or empty (as the browser says)."""

    id: int
    name: str
    role: Role
    locale: str
    disabled: bool

    @property
    def may_write(self) -> bool:
        """Whether this role may change anything."""
        return self.role is not Role.AUDITOR

    @property
    def leads(self) -> bool:
        """Whether this role steers the desk: pauses it, and takes back what others wrote."""
        return self.role in (Role.LEAD, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class ApiTokenView:
    """An API token without its value, which nobody has but its owner."""

    id: int
    agent: str
    created_at: datetime
    revoked_at: datetime | None


def agents(desk: Desk) -> list[AgentView]:
    """Everybody, by name."""
    with desk.db.reading() as session:
        return [
            agent_view(row) for row in session.scalars(sa.select(Agent).order_by(col(Agent.name)))
        ]


def agent_by_session(desk: Desk, token: str) -> AgentView | None:
    """Whose session this is; None when it is over, or its agent is disabled."""
    with desk.db.reading() as session:
        row = session.scalar(
            sa.select(Agent)
            .join(Session, col(Session.agent_id) == Agent.id)
            .where(col(Session.token_hash) == token_hash(token))
            .where(col(Session.expires_at) > real_now())
            .where(col(Agent.disabled).is_(False))
        )
    return agent_view(row) if row else None


def agent_by_api_token(desk: Desk, token: str) -> AgentView | None:
    """Whose API token this is; None when it was revoked, or its agent is disabled."""
    with desk.db.reading() as session:
        row = session.scalar(
            sa.select(Agent)
            .join(ApiToken, col(ApiToken.agent_id) == Agent.id)
            .where(col(ApiToken.token_hash) == token_hash(token))
            .where(col(ApiToken.revoked_at).is_(None))
            .where(col(Agent.disabled).is_(False))
        )
    return agent_view(row) if row else None


def api_tokens(desk: Desk) -> list[ApiTokenView]:
    """Every API token, oldest first, the revoked ones too."""
    with desk.db.reading() as session:
        rows = session.execute(
            sa.select(
                col(ApiToken.id),
                col(Agent.name),
                col(ApiToken.created_at),
                col(ApiToken.revoked_at),
            )
            .join(Agent, col(Agent.id) == ApiToken.agent_id)
            .order_by(col(ApiToken.id))
        )
        return [ApiTokenView(*row) for row in rows]


def agent_view(row: Agent) -> AgentView:
    """The value of a row, for verbs that return an agent."""
    assert row.id is not None
    return AgentView(row.id, row.name, row.role, row.locale, row.disabled)
