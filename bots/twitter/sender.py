"""Sends one message: a reply under a post, or one or more direct messages."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import tweepy  # type: ignore[import-untyped]

from bots.twitter.errors import Failure, as_send_error, failure, is_duplicate
from bots.twitter.parse import DIRECT_PREFIX
from bots.twitter.reader import ReadFailed, body
from bots.twitter.recall import Recall, fingerprint, reply_with_text, said_last
from bots.twitter.render import PUBLIC_LIMIT, direct_texts, public_text, weighted_length
from core.channel import (
    Account,
    Outbound,
    Refusal,
    SendError,
    Sent,
    TryLater,
    Undeliverable,
    Unknown,
)
from core.clock import real_now
from core.vocabulary import Visibility

log = logging.getLogger(__name__)

COMPOSE_URL = "https://twitter.com/messages/compose?recipient_id={}"
"""Opens a direct message to an account; X shows it under a post as a button.

https://docs.x.com/x-api/posts/create-post, field `direct_message_deep_link`
"""

_REMEMBERED = 10_000  # doubtful deliveries
_LOOKED_AT = 50  # own posts or events when a doubtful delivery is looked up


class Sender:
    """Knows how to send, and which deliveries may already have arrived."""

    def __init__(
        self,
        client: tweepy.asynchronous.AsyncClient,
        recall: Recall,
        account: Callable[[], Awaitable[Account]],
    ) -> None:
        self._client = client
        self._recall = recall
        self._account = account
        self._doubtful: dict[str, None] = {}

    async def send(self, outbound: Outbound) -> Sent:
        """Send, or raise a `SendError`."""
        doubtful = outbound.id in self._doubtful
        self._doubt(outbound.id)
        try:
            if outbound.place.visibility is Visibility.DIRECT:
                sent = await self._direct(outbound, doubtful)
            else:
                sent = await self._public(outbound, doubtful)
        except (Undeliverable, TryLater):
            if not doubtful:
                self._doubtful.pop(outbound.id, None)
            raise
        self._doubtful.pop(outbound.id, None)
        return sent

    def _doubt(self, outbound_id: str) -> None:
        self._doubtful[outbound_id] = None
        while len(self._doubtful) > _REMEMBERED:
            self._doubtful.pop(next(iter(self._doubtful)))

    async def _public(self, outbound: Outbound, doubtful: bool) -> Sent:
        account = await self._account()
        text = public_text(outbound.text, outbound.choices, account.handle)
        if not text:
            raise Undeliverable("X: the text is empty", Refusal.INVALID)
        if not outbound.reply_to:
            raise Undeliverable("X: there is no post to answer", Refusal.INVALID)
        if (length := weighted_length(text)) > PUBLIC_LIMIT:
            raise Undeliverable(f"X: {length} of {PUBLIC_LIMIT} characters", Refusal.TOO_LONG)
        if doubtful and (found := await self._posted(account, outbound.reply_to, text)):
            return Sent((found,))
        link = COMPOSE_URL.format(account.external_id) if outbound.invite else None
        try:
            response = await self._client.create_tweet(
                text=text,
                in_reply_to_tweet_id=outbound.reply_to,
                direct_message_deep_link=link,
                user_auth=True,
            )
            return Sent((_id(await body(response), "id"),))
        except Exception as error:
            problem = failure(error)
        if is_duplicate(problem):
            return await self._reconciled(account, outbound.reply_to, text)
        raise _send_error(problem, private=False)

    async def _reconciled(self, account: Account, parent: str, text: str) -> Sent:
        """X has this text already; which post it is, if it can be found out."""
        try:
            found = await self._posted(account, parent, text)
        except SendError:
            found = None
        log.info("X had a post already; it was %s", "found" if found else "not found")
        return Sent((found,) if found else ())

    async def _posted(self, account: Account, parent: str, text: str) -> str | None:
        try:
            response = await self._client.get_users_tweets(
                account.external_id,
                max_results=_LOOKED_AT,
                tweet_fields=["referenced_tweets", "created_at", "note_tweet"],
                user_auth=True,
            )
            return reply_with_text(_items(await body(response)), parent, text)
        except Exception as error:
            raise _still_unknown(failure(error)) from None

    async def _direct(self, outbound: Outbound, doubtful: bool) -> Sent:
        texts = direct_texts(outbound.text, outbound.choices)
        if not texts:
            raise Undeliverable("X: the text is empty", Refusal.INVALID)
        said = await self._said(outbound.recipient, doubtful)
        ids: list[str] = []
        for text in texts:
            known = said.get(fingerprint(text)) or self._recall.take(outbound.recipient, text)
            try:
                ids.append(known or await self._message(outbound.recipient, text))
            except SendError as problem:
                if not ids:
                    raise
                part = f"part {len(ids) + 1} of {len(texts)}"
                raise Unknown(f"{part} failed: {problem.reason}") from None
        return Sent(tuple(DIRECT_PREFIX + each for each in ids))

    async def _message(self, recipient: str, text: str) -> str:
        try:
            response = await self._client.create_direct_message(
                participant_id=recipient, text=text, user_auth=True
            )
            return _id(await body(response), "dm_event_id")
        except Exception as error:
            problem = failure(error)
        raise _send_error(problem, private=True)

    async def _said(self, person: str, doubtful: bool) -> dict[str, str]:
        """What we said since the person last spoke, where this delivery may be among it."""
        if self._recall.learnt and not doubtful:
            return {}
        try:
            response = await self._client.get_direct_message_events(
                participant_id=person,
                max_results=_LOOKED_AT,
                event_types="MessageCreate",
                dm_event_fields=["id", "text", "event_type", "sender_id"],
                user_auth=True,
            )
            return said_last(_items(await body(response)), person)
        except Exception as error:
            problem = failure(error)
        if doubtful:
            raise _still_unknown(problem)
        if problem.status == 429:
            raise _send_error(problem, private=True)
        return {}  # there may be no conversation yet, which X answers with an error


def _send_error(problem: Failure, *, private: bool) -> SendError:
    return as_send_error(problem, private=private, now=real_now().timestamp())


def _still_unknown(problem: Failure) -> SendError:
    """A doubtful delivery could not be looked up."""
    looked_up = _send_error(problem, private=True)
    return looked_up if isinstance(looked_up, TryLater) else Unknown(looked_up.reason)


def _id(answer: Any, name: str) -> str:
    """The id of what was made. Without one it is unknown whether it was."""
    made = answer.get("data")
    value = made.get(name) if isinstance(made, dict) else None
    if not isinstance(value, str) or not value:
        raise ReadFailed("X did not say what it made")
    return value


def _items(answer: Any) -> list[object]:
    items = answer.get("data")
    return items if isinstance(items, list) else []
