"""An agent goes."""

import sqlalchemy as sa
from sqlmodel import col

from core.desk import Desk
from core.models import Session
from core.rules.tokens import token_hash


def sign_out(desk: Desk, token: str) -> None:
    """End the session of that token, if it still is one."""
    with desk.db.transaction() as session:
        session.execute(sa.delete(Session).where(col(Session.token_hash) == token_hash(token)))
