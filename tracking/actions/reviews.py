"""The way of an office report: submitted, taken back, returned, approved, re-opened."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.actions import action
from appeal.base.refusals import TooLate
from appeal.models import Activity, User, create_logged, update_logged

from ..access import is_second
from ..models import (
    ActualBreakdown,
    IndicatorActual,
    MilestoneAchievement,
    NoticeKind,
    OfficeReport,
    ReviewEvent,
)
from ..notices import tell
from .comments import keep_comment
from .periods import hold_period
from .results import NotWritable
from .several import each_or_none


@action
def write_narrative(
    *, report: OfficeReport, version: int, fields: Iterable[str], at: datetime
) -> OfficeReport:
    """Save the narrative as it is on `report`.

    Raises NotWritable if the report is submitted, PeriodLocked, StaleVersion.
    """
    hold_period(report.period_id)
    stored = OfficeReport.objects.get(pk=report.pk)
    if not stored.is_writable:
        raise NotWritable(
            _("The report is now %(state)s and can no longer be changed.")
            % {"state": stored.get_state_display()}
        )
    return report.save_over(version, fields)


class NotMovable(TooLate):
    """The report cannot take this step."""


class NotSubmittable(NotMovable):
    """The report cannot be submitted."""


@action
def submit_report(
    *, report: OfficeReport, version: int, by: User, at: datetime, comment: str = ""
) -> OfficeReport:
    """Hand the report to its reviewers; its lines are immutable revisions from now on.

    Raises NotSubmittable where it has no line or is submitted already, PeriodLocked, StaleVersion
    where it changed since it was read.
    """
    _hold(report)
    if not report.is_writable:
        raise NotSubmittable(_("This report is already %s.") % report.get_state_display())
    lines = list(report.updates.standing())
    if not lines:
        raise NotSubmittable(_("Log progress on at least one activity before submitting."))
    for line in lines:
        line.submitted_at = at
    update_logged(lines, ["submitted_at"])
    return _move(report, version, OfficeReport.State.SUBMITTED, by, at, comment)


class NotTakable(NotMovable):
    """The report does not wait for a reviewer, so that its office cannot take it back."""


@action
def take_back_report(
    *, report: OfficeReport, version: int, by: User, at: datetime, comment: str = ""
) -> OfficeReport:
    """Give a submitted report back to its office before a reviewer decides.

    The office goes on with copies of its lines. Raises NotTakable, PeriodLocked, StaleVersion.
    """
    _hold(report)
    if report.state != OfficeReport.State.SUBMITTED:
        raise NotTakable(
            _("The report is now %(state)s, so you can no longer take it back.")
            % {"state": report.get_state_display()}
        )
    _move(report, version, OfficeReport.State.DRAFT, by, at, comment)
    _continue_on_copies(report, at)
    return report


class NotApprovable(NotMovable):
    """The report cannot be approved by this person."""


@action
def approve_report(
    *, report: OfficeReport, version: int, by: User, at: datetime, comment: str = ""
) -> OfficeReport:
    """Make the report official.

    Raises NotApprovable, also for whoever submitted it or wrote in it; PeriodLocked, StaleVersion.
    """
    _hold(report)
    if report.state != OfficeReport.State.SUBMITTED:
        raise NotApprovable(_("Only a submitted report can be approved."))
    if sentence := why_not_approve(report, by):
        raise NotApprovable(sentence)
    return _move(report, version, OfficeReport.State.APPROVED, by, at, comment)


def why_not_approve(report: OfficeReport, person: User) -> str:
    """What of the report is the person's own, so that another approves it; empty for nothing."""
    if is_second(person, duties.APPROVE, report):
        return ""
    if is_second(person, duties.RETURN, report):
        return _("You wrote part of this report, so somebody else must approve it.")
    return _("You submitted this report, so somebody else must approve it.")


class NotReturnable(NotMovable):
    """The report cannot be returned by this person."""


@action
def return_report(
    *,
    report: OfficeReport,
    version: int,
    reason: str,
    by: User,
    at: datetime,
    remarks: Mapping[int, str] | None = None,
) -> OfficeReport:
    """Give the report back to its office, which goes on with copies of its lines.

    `remarks` are words on single lines by the id of their activity; each opens a thread. Raises
    NotReturnable, also for whoever submitted it; PeriodLocked, StaleVersion.
    """
    _hold(report)
    if report.state != OfficeReport.State.SUBMITTED:
        raise NotReturnable(_("Only a submitted report can be returned."))
    if not is_second(by, duties.RETURN, report):
        raise NotReturnable(_("You submitted this report, so somebody else must return it."))
    _move(report, version, OfficeReport.State.RETURNED, by, at, reason)
    _continue_on_copies(report, at)
    remarked = Activity.objects.in_bulk((remarks or {}).keys())
    for pk, body in (remarks or {}).items():
        # The notice of the return says them.
        keep_comment(body=body, activity=remarked[pk], report=report, by=by, at=at)
    return report


class NotReopenable(NotMovable):
    """The report is not approved, so that there is nothing to re-open."""


@action
def reopen_report(
    *, report: OfficeReport, version: int, reason: str, by: User, at: datetime
) -> OfficeReport:
    """Take an approved report out of the official figures; its office goes on with copies.

    What was approved stays as it was. Raises NotReopenable, PeriodLocked, StaleVersion.
    """
    _hold(report)
    if report.state != OfficeReport.State.APPROVED:
        raise NotReopenable(_("Only an approved report can be re-opened."))
    _move(report, version, OfficeReport.State.DRAFT, by, at, reason)
    _continue_on_copies(report, at)
    return report


State = OfficeReport.State
# What each step is told as.
TOLD: dict[tuple[str, str], str] = {
    (State.DRAFT, State.SUBMITTED): NoticeKind.SUBMITTED,
    (State.RETURNED, State.SUBMITTED): NoticeKind.SUBMITTED,
    (State.SUBMITTED, State.DRAFT): NoticeKind.TAKEN_BACK,
    (State.SUBMITTED, State.RETURNED): NoticeKind.RETURNED,
    (State.SUBMITTED, State.APPROVED): NoticeKind.APPROVED,
    (State.APPROVED, State.DRAFT): NoticeKind.REOPENED,
}


def _hold(report: OfficeReport) -> None:
    hold_period(report.period_id)
    report.refresh_from_db()


def _move(
    report: OfficeReport, version: int, state: str, by: User, at: datetime, comment: str
) -> OfficeReport:
    event = ReviewEvent.objects.create(
        report=report, from_state=report.state, to_state=state, by=by, at=at, comment=comment
    )
    report.state = state
    moved = report.save_over(version, ["state"])
    tell(TOLD[event.from_state, event.to_state], event, report.office, by=by, at=at)
    return moved


def _continue_on_copies(report: OfficeReport, at: datetime) -> None:
    """Supersede every standing line by an unsubmitted copy, with everything that belongs to it."""
    lines = {line.pk: line for line in report.updates.standing()}
    for line in lines.values():
        line.superseded_at = at
    update_logged(list(lines.values()), ["superseded_at"])
    fresh = {"submitted_at": None, "superseded_at": None}
    # Versions go on: a form that was open on an earlier one is told, as after any other save.
    copies = {pk: _copy(line, fresh | {"version": line.version + 1}) for pk, line in lines.items()}
    create_logged(list(copies.values()))
    _copy_parts(MilestoneAchievement, "update", copies)
    actuals = _copy_parts(IndicatorActual, "update", copies)
    _copy_parts(ActualBreakdown, "actual", actuals)


def _copy_parts(
    model: type[models.Model], parent: str, copies: Mapping[int, object]
) -> dict[int, object]:
    """Copies of the rows that hang on the originals of `copies`, by the ids of their originals."""
    rows = model._default_manager.filter(**{f"{parent}__in": list(copies)}).order_by("pk")
    parts = {row.pk: _copy(row, {parent: copies[getattr(row, f"{parent}_id")]}) for row in rows}
    create_logged(list(parts.values()))
    return parts


def _copy(row: models.Model, changed: Mapping[str, object]) -> Any:
    columns = [field for field in row._meta.concrete_fields if not field.primary_key]
    kept = {field.attname: getattr(row, field.attname) for field in columns}
    own = {field.attname for field in columns if field.name in changed}
    return type(row)(**{name: kept[name] for name in kept.keys() - own} | dict(changed))


@action
def approve_reports(
    *, reports: Iterable[OfficeReport], versions: Mapping[int, int], by: User, at: datetime
) -> int:
    """Approve reports; `versions` are those that were read, by id. Says how many.

    Raises SeveralRefused.
    """
    in_order = sorted(reports, key=lambda report: (report.period_id, report.pk))
    return each_or_none(
        in_order,
        lambda report: approve_report(report=report, version=versions[report.pk], by=by, at=at),
    )
