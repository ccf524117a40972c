"""Endpoints that only look: who we are, mentions, our own posts, private messages."""

import random
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.twitter.answers import chosen, problem
from sandbox.twitter.asking import as_user
from sandbox.twitter.bill import Bill
from sandbox.twitter.pages import Cut, Row, cut
from sandbox.twitter.switches import Switches
from sandbox.twitter.world import Raw, World

_DEEPEST_TIMELINE = 800


class Reading:
    """Shows what there is, and bills for it."""

    def __init__(self, world: World, bill: Bill, switches: Switches) -> None:
        self._world = world
        self._bill = bill
        self._switches = switches

    def routes(self) -> list[Route]:
        """The endpoints."""
        return [
            Route("/2/users/me", self._me),
            Route("/2/users/{id}/mentions", self._mentions),
            Route("/2/users/{id}/tweets", self._posts),
            Route("/2/dm_events", self._events),
            Route("/2/dm_conversations/with/{id}/dm_events", self._conversation),
        ]

    async def _me(self, request: Request) -> JSONResponse:
        as_user(request)
        asked = request.query_params.get("user.fields", "")
        self._bill.read("user_read", [self._world.us.id])
        return JSONResponse(
            {"data": chosen(self._world.us.shown(), ("id", "name", "username"), asked)}
        )

    async def _mentions(self, request: Request) -> JSONResponse:
        ours = request.path_params["id"] == self._world.us.id
        rows = self._world.indexed_mentions() if ours else []
        return self._timeline(request, rows, "mention_read")

    async def _posts(self, request: Request) -> JSONResponse:
        ours = request.path_params["id"] == self._world.us.id
        return self._timeline(request, self._world.ours if ours else [], "post_read")

    async def _events(self, request: Request) -> JSONResponse:
        return self._messages(request, self._world.events)

    async def _conversation(self, request: Request) -> JSONResponse:
        return self._messages(request, self._world.conversations.get(request.path_params["id"], []))

    def _timeline(self, request: Request, rows: list[Row], what: str) -> JSONResponse:
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
        return self._answer(page, includes, always, fields, what)

    def _messages(self, request: Request, rows: list[Row]) -> JSONResponse:
        as_user(request)
        if self._switches.dm_forbidden:
            return problem(403, "You are not permitted to use OAuth1 permission level on this.")
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
        return self._answer(page, includes, ("id", "event_type", "text"), fields, "dm_read")

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

    def _answer(
        self,
        page: Cut,
        includes: dict[str, list[dict[str, Any]]],
        always: tuple[str, ...],
        fields: str,
        what: str,
    ) -> JSONResponse:
        items = [
            item if isinstance(item, Raw) else chosen(item, always, fields) for item in page.items
        ]
        self._bill.read(what, [str(item.get("id", "")) for item in items])
        if self._switches.doubling:
            items = [item for item in items for _ in range(2)]
        if self._switches.shuffling:
            random.shuffle(items)
        content: dict[str, Any] = {"meta": page.meta}
        if items:  # X leaves `data` out when there is nothing
            content["data"] = items
        if any(includes.values()):
            content["includes"] = {name: each for name, each in includes.items() if each}
        return JSONResponse(content)
