"""support pause and support resume: may the desk say anything by itself?"""

from typing import Annotated

import typer

import bots
from cli.opening import open_desk
from cli.printing import out
from core.actions.pause import pause as pause_desk
from core.actions.resume import resume as resume_desk
from core.desk import Desk, Refused
from core.queries.pauses import pauses, platforms

BY = "the command line"
"""Who paused, as agents see it."""

Channel = Annotated[
    str | None, typer.Option(help="The platform, for example telegram; all where it is left out.")
]


def pause(channel: Channel = None) -> None:
    """Stop automatic messages at once; intake and agents' replies go on."""
    desk = open_desk()
    pause_desk(desk, _known(desk, channel), BY)
    _tell(desk)


def resume(channel: Channel = None) -> None:
    """Let automatic messages go out again; without --channel this ends every pause."""
    desk = open_desk()
    resume_desk(desk, _known(desk, channel), BY)
    _tell(desk)


def _known(desk: Desk, channel: str | None) -> str | None:
    """The channel. Raises `Refused` where there is none of that name."""
    known = sorted({*bots.platforms(), *platforms(desk)})
    if channel is not None and channel not in known:
        raise Refused(
            "unknown_channel", f"There is no channel {channel!r}; known: {', '.join(known)}."
        )
    return channel


def _tell(desk: Desk) -> None:
    standing = pauses(desk)
    for one in standing:
        since = one.at.isoformat(timespec="seconds")
        out.print(f"{one.platform or 'Every channel'} is paused since {since} by {one.by}.")
    if not standing:
        out.print("Nothing is paused: automatic messages go out.")
