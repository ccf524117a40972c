"""Logs go to stderr, and never hold a token."""

import logging
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

_SECRET_NAMES = ("TOKEN", "SECRET", "PASSWORD", "CONSUMER_KEY")


class _Masking(logging.Formatter):
    """Masks the values of secret settings in the whole line, traceback included."""

    def __init__(self, secrets: list[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "[secret]")
        return line


def set_up_logs(env: Mapping[str, str], level: str) -> None:
    """Log to stderr from `level` up, with every secret of the settings masked."""
    secrets = [
        value
        for name, value in env.items()
        if len(value) >= 6 and any(part in name for part in _SECRET_NAMES)
    ]
    if password := urlsplit(env.get("DATABASE_URL", "")).password:
        secrets.append(password)
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(level)
    handler.setFormatter(_Masking(sorted(secrets, key=len, reverse=True)))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("httpx", "httpcore", "apscheduler", "discord", "telegram", "tweepy", "uvicorn"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
