"""The figures of one activity."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.translation import gettext_lazy as _

from appeal.models import CENTS, Activity, elapsed

from ..models import ProgressUpdate
from .sums import share

# Of an activity that has started and that no counted line speaks of; nobody can report it.
NOT_REPORTED = ("not_reported", _("not reported"))
STATUSES = [*ProgressUpdate.Status.choices, *Activity.Hold.choices, NOT_REPORTED]


@dataclass(frozen=True)
class ActivityFigures:
    """The figures of an activity as at a day: USD, shares from 0 to 1, progress from 0 to 100.

    `hold`, `starts_on` and `ends_on` are what the plan said when it was known; without dates the
    activity was not in the plan yet. `reported_status` is that of its latest line that counts,
    `progress` that of the latest with a percentage, which is on `progress_period`.
    """

    as_at: date
    allocated: Decimal
    is_indicative: bool
    spent: Decimal
    disbursed: Decimal
    committed: Decimal
    hold: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    reported_status: str = ""
    progress: int | None = None
    progress_period: str | None = None

    @property
    def balance(self) -> Decimal:
        return self.allocated - self.spent - self.committed

    @property
    def overspent(self) -> Decimal:
        return max(Decimal(0), self.spent - self.allocated)

    @property
    def delivery(self) -> float | None:
        return share(self.spent, self.allocated)

    @property
    def gap(self) -> float | None:
        """Progress less delivery, in points: positive where the work is ahead of the money."""
        if self.progress is None or self.delivery is None:
            return None
        return self.progress - self.delivery * 100

    @property
    def has_reported(self) -> bool:
        return bool(self.reported_status)

    @property
    def status(self) -> str:
        """Suspended or cancelled, else what was reported, else whether it should have begun."""
        has_begun = self.starts_on is None or self.starts_on <= self.as_at
        unreported = NOT_REPORTED[0] if has_begun else ProgressUpdate.Status.PLANNED
        return self.hold or self.reported_status or unreported

    @property
    def is_going(self) -> bool:
        """Whether it was in the plan and not cancelled."""
        return self.starts_on is not None and self.hold != Activity.Hold.CANCELLED

    @property
    def elapsed(self) -> Decimal | None:
        """The part of its days that has passed."""
        return self.elapsed_by(self.as_at)

    @property
    def planned(self) -> Decimal | None:
        return self.planned_by(self.as_at)

    def elapsed_by(self, day: date) -> Decimal | None:
        if self.starts_on is None or self.ends_on is None:
            return None
        return elapsed(self.starts_on, self.ends_on, day)

    def planned_by(self, day: date) -> Decimal | None:
        """Planned spend: allocated x elapsed, to the cent."""
        part = self.elapsed_by(day)
        return None if part is None else (self.allocated * part).quantize(CENTS, ROUND_HALF_EVEN)
