"""A day: read as ISO or as the active language writes it, and refused where nobody can mean it."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import dates
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

# The ends of the calendar have no day beside them.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)", re.ASCII)
DAY_FIRST = re.compile(r"(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>\d{4})", re.ASCII)
NAMED = re.compile(r"(?P<day>1er|[0-9]{1,2}) (?P<name>[^\W\d_]+)\.? (?P<year>[0-9]{4})")


def is_meant(day: date) -> bool:
    return FIRST_DAY <= day <= LAST_DAY


def years_later(day: date, years: int) -> date:
    """The same day so many years later, or earlier; 28 February for 29."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def read_day(written: str) -> date:
    """The day of 2020-06-30, or of what the active language writes: 30/06/2020, 30 Jun 2020.

    Never the month first. Raises ValueError for what is none from 1900 to 2999.
    """
    day = _read(written)
    if not is_meant(day):
        raise ValueError(written)
    return day


def _read(written: str) -> date:
    text = " ".join(written.split())
    is_day_first = "%d/%m/%Y" in get_format("DATE_INPUT_FORMATS")
    found = ISO.fullmatch(text) or (DAY_FIRST.fullmatch(text) if is_day_first else None)
    if found:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    named = NAMED.fullmatch(text)
    months = {month for month, name in _names() if named and name == named["name"].casefold()}
    if not named or len(months) != 1:
        raise ValueError(written)
    return date(int(named["year"]), months.pop(), int(named["day"].removesuffix("er")))


def _names() -> Iterator[tuple[int, str]]:
    """The months by each name that the active language has for them."""
    for names in (dates.MONTHS, dates.MONTHS_3, dates.MONTHS_AP, dates.MONTHS_ALT):
        for month, name in names.items():
            yield month, str(name).casefold().rstrip(".")


class DayField(forms.DateField):
    """A form field for a day that somebody can mean."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"not_meant": _("Enter a date between 1900 and 2999.")}

    def to_python(self, value: object) -> date | None:
        if value in self.empty_values:
            return None
        try:
            day = value if isinstance(value, date) else _read(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], "invalid") from None
        day = day.date() if isinstance(day, datetime) else day
        if not is_meant(day):
            raise ValidationError(self.error_messages["not_meant"], "not_meant")
        return day
