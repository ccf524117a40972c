"""Addresses inside the console."""

import re
from urllib.parse import urlencode

from core.queries.queue import View

_LOCAL = re.compile(r"/(?![/\\])[!-~]*")


def local(address: str, otherwise: str = "/queue") -> str:
    """The address if it leads to a page of ours, so that a link cannot send agents elsewhere."""
    return address if _LOCAL.fullmatch(address) and "\\" not in address else otherwise


def queue_address(view: View, channel: str | None = None, cursor: str | None = None) -> str:
    """A list of the queue."""
    return "/queue" + _query(view, channel, {"cursor": cursor})


def ticket_address(
    number: str, view: View, channel: str | None = None, done: str | None = None
) -> str:
    """A ticket beside a list of the queue."""
    return f"/tickets/{number}" + _query(view, channel, {"done": done})


def _query(view: View, channel: str | None, more: dict[str, str | None]) -> str:
    given = {"view": None if view is View.ALL_OPEN else view.value, "channel": channel, **more}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"?{query}" if query else ""
