"""When a rate is unusual: what it is compared with, and how far from that it is.

A rate is far where it differs from the last one, and from the next where there is one, by more than
the currency usually moves from rate to rate, within limits.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import log
from statistics import median
from typing import Self

from .questions import Question
from .rates import ExchangeRate

# A rate may always move by as much as this, and never unasked by more.
STILL, WIDE = log(1.05), log(1.25)
# The usual step of a currency that was not seen to move so often is not known.
STEPS, LAST_STEPS = 5, 12
# What holds from month to month does not hold over a longer gap.
GAP = timedelta(days=100)
SPREADS = 6

Known = tuple[date, Decimal]


class NeighbourRates:
    """Rates by currency and day; an added one replaces what was known for its day.

    `rates` are stored; of `others`, the rows of a file, each counts for the next unless it is far
    itself: an upside-down list does not vouch for itself. Of a currency that has no rate yet they
    are all there is to compare with.
    """

    def __init__(self, rates: Iterable[ExchangeRate], others: Iterable[ExchangeRate] = ()) -> None:
        self._known: dict[str, dict[date, Decimal]] = {}
        for rate in rates:
            self.add(rate)
        before = set(self._known)
        for rate in sorted(others, key=lambda each: each.effective_on):
            if rate.currency not in before or not self.questions(rate):
                self.add(rate)

    @classmethod
    def read(cls, currencies: Collection[str], but: Collection[int] = ()) -> Self:
        """All rates of some currencies, except those whose ids are in `but`: one query."""
        return cls(ExchangeRate.objects.filter(currency__in=currencies).exclude(pk__in=but))

    def add(self, rate: ExchangeRate) -> None:
        self._known.setdefault(rate.currency, {})[rate.effective_on] = rate.rate

    def questions(self, rate: ExchangeRate) -> list[Question]:
        """The questions to ask about a rate before it is saved; it may be among those known."""
        known = sorted(self._known.get(rate.currency, {}).items())
        before = [each for each in known if each[0] < rate.effective_on]
        after = [each for each in known if each[0] > rate.effective_on]
        neighbours = [*before[-1:], *after[:1]]
        far = [each for each in neighbours if _is_far(rate, each, before)]
        if not far or len(far) < len(neighbours):
            return []
        rule = "far_from_last_rate" if before else "far_from_next_rate"
        day, other = far[0]
        figures = {"currency": rate.currency, "rate": other, "day": day.isoformat()}
        return [Question.ask(rule, "rate", times=f"{rate.rate / other:.6g}", **figures)]


def _is_far(rate: ExchangeRate, other: Known, before: list[Known]) -> bool:
    day, units = other
    steps = [
        abs(log(later[1] / earlier[1])) for earlier, later in pairwise(before[-LAST_STEPS - 1 :])
    ]
    allowed = WIDE
    if len(steps) >= STEPS and abs(rate.effective_on - day) <= GAP:
        allowed = min(max(SPREADS * median(steps), STILL), WIDE)
    return abs(log(rate.rate / units)) > allowed
