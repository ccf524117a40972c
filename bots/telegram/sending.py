"""The calls that say something and take it back, and which limit a refusal tells of."""

import asyncio
import logging
import time
from typing import Any

from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, RetryAfter

from bots.telegram.errors import pause
from bots.telegram.parse import message_key, split_key
from bots.telegram.render import Part
from core.channel import Outbound, Refusal, Undeliverable, Withdrawal
from core.vocabulary import Visibility

_log = logging.getLogger(__name__)

_MALFORMED = ("can't parse", "button", "keyboard", "reply markup", "reply_markup")
_SHORT_PAUSE = 10.0  # seconds that the rest of a long text waits for its turn
_ALIKE = 2.0  # seconds by which two limits may end apart and still be one
_RECENT = 5.0


class Floods:
    """Tells the limit of one chat from that of the account.

    Telegram's refusal does not say which it is. The account's is met in several chats within a few
    seconds, and ends for all of them at the same moment.
    """

    def __init__(self) -> None:
        self._met: dict[str, tuple[float, float]] = {}  # chat: when it was met, when it ends

    def everywhere(self, chat: str, after: float) -> bool:
        """Note a refusal; whether it holds for every chat."""
        at = time.monotonic()
        self._met = {one: met for one, met in self._met.items() if met[0] > at - _RECENT}
        self._met[chat] = (at, at + after)
        others = (end for one, (_, end) in self._met.items() if one != chat)
        return any(abs(end - at - after) <= _ALIKE for end in others)


def target(outbound: Outbound) -> dict[str, Any]:
    """Where a message goes. Raises `Undeliverable` for ids that are none of Telegram's."""
    try:
        if outbound.place.visibility is Visibility.DIRECT:
            return {"chat_id": int(outbound.recipient)}
        where: dict[str, Any] = {"chat_id": int(outbound.place.key)}
        if outbound.reply_to is not None:
            _, message = split_key(outbound.reply_to)
            where["reply_parameters"] = ReplyParameters(message)
    except ValueError:
        raise Undeliverable("the recipient is not on Telegram") from None
    return where


async def send_part(bot: Bot, part: Part, where: dict[str, Any], *, first: bool) -> str:
    """Send one message; returns its key. Raises the library's errors.

    What follows a first part waits for a short limit, because half a text is worse than a late one.
    """
    try:
        return await _send(bot, part, where)
    except RetryAfter as error:
        if first or pause(error) > _SHORT_PAUSE:
            raise
        await asyncio.sleep(pause(error))
    return await _send(bot, part, where)


async def _send(bot: Bot, part: Part, where: dict[str, Any]) -> str:
    options: dict[str, Any] = {
        "reply_markup": part.keyboard,
        "link_preview_options": LinkPreviewOptions(is_disabled=True),
    }
    try:
        message = await bot.send_message(text=part.text, **options, **where)
    except BadRequest as error:
        if not any(word in error.message.casefold() for word in _MALFORMED):
            raise
        # The words are worth more than what stands around them.
        _log.warning("Telegram refused a message's form (%s); sent as bare text", error.message)
        message = await bot.send_message(text=part.text, **where)
    return message_key(message.chat.id, message.message_id)


async def take_back(bot: Bot, withdrawal: Withdrawal) -> None:
    """Delete every part that is still there. Raises `Undeliverable` and the library's errors."""
    try:
        keys = [split_key(key) for key in withdrawal.external_ids]
    except ValueError:
        raise Undeliverable("the message is not on Telegram") from None
    for chat, message in keys:
        try:
            await bot.delete_message(chat, message)
        except BadRequest as error:
            words = error.message.casefold()
            if "message to delete not found" in words:
                continue
            if "can't be deleted" in words:
                raise Undeliverable(
                    "Telegram lets us delete this message no more: it is older than 48 hours, or"
                    " we may not delete in this chat",
                    Refusal.FORBIDDEN,
                ) from None
            raise
