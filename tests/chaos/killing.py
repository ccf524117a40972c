"""R1's play: customers write, an agent answers, and the desk is killed again and again."""

import asyncio
import contextlib
import os
import random
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from core import schema
from core.db import Database
from core.desk import Desk
from core.library import load
from core.models import Conversation, Delivery, Message
from core.policy import Policy
from core.vocabulary import DeliveryState, Direction, Owner
from sandbox.stage import Stage
from tests.chaos.agents import BusyAgent
from tests.chaos.crowd import Crowd
from tests.chaos.lives import Lives
from tests.chaos.platforms import prepare
from tests.chaos.verdict import Verdict, judge

SHORTEST, LONGEST = 0.05, 2.0
"""Seconds that a life lasts."""
SETTLED_WITHIN = 300.0
"""Seconds in which a desk that is left alone must have done all it owes."""
BEGUN = 10.0
"""Seconds that a life which starts from nothing gets before it counts as begun."""
ANSWERS_TAKE = 0.06
MESSAGES_EACH = 10


@dataclass
class Play:
    """Everything on the stage: platforms, customers, an agent, and the desk that will die."""

    stage: Stage
    crowd: Crowd
    agent: BusyAgent
    lives: Lives
    db: Database
    rng: random.Random

    async def greet(self) -> None:
        """Let the desk get to know everybody, undisturbed."""
        await self.lives.start()
        await self.lives.ready()
        self.crowd.greet()
        await _until(lambda: self._stored() >= self.crowd.count, "a greeting is not stored")

    async def kill(self, times: int, messages: int, *, cold: int = 0) -> None:
        """So many lives, during which customers write so many messages.

        `cold` of them are the real command; every other one of these dies while it starts.
        """
        await self.lives.kill()
        every = times // cold if cold else times + 1
        for number in range(times):
            if cold and number % every == 0:
                await self.lives.start_cold()
                if number // every % 2:
                    await self._begun()
            else:
                await self.lives.start()
            share = messages * (number + 1) // times - messages * number // times
            await self._live(self.rng.uniform(SHORTEST, LONGEST), share)
            await self.lives.kill()

    async def _begun(self) -> None:
        """Give a life time to get to work, ready or not: one platform may have much to catch up."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BEGUN):
                await self.lives.ready()

    async def settle(self, within: float = SETTLED_WITHIN) -> Verdict:
        """A last life, left alone until nothing is owed any more; then the verdict."""
        await self.lives.start()
        await self.lives.ready()
        return await self.rest(within)

    async def rest(self, within: float = SETTLED_WITHIN) -> Verdict:
        """The same for the life that there is."""
        restless = ""
        try:
            await self.calm(within)
        except AssertionError as error:
            restless = str(error)
        assert await self.lives.kill(signal.SIGTERM) == 0, self.lives.said()
        verdict = await asyncio.to_thread(judge, self.db, self.crowd)
        if restless:
            verdict.unflagged.append(f"after {within:.0f} s {restless}")
        return verdict

    async def calm(self, within: float = SETTLED_WITHIN) -> None:
        """Wait until nothing is owed to anybody."""
        await _until(lambda: not self._busy(), "something is still owed", within)

    async def _live(self, seconds: float, messages: int) -> None:
        """Customers write at any moment of this life, and the agent twice."""
        moments = [(self.rng.uniform(0, seconds), self.crowd.speak) for _ in range(messages)]
        passed = 0.0
        answering = asyncio.create_task(self._answer(seconds))
        for moment, speak in sorted(moments, key=lambda one: one[0]):
            await asyncio.sleep(moment - passed)
            passed = moment
            speak()
        await asyncio.sleep(seconds - passed)
        await answering

    async def _answer(self, seconds: float) -> None:
        for _ in range(2):
            await asyncio.sleep(self.rng.uniform(0, seconds / 2))
            await asyncio.to_thread(self.agent.answer)

    def _stored(self) -> int:
        with self.db.reading() as session:
            count = sa.select(sa.func.count()).select_from(Message)
            return session.scalar(count.where(col(Message.direction) == Direction.INBOUND)) or 0

    def _busy(self) -> bool:
        """Whether the desk still owes somebody a turn or a message, or has not heard them."""
        if self._stored() < self.crowd.count:
            return True
        with self.db.reading() as session:
            waiting = session.scalar(
                sa.select(sa.func.count())
                .select_from(Conversation)
                .where(col(Conversation.due_at).is_not(None), col(Conversation.owner) == Owner.BOT)
            )
            owed = session.scalar(
                sa.select(sa.func.count())
                .select_from(Delivery)
                .where(col(Delivery.state).in_((DeliveryState.PENDING, DeliveryState.SENDING)))
            )
        return bool(waiting or owed)


@contextlib.asynccontextmanager
async def playing(
    url: str, folder: Path, messages: int, *conditions: str, seed: int
) -> AsyncIterator[Play]:
    """The stage set up; everything on it ends with the block."""
    rng = random.Random(seed)
    stage = Stage()
    prepare(stage, ANSWERS_TAKE, rng)
    await stage.start()
    (folder / "okpay.toml").touch()
    env = stage.environment() | {
        "DATABASE_URL": url,
        "SUPPORT_CONFIG": str(folder / "okpay.toml"),
        "CONSOLE_PORT": "0",
        "EDGE_PORT": "0",
        "TURN_QUIET": "0.2s",
        "X_POLL_INTERVAL": "0.3s",
        "QUIET_HOURS": "",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
        "CHAOS_CONDITIONS": ",".join(("hasten", *conditions)),
    }
    db = Database(url)
    schema.upgrade(db)
    desk = Desk(db, Policy(quiet_hours=None), load())
    crowd = Crowd(stage.emulators, max(messages // MESSAGES_EACH, 12), rng)
    lives = Lives(env, folder, "run")
    try:
        yield Play(stage, crowd, BusyAgent(desk, rng), lives, db, rng)
    finally:
        await lives.close()
        await stage.stop()
        db.dispose()


async def _until(what: Callable[[], bool], why: str, within: float = SETTLED_WITHIN) -> None:
    """Wait for it, looking from a thread."""
    try:
        async with asyncio.timeout(within):
            while not await asyncio.to_thread(what):
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(why) from None
