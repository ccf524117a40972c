"""The part of X's API v2 that a support desk uses.

https://docs.x.com/x-api: users/me, mentions, own posts, direct message events, writing and
deleting posts, writing direct messages. Anything else is not found, in X's form.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.cast import Said
from sandbox.twitter.answers import chosen, problem
from sandbox.twitter.pages import Cut, Row, WrongQuery, cut
from sandbox.twitter.weight import LONGEST_POST, weight
from sandbox.twitter.world import Raw, World

LONGEST_MESSAGE = 10_000
NOT_ENGAGED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise "
    "engaged by the author of the post you are replying to."
)
_DEEP_LINK = re.compile(r"https://(?:twitter|x)\.com/messages/compose\?recipient_id=(\d+)(?:&.*)?")
_DEEPEST_TIMELINE = 800


@dataclass(frozen=True, slots=True)
class Accepted:
    """A post or message that our account sent and X took."""

    id: str
    public: bool
    text: str
    to: str  #: id of the person answered or written to
    reply_to: str | None = None
    deep_link: str | None = None


class Api:
    """Answers requests from a world, and changes it."""

    def __init__(self, world: World, accepted: Callable[[Accepted], None]) -> None:
        self._world = world
        self._accepted = accepted

    def application(self) -> Starlette:
        """The routes, relative to where they are mounted."""
        routes = [
            Route("/2/users/me", self._me),
            Route("/2/users/{id}/mentions", self._mentions),
            Route("/2/users/{id}/tweets", self._posts),
            Route("/2/dm_events", self._events),
            Route("/2/dm_conversations/with/{id}/dm_events", self._conversation),
            Route("/2/dm_conversations/with/{id}/messages", self._message, methods=["POST"]),
            Route("/2/tweets", self._post, methods=["POST"]),
            Route("/2/tweets/{id}", self._delete, methods=["DELETE"]),
        ]
        return Starlette(
            routes=routes,
            exception_handlers={
                404: _not_found,
                405: _not_found,
                WrongQuery: _wrong_query,
                _UserOnly: _user_only,
            },
        )

    async def _me(self, request: Request) -> JSONResponse:
        _as_user(request)
        asked = request.query_params.get("user.fields", "")
        return JSONResponse(
            {"data": chosen(self._world.us.shown(), ("id", "name", "username"), asked)}
        )

    async def _mentions(self, request: Request) -> JSONResponse:
        ours = request.path_params["id"] == self._world.us.id
        return self._timeline(request, self._world.mentions if ours else [])

    async def _posts(self, request: Request) -> JSONResponse:
        ours = request.path_params["id"] == self._world.us.id
        return self._timeline(request, self._world.ours if ours else [])

    async def _events(self, request: Request) -> JSONResponse:
        return self._messages(request, self._world.events)

    async def _conversation(self, request: Request) -> JSONResponse:
        return self._messages(request, self._world.conversations.get(request.path_params["id"], []))

    async def _post(self, request: Request) -> JSONResponse:
        _as_user(request)
        body = await _json(request)
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
        if any(said.mine and said.public and said.text == text for said in self._screen(to)):
            return problem(403, "You are not allowed to create a Tweet with duplicate content.")
        post = self._world.add_post(self._world.us, text, parent["id"] if parent else None)
        self._world.show(
            to, Said(post["id"], True, text, True, self._world.now(), link=link, reply_to=parent_id)
        )
        self._accepted(Accepted(post["id"], True, text, to, parent_id, link))
        made = chosen(post, ("id", "text", "edit_history_tweet_ids"), "")
        return JSONResponse({"data": made}, 201)

    async def _delete(self, request: Request) -> JSONResponse:
        _as_user(request)
        world, post_id = self._world, request.path_params["id"]
        post = world.posts.get(post_id)
        if post is None or post["author_id"] != world.us.id:
            return problem(403, "You are not permitted to delete this Tweet.")
        world.remove(post_id)
        return JSONResponse({"data": {"deleted": True}})

    async def _message(self, request: Request) -> JSONResponse:
        _as_user(request)
        world, person_id = self._world, request.path_params["id"]
        text = (await _json(request)).get("text")
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
        self._accepted(Accepted(shown.id, False, text, person_id))
        made = {
            "dm_conversation_id": event["dm_conversation_id"],
            "dm_event_id": event["id"],
        }
        return JSONResponse({"data": made}, 201)

    def _timeline(self, request: Request, rows: list[Row]) -> JSONResponse:
        query = request.query_params
        page = cut(rows, query, fewest=5, usual=10, deepest=_DEEPEST_TIMELINE)
        always = ("id", "text", "edit_history_tweet_ids")
        fields, expansions = query.get("tweet.fields", ""), query.get("expansions", "").split(",")
        includes: dict[str, list[dict[str, Any]]] = {}
        if "author_id" in expansions:
            includes["users"] = self._users(page, "author_id", query.get("user.fields", ""))
        if "referenced_tweets.id" in expansions:
            parents = [
                chosen(self._world.posts[link["id"]], always, fields)
                for item in page.items
                if not isinstance(item, Raw)
                for link in item.get("referenced_tweets", [])
                if link.get("id") in self._world.posts
            ]
            includes["tweets"] = parents
        includes["media"] = self._media(page, query.get("media.fields", ""))
        return _answer([_shown(item, always, fields) for item in page.items], includes, page)

    def _messages(self, request: Request, rows: list[Row]) -> JSONResponse:
        _as_user(request)
        query = request.query_params
        kinds = set(filter(None, query.get("event_types", "").split(",")))
        if kinds:
            rows = [row for row in rows if row[1].get("event_type", "") in {*kinds, ""}]
        page = cut(rows, query, fewest=1, usual=100, deepest=None)
        fields = query.get("dm_event.fields", "")
        includes: dict[str, list[dict[str, Any]]] = {}
        if "sender_id" in query.get("expansions", ""):
            includes["users"] = self._users(page, "sender_id", query.get("user.fields", ""))
        includes["media"] = self._media(page, query.get("media.fields", ""))
        always = ("id", "event_type", "text")
        return _answer([_shown(item, always, fields) for item in page.items], includes, page)

    def _users(self, page: Cut, by: str, fields: str) -> list[dict[str, Any]]:
        ids = dict.fromkeys(str(item.get(by)) for item in page.items)
        known = (self._world.users[each] for each in ids if each in self._world.users)
        return [chosen(user.shown(), ("id", "name", "username"), fields) for user in known]

    def _media(self, page: Cut, fields: str) -> list[dict[str, Any]]:
        keys = [
            key
            for item in page.items
            if not isinstance(item, Raw) and (attached := item.get("attachments"))
            for key in attached.get("media_keys", [])
        ]
        known = (self._world.media[key] for key in keys if key in self._world.media)
        return [chosen(media, ("media_key", "type"), fields) for media in known]

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

    def _screen(self, person_id: str) -> list[Said]:
        return self._world.screens.get(person_id, [])


def _shown(item: dict[str, Any], always: tuple[str, ...], fields: str) -> dict[str, Any]:
    return item if isinstance(item, Raw) else chosen(item, always, fields)


class _UserOnly(Exception):
    """A bearer token where a user has to sign."""


def _as_user(request: Request) -> None:
    if request.state.app_only:
        raise _UserOnly


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        raise WrongQuery("The body is no JSON") from None
    return body if isinstance(body, dict) else {}


def _answer(
    items: list[dict[str, Any]], includes: dict[str, list[dict[str, Any]]], page: Cut
) -> JSONResponse:
    content: dict[str, Any] = {"meta": page.meta}
    if items:  # X leaves `data` out when there is nothing
        content["data"] = items
    if any(includes.values()):
        content["includes"] = {name: each for name, each in includes.items() if each}
    return JSONResponse(content)


async def _not_found(request: Request, error: Exception) -> JSONResponse:
    return problem(404)


async def _wrong_query(request: Request, error: Exception) -> JSONResponse:
    return problem(400, str(error))


async def _user_only(request: Request, error: Exception) -> JSONResponse:
    return problem(
        403,
        "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint. "
        "Supported authentication types are [OAuth 1.0a User Context].",
    )
