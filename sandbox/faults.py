"""What can go wrong on a platform, switched on by tests and by the sandbox page."""

import re
from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    """How a request is spoilt."""

    RATE_LIMITED = "rate_limited"  #: the platform's 429 with its own headers
    SERVER_ERROR = "server_error"  #: 500 in the platform's form, without effect
    BAD_GATEWAY = "bad_gateway"  #: 502 with an HTML page, without effect
    FORBIDDEN = "forbidden"  #: the platform's 403
    DROP_BEFORE = "drop_before"  #: connection closed, without effect
    DROP_AFTER = "drop_after"  #: effect, then the connection is closed without an answer
    STALL = "stall"  #: no answer until the client gives up, without effect


@dataclass
class Fault:
    """Spoils the next `times` requests whose `METHOD path` matches `where`."""

    kind: FaultKind
    where: re.Pattern[str]
    times: int = 1
    retry_after: float = 1.0  #: seconds, for RATE_LIMITED
    hits: int = 0


@dataclass
class Faults:
    """The faults waiting to strike, oldest first."""

    waiting: list[Fault] = field(default_factory=list)

    def add(
        self, kind: FaultKind, where: str = ".*", *, times: int = 1, retry_after: float = 1.0
    ) -> Fault:
        """Arm a fault. `where` is a regular expression on e.g. `POST /2/tweets`."""
        fault = Fault(kind, re.compile(where), times, retry_after)
        self.waiting.append(fault)
        return fault

    def strike(self, request: str) -> Fault | None:
        """The fault that spoils this request, if any; it is used up by that."""
        for fault in self.waiting:
            if fault.hits < fault.times and fault.where.search(request):
                fault.hits += 1
                return fault
        return None

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.waiting.clear()
