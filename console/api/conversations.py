"""Conversations: read their messages."""

from fastapi import APIRouter

from console.api.desk import DeskOf
from console.api.models import Cursor, Limit, Message, Messages
from console.api.problems import Problem, ProblemRoute
from console.permissions import ApiCaller
from core.desk import NotFound
from core.queries.timeline import timeline

router = APIRouter(prefix="/conversations", tags=["conversations"], route_class=ProblemRoute)


@router.get(
    "/{conversation_id}/messages",
    summary="Read a conversation, oldest message first",
    responses={404: {"model": Problem, "description": "There is no such conversation."}},
)
def list_messages(
    desk: DeskOf, agent: ApiCaller, conversation_id: str, limit: Limit = 50, cursor: Cursor = None
) -> Messages:
    """Everything said in a conversation, and the notes of agents."""
    known = conversation_id.isascii() and conversation_id.isdigit() and len(conversation_id) < 10
    page = timeline(desk, int(conversation_id), limit=limit, cursor=cursor) if known else None
    if page is None:
        raise NotFound(
            "no_conversation",
            "There is no such conversation. Its id stands in a ticket as conversation_id.",
        )
    return Messages(items=[Message.model_validate(item) for item in page.items], next=page.next)
