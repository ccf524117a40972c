"""Reads the desk file; a wrong key or value is told with file, line and what to write instead."""

import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from core.policy.sections import DeskFile
from core.settings import (
    WrongSettings,
)


def read_desk_file(path: Path) -> DeskFile:
    """The desk file at `path`, or the defaults where there is none. Raises `WrongSettings`."""
    if not path.exists():
        return DeskFile()
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettings([f"{path}: cannot be read ({error}); make it a UTF-8 text"]) from None
    except tomllib.TOMLDecodeError as error:
        raise WrongSettings([f"{path}: {error}; see the TOML rules for this line"]) from None
    try:
        return DeskFile.model_validate(content)
    except ValidationError as error:
        lines = [_told(path, text, found) for found in error.errors()]
        raise WrongSettings(lines) from None


def _told(path: Path, text: str, found: Any) -> str:
    where = [str(part) for part in found["loc"]]
    number = _line_of(text, where)
    if found["type"] == "extra_forbidden":
        known = ", ".join(_known(where[:-1]))
        return f"{path}:{number}: '{'.'.join(where)}' is not known; known here: {known}"
    message = str(found["msg"])
    if found["type"] == "value_error":
        message = message.removeprefix("Value error, ")
    else:
        message = "this value is of the wrong kind; okpay.example.toml shows how it is written"
    return f"{path}:{number}: {'.'.join(where)}: {message}"


def _known(where: list[str]) -> list[str]:
    model: type[BaseModel] = DeskFile
    for part in where:
        inner = model.model_fields[part].annotation
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        model = inner
    return list(model.model_fields)


def _line_of(text: str, where: list[str]) -> int:
    """The line where a key stands. TOML readers keep no positions, so it is looked for."""
    best, section = 1, ""
    keys = [part for part in where if not part.isdigit()]
    for number, line in enumerate(text.splitlines(), start=1):
        if match := re.match(r"\s*\[+\s*([\w.\-]+)\s*\]+", line):
            section = match[1]
            if section == ".".join(keys):
                return number
            best = number if keys and section == keys[0] else best
        elif match := re.match(r"\s*([\w.\-\"']+)\s*=", line):
            key = match[1].strip("\"'")
            path = f"{section}.{key}" if section else key
            if path == ".".join(keys[: path.count(".") + 1]):
                return number
    return best
