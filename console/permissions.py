"""Who may do what. Every route declares exactly one permission; a test walks them all.

    @router.get("/queue")
    def queue(agent: SignedIn) -> Response: ...

A permission is declared by a dependency, so it is checked before the route's own code runs and can
be read off the route: `declared(route.dependant)`.
"""

from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.dependencies.models import Dependant

from console.cookies import session_token
from core.desk import Desk
from core.queries.staff import AgentView, agent_by_api_token, agent_by_session
from core.vocabulary import Role

_SAFE_METHODS = ("GET", "HEAD")


class Permission(StrEnum):
    """What a caller needs."""

    PUBLIC = "public"  #: nothing
    SIGNED_IN = "signed_in"  #: a session, of any role
    WRITE = "write"  #: a session whose role may change things
    LEAD = "lead"  #: a session of a lead or an admin
    ADMIN = "admin"  #: a session of an admin
    API = "api"  #: a bearer token; its role must be allowed to change things unless it only reads
    API_LEAD = "api_lead"  #: as API, and only a lead or an admin may change things
    API_OR_WRITE = "api_or_write"  #: a bearer token or a session, of a role that may change things
    API_OR_LOCAL = "api_or_local"  #: a bearer token, or a program on this machine


_BY_TOKEN = (
    Permission.API,
    Permission.API_LEAD,
    Permission.API_OR_WRITE,
    Permission.API_OR_LOCAL,
)
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class NotSignedIn(HTTPException):
    """Nobody known is calling."""

    def __init__(self, permission: Permission) -> None:
        if permission in _BY_TOKEN:
            told = (
                "A valid token is needed. Send 'Authorization: Bearer TOKEN'; "
                "'support token create NAME' makes one."
            )
            super().__init__(401, told, {"WWW-Authenticate": "Bearer"})
        else:
            super().__init__(401, "Sign in first.")


class Forbidden(HTTPException):
    """The caller is known and may not do this."""

    def __init__(self, agent: AgentView) -> None:
        super().__init__(
            403, f"{agent.name} has the role {agent.role.value}, which may not do this."
        )


class Gate:
    """A dependency that lets callers with one permission through and says who they are."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, request: Request) -> AgentView | None:
        """The caller, None where nobody needs to be known. Raises `NotSignedIn`, `Forbidden`."""
        desk: Desk = request.app.state.desk
        agent = self._caller(desk, request)
        request.state.agent = agent
        if self.permission is Permission.PUBLIC:
            return agent
        if self.permission is Permission.API_OR_LOCAL and local(request):
            return agent
        if agent is None:
            raise NotSignedIn(self.permission)
        if not self._allows(agent, request.method):
            raise Forbidden(agent)
        return agent

    def _caller(self, desk: Desk, request: Request) -> AgentView | None:
        kind, _, bearer = request.headers.get("authorization", "").partition(" ")
        is_bearer = kind.lower() == "bearer"
        if self.permission in (Permission.API, Permission.API_LEAD, Permission.API_OR_LOCAL):
            return agent_by_api_token(desk, bearer.strip()) if is_bearer else None
        if self.permission is Permission.API_OR_WRITE and is_bearer:
            return agent_by_api_token(desk, bearer.strip())
        token = session_token(request)
        return agent_by_session(desk, token) if token else None

    def _allows(self, agent: AgentView, method: str) -> bool:
        match self.permission:
            case Permission.WRITE | Permission.API_OR_WRITE:
                return agent.may_write
            case Permission.LEAD:
                return agent.leads
            case Permission.API_LEAD:
                return agent.leads or method in _SAFE_METHODS
            case Permission.ADMIN:
                return agent.role is Role.ADMIN
            case Permission.API | Permission.API_OR_LOCAL:
                return agent.may_write or method in _SAFE_METHODS
            case _:
                return True


def local(request: Request) -> bool:
    """Whether a program on this machine calls, and not a proxy for somebody else."""
    if any(header in request.headers for header in _FORWARDED):
        return False
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def declared(dependant: Dependant) -> list[Permission]:
    """The permissions that a route's dependencies declare, its routers' included."""
    own = [dependant.call.permission] if isinstance(dependant.call, Gate) else []
    return own + [found for inner in dependant.dependencies for found in declared(inner)]


Anyone = Annotated[AgentView | None, Depends(Gate(Permission.PUBLIC))]
SignedIn = Annotated[AgentView, Depends(Gate(Permission.SIGNED_IN))]
Writer = Annotated[AgentView, Depends(Gate(Permission.WRITE))]
Lead = Annotated[AgentView, Depends(Gate(Permission.LEAD))]
Admin = Annotated[AgentView, Depends(Gate(Permission.ADMIN))]
ApiCaller = Annotated[AgentView, Depends(Gate(Permission.API))]
ApiLead = Annotated[AgentView, Depends(Gate(Permission.API_LEAD))]
ApiOrWriter = Annotated[AgentView, Depends(Gate(Permission.API_OR_WRITE))]
ApiOrLocal = Annotated[AgentView | None, Depends(Gate(Permission.API_OR_LOCAL))]
