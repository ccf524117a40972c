"""An emulated X that tweepy talks to: mentions, replies and direct messages of API v2.

`emulator.py` is what others hold, with the switches of `switches.py`; `world.py` what there is.
`api.py` puts the endpoints together: `reading.py` over `pages.py`, `writing.py` with `weight.py`,
`subscribing.py`; `asking.py` and `answers.py` know X's forms. `activity.py` tells what happens, in
the words of `telling.py`, to streams and through `courier.py` to webhooks. `gate.py` lets requests
in by `keys.py` and `limits.py`, or spoils them; `bill.py` keeps X's books.
"""

from sandbox.twitter.emulator import Emulator

__all__ = ["Emulator"]
