"""Recorded updates of every platform, made wrong in one to three places."""

import copy
import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sandbox.stage import Stage

Json = dict[str, Any]
FIXTURES = Path(__file__).parent.parent / "bots"

NASTY: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    2**63,
    10**40,
    "",
    " ",
    "0",
    "not a number",
    "\0",
    "\ud800",
    "\u202e\u200b",
    "9999-99-99T99:99:99Z",
    "x" * 5_000,
    [],
    {},
    [None],
    [[[[[]]]]],
    {"id": None},
    [{"type": "mention", "offset": -5, "length": 10**9}],
)
_X_EPOCH_MS = 1_288_834_974_657


def recorded(platform: str) -> list[Json]:
    """Every fixture of a platform."""
    paths = sorted((FIXTURES / platform / "fixtures").glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def mutate(whole: Any, rng: random.Random, keep: frozenset[str] = frozenset()) -> Any:
    """A copy with one to three places dropped, replaced or doubled; `keep` are safe at the top."""
    mutant = copy.deepcopy(whole)
    for _ in range(rng.randint(1, 3)):
        places = [
            (holder, key)
            for holder, key in _places(mutant)
            if holder is not mutant or key not in keep
        ]
        if not places:
            break
        holder, key = rng.choice(places)
        match rng.randrange(4):
            case 0 if isinstance(holder, dict):
                del holder[key]
            case 1:
                holder[key] = [copy.deepcopy(holder[key])] * 2
            case _:
                holder[key] = copy.deepcopy(rng.choice(NASTY))
    return mutant


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place inside a value: what holds it, and under which key."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    for key, inner in pairs:
        yield value, key
        yield from _places(inner)


def pushers(stage: Stage, rng: random.Random) -> dict[str, Callable[[], None]]:
    """By platform: hands one mutated update to whoever listens.

    Ids are as the platform would give them, growing, or missing: a platform does not hand out an
    id of next year, and cursors go by that.
    """
    telegram: Any = stage.emulators["telegram"]
    discord: Any = stage.emulators["discord"]
    twitter: Any = stage.emulators["twitter"]
    fixtures = {name: recorded(name) for name in stage.emulators}

    def push_telegram() -> None:
        update = dict(rng.choice(fixtures["telegram"])["update"])
        update.pop("update_id", None)
        mutant = mutate(update, rng)
        mutant.pop("update_id", None)
        telegram.push_raw(mutant)

    def push_discord() -> None:
        event = rng.choice(fixtures["discord"])
        payload = event["payload"]
        if isinstance(payload, dict) and "id" in payload:
            payload = payload | {"id": discord.world.new_id()}
        keep = frozenset({"id"} if rng.random() < 0.9 else ())
        discord.push_raw({"t": event["kind"], "d": mutate(payload, rng, keep)})

    def push_twitter() -> None:
        fixture = rng.choice([one for one in fixtures["twitter"] if isinstance(one["item"], dict)])
        number = (int(time.time() * 1000) - _X_EPOCH_MS) << 22 | rng.randrange(1 << 12)
        item = fixture["item"] | {"id": str(number)}
        mutant = mutate(item, rng, frozenset({"id", "event_type"}))  # the emulator sorts by them
        if rng.random() < 0.1:
            del mutant["id"]
        # the emulator's answers are UTF-8, which has no halves of characters
        text = json.dumps(mutant, ensure_ascii=False).encode("utf-8", "replace")
        twitter.push_raw(json.loads(text), private=fixture["feed"] == "dm")

    return {"telegram": push_telegram, "discord": push_discord, "twitter": push_twitter}
