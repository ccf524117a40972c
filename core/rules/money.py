"""Money as whole numbers: millionths of a unit of its currency."""

from decimal import Decimal

MILLION = 1_000_000


def micros(amount: Decimal) -> int:
    """The amount in millionths, rounded to the nearest."""
    return int((amount * MILLION).to_integral_value())
