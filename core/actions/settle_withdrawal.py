"""Write down how the taking back of a message ended."""

from datetime import timedelta

from sqlmodel import Session

from core import clock
from core.actions.find_delivery import find_delivery
from core.actions.record_delivery import record_delivery
from core.channel import SendError, TryLater, Undeliverable
from core.desk import Desk
from core.models import Delivery, Message
from core.rules.backoff import next_attempt
from core.vocabulary import WithdrawalState

#: How often the platform is asked before the agent is told that it will not.
MOST_TRIES = 8


def settle_withdrawal(desk: Desk, delivery_id: int, error: SendError | None) -> None:
    """Done where there was no `error`; refused for good, or to be tried again later.

    Without effect where nobody wants it taken back any more.
    """
    with desk.db.transaction() as session:
        asked = session.get(Delivery, delivery_id)
        if asked is None:
            return
        for delivery, message in find_delivery(session, asked.message_id):
            if delivery.withdrawal is WithdrawalState.WANTED:
                _settle(session, delivery, message, error, asked.attempts)


def _settle(
    session: Session, delivery: Delivery, message: Message, error: SendError | None, tries: int
) -> None:
    delivery.lease = delivery.lease_until = None
    session.add(delivery)
    if error is None:
        delivery.withdrawal = WithdrawalState.DONE
        message.deleted_at = clock.now()
        session.add(message)
    elif isinstance(error, Undeliverable) or tries >= MOST_TRIES:
        delivery.withdrawal = WithdrawalState.REFUSED
        delivery.withdrawal_reason = error.reason[:500]
    else:
        wait = next_attempt(tries)
        if isinstance(error, TryLater):
            wait = max(wait, timedelta(seconds=error.after))
        delivery.due_at = clock.now() + wait
        return
    detail = {"state": delivery.withdrawal, "reason": error.reason[:500] if error else ""}
    record_delivery(session, message, "withdrawal", "system", detail)
