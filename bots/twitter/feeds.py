"""What is asked of X for mentions, and for direct messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import tweepy  # type: ignore[import-untyped]

from bots.twitter.budget import Budget
from bots.twitter.cursor import number
from bots.twitter.parse import Reading, identity, parse_direct, parse_mention
from bots.twitter.reader import Answer, Paused, QueryRefused, Question, Reader
from bots.twitter.till import Price
from core.channel import Account, Inbound
from core.clock import now

# X refuses a since_id older than a week on some endpoints, and then for ever
_OLD = timedelta(days=6)
_PAGE = 100
_GLANCE = 20
_USER_FIELDS = ["id", "name", "username", "public_metrics"]
USER_KEYS = "check X_CONSUMER_KEY, X_CONSUMER_SECRET, X_ACCESS_TOKEN and X_ACCESS_TOKEN_SECRET"
MESSAGES_RIGHT = (
    "give the app 'Read and write and Direct message' in X's developer portal, then make "
    "X_ACCESS_TOKEN and X_ACCESS_TOKEN_SECRET anew"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """The item after which is read; `since` 0 means from the beginning of what there is."""

    since: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some items of a feed, newest first."""

    items: list[object]
    includes: Mapping[str, Any]
    token: str | None  #: of the next, older page
    budget: Budget | None

    def reaches(self, since: int) -> bool:
        """Whether it goes back to the mark; X's own filter may leave the mark itself out."""
        return any(0 < number(identity(item)) <= since for item in self.items)


class Feed(Protocol):
    """A list of items at X that grows at its newest end."""

    name: str  #: in what is remembered
    word: str  #: in `Channel.troubles`

    async def newest(self) -> Page:
        """As few of the newest items as X will give."""
        ...

    async def page(self, mark: Mark, token: str | None) -> Page:
        """A page of items; it may hold some from before the mark."""
        ...

    def parse(self, raw: object, reading: Reading) -> Inbound | None:
        """What an item is to the desk."""
        ...


async def who_we_are(client: tweepy.asynchronous.AsyncClient, reader: Reader) -> Account:
    """Our account. Raises `NotAllowed` where the user keys are wrong, or `ReadFailed`."""
    question = Question(
        "our own account", USER_KEYS, Price.USER_READ, 1, lambda: client.get_me(user_auth=True)
    )
    ours = next(iter((await reader.ask(question)).items), None)
    known = ours if isinstance(ours, dict) else {}
    external_id, handle = known.get("id"), known.get("username")
    if not isinstance(external_id, str) or not isinstance(handle, str):
        raise QueryRefused("X did not say who we are")
    return Account(external_id, handle, str(known.get("name") or ""))


class Mentions:
    """Posts that name our account: newest first, 5 to 100 a page, at most the 800 newest.

    https://docs.x.com/x-api/posts/timelines/introduction
    """

    name = word = "mentions"

    def __init__(
        self, client: tweepy.asynchronous.AsyncClient, reader: Reader, account: Account
    ) -> None:
        self._client = client
        self._reader = reader
        self._account = account
        self._user_auth = not client.bearer_token
        self._right = USER_KEYS if self._user_auth else "check X_BEARER_TOKEN"

    async def newest(self) -> Page:
        """The five newest: X gives no fewer."""
        return await self._ask(5)

    async def page(self, mark: Mark, token: str | None) -> Page:
        """By `since_id`, or by time where that is too old for X or X refuses it."""
        asked = {"pagination_token": token} if token else {}
        if mark.since == 0:
            return await self._ask(_PAGE, **asked)
        by_time = {"start_time": mark.at - timedelta(minutes=1)}
        if now() - mark.at > _OLD:
            return await self._ask(_PAGE, **asked, **by_time)
        try:
            return await self._ask(_PAGE, **asked, since_id=str(mark.since))
        except QueryRefused:
            if token:
                raise
            return await self._ask(_PAGE, **by_time)

    def parse(self, raw: object, reading: Reading) -> Inbound | None:
        """A post that addresses us."""
        return parse_mention(raw, reading)

    async def _ask(self, most: int, **asked: Any) -> Page:
        question = Question(
            "mentions",
            self._right,
            Price.MENTION_READ,
            most,
            lambda: self._client.get_users_mentions(
                self._account.external_id,
                user_auth=self._user_auth,
                max_results=most,
                expansions=["author_id", "referenced_tweets.id", "attachments.media_keys"],
                tweet_fields=[
                    *("created_at", "conversation_id", "in_reply_to_user_id", "author_id"),
                    *("referenced_tweets", "entities", "lang", "attachments", "note_tweet"),
                ],
                user_fields=_USER_FIELDS,
                media_fields=["media_key", "type"],
                **asked,
            ),
        )
        return _page(await self._reader.ask(question))


class DirectMessages:
    """Events of our private conversations: newest first, 1 to 100 a page, 30 days back.

    https://docs.x.com/x-api/direct-messages/lookup/introduction
    """

    name = "dm"
    word = "direct"

    def __init__(self, client: tweepy.asynchronous.AsyncClient, reader: Reader) -> None:
        self._client = client
        self._reader = reader

    async def newest(self) -> Page:
        """The newest event; each one costs."""
        return await self._ask(1)

    async def page(self, mark: Mark, token: str | None) -> Page:
        """X knows no `since_id` here: pages go back until the mark comes into sight.

        X takes as many of these as there are, old and new, and bills each; so a glance comes
        first, and a whole page only where the glance does not reach the mark.
        """
        if token:
            whole = await self._affordable(pagination_token=token)
            return whole or await self._ask(_GLANCE, pagination_token=token)
        glance = await self._ask(_GLANCE)
        if glance.token is None or glance.reaches(mark.since):
            return glance
        return await self._affordable() or glance

    async def _affordable(self, **asked: Any) -> Page | None:
        """A whole page; None where the purse holds less, so that it is read in glances."""
        try:
            return await self._ask(_PAGE, **asked)
        except Paused as pause:
            if not pause.money:
                raise
            return None

    def parse(self, raw: object, reading: Reading) -> Inbound | None:
        """A customer's message."""
        return parse_direct(raw, reading)

    async def _ask(self, most: int, **asked: Any) -> Page:
        question = Question(
            "direct messages",
            MESSAGES_RIGHT,
            Price.DM_READ,
            most,
            lambda: self._client.get_direct_message_events(
                user_auth=True,
                max_results=most,
                event_types="MessageCreate",
                expansions=["sender_id", "attachments.media_keys"],
                dm_event_fields=[
                    *("id", "text", "event_type", "created_at", "sender_id"),
                    *("dm_conversation_id", "attachments", "referenced_tweets"),
                ],
                user_fields=_USER_FIELDS,
                media_fields=["media_key", "type"],
                **asked,
            ),
        )
        return _page(await self._reader.ask(question))


def _page(answer: Answer) -> Page:
    includes, meta = (answer.body.get(name) for name in ("includes", "meta"))
    token = meta.get("next_token") if isinstance(meta, dict) else None
    return Page(
        items=answer.items,
        includes=includes if isinstance(includes, dict) else {},
        token=token if isinstance(token, str) and token else None,
        budget=answer.budget,
    )
