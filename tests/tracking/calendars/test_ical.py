"""How a calendar is written as a file."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from tracking.calendars.ical import LONGEST_LINE, CalendarDay, written

pytestmark = [pytest.mark.unit, pytest.mark.once]


def test_lines_are_folded_between_letters() -> None:
    at = CalendarDay(
        "a@b",
        0,
        datetime(2020, 1, 1, tzinfo=UTC),
        date(2020, 1, 1),
        "ñandú" * 40,
        "https://example.org/",
    )

    told = written("Días", [at])

    assert max(len(line) for line in told.split(b"\r\n")) == LONGEST_LINE
    (read,) = Calendar.from_ical(told).walk("VEVENT")
    assert read["SUMMARY"] == "ñandú" * 40
