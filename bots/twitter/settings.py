"""The environment settings of X."""

from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from core.settings import Duration, EnvSettings, WrongSettings

PUBLIC_URL = "https://api.twitter.com"
"""The host that tweepy 4.17 writes into every request (`BaseClient.request`)."""

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


def _base_url(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("this is no address; write for example https://api.twitter.com")
    if parts.username or parts.query or parts.fragment:
        raise ValueError("write only scheme, host, port and path")
    if parts.scheme == "http" and not is_loopback(url.strip()):
        raise ValueError("keys would travel in the clear; write https://")
    return url.strip().rstrip("/")


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
    """Keys of our account on X and how often it is read."""

    bearer_token: Key = Field("", alias="X_BEARER_TOKEN", repr=False)
    consumer_key: Key = Field("", alias="X_CONSUMER_KEY", repr=False)
    consumer_secret: Key = Field("", alias="X_CONSUMER_SECRET", repr=False)
    access_token: Key = Field("", alias="X_ACCESS_TOKEN", repr=False)
    access_token_secret: Key = Field("", alias="X_ACCESS_TOKEN_SECRET", repr=False)
    base_url: Annotated[str, AfterValidator(_base_url)] = Field(PUBLIC_URL, alias="X_API_BASE_URL")
    poll_interval: Annotated[Duration, AfterValidator(_interval)] = Field(
        timedelta(seconds=60), alias="X_POLL_INTERVAL"
    )


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
    try:
        settings = _with_defaults(env)
    except WrongSettings as wrong:
        raise WrongSettings(lines + wrong.lines) from None
    if lines:
        raise WrongSettings(lines)
    return settings


def _with_defaults(env: Mapping[str, str]) -> TwitterSettings:
    """Read with empty variables counted as not set, as an `.env` file leaves them."""
    names = TwitterSettings.names()
    return TwitterSettings.read({n: env[n].strip() for n in names if env.get(n, "").strip()})
