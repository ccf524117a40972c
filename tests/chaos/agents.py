"""An agent who now and then answers a ticket, in a process of their own beside the desk."""

import itertools
import random

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from core.actions.add_agent import add_agent
from core.actions.reply import reply
from core.desk import Desk, DeskError
from core.models import Ticket
from core.vocabulary import Role


class BusyAgent:
    """Answers tickets with words that nobody else says."""

    def __init__(self, desk: Desk, rng: random.Random) -> None:
        self._desk, self._rng = desk, rng
        self._numbers = itertools.count(1)
        self._id = add_agent(desk, "Mei", Role.AGENT, None).id
        self.replies = 0

    def answer(self) -> None:
        """Answer any live ticket, if there is one and it can be answered."""
        with self._desk.db.reading() as session:
            tickets = session.scalars(
                sa.select(col(Ticket.number)).where(col(Ticket.live).is_(True))
            ).all()
        if not tickets:
            return
        text = f"We are looking into it [{next(self._numbers):05}]"
        try:
            reply(self._desk, self._rng.choice(tickets), self._id, text)
        except (DeskError, DBAPIError):  # the agent is told, and writes again
            return
        self.replies += 1
