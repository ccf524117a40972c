"""An emulated X that tweepy talks to: mentions, replies and direct messages of API v2.

`emulator.py` is what others hold, `world.py` what there is, `api.py` the endpoints over `pages.py`
and `answers.py`; `gate.py` lets requests in by `keys.py` and `limits.py`, or spoils them;
`weight.py` measures posts.
"""

from sandbox.twitter.emulator import Emulator

__all__ = ["Emulator"]
