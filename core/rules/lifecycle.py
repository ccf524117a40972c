"""Which way a ticket may go. Whatever is not listed is refused."""

from core.vocabulary import TicketStatus

_S = TicketStatus
_ALLOWED: dict[TicketStatus, frozenset[TicketStatus]] = {
    _S.NEW: frozenset({_S.OPEN, _S.PENDING, _S.ON_HOLD, _S.SOLVED, _S.CLOSED}),
    _S.OPEN: frozenset({_S.OPEN, _S.PENDING, _S.ON_HOLD, _S.SOLVED, _S.CLOSED}),
    _S.PENDING: frozenset({_S.OPEN, _S.PENDING, _S.ON_HOLD, _S.SOLVED, _S.CLOSED}),
    _S.ON_HOLD: frozenset({_S.OPEN, _S.PENDING, _S.ON_HOLD, _S.SOLVED, _S.CLOSED}),
    _S.SOLVED: frozenset({_S.OPEN, _S.CLOSED}),
    _S.CLOSED: frozenset({_S.OPEN}),
}


def may_become(status: TicketStatus, wanted: TicketStatus) -> bool:
    """Whether a ticket of that status may take the wanted one."""
    return wanted in _ALLOWED[status]
