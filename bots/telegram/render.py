"""What the desk says, as Telegram messages. Pure.

Texts go out as plain text without a parse mode: nothing a customer wrote can become markup, nothing
has to be escaped, and by construction no text can fail for its formatting. What Telegram may refuse
is the keyboard; `sending` then sends the bare text and logs it.
"""

import re
import unicodedata
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from core.channel import Outbound, Refusal, Undeliverable
from core.vocabulary import Visibility

LIMIT = 4096  # UTF-16 units, https://core.telegram.org/bots/api#sendmessage
START_PARAMETER = "support"  # what our invitations carry, seen in /start of whoever follows one

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_PING = re.compile(r"(?<!\w)@(?=(\w+))")
_ZERO_WIDTH_SPACE = "\u200b"
_JOINER = "\u200d"
_VIRAMA = 9  # combining class of the signs that tie two Indic consonants into one


@dataclass(frozen=True, slots=True)
class Part:
    """One message to send."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


def render(outbound: Outbound, handle: str) -> list[Part]:
    """The messages to send, in order; buttons stand under the last. `handle` is our own.

    Raises `Undeliverable` for what Telegram would refuse.
    """
    text = _without_surrogates(outbound.text)
    public = outbound.place.visibility is Visibility.PUBLIC
    if public:
        text = _without_pings(text, handle)
    if public and units(text) > LIMIT:
        raise Undeliverable(f"longer than {LIMIT} characters", Refusal.TOO_LONG)
    parts = [part for part in split(text) if part.strip()]
    if not parts:
        raise Undeliverable("the text is empty", Refusal.INVALID)
    last = Part(parts[-1], _keyboard(outbound, handle, public=public))
    return [*map(Part, parts[:-1]), last]


def units(text: str) -> int:
    """The length of a text as Telegram counts it: in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, limit: int = LIMIT) -> list[str]:
    """The text in pieces of at most `limit` units that make it up when put together.

    Cuts after a line, else after a word, else between two visible characters; a cluster that is
    longer than the limit itself is cut where it must be.
    """
    pieces: list[str] = []
    start = 0
    while start < len(text):
        end = _reach(text, start, limit)
        if end < len(text):
            end = _cut(text, start, end)
        pieces.append(text[start:end])
        start = end
    return pieces


def _reach(text: str, start: int, limit: int) -> int:
    """How far from `start` the text goes on within `limit` units."""
    end = min(len(text), start + limit)
    while end - start > 1 and units(text[start:end]) > limit:
        end -= max(1, (units(text[start:end]) - limit) // 2)
    return end


def _cut(text: str, start: int, end: int) -> int:
    """The best place at or before `end` to cut; in the second half, so that pieces are few."""
    half = start + (end - start) // 2
    for mark in ("\n", " "):
        found = text.rfind(mark, half, end)
        if found >= 0 and not _inside_cluster(text, found + 1):
            return found + 1
    for place in range(end, start, -1):
        if not _inside_cluster(text, place):
            return place
    return end


def _inside_cluster(text: str, place: int) -> bool:
    """Whether a cut before `text[place]` would tear one visible character apart."""
    before, after = text[place - 1], text[place]
    if _JOINER in (before, after) or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True  # skin tones; letters of a regional flag
    if before == "\r" and after == "\n":
        return True
    if not (_is_flag_half(before) and _is_flag_half(after)):
        return False
    run = 0
    while place - run > 0 and _is_flag_half(text[place - 1 - run]):
        run += 1
    return run % 2 == 1


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _keyboard(outbound: Outbound, handle: str, *, public: bool) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(choice.label, callback_data=choice.id)] for choice in outbound.choices
    ]
    if outbound.invite and public:
        # Both words are written alike in simplified and traditional characters.
        label = "私聊客服" if _HAN.search(outbound.text) else "Message us privately"
        rows.append([InlineKeyboardButton(label, url=invitation(handle))])
    return InlineKeyboardMarkup(rows) if rows else None


def invitation(handle: str) -> str:
    """The link that opens a private chat with us. https://core.telegram.org/bots/features#deep-linking"""
    return f"https://t.me/{handle}?start={START_PARAMETER}"


def _without_pings(text: str, handle: str) -> str:
    """The text with every name but our own unable to notify anybody."""

    def defuse(match: re.Match[str]) -> str:
        return "@" if match[1].casefold() == handle.casefold() else "@" + _ZERO_WIDTH_SPACE

    return _PING.sub(defuse, text)


def _without_surrogates(text: str) -> str:
    """Half a character cannot be sent; a whole one in two halves is put together."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
