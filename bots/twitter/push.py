"""Push: X tells us what happens, by webhook or by stream, beside the polling.

X may leave an event out, tell it twice, or tell it while nobody listens, and whether it tells an
event again that we could not store is not documented. So push only makes things quick: the pollers
stay the truth, what was told is known by its id, and after `up` was clear they have to look once.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import tweepy  # type: ignore[import-untyped]

from bots.twitter.activity import SIGNATURE, answer_to_challenge, events, is_signed
from bots.twitter.enrolment import Enrolment, NotEnrolled, not_enrolled
from bots.twitter.errors import failure
from bots.twitter.host import CONNECT_SECONDS
from bots.twitter.settings import PUBLIC_URL, TwitterSettings
from core.channel import Account, Answer, Request, Webhook

log = logging.getLogger(__name__)

Hand = Callable[[str, Mapping[str, Any]], Awaitable[None]]
"""Takes an event's type and its item (`activity.Event`); returned means stored."""

_ANSWER_WITHIN = 9.0  # X gives a webhook 10 seconds
_LOOK_AGAIN = 600.0  # seconds between looks at webhook and subscriptions
_SILENCE = 30.0  # seconds; the stream says something at least every 20
_SHORTEST, _LONGEST, _LONGEST_REFUSED = 1.0, 30.0, 300.0
_LONGEST_LINE = 4 * 1024 * 1024


class NotHanded(Exception):
    """The desk could not store an event."""


class Push:
    """What X tells us. `run` while the channel runs; the webhook answers 503 before."""

    def __init__(
        self,
        client: tweepy.asynchronous.AsyncClient,
        settings: TwitterSettings,
        account: Callable[[], Account | None],
        hand: Hand,
        *,
        silence: float = _SILENCE,
        look_again: float = _LOOK_AGAIN,
    ) -> None:
        self.up = asyncio.Event()  #: private messages are told to us at present
        self.problem = ""  #: why not, or what else is not told, and what to do
        self._client = client
        self._settings = settings
        self._account = account
        self._hand = hand
        self._enrolment = Enrolment(client)
        self._silence = silence
        self._look_again = look_again
        self._running = False

    @property
    def webhooks(self) -> tuple[Webhook, ...]:
        """Where X reaches us: the path of X_WEBHOOK_URL, on the edge server."""
        if self._settings.push != "webhook":
            return ()
        return (Webhook(urlsplit(self._settings.webhook_url).path or "/", self._answer),)

    async def run(self) -> None:
        """Have X tell us until cancelled, whatever goes wrong."""
        if self._settings.push == "off":
            return
        listen = self._by_webhook if self._settings.push == "webhook" else self._by_stream
        failures, clock = 0, asyncio.get_running_loop().time
        self._running = True
        try:
            while True:
                began = clock()
                try:
                    await listen()
                    failures = 0
                    continue
                except NotEnrolled as problem:
                    said, longest = str(problem), _LONGEST_REFUSED if problem.refused else _LONGEST
                except NotHanded as problem:
                    said, longest = str(problem), _LONGEST
                except Exception as problem:
                    # nothing that X may answer ends this; its text may quote a message
                    said, longest = f"X, push: {type(problem).__name__}", _LONGEST
                self.up.clear()
                if said != self.problem:
                    log.warning("push: %s; trying again from time to time", said)
                self.problem = said
                failures = 1 if clock() - began > _LONGEST else failures + 1
                await asyncio.sleep(min(longest, _SHORTEST * 2 ** min(failures - 1, 20)))
        finally:
            self._running = False
            self.up.clear()

    def _who(self) -> Account:
        account = self._account()
        if account is None:
            raise NotEnrolled("X has not said yet who we are")
        return account

    async def _by_webhook(self) -> None:
        """Make sure that X knows our address; it then tells us by itself for a while."""
        webhook_id = await self._enrolment.webhook(self._settings.webhook_url)
        self.problem = await self._enrolment.subscriptions(self._who().external_id, webhook_id)
        self.up.set()
        await asyncio.sleep(self._look_again)

    async def _answer(self, request: Request) -> Answer:
        """X's challenges and events. Without a good signature nothing is looked at."""
        secret = self._settings.consumer_secret
        if request.method == "GET":
            proof = answer_to_challenge(secret, request.query.get("crc_token", ""))
            if proof is None:
                return Answer(400)
            return Answer(200, proof, {"content-type": "application/json"})
        if request.method != "POST":
            return Answer(405)
        if not is_signed(secret, request.body, request.headers.get(SIGNATURE, "")):
            return Answer(403)
        if not self._running or self._account() is None:
            return Answer(503)
        try:
            async with asyncio.timeout(_ANSWER_WITHIN):
                await self._take(request.body)
        except (NotHanded, TimeoutError) as problem:
            log.warning("push: %s", str(problem) or "storing took too long")
            self.up.clear()  # until the next look: reading fills the gap
            return Answer(500)
        return Answer(200)

    async def _by_stream(self) -> None:
        """Read the stream until it ends; it always ends some day."""
        self.problem = await self._enrolment.subscriptions(self._who().external_id, None)
        try:
            async with self._stream() as response:
                if response.status != 200:
                    error = tweepy.HTTPException(response, response_json=await response.json())
                    raise not_enrolled("the stream", failure(error))
                self.up.set()
                buffer = b""
                async for chunk in response.content.iter_any():
                    *lines, buffer = (buffer + chunk).split(b"\n")
                    for line in lines:
                        if line.strip():
                            await self._take(line)
                    if len(buffer) > _LONGEST_LINE:
                        raise NotEnrolled("X, the stream: a line without end")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotEnrolled(f"X, the stream: {failure(error).detail}") from None
        raise NotEnrolled("X ended the stream")

    def _stream(self) -> Any:
        token = self._client.bearer_token
        return self._client.session.request(
            "GET",
            f"{PUBLIC_URL}/2/activity/stream",
            headers={"Authorization": f"Bearer {token}"},
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=CONNECT_SECONDS, sock_read=self._silence
            ),
        )

    async def _take(self, text: bytes) -> None:
        """Hand over what a message of X tells. Raises `NotHanded`."""
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            log.warning("push: X said something that is no JSON; polling finds what it was")
            return
        for event in events(told, self._who().external_id):
            try:
                await self._hand(event.kind, event.payload)
            except Exception as problem:
                # the text of a database error may quote the message
                raise NotHanded(f"could not be stored ({type(problem).__name__})") from None
