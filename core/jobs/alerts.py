"""The sweep that sees what is wrong with the desk, and that it no longer is."""

from collections.abc import Iterable

from core import clock
from core.actions.close_alert import close_alert
from core.actions.open_alert import open_alert
from core.desk import Desk
from core.queries.health import ChannelHealth, Health, health
from core.queries.spent import Spent
from core.rules.alerts import Limits, Standing, findings


def alerts(desk: Desk) -> int:
    """Open and close alerts. Returns how many."""
    seen = health(desk)
    limits = desk.policy.desk.health
    found = findings(
        _standings(seen),
        Limits(
            silent_after=limits.silent_after,
            no_messages_after=limits.no_messages_after,
            undelivered=limits.undelivered,
            zone=desk.policy.zone,
        ),
        clock.real_now(),
    )
    known = {(one.kind, one.subject): one for one in seen.alerts}
    changed = 0
    for one in found:
        same = known.pop((one.kind, one.subject), None)
        if same is None or same.detail != one.detail:
            changed += open_alert(desk, one.kind, one.subject, one.detail)
    for over in known.values():
        changed += close_alert(desk, over.id)
    return changed


def _standings(seen: Health) -> Iterable[Standing]:
    """Of each platform the account that was heard of last: older ones are no longer ours."""
    newest: dict[str, ChannelHealth] = {}
    for one in sorted(seen.channels, key=lambda one: one.heard_at or one.started_at):
        newest[one.platform] = one
    for platform, one in newest.items():
        yield Standing(
            platform=platform,
            started_at=one.started_at,
            heard_at=one.heard_at,
            last_event_at=one.last_event_at,
            troubles=one.troubles,
            undelivered=one.undelivered.recent,
            quarantined=seen.quarantined_recently.get(platform, 0),
            spent=_limited(one.spent),
        )


def _limited(spent: Spent) -> dict[str, tuple[int, int]]:
    periods = {"day": (spent.day, spent.day_limit), "month": (spent.month, spent.month_limit)}
    return {name: (used, limit) for name, (used, limit) in periods.items() if limit is not None}
