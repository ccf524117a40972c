"""What the Telegram platform reads from the environment."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator

from core.settings import EnvSettings

PUBLIC_URL = "https://api.telegram.org"
PORTS = (
    443,
    80,
    88,
    8443,
)  # to which Telegram posts, https://core.telegram.org/bots/api#setwebhook
LISTEN = "127.0.0.1"  # where a port is set and no address

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")
_MAKE_SECRET = "make one with: openssl rand -hex 32"  # noqa: S105 - how to make one


def _token(value: SecretStr) -> SecretStr:
    """A token goes into the path of every request, so nothing else than a token may stand here."""
    token = value.get_secret_value().strip()
    if not re.fullmatch(r"[A-Za-z0-9_:-]+", token):
        raise ValueError("is no bot token; copy it from @BotFather, like 123456789:AA…")
    return SecretStr(token)


def _parts(url: str, example: str) -> SplitResult:
    """The parts of a plain http address. Raises `ValueError` that shows an example."""
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port  # parsed only on reading; raises ValueError
    except ValueError:
        whole = False
    if not whole or parts.query or parts.fragment or parts.username:
        raise ValueError(f"'{url}' is no address; write for example {example}")
    return parts


def _address(value: str) -> str:
    """An http address without the `/bot` that the library adds."""
    url = value.strip().rstrip("/")
    if _parts(url, PUBLIC_URL).path.endswith("/bot"):
        raise ValueError("ends in /bot; leave that off, it is added to every request")
    return url


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


class TelegramSettings(EnvSettings):
    """Which bot we are, which server we ask, and how its updates reach us.

    A field that depends on others stands below them.
    """

    token: Annotated[SecretStr, AfterValidator(_token)] = Field(alias="TELEGRAM_BOT_TOKEN")
    api_base_url: Annotated[str, AfterValidator(_address)] = Field(
        PUBLIC_URL, alias="TELEGRAM_API_BASE_URL"
    )
    mode: Literal["polling", "webhook"] = Field("polling", alias="TELEGRAM_MODE")
    webhook_url: str = Field("", alias="TELEGRAM_WEBHOOK_URL")
    webhook_secret: SecretStr = Field(SecretStr(""), alias="TELEGRAM_WEBHOOK_SECRET")
    webhook_port: int | None = Field(None, alias="TELEGRAM_WEBHOOK_PORT", ge=1, le=65535)
    webhook_listen: str = Field("", alias="TELEGRAM_WEBHOOK_LISTEN")

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self:
        """Read from `env`. Raises `WrongSettings` with one line for each wrong variable."""
        # Those that webhook mode demands are looked at even where they are missing.
        return super().read({"TELEGRAM_WEBHOOK_URL": "", "TELEGRAM_WEBHOOK_SECRET": ""} | {**env})

    @field_validator("mode", "webhook_port", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, str) and not value.strip():
            return cls.model_fields[info.field_name or ""].default
        return value

    @field_validator("webhook_url")
    @classmethod
    def _reachable(cls, value: str, info: ValidationInfo) -> str:
        """An address to which Telegram's servers post; only needed where they do."""
        url = value.strip()
        if info.data.get("mode") != "webhook":
            return url
        example = "https://desk.example/telegram"
        if not url:
            raise ValueError(
                f"missing; TELEGRAM_MODE=webhook needs the address at which Telegram reaches us,"
                f" for example {example}"
            )
        parts = _parts(url, example)
        if not _PATH.fullmatch(parts.path):
            raise ValueError(f"needs a path of plain letters, for example {example}")
        if parts.scheme != "https" and not _is_loopback(parts.hostname):
            raise ValueError("what customers write would travel in the clear; write https://")
        public = info.data.get("api_base_url") == PUBLIC_URL
        if public and parts.port not in (None, *PORTS):
            allowed = ", ".join(map(str, PORTS))
            raise ValueError(f"Telegram posts to no port but {allowed}")
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """What proves that a post comes from Telegram."""
        secret = SecretStr(value.get_secret_value().strip())
        if info.data.get("mode") == "webhook" and not secret:
            raise ValueError(f"missing; without it anybody could post to us; {_MAKE_SECRET}")
        if secret and not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError(
                f"must be 1 to 256 characters of A-Z a-z 0-9 _ and -, as Telegram demands;"
                f" {_MAKE_SECRET}"
            )
        return secret

    @field_validator("webhook_listen")
    @classmethod
    def _needs_a_port(cls, value: str, info: ValidationInfo) -> str:
        if value.strip() and info.data.get("webhook_port", 0) is None:
            raise ValueError(
                "needs TELEGRAM_WEBHOOK_PORT as well; leave both unset where the edge server"
                " (EDGE_HOST, EDGE_PORT) shall take the posts"
            )
        return value.strip()

    @property
    def loopback(self) -> bool:
        """Whether the server runs on this machine, where no proxy may be asked."""
        return _is_loopback(urlsplit(self.api_base_url).hostname)

    @property
    def listen(self) -> tuple[str, int] | None:
        """The webhook's own address; None: it is served by the edge server."""
        if self.webhook_port is None:
            return None
        return self.webhook_listen or LISTEN, self.webhook_port


def enabled(env: Mapping[str, str]) -> bool:
    """Whether the token is set."""
    return bool(env.get("TELEGRAM_BOT_TOKEN", "").strip())


def addresses(env: Mapping[str, str]) -> list[str]:
    """The URLs the platform would talk to. Raises `WrongSettings`."""
    return [TelegramSettings.read(env).api_base_url]
