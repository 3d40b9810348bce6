"""Planned spend and spend, month by month."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .summing import AppealFigures


@dataclass(frozen=True)
class Month:
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
    spent, viewpoint = facts.spent_by_month, facts.viewpoint
    first = min([facts.appeal.starts_on.replace(day=1), *spent])
    last = max([facts.appeal.ends_on.replace(day=1), *spent])
    rows = [figures.activity(pk) for pk in activities]
    found, planned_before, spent_before = [], Decimal(0), Decimal(0)
    for month in _each_month(first, last):
        end = _next(month) - timedelta(days=1)
        planned = sum((row.planned_by(end) or Decimal(0) for row in rows), Decimal(0))
        spent_before += spent.get(month, Decimal(0))
        is_past = month <= viewpoint.as_at
        found.append(
            Month(
                month,
                planned - planned_before,
                spent.get(month, Decimal(0)) if is_past else None,
                planned,
                spent_before if is_past else None,
            )
        )
        planned_before = planned
    return found


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _each_month(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = _next(first)
