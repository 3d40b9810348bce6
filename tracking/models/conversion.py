"""Money of one currency in another: to the cent, rounded half-even."""

from decimal import ROUND_HALF_EVEN, Decimal

from appeal.models import CENTS


def in_usd(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount at a rate in units per USD."""
    return (amount / rate).quantize(CENTS, ROUND_HALF_EVEN)
