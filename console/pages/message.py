"""What an agent can do with one message of ours on a ticket's page."""

from fastapi import APIRouter, Response

from console.pages.case import Posted
from core.actions.mark_delivered import mark_delivered
from core.actions.resend import resend
from core.actions.withdraw import withdraw

router = APIRouter(prefix="/tickets/{number}/messages/{message_id}", include_in_schema=False)


@router.post("/resend")
def send_again(place: Posted, message_id: int) -> Response:
    """Send it once more."""
    return place.act("resend", lambda: resend(place.desk, message_id, place.agent.id))


@router.post("/delivered")
def delivered(place: Posted, message_id: int) -> Response:
    """Say that it arrived."""
    return place.act("delivered", lambda: mark_delivered(place.desk, message_id, place.agent.id))


@router.post("/withdraw")
def take_back(place: Posted, message_id: int) -> Response:
    """Take it back."""
    return place.act("withdraw", lambda: withdraw(place.desk, message_id, place.agent.id))
