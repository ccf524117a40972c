"""The emulated REST API: who we are, channels, messages and commands (docs: Resources)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.discord.checks import check_components, check_message
from sandbox.discord.gateway import DIRECT_MESSAGES, GUILD_MESSAGES, Gateway, without_content
from sandbox.discord.limits import Limits
from sandbox.discord.refusals import (
    VIA,
    Refused,
    invalid,
    not_found,
    too_fast,
    unauthorized,
    unknown,
)
from sandbox.discord.world import APPLICATION, GUILD, OUR_ACCOUNT, Json, Room, World

NONCE_WINDOW = 300.0
"""Seconds; the documentation says "the past few minutes"."""
PAGE = 100

Endpoint = Callable[[Request], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Sending:
    """A message of ours that Discord took."""

    message_id: str
    channel_id: str
    person: str | None  #: whose private channel it is
    body: Json


@dataclass
class Rest:
    """The endpoints under /api/v10 that need our token."""

    world: World
    gateway: Gateway
    token: str
    limits: Limits
    sent: list[Sending] = field(default_factory=list)
    commands: list[Json] = field(default_factory=list)
    may_speak: bool = True  #: our right to write in the server's channel
    nonces: dict[str, tuple[float, Json]] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """All routes, relative to /api/v10."""
        channel = "/channels/{channel}"
        message = channel + "/messages/{message}"
        table: list[tuple[str, str, str, Endpoint]] = [
            ("GET", "/users/@me", "users", self._me),
            ("GET", "/oauth2/applications/@me", "applications", self._application),
            ("GET", "/gateway", "gateway", self._gateway_url),
            ("GET", "/gateway/bot", "gateway", self._gateway_url),
            ("GET", "/applications/{application}/commands", "commands", self._get_commands),
            ("PUT", "/applications/{application}/commands", "commands", self._put_commands),
            ("POST", "/users/@me/channels", "private", self._open_private),
            ("GET", channel, "channels", self._get_channel),
            ("GET", channel + "/messages", "history", self._get_messages),
            ("POST", channel + "/messages", "messages", self._post_message),
            ("GET", message, "history", self._get_message),
            ("PATCH", message, "edits", self._patch_message),
            ("DELETE", message, "deletions", self._delete_message),
        ]
        return [
            Route(path, self._guarded(bucket, endpoint), methods=[method])
            for method, path, bucket, endpoint in table
        ]

    def _guarded(self, bucket: str, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
        """Token first, then limits, then the endpoint itself."""

        async def serve(request: Request) -> Response:
            if request.headers.get("Authorization") != f"Bot {self.token}":
                return unauthorized().answer()
            taken = self.limits.take(bucket, request.path_params.get("channel", ""))
            if taken.refused:
                return too_fast(taken.reset_after, taken.headers, everywhere=taken.everywhere)
            try:
                body = await endpoint(request)
            except Refused as refused:
                return refused.answer(taken.headers)
            headers = {**VIA, **taken.headers}
            if body is None:
                return Response(status_code=204, headers=headers)
            return JSONResponse(body, headers=headers)

        return serve

    # ---- who we are

    async def _me(self, request: Request) -> Json:
        return {**OUR_ACCOUNT, "verified": True, "mfa_enabled": False, "flags": 0}

    async def _application(self, request: Request) -> Json:
        return {
            "id": APPLICATION,
            "name": "OKPay Support",
            "icon": None,
            "description": "",
            "bot_public": False,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "owner": {**OUR_ACCOUNT, "id": "1", "username": "owner", "bot": False},
            "flags": 1 << 18 if self.gateway.message_content else 0,
            "interactions_endpoint_url": None,
        }

    async def _gateway_url(self, request: Request) -> Json:
        root = request.url.path.partition("/api/v10")[0]
        scheme = "wss" if request.url.scheme == "https" else "ws"
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        url = f"{scheme}://{request.url.netloc}{root}/gateway"
        return {"url": url, "shards": 1, "session_start_limit": limit}

    async def _get_commands(self, request: Request) -> list[Json]:
        _ours(request)
        return self.commands

    async def _put_commands(self, request: Request) -> list[Json]:
        _ours(request)
        body = await json_of(request)
        if not isinstance(body, list) or not all(isinstance(c, dict) for c in body):
            raise Refused(400, 50035, "Invalid Form Body")
        extra = {"application_id": APPLICATION, "version": self.world.new_id(), "type": 1}
        self.commands = [
            {"id": self.world.new_id(), **extra, "default_member_permissions": None, **command}
            for command in body
        ]
        return self.commands

    # ---- channels

    async def _open_private(self, request: Request) -> Json:
        recipient = str((await json_of(request)).get("recipient_id"))
        if recipient == APPLICATION:
            raise Refused(400, 50007, "Cannot send messages to this user")
        if recipient not in self.world.people:
            raise unknown("User")
        return self.as_channel(self.world.room_with(recipient))

    async def _get_channel(self, request: Request) -> Json:
        return self.as_channel(self._room(request))

    def _room(self, request: Request) -> Room:
        room = self.world.rooms.get(request.path_params["channel"])
        if room is None:
            raise unknown("Channel")
        return room

    def as_channel(self, room: Room) -> Json:
        """A channel object."""
        last = str(room.order[-1]) if room.order else None
        if room.person is None:
            return {"id": room.id, "type": 0, "guild_id": GUILD, "name": "help", "position": 0}
        person = self.world.user(room.person.id_on("discord"))
        return {"id": room.id, "type": 1, "last_message_id": last, "recipients": [person]}

    # ---- messages

    async def _get_messages(self, request: Request) -> list[Json]:
        room, query = self._room(request), request.query_params
        try:
            limit = int(query.get("limit", "50"))
            after = int(query["after"]) if "after" in query else None
            before = int(query["before"]) if "before" in query else None
        except ValueError:
            raise invalid("after", "NUMBER_TYPE_COERCE", "Value is not snowflake.") from None
        if not 1 <= limit <= PAGE:
            raise invalid("limit", "NUMBER_TYPE_MAX", f"int value should be less than {PAGE + 1}.")
        found = room.newest(before, limit) if after is None else room.page(after, limit)
        return [self._shown(room, message) for message in found]

    async def _get_message(self, request: Request) -> Json:
        return self._shown(self._room(request), self._message(request))

    def _shown(self, room: Room, message: Json) -> Json:
        if room.person is not None or self.gateway.message_content:
            return message
        shown: Json = without_content({**message, "guild_id": GUILD})
        return {key: value for key, value in shown.items() if key != "guild_id"}

    def _message(self, request: Request) -> Json:
        record = self.world.record(request.path_params["message"])
        if record is None or record.message["channel_id"] != self._room(request).id:
            raise unknown("Message")
        return record.message

    async def _post_message(self, request: Request) -> Json:
        room = self._room(request)
        person = room.person.id_on("discord") if room.person else None
        if person in self.world.closed:
            raise Refused(403, 50007, "Cannot send messages to this user")
        if person is None and not self.may_speak:
            raise Refused(403, 50013, "Missing Permissions")
        body = check_message(await json_of(request))
        nonce = str(body["nonce"]) if body.get("nonce") and body.get("enforce_nonce") else None
        now = self.world.now().timestamp()
        if nonce in self.nonces and now - self.nonces[nonce][0] < NONCE_WINDOW:
            return self.nonces[nonce][1]
        message = self.world.say(
            room,
            APPLICATION,
            str(body.get("content") or ""),
            reply_to=self._answered(room, body),
            extra={"components": body.get("components") or [], "flags": body.get("flags") or 0},
            pings=(body.get("allowed_mentions") or {"parse": ["users"]}).get("parse") != [],
        )
        if nonce is not None:
            message["nonce"] = nonce
            self.nonces[nonce] = now, message
        self.sent.append(Sending(message["id"], room.id, person, body))
        self.announce(room, "MESSAGE_CREATE", message)
        return message

    def _answered(self, room: Room, body: Json) -> str | None:
        reference = body.get("message_reference")
        if not reference:
            return None
        record = self.world.record(str(reference.get("message_id")))
        if record is not None and record.message["channel_id"] == room.id:
            return str(reference["message_id"])
        if reference.get("fail_if_not_exists", True):
            raise invalid(
                "message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message"
            )
        return None

    async def _patch_message(self, request: Request) -> Json:
        message, body = self._message(request), await json_of(request)
        if message["author"]["id"] != APPLICATION:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        check_components(body.get("components") or [])
        message |= {key: body[key] for key in ("content", "components", "flags") if key in body}
        message["edited_timestamp"] = self.world.now().isoformat()
        self.announce(self._room(request), "MESSAGE_UPDATE", message)
        return message

    async def _delete_message(self, request: Request) -> None:
        room, message = self._room(request), self._message(request)
        if message["author"]["id"] != APPLICATION:
            code = 50003 if room.person else 50013
            raise Refused(403, code, "Cannot delete a message authored by another user")
        room.records[int(message["id"])].deleted = True
        self.announce_deletion(room, message["id"])

    def announce(self, room: Room, event: str, message: Json) -> None:
        """Tell the gateway of a new or changed message."""
        intent = DIRECT_MESSAGES if room.person else GUILD_MESSAGES
        self.gateway.tell(event, self.world.event(room, message), intent)

    def announce_deletion(self, room: Room, message_id: str) -> None:
        """Tell the gateway of a message that is gone."""
        where = {"id": message_id, "channel_id": room.id}
        if room.person:
            self.gateway.tell("MESSAGE_DELETE", where, DIRECT_MESSAGES)
        else:
            self.gateway.tell("MESSAGE_DELETE", {**where, "guild_id": GUILD}, GUILD_MESSAGES)


async def json_of(request: Request) -> Any:
    """The body. Raises `Refused` where it is no JSON."""
    try:
        return await request.json()
    except ValueError:
        raise Refused(400, 50109, "The request body contains invalid JSON.") from None


def _ours(request: Request) -> None:
    if request.path_params["application"] != APPLICATION:
        raise unknown("Application")


async def nothing_here(request: Request, error: Exception) -> Response:
    """The API's own 404, for whatever it does not know."""
    return not_found().answer()
