"""Keep what an adapter wants back at its next start."""

from collections.abc import Mapping

from sqlmodel import Session

from core.models import ChannelMemory


def remember(session: Session, platform: str, memory: Mapping[str, str]) -> None:
    """Store the pairs, over what stood there; in the transaction of the message they came with."""
    for key, value in memory.items():
        session.merge(ChannelMemory(platform=platform, key=key, value=value))
