"""Take what a platform handed us. Returned means: on disk, with every secret masked."""

from core import clock
from core.actions.change_message import change_message
from core.actions.meet import meet
from core.actions.quarantine import quarantine
from core.actions.remember import remember
from core.actions.take_message import take_message
from core.channel import Blocked, Deleted, Edited, Inbound, Message, Noted, Pressed, Unreadable
from core.desk import Desk
from core.models import ChannelRow


def receive(desk: Desk, channel_id: str, inbound: Inbound) -> None:
    """Store it, once however often it comes, and set the bot's turn where one is due."""
    platform = channel_id.partition(":")[0]
    with desk.db.transaction() as session:
        match inbound:
            case Message() | Pressed():
                take_message(desk, session, channel_id, inbound)
            case Edited() | Deleted():
                change_message(session, channel_id, inbound)
            case Blocked():
                identity, _ = meet(session, channel_id, inbound.author)
                identity.blocked_us = inbound.blocked
                session.add(identity)
            case Unreadable():
                quarantine(session, platform, inbound)
            case Noted():
                pass
        remember(session, platform, inbound.memory)
        if not isinstance(inbound, Noted):
            session.get_one(ChannelRow, channel_id).last_event_at = clock.real_now()
