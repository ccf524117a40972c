"""What came with a Discord message, as the desk records it. Pure."""

from collections.abc import Mapping
from typing import Any

from core.channel import Attachment
from core.vocabulary import AttachmentKind

_VOICE_MESSAGE = 1 << 13  # docs: Message Flags, IS_VOICE_MESSAGE
_KINDS = {
    "image": AttachmentKind.IMAGE,
    "video": AttachmentKind.VIDEO,
    "audio": AttachmentKind.AUDIO,
}


def attachments_of(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Files, stickers and a poll of a message, in that order. Raises what a wrong shape raises."""
    voice = bool((message.get("flags") or 0) & _VOICE_MESSAGE)
    found = [_file(file, voice) for file in message.get("attachments") or ()]
    found += [
        Attachment(AttachmentKind.STICKER, str(sticker["id"]), str(sticker.get("name") or ""))
        for sticker in message.get("sticker_items") or ()
    ]
    poll = message.get("poll")
    if poll:
        question = poll.get("question") or {}
        name = str(question.get("text") or "")
        found.append(Attachment(AttachmentKind.POLL, str(message.get("id", "")), name))
    return tuple(found)


def _file(file: Mapping[str, Any], voice: bool) -> Attachment:
    mime = str(file.get("content_type") or "")
    kind = _KINDS.get(mime.partition("/")[0], AttachmentKind.FILE)
    size = file.get("size")
    return Attachment(
        kind=AttachmentKind.VOICE if voice else kind,
        external_id=str(file["id"]),
        name=str(file.get("filename") or ""),
        size=size if isinstance(size, int) else None,
        mime=mime,
    )
