"""The desk, handed to every endpoint of the API."""

from typing import Annotated

from fastapi import Depends, Request

from core.desk import Desk


def open_desk(request: Request) -> Desk:
    """The desk that this console stands in front of."""
    desk: Desk = request.app.state.desk
    return desk


DeskOf = Annotated[Desk, Depends(open_desk)]
