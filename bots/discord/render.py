"""Outbound -> the bodies of Discord's "Create Message", in the order to send them. Pure."""

from typing import Any

from bots.discord.split import LIMIT, escaped, measured, speaks, split
from core.channel import Choice, Outbound, Refusal, Undeliverable, numbered
from core.vocabulary import Visibility

BUTTONS_IN_A_ROW = 5
"""Docs: Message Components, Action Row."""
BUTTONS = 25
"""Five rows of five (docs: Create Message, `components`)."""
LABEL = 80
"""Longest label of a button in characters (docs: Message Components, Button)."""

_ROW, _BUTTON, _GREY = 1, 2, 2
_NO_PREVIEWS = 1 << 2  # docs: Message Flags, SUPPRESS_EMBEDS


def bodies(outbound: Outbound) -> list[dict[str, Any]]:
    """What to post, one body for each message. Raises `Undeliverable`.

    Every body carries a nonce made from the delivery's id, so that Discord takes the same
    delivery only once within its window of some minutes. Nobody is ever pinged.
    """
    as_buttons = _fit_buttons(outbound.choices)
    text = outbound.text if as_buttons else numbered(outbound.text, outbound.choices)
    if not speaks(text):
        raise Undeliverable("the message is empty", Refusal.INVALID)
    public = outbound.place.visibility is Visibility.PUBLIC
    if public and measured(text) > LIMIT:
        raise Undeliverable(
            f"a public message on Discord holds {LIMIT} characters, this one has {measured(text)}",
            Refusal.TOO_LONG,
        )
    parts = [
        {
            "content": escaped(part),
            "tts": False,
            "flags": _NO_PREVIEWS,
            "allowed_mentions": {"parse": [], "replied_user": False},
            "nonce": nonce(outbound.id, number),
            "enforce_nonce": True,
        }
        for number, part in enumerate(split(text))
    ]
    if as_buttons and outbound.choices:
        parts[-1]["components"] = rows(outbound.choices)
    if public and outbound.reply_to is not None:
        parts[0]["message_reference"] = {
            "message_id": outbound.reply_to,
            "channel_id": outbound.place.key,
            "fail_if_not_exists": False,
        }
    return parts


def nonce(delivery: str, part: int) -> str:
    """The nonce of a part, at most 25 characters: the delivery's id, then `.1`, `.2`, …"""
    return delivery if part == 0 else f"{delivery}.{part}"


def rows(choices: tuple[Choice, ...]) -> list[dict[str, Any]]:
    """Buttons, five in a row; pressing one gives back `Choice.id`."""
    buttons = [
        {"type": _BUTTON, "style": _GREY, "label": _label(choice), "custom_id": choice.id}
        for choice in choices
    ]
    return [
        {"type": _ROW, "components": buttons[start : start + BUTTONS_IN_A_ROW]}
        for start in range(0, len(buttons), BUTTONS_IN_A_ROW)
    ]


def _fit_buttons(choices: tuple[Choice, ...]) -> bool:
    return len(choices) <= BUTTONS and len({choice.id for choice in choices}) == len(choices)


def _label(choice: Choice) -> str:
    label = choice.label.strip() or choice.id
    return label if len(label) <= LABEL else label[: LABEL - 1] + "…"
