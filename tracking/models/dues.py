"""Which reports are owed: each office's on each period, begun or not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from appeal.models import Appeal, Office
from appeal.viewpoint import Viewpoint

from .periods import ReportingPeriod
from .reports import OfficeReport


@dataclass(frozen=True)
class Due:
    """A report that an office owes for a period; `late` is by how many days it is or came late."""

    office: Office
    period: ReportingPeriod
    report: OfficeReport | None
    late: int

    @property
    def is_handed_in(self) -> bool:
        """As known then; the report carries what `with_review` adds."""
        return bool(self.report) and self.report.state_then in OfficeReport.HANDED_IN  # type: ignore[union-attr]

    def day(self, appeal: Appeal, name: str) -> date | None:
        """The day of an instant of the report's review, such as `submitted_at`."""
        instant = getattr(self.report, name, None)
        return appeal.day_of(instant) if instant else None


def due_of(
    appeal: Appeal,
    viewpoint: Viewpoint,
    office: Office,
    period: ReportingPeriod,
    report: OfficeReport | None,
) -> Due:
    """Lateness is counted to the last submission or, while it is not handed in, to the as-at date.

    `report` carries what `with_review` adds.
    """
    due = Due(office, period, report, 0)
    handed_in_on = due.day(appeal, "submitted_at") if due.is_handed_in else None
    return replace(due, late=period.days_late(handed_in_on or viewpoint.as_at))


def reports_due(
    appeal: Appeal,
    viewpoint: Viewpoint,
    offices: Iterable[Office],
    periods: Iterable[ReportingPeriod],
) -> Iterator[Due]:
    """Every office with every period, in the order given, as known then."""
    known = OfficeReport.objects.of(appeal).begun(viewpoint.known_at)
    reports = {
        (report.office_id, report.period_id): report
        for report in known.with_review(viewpoint.known_at)
    }
    in_order = list(periods)
    for office in offices:
        for period in in_order:
            report = reports.get((office.pk, period.pk))
            yield due_of(appeal, viewpoint, office, period, report)
