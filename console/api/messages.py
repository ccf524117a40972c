"""Messages of ours: send again, mark as delivered, take back."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from console.api.desk import DeskOf
from console.api.idempotency import IdempotencyKey, answer_once
from console.api.models import Message
from console.api.problems import Problem, ProblemRoute
from console.permissions import ApiCaller
from core.actions.mark_delivered import mark_delivered
from core.actions.resend import resend
from core.actions.withdraw import withdraw
from core.queries.timeline import MessageView

router = APIRouter(prefix="/messages", tags=["messages"], route_class=ProblemRoute)

_REFUSED: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "There is no such message of ours."},
    409: {"model": Problem, "description": "The state of its delivery does not allow this."},
}

MessageId = Annotated[int, Path(description="`id` of a message whose `delivery` is not null.")]


@router.post(
    "/{message_id}/resend", response_model=Message, responses=_REFUSED, summary="Send again"
)
def resend_message(
    request: Request,
    desk: DeskOf,
    agent: ApiCaller,
    message_id: MessageId,
    key: IdempotencyKey = None,
) -> Response:
    """Send a message once more whose delivery failed or is unknown, while its ticket is live."""
    verb = _verb(lambda: resend(desk, message_id, agent.id))
    return answer_once(desk, agent.id, key, request, None, 200, verb)


@router.post(
    "/{message_id}/delivered",
    response_model=Message,
    responses=_REFUSED,
    summary="Mark as delivered",
)
def deliver_message(
    request: Request,
    desk: DeskOf,
    agent: ApiCaller,
    message_id: MessageId,
    key: IdempotencyKey = None,
) -> Response:
    """Settle an unknown delivery: somebody saw on the platform that the message is there."""
    verb = _verb(lambda: mark_delivered(desk, message_id, agent.id))
    return answer_once(desk, agent.id, key, request, None, 200, verb)


@router.post(
    "/{message_id}/withdraw", response_model=Message, responses=_REFUSED, summary="Take back"
)
def withdraw_message(
    request: Request,
    desk: DeskOf,
    agent: ApiCaller,
    message_id: MessageId,
    key: IdempotencyKey = None,
) -> Response:
    """Cancel a message that waits, or have the platform delete one that was sent.

    Agents take back what they wrote, leads and admins anything. `withdrawal` of the message tells
    how far that is.
    """
    verb = _verb(lambda: withdraw(desk, message_id, agent.id))
    return answer_once(desk, agent.id, key, request, None, 200, verb)


def _verb(do: Callable[[], MessageView]) -> Callable[[], Message]:
    return lambda: Message.model_validate(do())
