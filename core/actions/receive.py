"""Take what a platform handed us. Returned means: on disk, with every secret masked."""

from core.actions.change_message import change_message
from core.actions.meet import meet
from core.actions.note_event import note_event
from core.actions.quarantine import quarantine
from core.actions.remember import remember
from core.actions.take_message import take_message
from core.channel import Blocked, Deleted, Edited, Inbound, Message, Noted, Pressed, Unreadable
from core.db import ring
from core.desk import Desk

#: The bell that tells of a turn to come.
TURNS = "turns"


def receive(desk: Desk, channel_id: str, inbound: Inbound) -> None:
    """Store it, once however often it comes, and set the bot's turn where one is due."""
    platform = channel_id.partition(":")[0]
    with desk.db.transaction() as session:
        match inbound:
            case Message() | Pressed():
                take_message(desk, session, channel_id, inbound)
                ring(session, TURNS)
            case Edited() | Deleted():
                change_message(desk, session, channel_id, inbound)
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
            note_event(session, channel_id)
