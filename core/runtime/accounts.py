"""Which channel of the desk each platform's account is, registered at first sight."""

import asyncio
from functools import partial

from core.actions.register_channel import register_channel
from core.channel import Channel
from core.desk import Desk


class Accounts:
    """Channel ids by platform, for all tasks of this process."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ids: dict[str, str] = {}
        self._registering = asyncio.Lock()

    def known(self, name: str) -> str | None:
        """The platform's channel id, once it is registered."""
        return self._ids.get(name)

    async def id_of(self, name: str, channel: Channel) -> str:
        """The platform's channel id. The channel must know its account."""
        async with self._registering:
            if name not in self._ids:
                assert channel.account is not None, f"{name} handed over before connecting"
                register = partial(
                    register_channel, self._desk, name, channel.account, channel.capabilities
                )
                self._ids[name] = await asyncio.to_thread(register)
        return self._ids[name]
