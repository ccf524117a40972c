"""How much of each proof runs. `SCALE` says so: one table, so that nobody has to look for numbers.

smoke is about a tenth of short and part of `make test`; short is what decides whether a change lands;
seen is the run that docs/reliability.md publishes; long is for a night.
"""

import os

SCALES = ("smoke", "short", "seen", "long")
SCALE = os.environ.get("SCALE", "smoke")

TABLE: dict[str, tuple[int, int, int, int]] = {
    # on how many engines, the embedded one first
    "engines": (1, 2, 2, 2),
    # R1: the desk killed anywhere; so many lives are the real command from nothing
    "desk kills": (6, 100, 200, 2_000),
    "desk messages": (120, 2_000, 4_000, 100_000),
    "cold starts": (0, 10, 20, 200),
    # R1's twins, and the kills that each gets
    "twins": (1, 3, 3, 3),
    "twin kills": (4, 12, 12, 12),
    # R2: the intake of one platform through its real client library
    "intake kills": (4, 60, 120, 500),
    "intake messages": (120, 2_000, 4_000, 20_000),
    # R3: the power goes out
    "power cuts": (6, 150, 150, 5_000),
    # R4: the database server killed
    "server kills": (1, 4, 10, 50),
    "server messages": (30, 300, 1_000, 10_000),
    # R5: days of follow-ups
    "follow-ups": (300, 9_000, 9_000, 100_000),
    "sweep kills": (6, 100, 100, 500),
    "days": (1, 1, 1, 90),
    # R6: mutated updates
    "mutations": (300, 5_000, 20_000, 1_000_000),
    # R7: the state machine
    "machine examples": (10, 500, 500, 20_000),
    "machine steps": (30, 50, 50, 50),
    # R8: rows that migrate, and that a backup holds
    "rows": (200, 2_000, 20_000, 1_000_000),
    # platform faults: how many of them, seconds that platforms are away or misbehave, and what
    # customers write meanwhile
    "faults": (1, 5, 5, 5),
    "outage seconds": (3, 15, 120, 120),
    "storm seconds": (3, 15, 30, 120),
    "fault messages": (20, 60, 200, 1_000),
}


def amount(name: str) -> int:
    """How many of it this run does."""
    if SCALE not in SCALES:
        raise ValueError(f"SCALE={SCALE} is not known; choose one of {', '.join(SCALES)}")
    return TABLE[name][SCALES.index(SCALE)]
