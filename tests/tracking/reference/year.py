"""An eventful year: what makes a column differ from a wrong one, each thing told on its day.

The year is told in chapters, each on the tenth of a month, so that change log and instants agree.
What is told from August on is later than what `KNOWN_ON` knows of, and dated before it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

import time_machine

from appeal.models import Appeal

from . import autumn, spring
from .teller import Teller

TODAY = date(2020, 9, 15)
KNOWN_ON = date(2020, 7, 20)
Chapters = dict[int, Callable[[Teller], None]]
CHAPTERS: Chapters = {
    2: spring.february, 4: spring.april, 5: spring.may, 6: spring.june, 7: autumn.july,
    8: autumn.august, 9: autumn.september,
}  # fmt: skip


def tell(appeal: Appeal, chapters: Chapters = CHAPTERS) -> Teller:
    """The whole year of an appeal, and who told it."""
    year = Teller(appeal)
    for month, chapter in chapters.items():
        # Late in the evening there: already the eleventh in UTC.
        year.at = datetime(2020, month, 11, 3, 30, tzinfo=UTC)
        with time_machine.travel(year.at, tick=False):
            chapter(year)
    return year
