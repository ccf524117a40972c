"""Sends one message: a reply under a post, or one or more direct messages."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import tweepy  # type: ignore[import-untyped]

from bots.twitter.budget import left
from bots.twitter.errors import as_send_error, failure, is_duplicate
from bots.twitter.lookup import Lookup
from bots.twitter.parse import DIRECT_PREFIX
from bots.twitter.reader import ReadFailed, body
from bots.twitter.recall import fingerprint
from bots.twitter.render import (
    PUBLIC_LIMIT,
    direct_texts,
    has_address,
    public_text,
    weighted_length,
)
from bots.twitter.till import Price, Till
from core.channel import (
    Account,
    Left,
    Outbound,
    Refusal,
    SendError,
    Sent,
    TryLater,
    Undeliverable,
    Unknown,
)
from core.clock import now
from core.vocabulary import Visibility

COMPOSE_URL = "https://twitter.com/messages/compose?recipient_id={}"
"""Opens a direct message to an account; X shows it under a post as a button.

https://docs.x.com/x-api/posts/create-post, field `direct_message_deep_link`
"""

Made = tuple[str, tuple[Left, ...]]
"""The id of what X made, and what it then said is left of our allowances."""


class Sender:
    """Knows how to send, and how not to send twice."""

    def __init__(
        self,
        client: tweepy.asynchronous.AsyncClient,
        till: Till,
        lookup: Lookup,
        account: Callable[[], Awaitable[Account]],
    ) -> None:
        self._client = client
        self._till = till
        self._lookup = lookup
        self._account = account

    async def send(self, outbound: Outbound) -> Sent:
        """Send, or raise a `SendError`."""
        account = await self._account()
        if outbound.place.visibility is Visibility.DIRECT:
            return await self._direct(outbound, account)
        return await self._public(outbound, account)

    async def _public(self, outbound: Outbound, account: Account) -> Sent:
        text, parent = (
            public_text(outbound.text, outbound.choices, account.handle),
            outbound.reply_to,
        )
        if not text:
            raise Undeliverable("X: the text is empty", Refusal.INVALID)
        if not parent:
            raise Undeliverable("X: there is no post to answer", Refusal.INVALID)
        if (length := weighted_length(text)) > PUBLIC_LIMIT:
            raise Undeliverable(f"X: {length} of {PUBLIC_LIMIT} characters", Refusal.TOO_LONG)
        again = outbound.attempt > 1
        if again and (found := await self._lookup.reply(account, parent, text)):
            return Sent((found,))
        link = COMPOSE_URL.format(account.external_id) if outbound.invite else None
        made = await self._make(
            Price.POST_WITH_URL if has_address(text) else Price.REPLY,
            Visibility.PUBLIC,
            "id",
            lambda: self._client.create_tweet(
                text=text,
                in_reply_to_tweet_id=parent,
                direct_message_deep_link=link,
                user_auth=True,
            ),
        )
        if made is not None:
            return Sent((made[0],), left=made[1])
        if found := await self._lookup.reply(account, parent, text):
            return Sent((found,))
        if again:
            return Sent(())  # it can only be the earlier attempt, which X does not show yet
        raise Undeliverable(
            "X: these words already stand in another post of ours; say it in others",
            Refusal.INVALID,
        )

    async def _direct(self, outbound: Outbound, account: Account) -> Sent:
        texts = direct_texts(outbound.text, outbound.choices)
        if not texts:
            raise Undeliverable("X: the text is empty", Refusal.INVALID)
        said: dict[str, str] = {}
        if outbound.attempt > 1:
            since = outbound.written_at or now() - timedelta(days=1)
            said = await self._lookup.messages(account, outbound.recipient, since)
        ids: list[str] = []
        told: tuple[Left, ...] = ()
        for text in texts:
            if (known := said.get(fingerprint(text))) is not None:
                ids.append(known)
                continue
            try:
                made, told = await self._message(outbound.recipient, text)
            except SendError as problem:
                again = outbound.attempt > 1 and isinstance(problem, TryLater)
                if not ids or again:  # the next one is told that it is not the first
                    raise
                part = f"part {len(ids) + 1} of {len(texts)}"
                raise Unknown(f"{part} failed: {problem.reason}") from None
            ids.append(made)
        return Sent(tuple(DIRECT_PREFIX + each for each in ids), left=told)

    async def _message(self, recipient: str, text: str) -> Made:
        made = await self._make(
            Price.DM_SEND,
            Visibility.DIRECT,
            "dm_event_id",
            lambda: self._client.create_direct_message(
                participant_id=recipient, text=text, user_auth=True
            ),
        )
        if made is None:
            raise Undeliverable("X: these words were just sent; say it in others", Refusal.INVALID)
        return made

    async def _make(
        self, price: Price, visibility: Visibility, name: str, call: Callable[[], Awaitable[Any]]
    ) -> Made | None:
        """Pay and create. None where X has the same already. Raises a `SendError`."""
        try:
            async with self._till.paying(price):
                response = await call()
                made = _id(await body(response), name)
            return made, left(response.headers, visibility, now())
        except SendError:
            raise
        except Exception as error:
            problem = failure(error)
        if is_duplicate(problem):
            return None
        raise as_send_error(problem, visibility, now())


def _id(answer: Mapping[str, Any], name: str) -> str:
    """The id of what was made. Without one it is unknown whether it was."""
    made = answer.get("data")
    value = made.get(name) if isinstance(made, Mapping) else None
    if not isinstance(value, str) or not value:
        raise ReadFailed("X did not say what it made")
    return value
