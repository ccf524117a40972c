"""X's rate limits, as published.

https://docs.x.com/x-api/fundamentals/rate-limits: counted for each user (OAuth 1.0a) or for the
app (bearer) in windows of 15 minutes that start with the first request; direct messages also have
a day's limit. Every answer says what is left.
"""

import re
from dataclasses import dataclass, field

WINDOW_SECONDS = 15 * 60
DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Rule:
    """The limits of one endpoint: requests in 15 minutes, and in a day where there is one."""

    where: re.Pattern[str]
    user: int
    app: int
    day: int | None = None


RULES = tuple(
    Rule(re.compile(where), user, app, day)
    for where, user, app, day in (
        (r"GET /2/users/me$", 75, 75, None),
        (r"GET /2/users/\w+/mentions$", 300, 450, None),
        (r"GET /2/users/\w+/tweets$", 900, 10_000, None),
        (r"GET /2/dm_events$", 15, 15, None),
        (r"GET /2/dm_conversations/with/\w+/dm_events$", 15, 15, None),
        (r"POST /2/dm_conversations/with/\w+/messages$", 15, 15, 1440),
        (r"POST /2/tweets$", 100, 100, 10_000),
        (r"DELETE /2/tweets/\w+$", 50, 50, None),
        (r"DELETE /2/dm_events/\w+$", 300, 300, 1500),
        (r"[A-Z]+ /2/webhooks(?:/\w+)?$", 450, 450, None),
        (r"[A-Z]+ /2/activity/subscriptions(?:/\w+)?$", 500, 500, None),
        (r"GET /2/activity/stream$", 450, 450, None),
    )
)


@dataclass(slots=True)
class Window:
    """Requests counted since `start`, epoch seconds."""

    start: float
    used: int = 0


@dataclass(slots=True)
class Limits:
    """What was used of each limit."""

    _windows: dict[tuple[str, str, int], Window] = field(default_factory=dict)

    def count(self, request: str, *, app: bool, now: float) -> tuple[bool, dict[str, str]]:
        """Count a `METHOD path`; whether it is allowed, and the headers that say what is left."""
        rule = next((rule for rule in RULES if rule.where.fullmatch(request)), None)
        if rule is None:
            return True, {}
        who = "app" if app else "user"
        spans = [("x-rate-limit", rule.app if app else rule.user, WINDOW_SECONDS)]
        if rule.day is not None:
            spans.append((f"x-{who}-limit-24hour", rule.day, DAY_SECONDS))
        windows = [self._window((rule.where.pattern, who, span), now) for _, _, span in spans]
        allowed = all(
            window.used < limit for window, (_, limit, _) in zip(windows, spans, strict=True)
        )
        headers = {}
        for window, (name, limit, span) in zip(windows, spans, strict=True):
            window.used += allowed
            headers[f"{name}-limit"] = str(limit)
            headers[f"{name}-remaining"] = str(max(0, limit - window.used))
            headers[f"{name}-reset"] = str(int(window.start + span) + 1)
        return allowed, headers

    def _window(self, key: tuple[str, str, int], now: float) -> Window:
        window = self._windows.get(key)
        if window is None or now - window.start >= key[2]:
            window = self._windows[key] = Window(now)
        return window
