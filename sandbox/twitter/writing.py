"""Endpoints that change something: posts and private messages, made and taken back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.cast import Said
from sandbox.twitter.answers import chosen, problem
from sandbox.twitter.asking import as_user, json_object
from sandbox.twitter.bill import Bill
from sandbox.twitter.weight import LONGEST_POST, weight
from sandbox.twitter.world import World

LONGEST_MESSAGE = 10_000
NOT_ENGAGED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise "
    "engaged by the author of the post you are replying to."
)
_DEEP_LINK = re.compile(r"https://(?:twitter|x)\.com/messages/compose\?recipient_id=(\d+)(?:&.*)?")
_ADDRESS = re.compile(r"https?://|\b[a-z0-9-]+\.(?:com|org|net|io|app|me|cn)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A post or message that our account sent and X took."""

    id: str
    public: bool
    text: str
    to: str  #: id of the person answered or written to
    reply_to: str | None = None
    deep_link: str | None = None


class Writing:
    """Takes what our account says, or refuses it in X's words."""

    def __init__(self, world: World, bill: Bill, accepted: Callable[[Accepted], None]) -> None:
        self._world = world
        self._bill = bill
        self._accepted = accepted

    def routes(self) -> list[Route]:
        """The endpoints."""
        there = "/2/dm_conversations/with/{id}/messages"
        return [
            Route("/2/tweets", self._post, methods=["POST"]),
            Route("/2/tweets/{id}", self._delete_post, methods=["DELETE"]),
            Route(there, self._message, methods=["POST"]),
            Route("/2/dm_events/{id}", self._delete_message, methods=["DELETE"]),
        ]

    async def _post(self, request: Request) -> JSONResponse:
        as_user(request)
        body = await json_object(request)
        text, reply = body.get("text"), body.get("reply")
        parent_id = reply.get("in_reply_to_tweet_id") if isinstance(reply, dict) else None
        link = body.get("direct_message_deep_link")
        if not isinstance(text, str) or not text.strip():
            return problem(400, "One or more parameters to your request was invalid: text")
        if link is not None and not self._is_our_link(link):
            return problem(400, "direct_message_deep_link is not valid")
        if weight(text) > LONGEST_POST:
            # which status X gives here is not documented; the adapter never gets so far
            return problem(403, "Your Tweet text is too long.")
        parent = self._world.posts.get(str(parent_id)) if parent_id is not None else None
        if (refusal := self._reply_refused(parent_id, parent)) is not None:
            return problem(403, refusal)
        to = parent["author_id"] if parent else ""
        if any(self._says(said, text) for said in self._world.screens.get(to, [])):
            return problem(403, "You are not allowed to create a Tweet with duplicate content.")
        post = self._world.add_post(self._world.us, text, parent["id"] if parent else None)
        self._world.show(
            to, Said(post["id"], True, text, True, self._world.now(), link=link, reply_to=parent_id)
        )
        plain = "reply" if parent else "post_create"
        self._bill.made("post_create_url" if _ADDRESS.search(text) else plain)
        self._accepted(Accepted(post["id"], True, text, to, parent_id, link))
        made = chosen(post, ("id", "text", "edit_history_tweet_ids"), "")
        return JSONResponse({"data": made}, 201)

    async def _delete_post(self, request: Request) -> JSONResponse:
        as_user(request)
        world, post_id = self._world, request.path_params["id"]
        post = world.posts.get(post_id)
        if post is None:
            return problem(404, f"Could not find tweet with id: [{post_id}].")
        if post["author_id"] != world.us.id:
            return problem(403, "You are not permitted to delete this Tweet.")
        world.remove(post_id)
        return JSONResponse({"data": {"deleted": True}})

    async def _message(self, request: Request) -> JSONResponse:
        as_user(request)
        world, person_id = self._world, request.path_params["id"]
        text = (await json_object(request)).get("text")
        if not isinstance(text, str) or not text.strip():
            return problem(400, "One or more parameters to your request was invalid: text")
        if len(text) > LONGEST_MESSAGE:
            return problem(400, "The text of your message is over the max character limit")
        if person_id in world.blocking:
            return problem(403, "You have been blocked by this user.")
        wrote = any(e["sender_id"] == person_id for _, e in world.conversations.get(person_id, []))
        if not wrote or person_id in world.closed:
            return problem(403, "You do not have permission to DM one or more participants.")
        event = world.add_event(world.us, world.users[person_id], text)
        shown = Said(f"dm:{event['id']}", True, text, False, world.now())
        world.show(person_id, shown)
        self._bill.made("dm_send")
        self._accepted(Accepted(shown.id, False, text, person_id))
        made = {
            "dm_conversation_id": event["dm_conversation_id"],
            "dm_event_id": event["id"],
        }
        return JSONResponse({"data": made}, 201)

    async def _delete_message(self, request: Request) -> JSONResponse:
        as_user(request)
        event_id = request.path_params["id"]
        event = self._world.event(event_id)
        if event is None:
            return problem(404, f"Could not find dm_event with id: [{event_id}].")
        if event.get("sender_id") != self._world.us.id:
            return problem(403, "You are not permitted to delete this Direct Message.")
        self._world.remove_event(event_id)
        return JSONResponse({"data": {"deleted": True}})

    def _is_our_link(self, link: object) -> bool:
        match = _DEEP_LINK.fullmatch(link) if isinstance(link, str) else None
        return match is not None and match[1] == self._world.us.id

    def _reply_refused(self, parent_id: object, parent: dict[str, Any] | None) -> str | None:
        if parent_id is None:
            return None
        if parent is None:
            return "You attempted to reply to a Tweet that is deleted or not visible to you."
        if parent["author_id"] in self._world.blocking:
            return "You have been blocked from replying to this author."
        return None if self._world.names_us(parent) else NOT_ENGAGED

    def _says(self, said: Said, text: str) -> bool:
        """Whether this is a post of ours with the same words that still stands."""
        return said.mine and said.public and not said.deleted and said.text == text
