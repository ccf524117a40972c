"""The environment settings of X."""

from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field

from core.settings import Duration, EnvSettings, WrongSettings

PUBLIC_URL = "https://api.twitter.com"
"""The host that tweepy 4.17 writes into every request (`BaseClient.request`)."""

_WEBHOOK_EXAMPLE = "https://desk.example/x"

_USER_KEYS = {
    "X_CONSUMER_KEY": "consumer_key",
    "X_CONSUMER_SECRET": "consumer_secret",
    "X_ACCESS_TOKEN": "access_token",
    "X_ACCESS_TOKEN_SECRET": "access_token_secret",
}


def is_loopback(url: str) -> bool:
    """Whether an address stays on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(url: str, example: str) -> SplitResult:
    """The parts of a plain web address. Raises `ValueError` that shows an example."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"this is no address; write for example {example}")
    if parts.username or parts.query or parts.fragment:
        raise ValueError("write only scheme, host, port and path")
    return parts


def _base_url(value: str) -> str:
    url = value.strip().rstrip("/")
    if _parts(url, PUBLIC_URL).scheme == "http" and not is_loopback(url):
        raise ValueError("keys would travel in the clear; write https://")
    return url


def _webhook_url(value: str) -> str:
    url = value.strip().rstrip("/")
    parts = _parts(url, _WEBHOOK_EXAMPLE)
    if not parts.path:
        raise ValueError(f"a path of its own is missing; write for example {_WEBHOOK_EXAMPLE}")
    if not is_loopback(url) and (parts.scheme == "http" or parts.port is not None):
        raise ValueError(f"X calls https:// without a port; write for example {_WEBHOOK_EXAMPLE}")
    return url


def _interval(value: timedelta) -> timedelta:
    if not timedelta(milliseconds=10) <= value <= timedelta(days=1):
        raise ValueError("write a duration from 0.01s to 1d, for example 60s")
    return value


def _key(value: str) -> str:
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise ValueError("it holds blanks or other characters that no key has; copy it again")
    return value


Key = Annotated[str, AfterValidator(_key)]


class TwitterSettings(EnvSettings):
    """Keys of our account on X, how often it is read, and whether X tells us by itself."""

    bearer_token: Key = Field("", alias="X_BEARER_TOKEN", repr=False)
    consumer_key: Key = Field("", alias="X_CONSUMER_KEY", repr=False)
    consumer_secret: Key = Field("", alias="X_CONSUMER_SECRET", repr=False)
    access_token: Key = Field("", alias="X_ACCESS_TOKEN", repr=False)
    access_token_secret: Key = Field("", alias="X_ACCESS_TOKEN_SECRET", repr=False)
    base_url: Annotated[str, AfterValidator(_base_url)] = Field(PUBLIC_URL, alias="X_API_BASE_URL")
    poll_interval: Annotated[Duration, AfterValidator(_interval)] = Field(
        timedelta(seconds=60), alias="X_POLL_INTERVAL"
    )
    push: Literal["off", "webhook", "stream"] = Field("off", alias="X_PUSH")
    webhook_url: Annotated[str, AfterValidator(_webhook_url)] = Field("", alias="X_WEBHOOK_URL")


def enabled(env: Mapping[str, str]) -> bool:
    """Whether the operator wants X."""
    return bool(env.get("X_BEARER_TOKEN", "").strip() or env.get("X_ACCESS_TOKEN", "").strip())


def addresses(env: Mapping[str, str]) -> list[str]:
    """The addresses the adapter would talk to."""
    return [_with_defaults(env).base_url]


def read_settings(env: Mapping[str, str]) -> TwitterSettings:
    """The settings of an enabled X. Raises `WrongSettings`, one line for each wrong variable."""
    lines: list[str] = []
    missing = [name for name in _USER_KEYS if not env.get(name, "").strip()]
    lines += [
        f"{name}: missing; X needs all of {', '.join(_USER_KEYS)} to write posts and messages"
        for name in missing
    ]
    lines += _push_lines(env)
    try:
        settings = _with_defaults(env)
    except WrongSettings as wrong:
        raise WrongSettings(lines + wrong.lines) from None
    if lines:
        raise WrongSettings(lines)
    return settings


def _push_lines(env: Mapping[str, str]) -> list[str]:
    """What does not go together, one line each."""
    push = env.get("X_PUSH", "").strip() or "off"
    url = env.get("X_WEBHOOK_URL", "").strip()
    lines = []
    if push == "webhook" and not url:
        lines.append("X_WEBHOOK_URL: missing; X_PUSH=webhook needs the public address X calls")
    if url and is_loopback(url) and not is_loopback(env.get("X_API_BASE_URL", "")):
        lines.append("X_WEBHOOK_URL: X cannot call this machine itself; write its public address")
    if push in ("off", "stream") and url:
        lines.append(
            f"X_WEBHOOK_URL: of no use with X_PUSH={push}; write X_PUSH=webhook or remove it"
        )
    if push in ("webhook", "stream") and not env.get("X_BEARER_TOKEN", "").strip():
        lines.append(f"X_BEARER_TOKEN: missing; X_PUSH={push} needs the app's bearer token")
    return lines


def _with_defaults(env: Mapping[str, str]) -> TwitterSettings:
    """Read with empty variables counted as not set, as an `.env` file leaves them."""
    names = TwitterSettings.names()
    return TwitterSettings.read({n: env[n].strip() for n in names if env.get(n, "").strip()})
