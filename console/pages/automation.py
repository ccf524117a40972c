"""What the desk does by itself: its mode on each platform, the pauses, and how good its drafts are."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from console import errors
from console.pages.case import Text
from console.permissions import Lead
from console.platforms import known_platform, known_platforms
from console.rendering import renderer
from core.actions.pause import pause
from core.actions.resume import resume
from core.desk import Desk, DeskError
from core.queries.drafts import draft_score
from core.queries.pauses import pauses

router = APIRouter(prefix="/automation", include_in_schema=False)


@router.get("")
def automation(request: Request, agent: Lead) -> Response:
    """Modes, pauses and the score of the drafts."""
    return _page(request)


@router.post("/pause")
def pause_platform(request: Request, agent: Lead, platform: Text = "") -> Response:
    """Stop automatic messages on a platform, or everywhere where none is named."""
    try:
        name = known_platform(request, platform or None)
        pause(request.app.state.desk, name, agent.name)
    except DeskError as error:
        return _page(request, error)
    return RedirectResponse("/automation", 303)


@router.post("/resume")
def resume_platform(request: Request, agent: Lead, platform: Text = "") -> Response:
    """Let automatic messages go out again."""
    try:
        name = known_platform(request, platform or None)
        resume(request.app.state.desk, name, agent.name)
    except DeskError as error:
        return _page(request, error)
    return RedirectResponse("/automation", 303)


def _page(request: Request, error: DeskError | None = None) -> Response:
    desk: Desk = request.app.state.desk
    standing = {one.platform: one for one in pauses(desk)}
    return renderer(request).render(
        request,
        "automation.html",
        errors.status_of(error) if error else 200,
        modes={name: desk.policy.bot_mode(name) for name in known_platforms(request)},
        everything=standing.get(None),
        standing=standing,
        scores=draft_score(desk),
        told=renderer(request).wording(request).refusal(error) if error else None,
    )
