"""How the budget of an activity is planned over its days."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from ..base.amounts import money

# USD above zero by month, such as 2020-03, in order; empty where nobody planned by month.
Phasing = Mapping[str, Decimal]


class PhasingField(models.JSONField):
    """A phasing, exact: its amounts are kept as texts."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **{"default": dict, "encoder": DjangoJSONEncoder, **named})

    def deconstruct(self) -> Any:
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Phasing:
        # Nearly all of them, in lists of thousands; nothing beside a row that names no activity.
        if value in (None, "{}"):
            return {}
        kept = super().from_db_value(value, expression, connection)
        return {month: Decimal(usd) for month, usd in sorted(kept.items())}

    def in_words(self, phasing: Phasing) -> str:
        return "; ".join(f"{month}: {money(usd)}" for month, usd in phasing.items())


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of a month."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def months_between(first: date, last: date) -> Iterator[str]:
    """The months that two days and those between them are in."""
    day = first.replace(day=1)
    while day <= last:
        yield month_of(day)
        day = (day + timedelta(days=31)).replace(day=1)


def phased_outside(phasing: Phasing, starts_on: date, ends_on: date) -> dict[str, str]:
    """The day of the two that leaves a planned month outside, with that month."""
    if not phasing:
        return {}
    first, last = min(phasing), max(phasing)
    found = {"starts_on": first} if first < month_of(starts_on) else {}
    return found | ({"ends_on": last} if last > month_of(ends_on) else {})


def elapsed(starts_on: date, ends_on: date, as_at: date) -> Decimal:
    """Days passed by `as_at`, inclusive, over all days: a fraction from 0 to 1."""
    days = (ends_on - starts_on).days + 1
    passed = (as_at - starts_on).days + 1
    return Decimal(min(max(passed, 0), days)) / days


def planned_part(
    phasing: Phasing, starts_on: date | None, ends_on: date | None, as_at: date
) -> Decimal | None:
    """What of a budget is planned to be spent by `as_at`: a fraction from 0 to 1; None undated.

    Months count by what is planned for each of them, a month that has begun by its days; without
    a phasing all days count alike.
    """
    if starts_on is None or ends_on is None:
        return None
    if not phasing:
        return elapsed(starts_on, ends_on, as_at)
    passed = Decimal(0)
    for month, usd in phasing.items():
        first, last = days_of(month)
        passed += usd * elapsed(max(first, starts_on), min(last, ends_on), as_at)
    return passed / sum(phasing.values())
