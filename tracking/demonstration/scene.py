"""What every part of the demonstration uses: appeal, periods, texts, people and random numbers."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from appeal.actions import published_at
from appeal.loading.documents import LoadedEntry
from appeal.models import Appeal, Language, Office

from ..models import ReportingPeriod
from .people import Cast
from .phrases import Phrases, dice
from .workdays import workday

# Reports of the last period but one are late by so many days, and the last one has begun.
LATE = timedelta(days=8)
# The office that visitors try: its last report is begun and waits for them.
VISITED = "GT"
FRIDAY = 4


def demonstration_day(calendar: list[ReportingPeriod]) -> date:
    """The fixed day of the demonstration: a working day within the year."""
    day = calendar[-2:][0].due_on + LATE
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))


@dataclass(frozen=True)
class Scene:
    """The year so far: `today` is the fixed day of the demonstration.

    `calendar`: all periods of the appeal in time order; `periods`: those that are over today.
    `phrases` by language, `themes` by priority; the same `seed`, the same demonstration.
    """

    appeal: Appeal
    calendar: list[ReportingPeriod]
    today: date
    phrases: dict[str, Phrases]
    themes: dict[str, LoadedEntry]
    cast: Cast
    seed: int

    @property
    def periods(self) -> list[ReportingPeriod]:
        return [period for period in self.calendar if period.ends_on < self.today]

    @property
    def published_at(self) -> datetime:
        return published_at(self.appeal)

    @property
    def elapsed(self) -> float:
        """The fraction of the appeal's year that is over today."""
        days = self.appeal.ends_on - self.appeal.starts_on
        return ((self.today - self.appeal.starts_on).days + 1) / (days.days + 1)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A time of a day in the appeal's time zone; of the next working day, if it is none."""
        zone = ZoneInfo(self.appeal.time_zone)
        return datetime.combine(workday(day), time(hour, minute), zone)

    def this_year(self, day: date) -> date:
        """What a day of 2020, as files declare it, is in the year of the appeal."""
        return day.replace(year=self.appeal.starts_on.year)

    def dice(self, *names: object) -> Random:
        return dice(self.seed, *names)

    def said_by(self, office: Office) -> Phrases:
        """What people of an office say."""
        return self.phrases[office.language]

    @property
    def said_by_manager(self) -> Phrases:
        """What the region's manager writes, in Spanish, whoever has that account."""
        return self.phrases[Language.SPANISH]
