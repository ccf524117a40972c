"""An emulated Telegram: the part of the Bot API that the real client library uses, in memory.

`emulator` plays the customers, `world` holds who said what, `shapes` writes it as Telegram's
JSON, `polling` hands updates to the bot, `push` posts them to its webhook, `methods` and `webhook`
are the calls a bot may make, `refusals` how they fail, `limits` how often, `server` speaks HTTP,
`mischief` is what tests do to all of it. It serves one bot, one group and any number of people.
"""

from sandbox.telegram.emulator import Emulator

__all__ = ["Emulator"]
