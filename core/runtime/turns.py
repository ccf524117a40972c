"""The bot's turns: claimed, read and answered, one after another in this process."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy.exc import DBAPIError

from core import clock
from core.actions.claim_turns import claim_turns
from core.actions.recover_turns import recover_turns
from core.actions.take_turn import take_turn
from core.actions.turn_to_person import turn_to_person
from core.channel import Channel
from core.desk import Desk
from core.queries.waiting import next_turn_at
from core.rules.reader import Reader
from core.runtime.patience import attempt, rest

log = logging.getLogger(__name__)

AT_ONCE = 16


class Turns:
    """Takes turns until cancelled. `bell` rings when one may be due."""

    def __init__(
        self,
        desk: Desk,
        reader: Reader,
        channels: Mapping[str, Channel],
        answered: Callable[[], object],
    ) -> None:
        """`answered` is called once something may be owed to a platform."""
        self._desk, self._reader, self._channels = desk, reader, channels
        self._answered = answered
        self.bell = asyncio.Event()

    async def run(self) -> None:
        """Take what is due, then rest until something is."""
        if self._desk.db.is_sqlite:  # and so the only process
            await attempt(partial(recover_turns, self._desk))
        while True:
            claimed = await attempt(partial(claim_turns, self._desk, AT_ONCE)) or []
            for conversation_id, lease, channel_id in claimed:
                await self._take(conversation_id, lease, channel_id)
            if claimed:
                self._answered()
                continue
            await rest(self.bell, partial(next_turn_at, self._desk), clock.real_now)

    async def _take(self, conversation_id: int, lease: str, channel_id: str) -> None:
        channel = self._channels.get(channel_id.partition(":")[0])
        turn = partial(
            take_turn,
            self._desk,
            self._reader,
            conversation_id,
            lease,
            opens_private=channel is not None and channel.capabilities.opens_private,
        )
        try:
            await asyncio.to_thread(turn)
        except DBAPIError as error:
            told = type(error).__name__
            log.error("a turn could not be written (%s); taken again when its lease ends", told)
        except Exception as error:
            # its text may hold what the customer wrote
            log.error("a turn could not be read (%s); a person gets it", type(error).__name__)
            log.debug("where", exc_info=True)
            await attempt(partial(turn_to_person, self._desk, conversation_id, lease))
