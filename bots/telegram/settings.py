"""What the Telegram platform reads from the environment."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from core.settings import EnvSettings


def _token(value: SecretStr) -> SecretStr:
    """A token goes into the path of every request, so nothing else than a token may stand here."""
    token = value.get_secret_value().strip()
    if not re.fullmatch(r"[A-Za-z0-9_:-]+", token):
        raise ValueError("is no bot token; copy it from @BotFather, like 123456789:AA…")
    return SecretStr(token)


def _address(value: str) -> str:
    """An http address without the `/bot` that the library adds."""
    url = value.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port  # parsed only on reading; raises ValueError
    except ValueError:
        whole = False
    if not whole or parts.query or parts.fragment or parts.username:
        raise ValueError(f"'{value}' is no address; write for example https://api.telegram.org")
    if parts.path.endswith("/bot"):
        raise ValueError("ends in /bot; leave that off, it is added to every request")
    return url


class TelegramSettings(EnvSettings):
    """Which bot we are, and which server we ask."""

    token: Annotated[SecretStr, AfterValidator(_token)] = Field(alias="TELEGRAM_BOT_TOKEN")
    api_base_url: Annotated[str, AfterValidator(_address)] = Field(
        "https://api.telegram.org", alias="TELEGRAM_API_BASE_URL"
    )

    @property
    def loopback(self) -> bool:
        """Whether the server runs on this machine, where no proxy may be asked."""
        host = urlsplit(self.api_base_url).hostname or ""
        try:
            return host == "localhost" or ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False


def enabled(env: Mapping[str, str]) -> bool:
    """Whether the token is set."""
    return bool(env.get("TELEGRAM_BOT_TOKEN", "").strip())


def addresses(env: Mapping[str, str]) -> list[str]:
    """The URLs the platform would talk to. Raises `WrongSettings`."""
    return [TelegramSettings.read(env).api_base_url]
