"""Which platforms there are, as people and programs may name them."""

from fastapi import Request

from core.desk import Refused
from core.queries.pauses import platforms


def known_platforms(request: Request) -> list[str]:
    """Those that are on, and those that the desk ever had an account on."""
    return sorted({*request.app.state.platforms, *platforms(request.app.state.desk)})


def known_platform(request: Request, name: str | None) -> str | None:
    """The name; None stands for all. Raises `Refused` where there is no such platform."""
    known = known_platforms(request)
    if name is None or name in known:
        return name
    told = ", ".join(known) or "none yet"
    raise Refused("unknown_channel", f"There is no channel {name[:40]!r}; known: {told}.")
