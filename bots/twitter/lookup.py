"""Looks for a message at X that an earlier attempt may have sent.

It is done only for a further attempt, because looking is limited and billed like any reading.
"""

from datetime import datetime, timedelta
from typing import Any

import tweepy  # type: ignore[import-untyped]

from bots.twitter.feeds import MESSAGES_RIGHT, USER_KEYS
from bots.twitter.reader import Answer, NotThere, QueryRefused, Question, Reader, ReadFailed
from bots.twitter.recall import reaches_back, reply_with_text, said_since
from bots.twitter.till import Price
from core.channel import Account, NotAllowed, TryLater, Unknown

_LOOKED_AT = 20
_PAGES = 5
_CLOCKS_APART = timedelta(seconds=60)


class Lookup:
    """What our account said, as far as it may be a certain message."""

    def __init__(self, client: tweepy.asynchronous.AsyncClient, reader: Reader) -> None:
        self._client = client
        self._reader = reader

    async def reply(self, account: Account, parent: str, text: str) -> str | None:
        """The id of our answer to `parent` with this text. Raises `TryLater` or `Unknown`."""
        newer = {"since_id": parent} if parent.isascii() and parent.isdigit() else {}
        answer = await self._ask(
            Question(
                "our own posts",
                USER_KEYS,
                Price.POST_READ,
                _LOOKED_AT,
                lambda: self._client.get_users_tweets(
                    account.external_id,
                    max_results=_LOOKED_AT,
                    tweet_fields=["referenced_tweets", "created_at", "note_tweet"],
                    user_auth=True,
                    **newer,
                ),
            )
        )
        return reply_with_text(answer.items if answer else [], parent, text)

    async def messages(self, account: Account, person: str, since: datetime) -> dict[str, str]:
        """Fingerprint and event id of what we said to them. Raises `TryLater` or `Unknown`."""
        since -= _CLOCKS_APART
        said: dict[str, str] = {}
        token: str | None = None
        for _ in range(_PAGES):
            answer = await self._conversation(person, token)
            if answer is None:
                break
            said = said_since(answer.items, account.external_id, since) | said
            meta = answer.body.get("meta")
            token = meta.get("next_token") if isinstance(meta, dict) else None
            if not token or reaches_back(answer.items, since):
                break
        return said

    async def _conversation(self, person: str, token: str | None) -> Answer | None:
        older: dict[str, Any] = {"pagination_token": token} if token else {}
        return await self._ask(
            Question(
                "direct messages",
                MESSAGES_RIGHT,
                Price.DM_READ,
                _LOOKED_AT,
                lambda: self._client.get_direct_message_events(
                    participant_id=person,
                    max_results=_LOOKED_AT,
                    event_types="MessageCreate",
                    dm_event_fields=["id", "text", "event_type", "created_at", "sender_id"],
                    user_auth=True,
                    **older,
                ),
            )
        )

    async def _ask(self, question: Question) -> Answer | None:
        """The answer; None where there is nothing. Nothing was sent by this attempt yet."""
        try:
            return await self._reader.ask(question)
        except NotThere:
            return None
        except (NotAllowed, QueryRefused) as refusal:
            # `TryLater` would go on for ever unseen; what stays unknown is shown to a person
            raise Unknown(f"it cannot be looked up: {refusal}") from None
        except ReadFailed as problem:
            raise TryLater(f"it cannot be looked up: {problem}", problem.after) from None
