"""What a benchmark found: figures, and goals with their verdict; printed, and written as JSON."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio or rate that is aimed at, as found in this run."""

    name: str
    value: float
    bound: float
    at_least: bool

    @property
    def met(self) -> bool:
        """Whether it was reached."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound


class Findings:
    """The figures and goals of one row of docs/performance.md."""

    def __init__(self, row: str) -> None:
        self._row = row
        self._figures: dict[str, tuple[float, str]] = {}
        self._goals: list[Goal] = []

    def figure(self, name: str, value: float, unit: str) -> None:
        """Note a measured figure."""
        self._figures[name] = (value, unit)

    def at_least(self, name: str, value: float, bound: float) -> None:
        """Note what should not be below `bound`."""
        self._goals.append(Goal(name, value, bound, at_least=True))

    def at_most(self, name: str, value: float, bound: float) -> None:
        """Note what should not be above `bound`."""
        self._goals.append(Goal(name, value, bound, at_least=False))

    def show(self, file: Path | None) -> None:
        """Print the table; write it to `file` too, where there is one."""
        for name, (value, unit) in self._figures.items():
            print(f"{name:<52} {value:12.2f} {unit}")
        for goal in self._goals:
            sign = "≥" if goal.at_least else "≤"
            verdict = "met" if goal.met else "MISSED"
            print(f"{goal.name:<52} {goal.value:12.2f} goal {sign} {goal.bound:g} {verdict}")
        if file is not None:
            file.write_text(json.dumps({self._row: self._table()}, indent=2), encoding="utf-8")

    def _table(self) -> dict[str, object]:
        return {
            "figures": {
                name: {"value": value, "unit": unit}
                for name, (value, unit) in self._figures.items()
            },
            "goals": {
                one.name: {"value": one.value, "goal": one.bound, "met": one.met}
                for one in self._goals
            },
        }


def arguments(description: str | None) -> argparse.ArgumentParser:
    """The options that every benchmark has."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, help="write what was found to this file too")
    return parser
