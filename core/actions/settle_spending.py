"""Write down what a billed call really cost."""

from core.desk import Desk
from core.models import Spending


def settle_spending(desk: Desk, reservation: int, count: int) -> None:
    """So many were billed; what was set aside beyond that is free again."""
    with desk.db.transaction() as session:
        row = session.get(Spending, reservation, with_for_update=True)
        if row is None or row.settled:
            return
        row.micros = row.micros * count // row.count if row.count else 0
        row.count, row.settled = count, True
        session.add(row)
