"""Interactions of the emulated Discord: presses and the slash command, and how they are answered.

Docs: Receiving and Responding to Interactions. Their token is all the right that an answer needs.
"""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.discord.checks import check_components, check_message
from sandbox.discord.refusals import VIA, Refused, invalid, unknown
from sandbox.discord.rest import Rest, json_of
from sandbox.discord.world import APPLICATION, GUILD, MEMBER, Json, Room

COMMAND, COMPONENT = 2, 3
ANSWER_WITHIN = 3.0
"""Seconds until an interaction that nobody answered is forgotten."""
EPHEMERAL = 1 << 6
_SAY, _SAY_LATER, _CHANGE_LATER, _CHANGE = 4, 5, 6, 7
_ALLOWED = {COMMAND: {_SAY, _SAY_LATER}, COMPONENT: {_SAY, _SAY_LATER, _CHANGE_LATER, _CHANGE}}


@dataclass
class Interaction:
    """A press or a command that waits for our answer."""

    id: str
    token: str
    kind: int
    person: str
    room: Room
    at: float  #: monotonic seconds
    message: str | None = None  #: what carries the pressed button
    answered: int | None = None  #: the callback's type
    answer: str | None = None  #: id of the message that answered it


@dataclass
class Hooks:
    """The endpoints that interactions are answered with."""

    rest: Rest
    within: float = ANSWER_WITHIN
    interactions: dict[str, Interaction] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """All routes, relative to /api/v10."""
        original = "/webhooks/{application}/{token}/messages/@original"
        return [
            Route("/interactions/{id}/{token}/callback", self._callback, methods=["POST"]),
            Route(original, self._original, methods=["GET", "PATCH", "DELETE"]),
            Route("/webhooks/{application}/{token}", self._follow_up, methods=["POST"]),
        ]

    def begin(
        self, kind: int, person: str, room: Room, body: Json, *, locale: str, message: Json | None
    ) -> str:
        """A person pressed or commanded: tell the gateway. The interaction's id."""
        world = self.rest.world
        made = Interaction(
            world.new_id(),
            secrets.token_urlsafe(40),
            kind,
            person,
            room,
            time.monotonic(),
            message["id"] if message else None,
        )
        self.interactions[made.id] = made
        user = world.user(person)
        payload: Json = {
            "id": made.id,
            "application_id": APPLICATION,
            "type": kind,
            "token": made.token,
            "version": 1,
            "channel_id": room.id,
            "channel": self.rest.as_channel(room),
            "app_permissions": "2147483647",
            "attachment_size_limit": 10_485_760,
            "locale": locale,
            "data": body,
            "entitlements": [],
            "authorizing_integration_owners": {},
            "context": 1 if room.person else 0,
        }
        if message is not None:
            payload["message"] = message
        if room.person:
            payload["user"] = user
        else:
            member = {**MEMBER, "user": user, "permissions": "2147483647"}
            payload |= {"guild_id": GUILD, "guild_locale": "en-US", "member": member}
        self.rest.gateway.tell("INTERACTION_CREATE", payload)
        return made.id

    async def _callback(self, request: Request) -> Response:
        try:
            made = self.interactions.get(request.path_params["id"])
            if made is None or made.token != request.path_params["token"]:
                raise unknown("Interaction")
            if made.answered is not None:
                raise Refused(400, 40060, "Interaction has already been acknowledged.")
            if time.monotonic() - made.at > self.within:
                raise unknown("Interaction")
            body = await json_of(request)
            kind = body.get("type") if isinstance(body, dict) else None
            if kind not in _ALLOWED[made.kind]:
                raise invalid("type", "BASE_TYPE_CHOICES", "Value must be one of the choices.")
            self._answer(made, kind, body.get("data") or {})
        except Refused as refused:
            return refused.answer()
        if request.query_params.get("with_response", "").lower() not in ("1", "true"):
            return Response(status_code=204, headers=VIA)
        told: Json = {"interaction": {"id": made.id, "type": made.kind, "channel_id": made.room.id}}
        if made.answer is not None:
            record = self.rest.world.record(made.answer)
            told["resource"] = {"type": kind, "message": record.message if record else None}
        return JSONResponse(told, headers=VIA)

    def _answer(self, made: Interaction, kind: int, body: Json) -> None:
        if kind == _SAY:
            made.answer = self._say(made, check_message(body))
        elif kind == _SAY_LATER:
            made.answer = self._say(made, {"content": "", "flags": body.get("flags", 0) | 1 << 7})
        elif kind == _CHANGE and made.message is not None:
            self._change(made.message, body)
        made.answered = kind

    def _say(self, made: Interaction, body: Json) -> str:
        flags = int(body.get("flags") or 0)
        secret = bool(flags & EPHEMERAL)
        extra = {"flags": flags, "components": body.get("components") or [], "type": 20}
        message = self.rest.world.say(
            made.room,
            APPLICATION,
            str(body.get("content") or ""),
            extra=extra,
            pings=False,
            only_for=made.person if secret else None,
        )
        if not secret:
            self.rest.announce(made.room, "MESSAGE_CREATE", message)
        return str(message["id"])

    def _change(self, message_id: str, body: Json) -> Json:
        record = self.rest.world.record(message_id)
        if record is None:
            raise unknown("Message")
        check_components(body.get("components") or [])
        record.message |= {k: body[k] for k in ("content", "components") if k in body}
        room = self.rest.world.room_of[message_id]
        if record.only_for is None:
            self.rest.announce(room, "MESSAGE_UPDATE", record.message)
        return record.message

    def _by_token(self, request: Request) -> Interaction:
        token = request.path_params["token"]
        found = (made for made in self.interactions.values() if made.token == token)
        made = next(found, None)
        if made is None or made.answered is None:
            raise unknown("Webhook")
        return made

    async def _original(self, request: Request) -> Response:
        try:
            made = self._by_token(request)
            message_id = made.answer or made.message
            record = self.rest.world.record(message_id) if message_id else None
            if record is None or message_id is None:
                raise unknown("Message")
            body: Any = record.message
            if request.method == "PATCH":
                body = self._change(message_id, await json_of(request))
            elif request.method == "DELETE":
                record.deleted = True
                return Response(status_code=204, headers=VIA)
        except Refused as refused:
            return refused.answer()
        return JSONResponse(body, headers=VIA)

    async def _follow_up(self, request: Request) -> Response:
        try:
            made = self._by_token(request)
            message_id = self._say(made, check_message(await json_of(request)))
        except Refused as refused:
            return refused.answer()
        record = self.rest.world.record(message_id)
        return JSONResponse(record.message if record else None, headers=VIA)
