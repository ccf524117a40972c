"""What is kept of what came with a message."""

from typing import Any

from core.channel import Attachment
from core.rules.storable import storable


def recorded(attachment: Attachment) -> dict[str, Any]:
    """An attachment in plain values, its name without secrets. Its bytes stay on the platform."""
    return {
        "kind": attachment.kind.value,
        "external_id": attachment.external_id,
        "name": storable(attachment.name).text,
        "size": attachment.size,
        "mime": attachment.mime,
    }
