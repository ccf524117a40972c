"""Platforms. Each folder is the only code that knows its platform.

`open_channel` finds a platform by its folder's name, so that adding one is adding a folder, and
only what is enabled is loaded (the client libraries take most of a second each to import).
"""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import cast

from core.channel import Channel


def platforms() -> list[str]:
    """The names of all platforms, which are the names of the folders here."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)


def enabled(env: Mapping[str, str]) -> list[str]:
    """The platforms whose token is set."""
    return [name for name in platforms() if _settings(name).enabled(env)]


def open_channel(name: str, env: Mapping[str, str]) -> Channel:
    """The channel of a platform, not yet running. Raises `core.settings.WrongSettings`."""
    module = importlib.import_module(f"bots.{name}.channel")
    return cast(Channel, module.open_channel(env))


def loopback_urls(name: str, env: Mapping[str, str]) -> list[str]:
    """The addresses a platform would talk to, for the sandbox to check."""
    return cast(list[str], _settings(name).addresses(env))


def _settings(name: str):  # type: ignore[no-untyped-def]
    return importlib.import_module(f"bots.{name}.settings")
