"""What an operator decides at length: the desk file, `okpay.toml`.

Every key has a default, so the file may be missing. A wrong key or value is told with file, line
and what to write instead.
"""

from core.policy.policy import Policy, read_policy
from core.policy.reading import read_desk_file
from core.policy.sections import (
    PRICES,
    WEEKDAYS,
    Amounts,
    Brand,
    Budget,
    DeskFile,
    Expiry,
    Floods,
    Health,
    Hours,
    Lifecycle,
    Promises,
)

__all__ = [
    "PRICES",
    "WEEKDAYS",
    "Amounts",
    "Brand",
    "Budget",
    "DeskFile",
    "Expiry",
    "Floods",
    "Health",
    "Hours",
    "Lifecycle",
    "Policy",
    "Promises",
    "read_desk_file",
    "read_policy",
]
