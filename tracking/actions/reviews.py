"""The way of an office report: submitted, approved."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from appeal.models import User

from ..models import OfficeReport, ProgressUpdate, ReportingPeriod, ReviewEvent


class NotSubmittable(Exception):
    """The report cannot be submitted; the text says why."""


@transaction.atomic
def submit_report(
    *, report: OfficeReport, version: int, by: User, at: datetime, comment: str = ""
) -> OfficeReport:
    """Hand the report to its reviewers; its lines are immutable revisions from now on.

    Raises NotSubmittable where it has no line or is submitted already, StaleVersion where it
    changed since it was read.
    """
    ReportingPeriod.objects.select_for_update().get(pk=report.period_id)
    report.refresh_from_db()
    if not report.is_writable:
        raise NotSubmittable(_("This report is %s already.") % report.get_state_display())
    lines = list(report.updates.standing())
    if not lines:
        raise NotSubmittable(_("Log progress on at least one activity before you submit."))
    for line in lines:
        line.submitted_at = at
    bulk_update_with_history(lines, ProgressUpdate, ["submitted_at"], default_date=at)
    return _move(report, version, OfficeReport.State.SUBMITTED, by, at, comment)


class NotApprovable(Exception):
    """The report cannot be approved by this person; the text says why."""


@transaction.atomic
def approve_report(
    *, report: OfficeReport, version: int, by: User, at: datetime, comment: str = ""
) -> OfficeReport:
    """Make the report official. Raises NotApprovable for whoever submitted it."""
    ReportingPeriod.objects.select_for_update().get(pk=report.period_id)
    report.refresh_from_db()
    if report.state != OfficeReport.State.SUBMITTED:
        raise NotApprovable(_("Only a submitted report can be approved."))
    if OfficeReport.objects.filter(pk=report.pk).submitted_by(by).exists():
        raise NotApprovable(_("You submitted this report: somebody else has to approve it."))
    return _move(report, version, OfficeReport.State.APPROVED, by, at, comment)


def _move(
    report: OfficeReport, version: int, state: str, by: User, at: datetime, comment: str
) -> OfficeReport:
    ReviewEvent.objects.create(
        report=report, from_state=report.state, to_state=state, by=by, at=at, comment=comment
    )
    report.state = state
    return report.save_over(version, ["state"], at=at)
