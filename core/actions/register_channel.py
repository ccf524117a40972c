"""Make an account of ours known to the desk."""

from core import clock
from core.channel import Account
from core.db import insert_once
from core.desk import Desk
from core.models import ChannelRow


def register_channel(desk: Desk, platform: str, account: Account) -> str:
    """Write down that the account listens. Returns the channel id, `platform:account`."""
    channel_id = f"{platform}:{account.external_id}"
    with desk.db.transaction() as session:
        known = {"handle": account.handle, "name": account.name}
        fresh = {"id": channel_id, "platform": platform, "started_at": clock.real_now()}
        if insert_once(session, ChannelRow, fresh | known) is None:
            row = session.get_one(ChannelRow, channel_id)
            row.handle, row.name = account.handle, account.name
            session.add(row)
    return channel_id
