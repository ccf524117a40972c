"""Say when the bot answers what an author wrote, and know a flood when it comes."""

from datetime import datetime
from typing import Protocol

from core import clock
from core.policy import Floods, Policy
from core.rules.floods import Bucket, spend, turn_due


class Writing(Protocol):
    """Whoever writes, and how much they did of late."""

    tokens: float | None
    tokens_at: datetime | None
    flooding: bool


class Waiting(Protocol):
    """What waits for the bot's turn."""

    due_at: datetime | None
    waiting_since: datetime | None


def set_turn(policy: Policy, identity: Writing, conversation: Waiting) -> bool:
    """Set the turn, and count what was written. True where a flood begins with it.

    What a flood brings is read together after a pause, which does not grow with every message.
    """
    now, floods = clock.real_now(), policy.desk.floods
    last = identity.tokens_at
    begins = _count(identity, floods, now)
    conversation.waiting_since = conversation.waiting_since or now
    if identity.flooding:
        gathered = None if begins else conversation.due_at
        conversation.due_at = gathered or now + floods.pause
    else:
        hurried = last is not None and now - last < floods.pace
        conversation.due_at = turn_due(
            now,
            conversation.waiting_since,
            quiet=policy.turn_quiet,
            hurried=floods.pace if hurried else None,
            messages=floods.messages,
        )
    return begins


def _count(identity: Writing, floods: Floods, now: datetime) -> bool:
    before = None
    if identity.tokens is not None and identity.tokens_at is not None:
        before = Bucket(identity.tokens, identity.tokens_at, identity.flooding)
    after = spend(before, now, size=floods.messages, within=floods.within)
    begins = after.flooding and not identity.flooding
    identity.tokens, identity.tokens_at, identity.flooding = after.tokens, after.at, after.flooding
    return begins
