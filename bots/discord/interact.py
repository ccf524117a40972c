"""What Discord wants to be answered within three seconds: a pressed button, and `/support`.

Docs: Receiving and Responding to Interactions.
"""

from collections.abc import Mapping
from typing import Any

from bots.discord.parse import COMMAND, is_private
from core.channel import Inbound, Message, Pressed

_ANSWER, _CHANGE_MESSAGE = 4, 7  # docs: Interaction Callback Type
_ONLY_THEY_SEE_IT = 1 << 6  # docs: Message Flags, EPHEMERAL

SUPPORT_COMMAND: dict[str, Any] = {
    "name": COMMAND,
    "type": 1,
    "description": "Ask OKPay support",
    "description_localizations": {
        "zh-CN": "联系 OKPay 客服",
        "zh-TW": "聯絡 OKPay 客服",
    },
    "options": [
        {
            "name": "text",
            "type": 3,
            "required": False,
            "description": "What can we help with?",
            "description_localizations": {
                "zh-CN": "请描述您的问题",
                "zh-TW": "請描述您的問題",
            },
        }
    ],
}
"""Docs: Application Commands. The body that the library's command tree would send, without a
tree: the answer comes from the desk, not from a callback."""

_HERE = {
    "en": "Thank you. We answer you right here.",
    "zh-Hans": "收到，我们就在这里回复您。",
    "zh-Hant": "收到，我們就在這裡回覆您。",
}
_IN_PRIVATE = {
    "en": "Thank you. We continue in a private message. If none arrives, please allow direct"
    " messages from members of this server and try again.",
    "zh-Hans": "收到，我们会通过私信继续为您服务。若没有收到私信，"
    "请在隐私设置中允许来自本服务器成员的私信，然后再试一次。",
    "zh-Hant": "收到，我們會透過私訊繼續為您服務。若沒有收到私訊，"
    "請在隱私設定中允許來自本伺服器成員的私訊，然後再試一次。",
}


def answer_to(inbound: Inbound, payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """The body of the interaction's answer, or None where nothing waits for one.

    A press takes the buttons away from a private message; under a public one they stay, for it
    is everybody's. The command gets a note that only its author sees.
    """
    if isinstance(inbound, Pressed):
        if is_private(payload):
            return {"type": _CHANGE_MESSAGE, "data": {"components": []}}
        return {"type": 6}
    if isinstance(inbound, Message):
        texts = _HERE if is_private(payload) else _IN_PRIVATE
        text = texts[_language(inbound.author.language)]
        return {"type": _ANSWER, "data": {"content": text, "flags": _ONLY_THEY_SEE_IT}}
    return None


def _language(locale: str | None) -> str:
    """Docs: Locales. Discord knows zh-CN and zh-TW."""
    if locale and locale.startswith("zh"):
        return "zh-Hant" if locale in ("zh-TW", "zh-HK") else "zh-Hans"
    return "en"
