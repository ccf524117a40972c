"""What Discord refuses in the body of a message (docs: Create Message; Components)."""

from typing import Any

from sandbox.discord.refusals import Refused, invalid

CONTENT, NONCE, LABEL, CUSTOM_ID, ROWS, IN_A_ROW = 2000, 25, 80, 100, 5, 5


def check_message(body: Any) -> dict[str, Any]:
    """The body, if Discord would take it. Raises `Refused`."""
    if not isinstance(body, dict):
        raise Refused(400, 50109, "The request body contains invalid JSON.")
    content = body.get("content")
    if content is not None and not isinstance(content, str):
        raise invalid("content", "STRING_TYPE_CONVERT", "Could not interpret as string.")
    if content and len(content) > CONTENT:
        raise invalid("content", "BASE_TYPE_MAX_LENGTH", f"Must be {CONTENT} or fewer in length.")
    if len(str(body.get("nonce") or "")) > NONCE:
        raise invalid("nonce", "NONCE_TYPE_TOO_LONG", f"Must be {NONCE} or fewer in length.")
    check_components(body.get("components") or [])
    if not (content or "").strip() and not any(
        body.get(key) for key in ("embeds", "sticker_ids", "components", "poll")
    ):
        raise Refused(400, 50006, "Cannot send an empty message")
    return body


def check_components(rows: list[dict[str, Any]]) -> None:
    """Raises `Refused` where rows of buttons are not as they should be."""
    if len(rows) > ROWS:
        raise invalid("components", "BASE_TYPE_MAX_LENGTH", f"Must be {ROWS} or fewer in length.")
    seen: set[str] = set()
    for number, row in enumerate(rows):
        buttons = row.get("components") or []
        where = f"components.{number}.components"
        if not 1 <= len(buttons) <= IN_A_ROW:
            raise invalid(where, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
        for place, button in enumerate(buttons):
            _check_button(f"{where}.{place}", button, seen)


def _check_button(where: str, button: dict[str, Any], seen: set[str]) -> None:
    label, custom_id = str(button.get("label") or ""), str(button.get("custom_id") or "")
    if len(label) > LABEL:
        raise invalid(
            f"{where}.label", "BASE_TYPE_MAX_LENGTH", f"Must be {LABEL} or fewer in length."
        )
    if not 1 <= len(custom_id) <= CUSTOM_ID:
        raise invalid(
            f"{where}.custom_id", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."
        )
    if custom_id in seen:
        raise invalid(
            f"{where}.custom_id",
            "COMPONENT_CUSTOM_ID_DUPLICATED",
            "Component custom id cannot be duplicated",
        )
    seen.add(custom_id)
