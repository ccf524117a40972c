"""Make an account of ours known to the desk."""

from core import clock
from core.channel import Account
from core.desk import Desk
from core.models import ChannelRow


def register_channel(desk: Desk, platform: str, account: Account) -> str:
    """Write down that the account listens. Returns the channel id, `platform:account`."""
    channel_id = f"{platform}:{account.external_id}"
    with desk.db.transaction() as session:
        row = session.get(ChannelRow, channel_id) or ChannelRow(
            id=channel_id, platform=platform, started_at=clock.real_now()
        )
        row.handle, row.name = account.handle, account.name
        session.add(row)
    return channel_id
