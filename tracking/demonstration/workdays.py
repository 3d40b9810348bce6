"""Days on which an office works: no Saturday, no Sunday, none of the holidays that all have."""

from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)
SATURDAY = 5
EVERYWHERE = {(1, 1), (12, 25)}


def is_workday(day: date) -> bool:
    is_holiday = (day.month, day.day) in EVERYWHERE or day == good_friday(day.year)
    return day.weekday() < SATURDAY and not is_holiday


def good_friday(year: int) -> date:
    """Two days before Easter by Gauss's rule, which holds from 1900 to 2099."""
    moon = (19 * (year % 19) + 24) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7
    is_too_late = (moon, sunday) == (29, 6) or ((moon, sunday) == (28, 6) and year % 19 > 10)
    return date(year, 3, 20) + timedelta(days=moon + sunday - 7 * is_too_late)


def workday(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_workday(day):
        day += ONE_DAY
    return day


def workday_before(day: date) -> date:
    """The last working day before a day."""
    day -= ONE_DAY
    while not is_workday(day):
        day -= ONE_DAY
    return day


@cache
def workdays_after(day: date, number: int) -> date:
    """The working day that comes so many working days after a day."""
    day = workday(day)
    for _number in range(number):
        day = workday(day + ONE_DAY)
    return day


def workdays_between(first: date, last: date) -> list[date]:
    """The working days from a day to another, both included."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if is_workday(day)]
