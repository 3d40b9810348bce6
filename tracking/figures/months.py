"""Planned spend and spend, month by month."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from .summing import AppealFigures
from .sums import ZERO, total


class Month(NamedTuple):
    """What a month was to bring and brought, in USD; `None` for months after the as-at date."""

    first_day: date
    planned: Decimal
    spent: Decimal | None
    planned_by_then: Decimal
    spent_by_then: Decimal | None

    @property
    def name(self) -> str:
        return f"{self.first_day:%Y-%m}"


def months_of(figures: AppealFigures, activities: Iterable[int]) -> list[Month]:
    """From the appeal's first month, or that of the first entry, to its last or that as at.

    `activities` are the ids of those whose planned spend counts; all spend does.
    """
    facts = figures.facts
    spent, appeal = facts.spent_by_month, facts.appeal
    month = min([appeal.starts_on.replace(day=1), *spent])
    last = max([appeal.ends_on.replace(day=1), *spent])
    rows = [figures.activity(pk) for pk in activities]
    found, planned_before, spent_before = [], ZERO, ZERO
    while month <= last:
        following = (month + timedelta(days=31)).replace(day=1)
        end = following - timedelta(days=1)
        planned = total(row.planned_by(end) or ZERO for row in rows)
        own = spent.get(month, ZERO)
        spent_before += own
        past = (own, spent_before) if month <= facts.viewpoint.as_at else (None, None)
        found.append(Month(month, planned - planned_before, past[0], planned, past[1]))
        month, planned_before = following, planned
    return found
