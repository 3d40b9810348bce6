"""Making the periods that offices report on."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from appeal.actions import published_at
from appeal.models import Appeal

from ..models import ReportingPeriod

MONTHS_PER_PERIOD, DUE_AFTER = 3, timedelta(days=15)


def first_days(starts_on: date, ends_on: date, months: int) -> Iterable[date]:
    """The first day of every stretch of `months` calendar months from `starts_on` to `ends_on`."""
    day = starts_on
    while day <= ends_on:
        yield day
        count = day.month - 1 + months
        day = date(day.year + count // 12, count % 12 + 1, 1)


@transaction.atomic
def open_periods(*, appeal: Appeal) -> int:
    """Make the appeal's quarters, due 15 days after their end; says how many were made."""
    if ReportingPeriod.objects.of(appeal).exists():
        return 0
    starts = list(first_days(appeal.starts_on, appeal.ends_on, MONTHS_PER_PERIOD))
    following = [*starts[1:], appeal.ends_on + timedelta(days=1)]
    periods = []
    for number, (start, after) in enumerate(zip(starts, following, strict=True), start=1):
        end = after - timedelta(days=1)
        periods.append(
            ReportingPeriod(
                appeal=appeal,
                code=f"{appeal.year}-Q{number}",
                starts_on=start,
                ends_on=end,
                due_on=end + DUE_AFTER,
            )
        )
    bulk_create_with_history(periods, ReportingPeriod, default_date=published_at(appeal))
    return len(periods)
