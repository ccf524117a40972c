"""Endpoints of webhooks, subscriptions and the stream.

https://docs.x.com/x-api/webhooks/introduction, https://docs.x.com/x-api/activity/introduction.
Webhooks, lists and the stream belong to the app (bearer token); a subscription to private events
has to be made by the user it is about.
"""

import json
from collections.abc import AsyncIterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.twitter.activity import MOST_STREAMS, Activity, Stream, Subscription
from sandbox.twitter.answers import moment, problem
from sandbox.twitter.asking import as_app, as_user, json_object
from sandbox.twitter.courier import Courier
from sandbox.twitter.switches import Switches

DIRECT_EVENTS = ("dm.received", "dm.sent")
POST_EVENTS = ("post.mention.create", "post.reply.create")
MOST_WEBHOOKS = 5
_NO_ACCESS = "Your app is not permitted to access this feature: X Activity API."


class Subscribing:
    """Takes and shows what an app wants to be told."""

    def __init__(self, user_id: str, activity: Activity, switches: Switches) -> None:
        self._user_id = user_id
        self._activity = activity
        self._switches = switches

    def routes(self) -> list[Route]:
        """The endpoints."""
        one = "/2/activity/subscriptions/{id}"
        return [
            Route("/2/webhooks", self._webhooks, methods=["GET"]),
            Route("/2/webhooks", self._register, methods=["POST"]),
            Route("/2/webhooks/{id}", self._validate, methods=["PUT"]),
            Route("/2/webhooks/{id}", self._unregister, methods=["DELETE"]),
            Route("/2/activity/subscriptions", self._subscriptions, methods=["GET"]),
            Route("/2/activity/subscriptions", self._subscribe, methods=["POST"]),
            Route(one, self._redirect, methods=["PUT"]),
            Route(one, self._unsubscribe, methods=["DELETE"]),
            Route("/2/activity/stream", self._stream),
        ]

    async def _webhooks(self, request: Request) -> Response:
        as_app(request)
        shown = [_shown(key, each) for key, each in self._activity.webhooks.items()]
        return JSONResponse({"data": shown, "meta": {"result_count": len(shown)}})

    async def _register(self, request: Request) -> Response:
        as_app(request)
        if self._switches.push_forbidden:
            return problem(403, _NO_ACCESS)
        url = str((await json_object(request)).get("url", ""))
        hooks = self._activity.webhooks
        if not _may_be_called(url):
            return problem(400, "UrlValidationFailed: The URL must be https and without a port.")
        if any(each.url == url for each in hooks.values()):
            return problem(400, "DuplicateUrlFailed: This URL is already registered.")
        if len(hooks) >= MOST_WEBHOOKS:
            return problem(400, "WebhookLimitExceeded: The app has too many webhooks.")
        courier = Courier(url, self._activity.secret, self._activity.now)
        if not await courier.check():
            courier.stop()
            return problem(400, "CrcValidationFailed: The URL did not answer the challenge.")
        webhook_id = self._activity.next_id()
        hooks[webhook_id] = courier
        return JSONResponse({"data": _shown(webhook_id, courier)})

    async def _validate(self, request: Request) -> Response:
        as_app(request)
        courier = self._activity.webhooks.get(request.path_params["id"])
        if courier is None:
            return problem(404, "WebhookIdInvalid")
        return JSONResponse({"data": {"valid": await courier.check()}})

    async def _unregister(self, request: Request) -> Response:
        as_app(request)
        courier = self._activity.webhooks.pop(request.path_params["id"], None)
        if courier is None:
            return problem(404, "WebhookIdInvalid")
        courier.stop()
        return JSONResponse({"data": {"deleted": True}})

    async def _subscriptions(self, request: Request) -> Response:
        as_app(request)
        shown = [each.shown() for each in self._activity.subscriptions.values()]
        return JSONResponse({"data": shown, "meta": {"result_count": len(shown)}})

    async def _subscribe(self, request: Request) -> Response:
        as_user(request)
        body = await json_object(request)
        kind, subject, hook = body.get("event_type"), body.get("filter"), body.get("webhook_id")
        if kind not in DIRECT_EVENTS + POST_EVENTS or not isinstance(subject, dict):
            return problem(400, "event_type and filter are needed")
        if self._switches.push_forbidden:
            return problem(403, _NO_ACCESS)
        if subject.get("user_id") != self._user_id:
            return problem(403, "The user has not authorized your app for this event.")
        if kind in DIRECT_EVENTS and self._switches.dm_forbidden:
            return problem(403, "Your app is not permitted to read Direct Messages.")
        if hook is not None and hook not in self._activity.webhooks:
            return problem(400, "WebhookIdInvalid")
        known = self._activity.subscriptions
        if any(each.event_type == kind and each.webhook_id == hook for each in known.values()):
            return problem(400, "DuplicateSubscription: This subscription exists already.")
        made = Subscription(
            self._activity.next_id(),
            str(kind),
            self._user_id,
            self._activity.now(),
            hook,
            str(body.get("tag", "")),
        )
        known[made.id] = made
        total = {"total_subscriptions": len(known)}
        return JSONResponse({"data": {"subscription": made.shown()}, "meta": total})

    async def _redirect(self, request: Request) -> Response:
        as_user(request)
        known = self._activity.subscriptions.get(request.path_params["id"])
        hook = (await json_object(request)).get("webhook_id")
        if known is None:
            return problem(404, "There is no such subscription.")
        if hook not in self._activity.webhooks:
            return problem(400, "WebhookIdInvalid")
        known.webhook_id = str(hook)
        return JSONResponse({"data": {"subscription": known.shown()}})

    async def _unsubscribe(self, request: Request) -> Response:
        as_user(request)
        if self._activity.subscriptions.pop(request.path_params["id"], None) is None:
            return problem(404, "There is no such subscription.")
        return JSONResponse({"data": {"deleted": True}})

    async def _stream(self, request: Request) -> Response:
        as_app(request)
        if self._switches.push_forbidden:
            return problem(403, _NO_ACCESS)
        streams = self._activity.streams
        if len(streams) >= MOST_STREAMS:
            return problem(429, "TooManyConnections: This stream is at its maximum.")
        stream = Stream(self._switches)
        streams.append(stream)

        async def lines() -> AsyncIterator[bytes]:
            try:
                async for event in stream.events():
                    yield (json.dumps(event).encode() if event else b"") + b"\r\n"
            finally:
                streams.remove(stream)

        return StreamingResponse(lines(), media_type="application/json")


def _may_be_called(url: str) -> bool:
    """X calls public https addresses without a port; the sandbox also this machine itself."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    try:
        local = ip_address(parts.hostname or "").is_loopback
    except ValueError:
        local = False
    return local or (parts.scheme == "https" and bool(parts.hostname) and port is None)


def _shown(webhook_id: str, courier: Courier) -> dict[str, Any]:
    return {
        "id": webhook_id,
        "url": courier.url,
        "valid": courier.valid,
        "created_at": moment(courier.made_at),
    }
