"""Asks X to tell us: registers the webhook, and subscribes to what happens to our account.

https://docs.x.com/x-api/webhooks/introduction and https://docs.x.com/x-api/activity/introduction.
Webhooks and lists take the app's bearer token, private subscriptions our user's keys. tweepy knows
none of it, so its authenticated `request` is used.
"""

from collections.abc import Mapping
from typing import Any

import tweepy  # type: ignore[import-untyped]

from bots.twitter.activity import DIRECT_EVENT, EVENTS
from bots.twitter.errors import Failure, failure
from bots.twitter.reader import ReadFailed, body

_WEBHOOKS = "/2/webhooks"
_SUBSCRIPTIONS = "/2/activity/subscriptions"
_ACCESS = (
    "give the app access to the X Activity API in X's developer console, or set X_PUSH=off; until "
    "then messages are only read by polling"
)
_DIRECT_ACCESS = (
    "give the app 'Read and write and Direct message' in X's developer console and make "
    f"X_ACCESS_TOKEN and X_ACCESS_TOKEN_SECRET anew; if it has that, {_ACCESS}"
)


class NotEnrolled(Exception):
    """X will not tell us for now. The text says what, why and what to do."""

    def __init__(self, problem: str, *, refused: bool = False) -> None:
        super().__init__(problem)
        self.refused = refused  #: X said no, and soon again would change nothing


class Enrolment:
    """Our webhook and subscriptions at X."""

    def __init__(self, client: tweepy.asynchronous.AsyncClient) -> None:
        self._client = client

    async def webhook(self, url: str) -> str:
        """Let X know our address, or have it look at it again. Returns its id at X."""
        listed = _items(await self._ask("the list of webhooks", "GET", _WEBHOOKS, _ACCESS))
        known = next((each for each in listed if each.get("url") == url), None)
        if known is None:
            made = await self._ask(
                f"the webhook {url}", "POST", _WEBHOOKS, _ACCESS, json={"url": url}
            )
            return _id(made.get("data"), "id")
        webhook_id = _id(known, "id")
        if known.get("valid") is not True:
            seen = await self._ask(
                f"the webhook {url}", "PUT", f"{_WEBHOOKS}/{webhook_id}", _ACCESS
            )
            state = seen.get("data")
            if isinstance(state, Mapping) and state.get("valid") is False:
                raise NotEnrolled(f"X cannot reach {url}: check that it leads to the edge server")
        return webhook_id

    async def subscriptions(self, account_id: str, webhook_id: str | None) -> str:
        """Subscribe to every kind that is missing. Returns what was refused though not all was.

        Raises `NotEnrolled` where private messages would not be told, for which push is there.
        """
        listed = _items(await self._ask("subscriptions", "GET", _SUBSCRIPTIONS, _ACCESS))
        refused = []
        for kind in EVENTS:
            same = [each for each in listed if _is_about(each, kind, account_id)]
            if any(webhook_id is None or each.get("webhook_id") == webhook_id for each in same):
                continue
            try:
                await self._subscribe(kind, account_id, webhook_id, same)
            except NotEnrolled as problem:
                if kind == DIRECT_EVENT:
                    raise
                refused.append(str(problem))
        return "; ".join(refused)

    async def _subscribe(
        self, kind: str, account_id: str, webhook_id: str | None, same: list[Mapping[str, Any]]
    ) -> None:
        """Subscribe; a subscription that leads elsewhere is led here."""
        wanted: dict[str, Any] = {"event_type": kind, "filter": {"user_id": account_id}}
        right = _DIRECT_ACCESS if kind == DIRECT_EVENT else _ACCESS
        if webhook_id is not None and same:
            route = f"{_SUBSCRIPTIONS}/{_id(same[0], 'subscription_id')}"
            await self._ask(kind, "PUT", route, right, json={"webhook_id": webhook_id}, user=True)
            return
        if webhook_id is not None:
            wanted["webhook_id"] = webhook_id
        try:
            await self._ask(kind, "POST", _SUBSCRIPTIONS, right, json=wanted, user=True)
        except NotEnrolled as problem:
            if "duplicate" not in str(problem).lower():
                raise

    async def _ask(
        self,
        what: str,
        method: str,
        route: str,
        right: str,
        *,
        json: dict[str, Any] | None = None,
        user: bool = False,
    ) -> Mapping[str, Any]:
        try:
            response = await self._client.request(
                method, route, params={}, json=json, user_auth=user
            )
            return await body(response)
        except ReadFailed as problem:
            raise NotEnrolled(f"{problem} (asked for {what})") from None
        except Exception as error:  # tweepy's own, aiohttp's, and what tweepy makes of HTML
            problem_told = failure(error)
        raise not_enrolled(what, problem_told, right)


def not_enrolled(what: str, problem: Failure, right: str = _ACCESS) -> NotEnrolled:
    """What a refusal means, and what to do about it."""
    said = f"X, {what}: {problem.status or ''} {problem.detail}".replace("  ", " ").rstrip(" .")
    match problem.status:
        case 401:
            advice = "check X_BEARER_TOKEN and the user keys; push needs both"
        case 403 | 404:
            advice = right
        case 400:
            advice = "check that X_WEBHOOK_URL is public, https, without a port, and answers"
        case _:
            return NotEnrolled(said)
    return NotEnrolled(f"{said}; {advice}", refused=True)


def _is_about(subscription: Mapping[str, Any], kind: str, account_id: str) -> bool:
    subject = subscription.get("filter")
    return (
        subscription.get("event_type") == kind
        and isinstance(subject, Mapping)
        and subject.get("user_id") == account_id
    )


def _items(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    items = answer.get("data")
    return [each for each in items if isinstance(each, Mapping)] if isinstance(items, list) else []


def _id(made: object, name: str) -> str:
    value = made.get(name) if isinstance(made, Mapping) else None
    if not isinstance(value, str) or not value:
        raise NotEnrolled("X did not say what it made")
    return value
