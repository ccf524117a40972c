"""The settings' environment: variables over `.env`, and secrets from files.

`NAME_FILE` names a file whose first line is the value of `NAME`, as orchestrators hand secrets over.
"""

import importlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import bots
from core import settings
from core.settings import EnvSettings, WrongSettings


def environment() -> dict[str, str]:
    """What is set. Raises `WrongSettings` for a file that cannot be read."""
    return with_files(settings.environment(), names())


def names() -> list[str]:
    """Every setting's name, those of the platforms included."""
    for platform in bots.platforms():
        importlib.import_module(f"bots.{platform}.settings")
    return [name for group in EnvSettings.__subclasses__() for name in group.names()]


def with_files(env: Mapping[str, str], known: Iterable[str]) -> dict[str, str]:
    """The environment with what stands in files put in place. Raises `WrongSettings`."""
    found, wrong = dict(env), list[str]()
    for name in known:
        path = env.get(f"{name}_FILE", "").strip()
        if not path:
            continue
        if env.get(name, "").strip():
            wrong.append(f"{name}_FILE: {name} is set as well; keep one of the two")
            continue
        try:
            lines = Path(path).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
            wrong.append(f"{name}_FILE: {path} cannot be read ({reason}); check path and rights")
            continue
        found[name] = lines[0].strip() if lines else ""
    if wrong:
        raise WrongSettings(wrong)
    return found
