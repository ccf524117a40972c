"""Pauses: may the desk say anything by itself?"""

from fastapi import APIRouter, Request

from console.api.desk import DeskOf
from console.api.models import Pause, PauseChange, Pauses
from console.api.problems import Problem, ProblemRoute
from console.permissions import ApiCaller, ApiLead
from console.platforms import known_platform
from core.actions.pause import pause
from core.actions.resume import resume
from core.desk import Desk
from core.queries.pauses import pauses

router = APIRouter(prefix="/pause", tags=["pause"], route_class=ProblemRoute)


@router.get("", summary="What is paused")
def read_pauses(desk: DeskOf, agent: ApiCaller) -> Pauses:
    """Every pause that holds. Where there is none, automatic messages go out."""
    return _standing(desk)


@router.put(
    "",
    summary="Pause or resume automatic messages",
    responses={409: {"model": Problem, "description": "All platforms are paused together."}},
)
def change_pause(request: Request, desk: DeskOf, agent: ApiLead, body: PauseChange) -> Pauses:
    """For leads and admins. Messages still come in and agents' replies still go out."""
    channel = known_platform(request, body.channel)
    if body.paused:
        pause(desk, channel, agent.name)
    else:
        resume(desk, channel, agent.name)
    return _standing(desk)


def _standing(desk: Desk) -> Pauses:
    return Pauses(items=[Pause(channel=one.platform, by=one.by, at=one.at) for one in pauses(desk)])
