"""Take an API token back."""

from core.clock import real_now
from core.desk import Desk, NotFound
from core.models import ApiToken


def revoke_token(desk: Desk, token_id: int) -> None:
    """From now on the token opens nothing. Revoking twice is fine. Raises `NotFound`."""
    with desk.db.transaction() as session:
        row = session.get(ApiToken, token_id)
        if row is None:
            raise NotFound("unknown_token", f"There is no API token {token_id}.")
        row.revoked_at = row.revoked_at or real_now()
        session.add(row)
