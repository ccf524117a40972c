"""The Bot API methods about webhooks. https://core.telegram.org/bots/api#setwebhook"""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.polling import conflict
from sandbox.telegram.refusals import Refused
from sandbox.telegram.state import State

Json = dict[str, Any]

LOOPBACK = ("127.0.0.1", "::1", "localhost")
SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


async def set_webhook(emulator: State, asked: Json) -> bool:
    """Post updates to this address from now on."""
    url = str(asked.get("url", ""))
    if not url:
        return await delete_webhook(emulator, asked)
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if parts.hostname not in LOOPBACK:
        why = "Failed to resolve host: Name or service not known"
        raise Refused(400, f"Bad Request: bad webhook: {why}")
    secret = str(asked.get("secret_token", ""))
    if not SECRET.fullmatch(secret):
        raise Refused(400, "Bad Request: secret token contains unallowed characters")
    if "allowed_updates" in asked:
        emulator.updates.set_kinds(asked["allowed_updates"])
    _drop(emulator, asked)
    emulator.updates.end_poll(conflict("terminated by setWebhook request"))
    emulator.push.open(url, secret, int(asked.get("max_connections", 40)))
    return True


async def delete_webhook(emulator: State, asked: Json) -> bool:
    """Return to polling; keeps the waiting updates unless told otherwise."""
    emulator.push.close()
    _drop(emulator, asked)
    return True


async def get_webhook_info(emulator: State, _: Json) -> Json:
    """Whether updates are pushed, how many wait, and what went wrong last."""
    info: Json = {
        "url": emulator.webhook,
        "has_custom_certificate": False,
        "pending_update_count": len(emulator.updates),
        "allowed_updates": sorted(emulator.updates.kinds),
    }
    if emulator.webhook:
        info["max_connections"] = emulator.push.connections
    if emulator.webhook and emulator.push.error:
        info["last_error_date"], info["last_error_message"] = emulator.push.error
    return info


def _drop(emulator: State, asked: Json) -> None:
    if str(asked.get("drop_pending_updates", "")).lower() == "true":
        emulator.updates.clear()
