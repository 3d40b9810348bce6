"""What the facts are made of: what the plan, a report or a person said of an activity."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from appeal.models import Activity

from ..models import Colour


class Plan(NamedTuple):
    """What the plan said of an activity."""

    office: int
    hold: str
    starts_on: date
    ends_on: date

    @property
    def is_going(self) -> bool:
        return self.hold != Activity.Hold.CANCELLED


class Allocated(NamedTuple):
    """What of a cell was set aside for an activity."""

    amount: Decimal
    is_indicative: bool


@dataclass
class Reported:
    """What the lines of an activity that count come to: the latest of each.

    `percent` is that of the latest line with one, `period` the code of its period.
    """

    status: str = ""
    percent: int | None = None
    period: str | None = None


class Judgement(NamedTuple):
    """What a person judged of an activity; an empty colour took a judgement back."""

    colour: str
    reason: str
    by: str
    effective_on: date

    def get_colour_display(self) -> str:
        return str(Colour(self.colour).label)


class Due(NamedTuple):
    """A milestone of the plan, and when it is due."""

    id: int
    title: str
    due_on: date
