"""What the Discord adapter reads from the environment."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from core.settings import EnvSettings


def _token(value: str) -> str:
    token = value.strip()
    if any(not 0x21 <= ord(character) <= 0x7E for character in token):
        raise ValueError(
            "has a space or an odd character in it; copy it again from the Bot page"
            " of your application at discord.com/developers"
        )
    return token


def _address(value: str, schemes: tuple[str, str], example: str) -> str:
    address = value.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment:
        raise ValueError(f"is no {schemes[1]}:// address; write for example {example}")
    return address


def _api(value: str) -> str:
    address = _address(value, ("http", "https"), _API)
    if not address.endswith("/api/v10"):
        raise ValueError(f"must end in /api/v10; write for example {_API}")
    return address


def _gateway(value: str) -> str:
    return _address(value, ("ws", "wss"), _GATEWAY)


_API = "https://discord.com/api/v10"
_GATEWAY = "wss://gateway.discord.gg"


class DiscordSettings(EnvSettings):
    """One Discord application. Without a token the platform is off."""

    token: Annotated[str, AfterValidator(_token)] = Field("", alias="DISCORD_BOT_TOKEN", repr=False)
    api: Annotated[str, AfterValidator(_api)] = Field(_API, alias="DISCORD_API_BASE_URL")
    gateway: Annotated[str, AfterValidator(_gateway)] = Field(_GATEWAY, alias="DISCORD_GATEWAY_URL")


def enabled(env: Mapping[str, str]) -> bool:
    """Whether a token is set."""
    return bool(env.get("DISCORD_BOT_TOKEN", "").strip())


def addresses(env: Mapping[str, str]) -> list[str]:
    """The URLs this adapter would talk to. Raises `core.settings.WrongSettings`."""
    settings = DiscordSettings.read(env)
    return [settings.api, settings.gateway]
