"""The same moment of several appeals, or the end of each: from where they are compared."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from appeal.base.days import years_later
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal


class YearMoment(TextChoices):
    """When appeals are compared."""

    SAME = "same", _("at the same moment of each year")
    END = "end", _("at the end of each year")


def at_the_end(appeal: Appeal, today: date, viewpoint: Viewpoint | None = None) -> Viewpoint:
    """From where the figures of an appeal are final, or what they are by `today`.

    What counts is what counts from `viewpoint`; without one, what is official.
    """
    include = viewpoint.include if viewpoint else Include.OFFICIAL.value
    offices = viewpoint.draft_offices if viewpoint else ()
    as_at = appeal.last_value_day(today)
    return _written(Viewpoint(as_at, include, offices, today=today))


def same_moment(appeal: Appeal, of: Appeal, viewpoint: Viewpoint) -> Viewpoint:
    """The day of the appeal's year on which `viewpoint` sees the other appeal `of`.

    Of what was recorded, that counts which had been by then: known is as far into the year, too.
    """
    if appeal.pk == of.pk:
        return _written(viewpoint)
    as_at = min(_moved(viewpoint.as_at, of, appeal), appeal.closes_on)
    known_on = _moved(viewpoint.pinned_on, of, appeal)
    is_past = viewpoint.today is not None and known_on < viewpoint.today
    return _written(
        replace(
            viewpoint,
            as_at=as_at,
            known_on=known_on if is_past else None,
            known_at=appeal.end_of(known_on) if is_past else None,
        )
    )


def _moved(day: date, of: Appeal, to: Appeal) -> date:
    """The same day and month where both begin on the same one, else as many days after."""
    start, other = of.starts_on, to.starts_on
    if (start.month, start.day) == (other.month, other.day):
        return years_later(day, other.year - start.year)
    return day + timedelta(days=(other - start).days)


def _written(viewpoint: Viewpoint) -> Viewpoint:
    """The viewpoint with an address that says all of it."""
    asked = {"as_at": viewpoint.as_at.isoformat()}
    if viewpoint.known_on:
        asked["known_on"] = viewpoint.known_on.isoformat()
    if viewpoint.include != Include.OFFICIAL:
        asked["include"] = viewpoint.include
    return replace(viewpoint, query=urlencode(asked))
