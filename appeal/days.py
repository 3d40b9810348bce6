"""Which days a person can mean: the ends of the calendar have no day beside them."""

from datetime import date

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


def is_meant(day: date) -> bool:
    return FIRST_DAY <= day <= LAST_DAY


def read_day(written: str) -> date:
    """The day of 2020-06-30; raises ValueError for what is none from 1900 to 2999."""
    day = date.fromisoformat(written)
    if not is_meant(day):
        raise ValueError(written)
    return day
