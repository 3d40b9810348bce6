"""Logging progress: on one activity with its results, or on those of an office at once."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from appeal.base.actions import action
from appeal.base.refusals import Refusal
from appeal.models import Milestone, Office, StaleVersion, User

from ..models import MilestoneAchievement, OfficeReport, ProgressUpdate, ReportingPeriod
from .periods import hold_period
from .results import (
    NotWritable,
    Reported,
    achievement_refusals,
    check_results,
    save_achievements,
    save_results,
)


class ReasonMissing(NotWritable):
    """The line needs a reason."""

    status = 422


@action
def log_progress(
    *,
    update: ProgressUpdate,
    version: int | None,
    period: ReportingPeriod,
    by: User,
    at: datetime,
    achievements: Mapping[Milestone, date] | None = None,
    results: Iterable[Reported] | None = None,
) -> object:
    """Save a line of the office's report on `period`, which it opens where there is none yet.

    `update` carries activity and what was typed. `achievements` and
    `results` are all that the line reports of milestones and indicators; None leaves them as they
    are. Raises NotWritable where the report is submitted, what is reported is wrong or a reason is
    missing; PeriodLocked; StaleVersion if somebody else saved the line.
    """
    report = _report_for_writing(update.activity.office, period)
    for refusal in line_refusals(update, period, achievements, period.appeal.day_of(at)):
        raise refusal
    rows = None if results is None else check_results(results)
    line = _save_line(update, version, report, by, at)
    if achievements is not None:
        save_achievements(line, achievements)
    if rows is not None:
        save_results(line, rows)
    return line


def line_refusals(
    update: ProgressUpdate,
    period: ReportingPeriod,
    achievements: Mapping[Milestone, date] | None,
    today: date,
) -> Iterator[NotWritable]:
    """All that is wrong with a line and with what it reports of milestones."""
    falls = update.falls_below(ProgressUpdate.objects.before(update.activity, period))
    if falls and not update.reason:
        yield ReasonMissing(
            _("Progress is lower than in the period before. Explain why."), "percent"
        )
    yield from achievement_refusals(update, period, achievements or {}, today)
    yield from _completeness_refusals(update, period, achievements)


class LinesRefused(Refusal):
    """Some lines cannot be saved, so none is; `refusals` says why, by the activity's id."""

    def __init__(self, refusals: dict[int, Refusal]) -> None:
        super().__init__(" ".join(map(str, refusals.values())))
        self.refusals = refusals
        is_late = any(isinstance(each, StaleVersion) for each in refusals.values())
        self.status = 409 if is_late else 422


@action
def log_lines(
    *, updates: Iterable[ProgressUpdate], period: ReportingPeriod, by: User, at: datetime
) -> None:
    """Save lines of one office's report, all or none; what they report of results stays.

    Each bears the `version` of it that the person saw.

    Raises LinesRefused; NotWritable where the report takes no line at all; PeriodLocked.
    """
    lines = list(updates)
    refusals: dict[int, Refusal] = {}
    for update in lines[:1]:
        _report_for_writing(update.activity.office, period)
    for update in lines:
        try:
            log_progress(update=update, version=update.version, period=period, by=by, at=at)
        except (NotWritable, StaleVersion) as refusal:
            refusals[update.activity_id] = refusal
    if refusals:
        raise LinesRefused(refusals)


PROGRESS_FIELDS = (
    "percent", "status", "narrative", "issues", "next_steps", "reason", "language",
    "updated_by", "updated_at",
)  # fmt: skip


def report_taking_lines(office: Office, period: ReportingPeriod) -> OfficeReport | None:
    """The office's report on the period, None as long as there is none.

    Raises PeriodLocked, or NotWritable if it is submitted.
    """
    # The lock keeps a submission out until the line is written, and two first lines apart.
    hold_period(period.pk)
    report = OfficeReport.objects.filter(office=office, period=period).first()
    if report and not report.is_writable:
        raise NotWritable(
            _("The report of %(office)s on %(period)s is %(state)s and can no longer be changed.")
            % {"office": office, "period": period, "state": report.get_state_display()}
        )
    return report


def _report_for_writing(office: Office, period: ReportingPeriod) -> OfficeReport:
    report = report_taking_lines(office, period)
    if report is None:
        report = OfficeReport(office=office, period=period, language=office.language)
        report.save()
    return report


def _completeness_refusals(
    update: ProgressUpdate, period: ReportingPeriod, achievements: Mapping[Milestone, date] | None
) -> Iterator[NotWritable]:
    """100 % while milestones are open needs a reason."""
    if update.percent != 100 or update.reason:
        return
    rows = MilestoneAchievement.objects
    reported = (
        rows.standing(update.activity)
        if achievements is None
        else rows.elsewhere(update.activity, period)
    )
    done = {milestone.pk for milestone in achievements or ()}
    still = update.activity.milestones.exclude(pk__in=reported.values("milestone"))
    titles = [row.title for row in still.exclude(pk__in=done).order_by("order")]
    if titles:
        yield ReasonMissing(
            _(
                "100 %% is reported while milestones are open (%(milestones)s). Report them"
                " as achieved, or explain why."
            )
            % {"milestones": ", ".join(titles)},
            "milestones",
        )


def _save_line(
    update: ProgressUpdate, version: int | None, report: OfficeReport, by: User, at: datetime
) -> ProgressUpdate:
    update.report, update.updated_by, update.updated_at = report, by, at
    standing = report.updates.standing().filter(activity=update.activity).first()
    if standing and not update.pk:
        raise StaleVersion(standing)
    return update.keep(version, PROGRESS_FIELDS)
