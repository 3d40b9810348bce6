"""Reporting discipline: how many of the reports that were due came on time."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, Office

from ..models import ReportingPeriod, reports_due
from .sums import add_up, share

# Used for the id of an office to mean all of them.
ALL_OFFICES = 0


@dataclass(frozen=True)
class Discipline:
    """Of the reports whose day had passed, those submitted by that day and not returned since."""

    on_time: int = 0
    due: int = 0

    @property
    def share(self) -> float | None:
        return share(Decimal(self.on_time), Decimal(self.due))


def discipline_of(
    appeal: Appeal, viewpoint: Viewpoint, offices: Collection[Office]
) -> dict[int, Discipline]:
    """Of each of the offices, by its id, and of all of them.

    From a day that is still to come nothing is due but what had been by the day of knowledge.
    """
    day = min(viewpoint.as_at, viewpoint.pinned_on)
    periods = list(ReportingPeriod.objects.of(appeal).fallen_due(day))
    counted = (
        (key, {"on_time": int(due.is_handed_in and not due.late), "due": 1})
        for due in reports_due(appeal, viewpoint, offices, periods)
        for key in (due.office.pk, ALL_OFFICES)
    )
    return {
        key: Discipline(int(own["on_time"]), int(own["due"]))
        for key, own in add_up(counted).items()
    }
