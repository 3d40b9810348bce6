"""When what was spent of an activity passed what is allocated to it."""

from calendar import monthrange
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from ..figures import Facts
from ..models import included_in_parts

# Of some activities, by their ids: what may still be spent of them.
Rests = dict[int, Decimal]


def passed_on(facts: Facts, limits: Rests) -> dict[int, date]:
    """The value date on which each passed its limit; all of them have by then.

    A reversal has the date of what it reverses, so what was spent never falls from day to day: the
    month is found first, and its entries alone are added up by day.
    """
    left, months = dict(limits), defaultdict[str, Rests](dict)
    for month, activity, usd in sorted(facts.spent_monthly(limits)):
        if 0 <= left[activity] < usd:
            months[month][activity] = left[activity]
        left[activity] -= usd
    left = {pk: rest for passing in months.values() for pk, rest in passing.items()}
    found: dict[int, date] = {}
    for day, activity, usd in sorted(_by_day(facts, months)):
        left[activity] -= usd
        if left[activity] < 0:
            found.setdefault(activity, day)
    return found


def _by_day(facts: Facts, months: dict[str, Rests]) -> list[tuple[date, int, Decimal]]:
    # With the kind among them these are the columns of an index, in its order: nothing is sorted.
    columns = ("activity", "kind", "value_on")
    sums: list[Any] = [
        part.filter(activity__in=passing, value_on__range=_days(month)).spent_by(*columns)
        for month, passing in months.items()
        for part in included_in_parts(facts.appeal, facts.viewpoint)
    ]
    rows = sums[0].union(*sums[1:], all=True) if sums else ()
    return [(day, activity, usd) for activity, _kind, day, usd in rows]


def _days(month: str) -> tuple[date, date]:
    """The first and the last of a month such as 2020-03."""
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])
