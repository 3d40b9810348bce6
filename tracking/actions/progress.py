"""Logging progress on an activity."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from appeal.models import Office, StaleVersion, User

from ..models import OfficeReport, ProgressUpdate, ReportingPeriod


class NotWritable(Exception):
    """The line cannot be saved: the report takes no more, or a reason is missing; says why."""


@transaction.atomic
def log_progress(*, update: ProgressUpdate, period: ReportingPeriod, by: User, at: datetime) -> Any:
    """Save a line of the office's report on `period`, which it opens where there is none yet.

    `update` carries activity, version (0 for a new line) and what was typed. Raises NotWritable
    where the report is submitted; StaleVersion where the line was saved meanwhile.
    """
    falls = update.falls_below(ProgressUpdate.objects.before(update.activity, period))
    if falls and not update.reason:
        raise NotWritable(_("Progress falls against the period before: say why."))
    report = _report_for_writing(update.activity.office, period, at)
    update.report, update.updated_by, update.updated_at = report, by, at
    standing = report.updates.standing().filter(activity=update.activity).first()
    if standing is None:
        update.version = 1
        update._history_date = at  # type: ignore[attr-defined]
        update.save(force_insert=True)
        return update
    if not update.pk:
        raise StaleVersion(standing)
    return update.save_over(update.version, PROGRESS_FIELDS, at=at)


PROGRESS_FIELDS = (
    "percent", "status", "narrative", "issues", "next_steps", "reason", "language",
    "updated_by", "updated_at",
)  # fmt: skip


def _report_for_writing(office: Office, period: ReportingPeriod, at: datetime) -> OfficeReport:
    # The lock keeps a submission out until the line is written, and two first lines apart.
    ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    report = OfficeReport.objects.filter(office=office, period=period).first()
    if report is None:
        report = OfficeReport(office=office, period=period, language=office.language)
        report._history_date = at  # type: ignore[attr-defined]
        report.save()
    if not report.is_writable:
        raise NotWritable(
            _("The report of %(office)s on %(period)s is %(state)s and takes no more entries.")
            % {"office": office, "period": period, "state": report.get_state_display()}
        )
    return report
