"""Make an account of ours known to the desk."""

from dataclasses import asdict
from typing import Any

from core import clock
from core.channel import Account, Capabilities
from core.db import insert_once
from core.desk import Desk
from core.models import ChannelRow


def register_channel(
    desk: Desk, platform: str, account: Account, capabilities: Capabilities | None = None
) -> str:
    """Write down that we have the account, and what its platform can do.

    Returns the channel id, `platform:account`.
    """
    channel_id = f"{platform}:{account.external_id}"
    with desk.db.transaction() as session:
        known: dict[str, Any] = {"handle": account.handle, "name": account.name}
        if capabilities is not None:
            known["traits"] = _traits(capabilities)
        fresh = {"id": channel_id, "platform": platform, "started_at": clock.real_now()}
        if insert_once(session, ChannelRow, fresh | known) is None:
            row = session.get_one(ChannelRow, channel_id)
            for name, value in known.items():
                setattr(row, name, value)
            session.add(row)
    return channel_id


def _traits(capabilities: Capabilities) -> dict[str, Any]:
    """The words that are true of it, and its allowances."""
    words = ("buttons", "opens_private", "joins_private", "answers_once", "withdraws")
    traits: dict[str, Any] = {word: True for word in words if getattr(capabilities, word)}
    traits["allowances"] = [asdict(one) for one in capabilities.allowances]
    return traits
