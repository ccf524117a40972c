"""What a failed call of Telegram means to the desk.

Descriptions are those of the Bot API server; Telegram documents the codes, not the words
(https://core.telegram.org/bots/api#making-requests), so unknown words fall back to the code.
"""

from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from core.channel import Refusal, SendError, TryLater, Undeliverable, Unknown

UNREACHED_PAUSE = 5.0  # seconds until a server that could not be reached is tried again
TOKEN_PAUSE = 60.0  # seconds; an operator has to act first

TO_SIGN_IN = (
    "Telegram does not accept the token: copy it anew from @BotFather into TELEGRAM_BOT_TOKEN"
    " (and leave TELEGRAM_API_BASE_URL unset unless you run a Bot API server of your own)"
)

_UNREACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_REFUSALS = {
    "bot was blocked by the user": Refusal.BLOCKED,
    "user_is_blocked": Refusal.BLOCKED,
    "can't initiate conversation": Refusal.CLOSED,
    "user is deactivated": Refusal.GONE,
    "chat not found": Refusal.GONE,
    "user not found": Refusal.GONE,
    "peer_id_invalid": Refusal.GONE,
    "message to be replied not found": Refusal.GONE,
    "message to reply not found": Refusal.GONE,
    "message thread not found": Refusal.GONE,
    "group chat was deleted": Refusal.GONE,
    "message is too long": Refusal.TOO_LONG,
    "not enough rights": Refusal.FORBIDDEN,
    "have no rights": Refusal.FORBIDDEN,
    "chat_write_forbidden": Refusal.FORBIDDEN,
    "topic_closed": Refusal.FORBIDDEN,
}


def meaning(error: Exception) -> SendError:
    """Whether a failed send may be tried again, never will arrive, or may have arrived."""
    if isinstance(error, RetryAfter):
        return TryLater("Telegram asks us to slow down", pause(error))
    if isinstance(error, InvalidToken):
        return TryLater(TO_SIGN_IN, TOKEN_PAUSE)
    if isinstance(error, ChatMigrated):
        return Undeliverable("the group was replaced by a supergroup", Refusal.GONE)
    if isinstance(error, Forbidden):
        return Undeliverable(error.message, _refusal(error, Refusal.FORBIDDEN))
    if isinstance(error, BadRequest):
        return Undeliverable(error.message, _refusal(error, Refusal.INVALID))
    cause = error.__cause__ or error
    if isinstance(cause, _UNREACHED):
        return TryLater(f"Telegram cannot be reached ({type(cause).__name__})", UNREACHED_PAUSE)
    # The texts of network errors may quote the address, which has the token in it.
    return Unknown(f"no answer from Telegram ({type(cause).__name__})")


def pause(error: RetryAfter) -> float:
    """Seconds that Telegram wants us to wait; the library gives a number or a timedelta."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _refusal(error: TelegramError, otherwise: Refusal) -> Refusal:
    words = error.message.casefold()
    return next((why for phrase, why in _REFUSALS.items() if phrase in words), otherwise)
