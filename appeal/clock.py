"""The clock: the only place that reads it. Views, admin and commands ask; all else is told."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from .models import Appeal

# From a row to the appeal that it belongs to, a step at a time.
TOWARDS_APPEAL = ("appeal", "section", "priority", "activity", "indicator", "cell", "period")


def real_now() -> datetime:
    """The time of the machine: for what belongs to a person, and for no appeal's figures."""
    return timezone.now()


def now_in(appeal: Appeal) -> datetime:
    """The instant to act at, and to date with whatever is stored for the appeal."""
    return appeal.clock_at(timezone.now())


def today_in(appeal: Appeal) -> date:
    """What "today" means on every page, workbook and form of the appeal."""
    return appeal.day_of(now_in(appeal))


def now_for(row: Any) -> datetime:
    """The instant to date a change of a row with; by the machine where it is of no appeal."""
    while row is not None and not isinstance(row, Appeal):
        row = next((getattr(row, step) for step in TOWARDS_APPEAL if hasattr(row, step)), None)
    return now_in(row) if row else real_now()
