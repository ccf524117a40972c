"""Figures of a proof, for people: one JSON line each in the file that `CHAOS_REPORT` names."""

import json
import os
from pathlib import Path

from core import clock
from tests.chaos.scale import SCALE


def record(proof: str, **figures: object) -> None:
    """Print the figures, and append them where somebody collects them."""
    line = json.dumps(
        {"proof": proof, "scale": SCALE, "day": f"{clock.real_now():%Y-%m-%d}"} | figures,
        ensure_ascii=False,
    )
    print(line)
    if name := os.environ.get("CHAOS_REPORT"):
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
