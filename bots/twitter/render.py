"""What we write, as X takes it: weighed, neutralised, split.

Weights are those of https://docs.x.com/fundamentals/counting-characters: most scripts count 1,
Chinese, Japanese, Korean and every emoji 2, an address 23 however long, 280 in all, after
normalising to NFC.
"""

import re
import unicodedata

from core.channel import Choice, numbered

PUBLIC_LIMIT = 280
"""Longest post, in weighted characters."""

DIRECT_LIMIT = 10_000
"""Longest direct message; counted here in UTF-16 units, the most cautious way to count."""

_ADDRESS_WEIGHT = 23
# The ranges of code points that weigh 1, from the configuration (version 3) of twitter-text
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_JOINABLE = "[\U0001f300-\U0001faff\u2600-\u27bf]"
_TONE = "[\U0001f3fb-\U0001f3ff\ufe0f]"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[0-9#*]\ufe0f?\u20e3"
    "|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
    f"|{_JOINABLE}{_TONE}?(?:\u200d{_JOINABLE}{_TONE}?)*"
    "|[\u2000-\u2bff\u3000-\u32ff]\ufe0f"
)
_ADDRESS = re.compile(
    r"(?P<certain>https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}"
    r"(?![\w.-])(?:[/?#][\w~:/?#@!$&*+=%.,;'()-]*[\w~/#=&%]|/)?)"
    r"|https?://[\w.:/-]*"
    r"|(?<![@\w.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?![\w-])(?:/[!-~]*)?",
    re.IGNORECASE | re.ASCII,
)
_AT = re.compile(r"(?<![A-Za-z0-9_!#$%&*])([@＠])(?=[A-Za-z0-9_])")
_INVISIBLE = "\u200b"  # between @ and a name: nobody is notified
_MODIFIERS = ("\u200d", "\ufe0e", "\ufe0f", "\u20e3")


def weighted_length(text: str) -> int:
    """How long X counts a post to be. An address never counts less than X's 23."""
    normal = unicodedata.normalize("NFC", text)
    weight = 0
    end = 0
    for address in _ADDRESS.finditer(normal):
        weight += _plain_weight(normal[end : address.start()])
        # what only looks like an address may be counted letter by letter: take the larger
        certain = address["certain"] is not None
        weight += _ADDRESS_WEIGHT if certain else max(_ADDRESS_WEIGHT, len(address[0]))
        end = address.end()
    return weight + _plain_weight(normal[end:])


def _plain_weight(text: str) -> int:
    weight = 0
    end = 0
    for emoji in _EMOJI.finditer(text):
        weight += sum(map(_weight, text[end : emoji.start()])) + 2
        end = emoji.end()
    return weight + sum(map(_weight, text[end:]))


def has_address(text: str) -> bool:
    """Whether X may see a link in the text, which makes a post dear."""
    return _ADDRESS.search(text) is not None


def _weight(character: str) -> int:
    return 1 if any(low <= ord(character) <= high for low, high in _LIGHT) else 2


def without_pings(text: str, own_handle: str) -> str:
    """The text with every @name made powerless, except our own."""
    own = own_handle.lower()

    def disarm(at: re.Match[str]) -> str:
        name = re.match(r"\w{1,20}", text[at.end() :], re.ASCII)
        ours = own and name is not None and name[0].lower() == own
        return at[0] if ours else at[0] + _INVISIBLE

    return _AT.sub(disarm, text)


def public_text(text: str, choices: tuple[Choice, ...], own_handle: str) -> str:
    """One post, its choices numbered, nobody pinged. It may be too long; nothing is cut."""
    return without_pings(numbered(text, choices), own_handle).strip()


def direct_texts(text: str, choices: tuple[Choice, ...]) -> list[str]:
    """The messages a private text is split into, its choices numbered."""
    return split(numbered(text, choices), DIRECT_LIMIT)


def split(text: str, limit: int) -> list[str]:
    """Parts of at most `limit` UTF-16 units, cut between lines, else words, else characters.

    Nothing but the blanks at a cut is lost, and what a reader sees as one character stays whole
    (unless it alone is over the limit). Parts with nothing to see in them are left out.
    """
    parts = []
    rest = text
    while _units(rest) > limit:
        room = _prefix(rest, limit)
        cut = _cut(rest, room)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in (*parts, rest) if part.strip()]


def _cut(text: str, room: int) -> int:
    """Where to cut so that at most `room` code points stand before it."""
    for mark in ("\n", " "):
        found = text.rfind(mark, room // 2, room + 1)
        if found > 0:
            return found
    for cut in range(room, max(0, room - 200), -1):
        if text[cut - 1] in "。！？；，、" and not _joined(text, cut):
            return cut
    for cut in range(room, 0, -1):
        if not _joined(text, cut):
            return cut
    return room


def _joined(text: str, at: int) -> bool:
    """Whether the code points on both sides of `at` belong to one character on the screen."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after)[0] == "M" or after in _MODIFIERS or before == "\u200d":
        return True
    if before == "\r" and after == "\n":
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if _is_flag(after) and _is_flag(before):
        flags = 0
        while flags < at and _is_flag(text[at - 1 - flags]):
            flags += 1
        return flags % 2 == 1
    return False


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _prefix(text: str, limit: int) -> int:
    """How many code points fit in `limit` UTF-16 units, at least one."""
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return max(1, index)
    return len(text)
