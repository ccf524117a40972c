"""Agents and how they get in. Times here are real time; tokens are stored only as hashes."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from core.models.columns import word
from core.vocabulary import Role


class Agent(SQLModel, table=True):
    """A person on our side."""

    __tablename__ = "agent"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    role: Role = word(Role, Role.AGENT)
    password_hash: str | None = None  #: argon2id
    disabled: bool = False
    locale: str = ""  #: zh or en; empty follows the browser
    created_at: datetime


class Session(SQLModel, table=True):
    """A signed-in browser."""

    __tablename__ = "session"

    token_hash: str = Field(primary_key=True)
    agent_id: int = Field(foreign_key="agent.id", index=True)
    created_at: datetime
    expires_at: datetime


class LoginAttempt(SQLModel, table=True):
    """A failed sign-in, for the throttle."""

    __tablename__ = "login_attempt"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    address: str = Field(index=True)
    at: datetime = Field(index=True)


class LoginLink(SQLModel, table=True):
    """A link that signs in once."""

    __tablename__ = "login_link"

    token_hash: str = Field(primary_key=True)
    agent_id: int = Field(foreign_key="agent.id")
    expires_at: datetime


class ApiToken(SQLModel, table=True):
    """A bearer token of the JSON API, acting as its agent."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    agent_id: int = Field(foreign_key="agent.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime
    revoked_at: datetime | None = None


class IdempotentAnswer(SQLModel, table=True):
    """What a POST with an Idempotency-Key was answered, to be given again."""

    __tablename__ = "idempotent_answer"

    agent_id: int = Field(foreign_key="agent.id", primary_key=True)
    key: str = Field(primary_key=True)
    request_hash: str
    status: int
    body: str
    at: datetime = Field(index=True)
