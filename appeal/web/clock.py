"""The clock, read nowhere else. Views, admin and commands ask it; others are given the time."""

from datetime import date, datetime

from django.utils import timezone

from ..models import Appeal, appeal_of


def real_now() -> datetime:
    """The time of the machine: for what belongs to a person, and for no appeal's figures."""
    return timezone.now()


def now_in(appeal: Appeal) -> datetime:
    """The instant to act at, and to date with whatever is stored for the appeal.

    Demonstration data has one day for ever: see `Appeal.clock_at`.
    """
    return appeal.clock_at(timezone.now())


def today_in(appeal: Appeal) -> date:
    """What "today" means on every page, workbook and form of the appeal."""
    return appeal.day_of(now_in(appeal))


def now_to_begin(of: Appeal | None = None) -> datetime:
    """The instant at which an appeal is begun, from another one or not: see `demonstration`."""
    earlier = of if of and of.is_demonstration else Appeal.objects.demonstration()
    return now_in(earlier) if earlier else real_now()


def now_for(row: object) -> datetime:
    """The instant to date a change of a row with; by the machine where it is of no appeal."""
    appeal = appeal_of(row)
    return now_in(appeal) if appeal else real_now()
