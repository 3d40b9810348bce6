"""Which reports are owed: each office's on each period, begun or not."""

from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, Office

from .periods import ReportingPeriod
from .reports import OfficeReport, state_then

# What a report is beside its own states: not begun, or begun where the reader sees no drafts.
NOT_STARTED, NOT_HANDED_IN = "not_started", "not_handed_in"
STATES: dict[str, Any] = {
    NOT_STARTED: _("not started"),
    NOT_HANDED_IN: _("not submitted"),
    **{state.value: state.label for state in OfficeReport.State},
}


@dataclass(frozen=True)
class Due:
    """A report that an office owes for a period; `late` is by how many days it is or came late.

    `is_hidden`: its reader does not see the drafts of the office, nor how one came to be.
    """

    office: Office
    period: ReportingPeriod
    report: OfficeReport | None
    late: int
    is_hidden: bool = False

    @property
    def state(self) -> str:
        """As known then and as its reader may know it: a key of STATES."""
        if self.report is None:
            return NOT_STARTED
        return self.report.state_then if self.told else NOT_HANDED_IN

    @property
    def told(self) -> OfficeReport | None:
        """The report, if its reader may know how its review went: submitted, or their own."""
        return None if self.is_hidden and not self.is_handed_in else self.report

    @property
    def state_label(self) -> str:
        return str(STATES[self.state])

    @property
    def is_handed_in(self) -> bool:
        """As known then; the report carries what `with_review` adds."""
        return self.report is not None and self.report.state_then in OfficeReport.HANDED_IN

    @property
    def place(self) -> tuple[int, int]:
        """By the ids of its office and period."""
        return self.office.pk, self.period.pk

    @property
    def is_overdue(self) -> bool:
        """Whether its day had passed and it was not submitted: by `late` days."""
        return not self.is_handed_in and self.late > 0

    def submitted_on(self, appeal: Appeal) -> date | None:
        """The last time, also of what was returned since; nothing while it is a draft."""
        is_draft = self.state == OfficeReport.State.DRAFT
        return None if is_draft else self._day(appeal, "submitted_at")

    def approved_on(self, appeal: Appeal) -> date | None:
        """While it is approved."""
        is_approved = self.state == OfficeReport.State.APPROVED
        return self._day(appeal, "approved_at") if is_approved else None

    def _day(self, appeal: Appeal, name: str) -> date | None:
        instant = getattr(self.told, name, None)
        return appeal.day_of(instant) if instant else None


def due_of(
    appeal: Appeal,
    viewpoint: Viewpoint,
    office: Office,
    period: ReportingPeriod,
    report: OfficeReport | None,
) -> Due:
    """Lateness is counted to the as-at date or, if that is earlier, to the last submission.

    So it is the same before and after a report is submitted, also after the last day of entries,
    which the as-at date does not pass. `report` carries what `with_review` adds.
    """
    due = Due(office, period, report, 0)
    handed_in_on = due.submitted_on(appeal) if due.is_handed_in else None
    return replace(
        due, late=period.days_late(min(handed_in_on or viewpoint.as_at, viewpoint.as_at))
    )


def reports_due(
    appeal: Appeal,
    viewpoint: Viewpoint,
    offices: Iterable[Office],
    periods: Iterable[ReportingPeriod],
) -> Iterator[Due]:
    """Every office with every period, in the order given, as known then."""
    known = OfficeReport.objects.of(appeal).begun(viewpoint)
    reports = {
        (report.office_id, report.period_id): report for report in known.with_review(viewpoint)
    }
    in_order, own = list(periods), {office.pk for office in viewpoint.draft_offices}
    for office in offices:
        for period in in_order:
            due = due_of(appeal, viewpoint, office, period, reports.get((office.pk, period.pk)))
            yield replace(due, is_hidden=office.pk not in own)


def reports_counted(appeal: Appeal, viewpoint: Viewpoint, offices: Sized) -> dict[str, int]:
    """How many reports are approved, of all that were due before the date."""
    due = ReportingPeriod.objects.of(appeal).fallen_due(viewpoint.as_at)
    states = list(due.values_list("pk", state_then(viewpoint, "reports")))
    return {
        "approved": sum(state == OfficeReport.State.APPROVED for _period, state in states),
        "expected": len(offices) * len({period for period, _state in states}),
    }
