"""Keep an update that could not be read, without its secrets, for a person to look at."""

from sqlmodel import Session

from core import clock
from core.channel import Unreadable
from core.db import insert_once
from core.models import Quarantined
from core.rules.storable import storable


def quarantine(session: Session, platform: str, unreadable: Unreadable) -> None:
    """Store the redacted copy, once however often it comes."""
    insert_once(
        session,
        Quarantined,
        {
            "platform": platform,
            "external_id": unreadable.external_id,
            "copy_text": storable(unreadable.copy).text[:4000],
            "reason": unreadable.reason[:500],
            "at": clock.now(),
        },
    )
