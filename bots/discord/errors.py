"""What discord.py and its transport raise -> what the port knows.

The codes are those of "Opcodes and Status Codes: JSON" in Discord's documentation.
"""

import aiohttp
import discord

from bots.discord.halt import asked_for
from core.channel import NotAllowed, Refusal, SendError, TryLater, Undeliverable, Unknown

UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
MISSING_ACCESS = 50001

_REFUSALS = {
    UNKNOWN_CHANNEL: Refusal.GONE,
    UNKNOWN_MESSAGE: Refusal.GONE,
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
_OUTDATED = (4010, 4011, 4012)  # wrong shard, sharding required, API version gone
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
            return TryLater("Discord cannot be reached", _SOON, everyone=True)
        case TimeoutError():
            return Unknown("Discord did not answer in time")
        case ValueError():
            return Undeliverable("what we were to answer is not of Discord", Refusal.INVALID)
        case _:
            return Unknown(f"the connection to Discord broke ({type(error).__name__})")


def not_sent(error: Exception) -> SendError:
    """The same, where nothing was posted yet: what is not refused can simply be tried again."""
    told = send_error(error)
    return TryLater(told.reason, _SOON) if isinstance(told, Unknown) else told


def not_logged_in(error: Exception) -> TryLater:
    """The same for a login: no message is to blame, and none can be sent."""
    refusal = not_allowed(error)
    if refusal is not None:
        return TryLater(str(refusal), _TOKEN_REFUSED, everyone=True)
    return TryLater("Discord cannot be reached", max(_SOON, wanted_pause(error)), everyone=True)


def wanted_pause(error: Exception) -> float:
    """The seconds for which Discord wants us to wait before we ask again, 0 if it named none."""
    if isinstance(error, discord.RateLimited):
        return error.retry_after
    if isinstance(error, discord.HTTPException) and error.status == 429:
        return asked_for(error.response.headers)
    return 0.0


def is_rate_limit(error: Exception) -> bool:
    """Whether Discord refused because we ask too often."""
    too_many = isinstance(error, discord.HTTPException) and error.status == 429
    return too_many or isinstance(error, discord.RateLimited)


def _refused(error: discord.HTTPException) -> SendError:
    said = " ".join(error.text.split())[:200]
    reason = f"Discord answered {error.status} (code {error.code}): {said}"
    if error.status == 429:
        return TryLater("Discord asks us to slow down", asked_for(error.response.headers))
    if error.status >= 500:
        return Unknown(f"Discord answered {error.status}")
    if error.status == 401:
        return TryLater(
            "Discord no longer takes our token; set a new one", _TOKEN_REFUSED, everyone=True
        )
    if error.code in _TOO_FAST:
        return TryLater(reason, _TOO_FAST[error.code])
    if error.code in _REFUSALS:
        return Undeliverable(reason, _REFUSALS[error.code])
    by_status = {403: Refusal.FORBIDDEN, 404: Refusal.GONE}
    return Undeliverable(reason, by_status.get(error.status, Refusal.INVALID))


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
    if _close_code(error) in _OUTDATED:
        return NotAllowed(
            f"Discord's gateway refuses this version of ours (code {_close_code(error)}): look for"
            " an update of OKPay Support"
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
