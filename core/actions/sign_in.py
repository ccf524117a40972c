"""An agent comes in by name and password."""

import threading
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from core.actions.open_session import open_session
from core.clock import real_now
from core.desk import Desk, DeskError
from core.models import Agent, LoginAttempt
from core.rules.passwords import password_matches

GUESSES = 10
WINDOW = timedelta(minutes=15)
_LONGEST = 100  # of what is stored of a name or an address that anybody can send
_hashing = threading.BoundedSemaphore(2)  # each takes 64 MiB and a core for 0.2 s


class SignInRefused(DeskError):
    """Nobody came in. `retry_at` (real time) is set when guessing has to pause until then."""

    def __init__(self, code: str, text: str, retry_at: datetime | None = None) -> None:
        super().__init__(code, text)
        self.retry_at = retry_at


def sign_in(desk: Desk, name: str, password: str, address: str) -> str:
    """A session token for the agent. Raises `SignInRefused`.

    At most `GUESSES` are tried in `WINDOW` for one name, and for one address; more are refused
    unread. A guess is written down before it is tried, so that many at once do not slip through,
    and crossed out when it was right. Which of name and password was wrong is not told, nor does
    the time taken tell it.
    """
    name = name.strip()
    attempt = _write_down(desk, name.casefold()[:_LONGEST], address[:_LONGEST])
    with desk.db.reading() as session:
        known = session.scalar(
            sa.select(Agent).where(col(Agent.name) == name, col(Agent.disabled).is_(False))
        )
        stored = known.password_hash if known else None
    with _hashing:
        right = password_matches(stored, password)
    if not right or known is None:
        raise SignInRefused("wrong_password", "The name or the password is wrong.")
    with desk.db.transaction() as session:
        agent = session.get_one(Agent, known.id)
        if agent.disabled or agent.password_hash != stored:  # changed while we were hashing
            raise SignInRefused("wrong_password", "The name or the password is wrong.")
        session.execute(sa.delete(LoginAttempt).where(col(LoginAttempt.id) == attempt))
        return open_session(session, agent)


def _write_down(desk: Desk, name: str, address: str) -> int:
    now = real_now()
    with desk.db.transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            # two guesses at once must not both be counted as the tenth
            session.execute(sa.text("LOCK TABLE login_attempt IN EXCLUSIVE MODE"))
        session.execute(sa.delete(LoginAttempt).where(col(LoginAttempt.at) <= now - WINDOW))
        waits = [
            free
            for column, value in ((LoginAttempt.name, name), (LoginAttempt.address, address))
            if (free := _free_again(session, col(column) == value)) is not None
        ]
        if waits:
            raise SignInRefused(
                "too_many_guesses",
                f"Too many failed attempts; try again at {max(waits):%H:%M} UTC.",
                max(waits),
            )
        row = LoginAttempt(name=name, address=address, at=now)
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


def _free_again(session: Session, mine: sa.ColumnElement[bool]) -> datetime | None:
    """When the next guess may be made, or None when it may be made now."""
    decisive = session.scalar(
        sa.select(col(LoginAttempt.at))
        .where(mine)
        .order_by(col(LoginAttempt.at).desc())
        .offset(GUESSES - 1)
        .limit(1)
    )
    return decisive + WINDOW if decisive is not None else None
