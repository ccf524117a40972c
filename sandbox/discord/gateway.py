"""The emulated gateway (docs: Gateway; Gateway Events; Opcodes and Status Codes).

A session outlives its connection: what happens meanwhile is kept and replayed on RESUME.
"""

import asyncio
import json
import secrets
import zlib
from typing import Any

from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from sandbox.discord.conditions import Conditions
from sandbox.discord.faulty import RESUME_PATH, hang_up
from sandbox.discord.session import Connection, Session
from sandbox.discord.world import APPLICATION, GUILD, OUR_ACCOUNT, TEXT_CHANNEL, Json, World

GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
ALL_INTENTS = (1 << 26) - 1
ACK_AFTER = 0.03
"""Seconds until a heartbeat is acknowledged. No network is faster, and discord.py starts its clock
only after it has sent: an answer before that looks to it as if it were a whole interval late."""
INTERVAL = 41.25
"""Seconds between heartbeats, as we ask for them."""

PATH = "/gateway"
RECONNECT, INVALID, HELLO, ACK = 7, 9, 10, 11
_OTHER_OPS = (3, 4, 8)  # presence, voice, members: taken and ignored


class Gateway:
    """All sessions. An ASGI application for one websocket route."""

    def __init__(self, world: World, token: str, conditions: Conditions) -> None:
        self.world = world
        self.token = token
        self.conditions = conditions
        conditions.cut = self.drop
        self.heartbeat = INTERVAL  #: seconds between heartbeats, for new connections
        self.sessions: dict[str, Session] = {}
        self.message_content = True  #: the switch on the application's page
        self.refuse_resume = False
        self.identified = 0  #: how often a session was begun
        self.resumed = 0

    # ---- what the emulator plays

    def tell(self, event: str, payload: Any, intent: int = 0) -> None:
        """An event for every session that asked for its kind."""
        for session in self.sessions.values():
            if not intent or session.intents & intent:
                shown = self._visible(payload, session.intents)
                copies = 2 if self.conditions.doubling else 1
                session.tell(event, shown, copies=copies, shuffled=self.conditions.shuffling)

    def drop(self) -> None:
        """Break every connection, as a network does; sessions stay."""
        for connection in self._connections():
            connection.loop.call_soon_threadsafe(hang_up, connection.receive)

    def ask_reconnect(self) -> None:
        """Op 7."""
        self._push({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Op 9."""
        self._push({"op": INVALID, "d": resumable})
        if not resumable:
            self.sessions.clear()

    def close(self, code: int) -> None:
        """Close every connection with a code of the documentation."""
        self._push(code)

    def _push(self, frame: Json | int) -> None:
        for connection in self._connections():
            connection.push(frame)

    def _connections(self) -> list[Connection]:
        return [s.connection for s in self.sessions.values() if s.connection is not None]

    # ---- the websocket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        socket = WebSocket(scope, receive, send)
        await socket.accept()
        connection = Connection(socket, receive, asyncio.get_running_loop())
        if socket.query_params.get("compress") == "zlib-stream":
            connection.compressor = zlib.compressobj()
        writer = asyncio.create_task(connection.write())
        connection.push({"op": HELLO, "d": {"heartbeat_interval": round(self.heartbeat * 1000)}})
        try:
            if socket.query_params.get("v") != "10":
                connection.push(4012)
            await self._read(connection)
        except WebSocketDisconnect as end:
            if end.code in (1000, 1001) and connection.session is not None:
                self.sessions.pop(connection.session.id, None)
        finally:
            if connection.session and connection.session.connection is connection:
                connection.session.connection = None
            if socket.client_state is WebSocketState.CONNECTED:
                await asyncio.wait([writer], timeout=1)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _read(self, connection: Connection) -> None:
        while True:
            try:
                frame = json.loads(await connection.socket.receive_text())
                op, payload = frame["op"], frame.get("d")
            except (ValueError, TypeError, KeyError):
                return connection.push(4002)
            code = self._handle(connection, op, payload)
            if code is not None:
                return connection.push(code)

    def _handle(self, connection: Connection, op: int, payload: Any) -> int | None:
        """Act on one frame; the code to close with, if that is the answer."""
        match op:
            case 1 if self.conditions.zombie:
                pass
            case 1:
                connection.loop.call_later(ACK_AFTER, connection.push, {"op": ACK})
            case 2:
                return 4005 if connection.session else self._identify(connection, payload)
            case 6:
                return 4005 if connection.session else self._resume(connection, payload)
            case _ if connection.session is None:
                return 4003
            case _ if op not in _OTHER_OPS:
                return 4001
        return None

    def _identify(self, connection: Connection, payload: Any) -> int | None:
        if payload.get("token") != self.token:
            return 4004
        intents = payload.get("intents")
        if not isinstance(intents, int) or not 0 <= intents <= ALL_INTENTS:
            return 4013
        if intents & MESSAGE_CONTENT and not self.message_content:
            return 4014
        self.identified += 1
        session = Session(secrets.token_hex(16), intents, connection=connection)
        connection.session = self.sessions[session.id] = session
        session.dispatch("READY", self._ready(connection, session))
        session.dispatch("GUILD_CREATE", _guild())
        return None

    def _resume(self, connection: Connection, payload: Any) -> int | None:
        if payload.get("token") != self.token:
            return 4004
        session = self.sessions.get(str(payload.get("session_id")))
        seen = payload.get("seq") or 0
        if session is None or self.refuse_resume or not self._replayable(session, seen):
            connection.push({"op": INVALID, "d": False})
            return None
        self.resumed += 1
        session.connection, connection.session = connection, session
        for frame in session.events:
            if frame["s"] > seen:
                connection.push(frame)
        session.dispatch("RESUMED", {})
        return None

    def _replayable(self, session: Session, seen: int) -> bool:
        first = session.events[0]["s"] if session.events else 1
        return first - 1 <= seen <= session.sequence

    def _ready(self, connection: Connection, session: Session) -> Json:
        url = connection.socket.url
        root = url.path.removesuffix(RESUME_PATH).removesuffix(PATH)
        return {
            "v": 10,
            "user": {**OUR_ACCOUNT, "verified": True, "mfa_enabled": False, "email": None},
            "guilds": [{"id": GUILD, "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": f"{url.scheme}://{url.netloc}{root}{RESUME_PATH}",
            "application": {"id": APPLICATION, "flags": 1 << 18 if self.message_content else 0},
            "private_channels": [],
        }

    def _visible(self, payload: Any, intents: int) -> Any:
        return payload if intents & MESSAGE_CONTENT else without_content(payload)


def without_content(message: Any) -> Any:
    """A server's message to an application without the Message Content intent (docs: Gateway,
    Message Content Intent): what is not private, not ours and does not name us is blank."""
    if not isinstance(message, dict) or "content" not in message or "guild_id" not in message:
        return message
    named = any(user.get("id") == APPLICATION for user in message.get("mentions") or ())
    if named or (message.get("author") or {}).get("id") == APPLICATION:
        return message
    return {**message, "content": "", "embeds": [], "attachments": [], "components": []}


def _guild() -> Json:
    channel = {
        "id": TEXT_CHANNEL,
        "type": 0,
        "name": "help",
        "position": 0,
        "permission_overwrites": [],
        "nsfw": False,
        "parent_id": None,
    }
    everyone = {
        "id": GUILD,
        "name": "@everyone",
        "color": 0,
        "hoist": False,
        "position": 0,
        "permissions": "2147483647",
        "managed": False,
        "mentionable": False,
    }
    return {
        "id": GUILD,
        "name": "OKPay community",
        "icon": None,
        "owner_id": "1",
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "roles": [everyone],
        "emojis": [],
        "features": [],
        "premium_tier": 0,
        "system_channel_flags": 0,
        "preferred_locale": "en-US",
        "nsfw_level": 0,
        "member_count": 3,
        "large": False,
        "unavailable": False,
        "joined_at": "2026-01-01T00:00:00+00:00",
        "members": [],
        "channels": [channel],
        "threads": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "stickers": [],
    }
