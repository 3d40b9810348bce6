"""What every part of the demonstration stands on: appeal, periods, texts, people and chance."""

from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from zoneinfo import ZoneInfo

from appeal.actions import published_at
from appeal.models import Appeal, Language, Office

from ..models import ReportingPeriod
from .people import Cast
from .phrases import Phrases, dice

# The office that visitors try: its last report is begun and waits for them.
VISITED = "GT"


@dataclass(frozen=True)
class Scene:
    """`periods` in time order; `phrases` by language; the same `seed`, the same demonstration."""

    appeal: Appeal
    periods: list[ReportingPeriod]
    phrases: dict[str, Phrases]
    cast: Cast
    seed: int

    @property
    def published_at(self) -> datetime:
        return published_at(self.appeal)

    def at(self, day: date, hour: int) -> datetime:
        """An hour of a day in the appeal's time zone."""
        return datetime.combine(day, time(hour), ZoneInfo(self.appeal.time_zone))

    def dice(self, *names: object) -> Random:
        return dice(self.seed, *names)

    def said_by(self, office: Office) -> Phrases:
        """What people of an office say."""
        return self.phrases[office.language]

    @property
    def said_by_manager(self) -> Phrases:
        """What the region's manager writes, in Spanish, whoever has that account."""
        return self.phrases[Language.SPANISH]
