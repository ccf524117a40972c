"""Pages of a list, as X cuts them: newest first, a token for the next older page."""

import bisect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Row = tuple[int, dict[str, Any]]
_ID = re.compile(r"[0-9]{1,19}")


class WrongQuery(Exception):
    """A parameter X would refuse; the text is what X would say."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One page."""

    items: list[dict[str, Any]]
    meta: dict[str, Any]


def cut(
    rows: list[Row], query: Mapping[str, str], *, fewest: int, usual: int, deepest: int | None
) -> Cut:
    """The page of `rows` (oldest first) that a query asks for. Raises `WrongQuery`."""
    size = _size(query, fewest, usual)
    low = max(0, len(rows) - deepest) if deepest is not None else 0
    high = len(rows)
    if since := query.get("since_id"):
        if _ID.fullmatch(since) is None:
            raise WrongQuery(f"The `since_id` query parameter value [{since}] is not valid")
        low = max(low, bisect.bisect_right(rows, int(since), key=_number))
    if token := query.get("pagination_token"):
        if re.fullmatch(r"t[0-9a-f]{1,20}", token) is None:
            raise WrongQuery(f"The `pagination_token` query parameter value [{token}] is not valid")
        high = bisect.bisect_left(rows, int(token[1:], 16), key=_number)
    page = rows[max(low, high - size) : high] if high > low else []
    # since_id takes precedence over start_time
    if (start := query.get("start_time")) and not query.get("since_id"):
        page = _from_time(page, start)
    more = bool(page) and high - size > low and len(page) == size
    meta: dict[str, Any] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": str(page[-1][0]), "oldest_id": str(page[0][0])}
    if more:
        meta["next_token"] = f"t{page[0][0]:x}"
    return Cut([item for _, item in reversed(page)], meta)


def _size(query: Mapping[str, str], fewest: int, usual: int) -> int:
    text = query.get("max_results", str(usual))
    if not text.isdigit() or not fewest <= int(text) <= 100:
        raise WrongQuery(
            f"The `max_results` query parameter value [{text}] is not between {fewest} and 100"
        )
    return int(text)


def _from_time(page: list[Row], start: str) -> list[Row]:
    try:
        moment = datetime.fromisoformat(start)
    except ValueError:
        raise WrongQuery(f"The `start_time` query parameter value [{start}] is not valid") from None
    return [row for row in page if _is_from(row, moment)]


def _is_from(row: Row, moment: datetime) -> bool:
    try:
        return datetime.fromisoformat(row[1]["created_at"]) >= moment
    except (KeyError, TypeError, ValueError):
        return True  # something strange on purpose: it is shown


def _number(row: Row) -> int:
    return row[0]
