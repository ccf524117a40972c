"""Logs go to stderr, and never hold a token or what customers must not have told.

Every record is masked when it is made, not when it is written: whatever handler or formatter a
library brings along, it only ever gets the masked text, traceback included.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from core.rules.storable import storable

SHOWN = 16_000
"""Characters of one record that are kept; what stands in the middle of a longer one is dropped."""

_SECRET_NAMES = ("TOKEN", "SECRET", "PASSWORD", "CONSUMER_KEY")
_CHATTY = ("httpx", "httpcore", "apscheduler", "discord", "telegram", "tweepy", "uvicorn")
_CREDENTIALS = re.compile(
    r"(?P<path>\bbot)\d+:[\w-]{8,}"  # in the address of a call or a file
    r"|(?P<scheme>\b(?:Bearer|Bot|Basic)\s+)(?=\S*\d)[\w.~%+/=-]{16,}",
    re.IGNORECASE,
)
_MASKED = "[secret]"

Mask = Callable[[str], str]


def set_up_logs(env: Mapping[str, str], level: str, form: str = "text") -> None:
    """Log to stderr from `level` up, as `text` or `json`, with every secret masked."""
    mask = masking(env)
    logging.setLogRecordFactory(_masked_record(mask))
    logging.raiseExceptions = False  # its complaint about a wrong format quotes the arguments
    logging.captureWarnings(True)
    sys.excepthook = _last_words
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(level)
    handler.setFormatter(_Json(mask) if form == "json" else _Text())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def masking(env: Mapping[str, str]) -> Mask:
    """What masks the settings' secrets, platforms' credentials and customers' secrets in a text."""
    secrets = {
        value
        for name, value in env.items()
        if len(value) >= 6 and any(part in name for part in _SECRET_NAMES)
    }
    if password := urlsplit(env.get("DATABASE_URL", "")).password:
        secrets |= {password, unquote(password)}
    secrets |= {quote(secret, safe="") for secret in secrets}
    longest_first = sorted(secrets, key=len, reverse=True)

    def mask(text: str) -> str:
        for secret in longest_first:
            text = text.replace(secret, _MASKED)
        text = _CREDENTIALS.sub(lambda found: (found["path"] or found["scheme"]) + _MASKED, text)
        if len(text) > SHOWN:
            text = f"{text[: SHOWN // 4]} […] {text[-3 * SHOWN // 4 :]}"
        return storable(text).text

    return mask


def _masked_record(mask: Mask) -> type[logging.LogRecord]:
    class Masked(logging.LogRecord):
        """A record of which nobody gets to see more than the mask leaves."""

        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self._told: str | None = None
            if self.exc_info and self.exc_info[0] is not None:
                # formatters take this text where there is one; the bare exception nobody gets
                self.exc_text = mask("".join(traceback.format_exception(*self.exc_info)).rstrip())
                self.exc_info = None
            if self.stack_info:
                self.stack_info = mask(self.stack_info)

        def getMessage(self) -> str:
            if self._told is None:
                try:
                    told = super().getMessage()
                except Exception:  # the caller's mistake, which must not cost the line
                    told = f"{self.msg} {self.args}"
                self._told = mask(told)
            return self._told

    return Masked


_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"_told", "message", "asctime", "taskName"}


class _Text(logging.Formatter):
    """One line for people."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")


class _Json(logging.Formatter):
    """One object a line for programs: what the log says, and everything given as `extra`."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "time": at,
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_text:
            line["traceback"] = record.exc_text
        if record.stack_info:
            line["stack"] = record.stack_info
        for name, value in vars(record).items():
            if name not in _PLAIN and name not in line:
                line[name] = self._plain(value)
        return json.dumps(line, ensure_ascii=False)

    def _plain(self, value: object) -> object:
        plain = value is None or isinstance(value, bool | int | float)
        return value if plain else self._mask(str(value))


def _last_words(
    kind: type[BaseException], error: BaseException, where: TracebackType | None
) -> None:
    """What ended the program, masked as everything else."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("support").critical("the desk failed", exc_info=(kind, error, where))
