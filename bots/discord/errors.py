"""What discord.py and its transport raise -> what the port knows.

The codes are those of "Opcodes and Status Codes: JSON" in Discord's documentation.
"""

import aiohttp
import discord

from core.channel import NotAllowed, Refusal, SendError, TryLater, Undeliverable, Unknown

UNKNOWN_CHANNEL = 10003
MISSING_ACCESS = 50001

_REFUSALS = {
    UNKNOWN_CHANNEL: Refusal.GONE,
    10008: Refusal.GONE,  # unknown message
    10013: Refusal.GONE,  # unknown user
    MISSING_ACCESS: Refusal.FORBIDDEN,
    50007: Refusal.CLOSED,  # cannot send messages to this user
    50013: Refusal.FORBIDDEN,  # missing permissions
    50278: Refusal.CLOSED,  # no server shared with this user
}
_TOO_FAST = {
    20016: 10.0,  # slow mode of the channel
    20028: 10.0,  # the channel's write limit
    40003: 60.0,  # opening private conversations too fast
}
_TOKEN_REFUSED = 60.0
_SOON = 5.0
_PORTAL = "discord.com/developers"


def send_error(error: Exception) -> SendError:
    """The port's error for whatever a request raised. Its text never holds a secret."""
    match error:
        case SendError():
            return error
        case discord.RateLimited():
            return TryLater("Discord asks us to slow down", error.retry_after)
        case discord.HTTPException():
            return _refused(error)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return TryLater("Discord cannot be reached", _SOON)
        case TimeoutError():
            return Unknown("Discord did not answer in time")
        case ValueError():
            return Undeliverable("what we were to answer is not of Discord", Refusal.INVALID)
        case _:
            return Unknown(f"the connection to Discord broke ({type(error).__name__})")


def _refused(error: discord.HTTPException) -> SendError:
    said = " ".join(error.text.split())[:200]
    reason = f"Discord answered {error.status} (code {error.code}): {said}"
    if error.status == 429:
        return TryLater("Discord asks us to slow down", _retry_after(error))
    if error.status >= 500:
        return Unknown(f"Discord answered {error.status}")
    if error.status == 401:
        return TryLater("Discord no longer takes our token; set a new one", _TOKEN_REFUSED)
    if error.code in _TOO_FAST:
        return TryLater(reason, _TOO_FAST[error.code])
    if error.code in _REFUSALS:
        return Undeliverable(reason, _REFUSALS[error.code])
    by_status = {403: Refusal.FORBIDDEN, 404: Refusal.GONE}
    return Undeliverable(reason, by_status.get(error.status, Refusal.INVALID))


def _retry_after(error: discord.HTTPException) -> float:
    """Seconds from the header; half a minute where there is none (a ban by the front proxy)."""
    try:
        return max(0.0, float(error.response.headers["Retry-After"]))
    except (KeyError, ValueError):
        return 30.0


def not_allowed(error: Exception) -> NotAllowed | None:
    """What to tell an operator, where an error means that trying again is no use."""
    if isinstance(error, discord.LoginFailure) or _close_code(error) == 4004:
        return NotAllowed(
            "Discord refuses the token: reset it on the Bot page of your application at"
            f" {_PORTAL} and set DISCORD_BOT_TOKEN"
        )
    if isinstance(error, discord.PrivilegedIntentsRequired) or _close_code(error) in (4013, 4014):
        return NotAllowed(
            "Discord refuses to show us messages: switch on 'Message Content Intent' on the Bot"
            f" page of your application at {_PORTAL}"
        )
    if isinstance(error, discord.Forbidden):
        return NotAllowed(
            f"Discord forbids our application to start (code {error.code}): check it at {_PORTAL}"
        )
    return None


def _close_code(error: Exception) -> int | None:
    """Docs: Gateway Close Event Codes."""
    return error.code if isinstance(error, discord.ConnectionClosed) else None


def gone(error: Exception) -> bool:
    """Whether a channel cannot be read any more, however often we ask."""
    return isinstance(error, discord.Forbidden | discord.NotFound)


def not_ours(error: Exception) -> bool:
    """Whether a channel does not exist for us, whatever it was to whoever remembered it."""
    codes = (UNKNOWN_CHANNEL, MISSING_ACCESS)
    return isinstance(error, discord.HTTPException) and error.code in codes
