"""A content file with what was read from it, able to point at the line that is wrong."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")
PUBLIC_LIMIT: Mapping[str, int] = {"zh": 120, "en": 240}
"""Longest public text in characters. A Chinese one counts twice where 280 is the limit, so both fit."""


class ContentError(Exception):
    """A content file is wrong. The text names the file, the line and what to write instead."""


@dataclass(frozen=True, slots=True)
class Source:
    """One content file."""

    path: Path
    raw: str
    values: dict[str, Any]  #: what its TOML says
    body: str = ""  #: what follows the front matter, where there is one

    def wrong(self, what: str, write: str, near: str = "") -> ContentError:
        """The error to raise, pointing at the first line that contains `near`."""
        lines = self.raw.splitlines()
        number = next((n for n, line in enumerate(lines, 1) if near and near in line), 1)
        return ContentError(f"{self.path}:{number}: {what}; write {write}")

    def table(self, value: object, required: Collection[str], optional: Collection[str]) -> Any:
        """A table that has every required key and no unknown one."""
        known = {*required, *optional}
        if not isinstance(value, dict):
            raise self.wrong(f"'{value}' is no table", f"a table with {', '.join(sorted(known))}")
        for key in sorted(value.keys() - known):
            raise self.wrong(f"unknown key '{key}'", one_of(known), key)
        for key in sorted(set(required) - value.keys()):
            near = next((str(v) for v in value.values() if isinstance(v, str)), "")
            raise self.wrong(f"'{key}' is missing", f"{key} = …", near)
        return value

    def text(self, value: object, name: str) -> str:
        """A text that says something, stripped."""
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"'{name}' is no text", f'{name} = "…"', name)
        return value.strip()

    def texts(self, value: object, name: str) -> tuple[str, ...]:
        """A list of texts."""
        if not isinstance(value, list):
            raise self.wrong(f"'{name}' is no list", f'{name} = ["…", "…"]', name)
        return tuple(self.text(item, name) for item in value)


def one_of(names: Collection[str]) -> str:
    """The end of an error: what may be written instead."""
    return "one of " + ", ".join(sorted(names))


def read_toml(path: Path) -> Source:
    """A file that is TOML from its first line to its last."""
    raw = _read(path)
    return Source(path, raw, _parsed(path, raw))


def read_front_matter(path: Path) -> Source:
    """A file with TOML between two lines of +++ and a text after it."""
    raw = _read(path)
    parts = raw.split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ContentError(f"{path}:1: no front matter; write it between two lines of +++")
    toml = "\n" + parts[1]  # the line of the first +++, so that line numbers are the file's
    return Source(path, raw, _parsed(path, toml), parts[2].strip())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ContentError(f"{path}:1: {error.strerror}; write this file") from None
    except UnicodeDecodeError as error:
        raise ContentError(f"{path}:1: byte {error.start} is no UTF-8; write UTF-8") from None


def _parsed(path: Path, toml: str) -> dict[str, Any]:
    try:
        return tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).partition(" (at ")
        line = where.removeprefix("line ").partition(",")[0]
        number = line if line.isdecimal() else str(toml.count("\n"))
        raise ContentError(f"{path}:{number}: {what}; write valid TOML") from None
