"""Takes back what we said."""

import tweepy  # type: ignore[import-untyped]

from bots.twitter.errors import UNREACHED_SECONDS, as_send_error, failure
from bots.twitter.parse import DIRECT_PREFIX
from core.channel import TryLater, Unknown, Withdrawal
from core.clock import now


async def take_back(client: tweepy.asynchronous.AsyncClient, withdrawal: Withdrawal) -> None:
    """Delete every part, or raise a `SendError`. What X has no more counts as deleted."""
    for external_id in withdrawal.external_ids:
        private = external_id.startswith(DIRECT_PREFIX)
        kind = "dm_events" if private else "tweets"
        route = f"/2/{kind}/{external_id.removeprefix(DIRECT_PREFIX)}"
        try:
            # tweepy has no call for private messages; the request is what its others are made of
            await client.request("DELETE", route, params={}, user_auth=True)
            continue
        except Exception as error:
            problem = failure(error)
        if problem.status == 404:
            continue
        refusal = as_send_error(problem, withdrawal.place.visibility, now())
        if isinstance(refusal, Unknown):  # deleting once more does no harm
            raise TryLater(refusal.reason, UNREACHED_SECONDS)
        if isinstance(refusal, TryLater):  # what it says is left is not left for sending
            raise TryLater(refusal.reason, refusal.after, everyone=refusal.everyone)
        raise refusal
