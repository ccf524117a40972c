"""An emulated Discord: its REST API v10 and gateway, as discord.py uses them.

emulator.py  the Emulator: plays the customers, and shows what they see
world.py     users, channels and messages, as JSON of the API
checks.py    what Discord refuses in a message
refusals.py  its error bodies
limits.py    its rate limits
rest.py      messages, channels, commands
hooks.py     interactions: presses, the slash command and their answers
gateway.py   the websocket: identify, resume, intents
session.py   what a session tells and keeps for a replay
conditions.py  what can be wrong as a whole: down, a dead resume address, doubled events
faulty.py    conditions and faults, laid on requests
"""

from sandbox.discord.emulator import Emulator
from sandbox.discord.world import Upload

__all__ = ["Emulator", "Upload"]
