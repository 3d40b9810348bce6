"""Returning and re-opening: the office goes on with copies, what was handed in stays as it was."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Appeal, Indicator, Milestone, Office, StaleVersion, User
from tests.factories import make_report, make_update, make_user
from tests.tracking.browsing import activity_of
from tracking.actions import (
    NotReopenable,
    NotReturnable,
    NotWritable,
    PeriodLocked,
    approve_report,
    lock_period,
    log_progress,
    reopen_report,
    return_report,
    submit_report,
    write_narrative,
)
from tracking.figures import figures_of, results_of
from tracking.models import (
    ActualBreakdown,
    Comment,
    IndicatorActual,
    MilestoneAchievement,
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
)

pytestmark = pytest.mark.django_db

State = OfficeReport.State
APRIL_10 = datetime(2020, 4, 10, 15, tzinfo=UTC)
APRIL_12 = datetime(2020, 4, 12, 15, tzinfo=UTC)
APRIL_20 = datetime(2020, 4, 20, 15, tzinfo=UTC)
MAY_10 = datetime(2020, 5, 10, 15, tzinfo=UTC)


@pytest.fixture
def activity(mi2020: Appeal) -> Activity:
    """One whose plan was known in 2020 already."""
    return activity_of("GT-1.1")


@pytest.fixture
def reporter() -> User:
    return make_user(username="reporter")


@pytest.fixture
def reviewer() -> User:
    return make_user(username="reviewer")


@pytest.fixture
def line(activity: Activity, period: ReportingPeriod, reporter: User) -> ProgressUpdate:
    """A draft line of 30 % with a milestone, an indicator of 12 people and its women and men."""
    line = make_update(
        activity=activity, period=period, percent=30, narrative="Two centres.", updated_by=reporter
    )
    milestone = Milestone.objects.create(
        activity=activity, title="Opened", due_on=date(2020, 3, 1), order=1
    )
    indicator = Indicator(
        activity=activity, order=1, title_en="People trained", unit_en="people",
        measure="number", direction="up", accumulation="sum", by_sex=True,
    )  # fmt: skip
    indicator._history_date = datetime(2020, 1, 15, tzinfo=UTC)
    indicator.save()
    MilestoneAchievement.objects.create(
        update=line, milestone=milestone, achieved_on=date(2020, 2, 20)
    )
    actual = IndicatorActual.objects.create(update=line, indicator=indicator, value=12)
    for category, value in (("female", 7), ("male", 5)):
        ActualBreakdown.objects.create(
            actual=actual, dimension="sex", category=category, value=value
        )
    return line


def submitted(line: ProgressUpdate, by: User, at: datetime = APRIL_10) -> OfficeReport:
    report = OfficeReport.objects.get(pk=line.report_id)
    return submit_report(report=report, version=report.version, by=by, at=at)


def approved(line: ProgressUpdate, by: User, reviewer: User) -> OfficeReport:
    report = submitted(line, by)
    return approve_report(report=report, version=report.version, by=reviewer, at=APRIL_12)


def taken_back(report: OfficeReport, by: User, **fields: Any) -> OfficeReport:
    """Returned where it is submitted, re-opened where it is approved; on 20 April."""
    act = return_report if report.state == State.SUBMITTED else reopen_report
    step = {"version": report.version, "reason": "Count again.", "by": by, "at": APRIL_20}
    return act(report=report, **step | fields)


def facts(line: ProgressUpdate) -> dict[str, Any]:
    """All that a line says, and what hangs on it."""
    return {
        "line": (line.percent, line.status, line.narrative, line.updated_by, line.updated_at),
        "milestones": list(line.achievements.values_list("milestone__title", "achieved_on")),
        "actuals": list(line.actuals.values_list("indicator__title_en", "value")),
        "parts": list(
            ActualBreakdown.objects.filter(actual__update=line)
            .order_by("pk")
            .values_list("dimension", "category", "value")
        ),
    }


def official(activity: Activity, known_on: date | None = None) -> Any:
    known_at = activity.appeal.end_of(known_on) if known_on else None
    return Viewpoint(
        date(2020, 12, 31), Include.OFFICIAL, Office.objects.none(), "", known_on, known_at
    )


def figures(activity: Activity, known_on: date | None = None) -> tuple[Any, Any, Any]:
    """Progress of the activity and of its appeal, and the people trained."""
    viewpoint = official(activity, known_on)
    seen = figures_of(activity.appeal, viewpoint)
    (result,) = results_of([activity.pk], viewpoint)[activity.pk]
    return seen.activity(activity.pk).progress, seen.whole.progress, result.actual


def test_a_returned_report_goes_on_with_copies_of_all_that_its_lines_say(
    line: ProgressUpdate, reporter: User, reviewer: User
) -> None:
    said = facts(line)
    report = taken_back(submitted(line, reporter), reviewer)

    old = ProgressUpdate.objects.get(pk=line.pk)
    new = report.updates.standing().get()
    assert report.state == State.RETURNED
    assert (old.submitted_at, old.superseded_at) == (APRIL_10, APRIL_20)
    assert (new.submitted_at, new.superseded_at, new.version) == (None, None, old.version + 1)
    assert facts(old) == facts(new) == said
    assert said["parts"] == [
        ("sex", "female", Decimal(7)),
        ("sex", "male", Decimal(5)),
    ]


def test_the_change_log_knows_of_copies_and_of_what_was_superseded(
    line: ProgressUpdate, reporter: User, reviewer: User
) -> None:
    report = taken_back(submitted(line, reporter), reviewer)

    last = line.history.order_by("-history_id").first()
    assert (last.history_type, last.history_date, last.superseded_at) == ("~", APRIL_20, APRIL_20)
    copy = report.updates.standing().get()
    rows = [copy, copy.achievements.get(), copy.actuals.get()]
    rows += copy.actuals.get().breakdowns.all()
    for row in rows:
        begun = row.history.get()
        assert (begun.history_type, begun.history_date) == ("+", APRIL_20)


def test_after_a_return_the_copy_is_changed_and_submitted_and_the_old_one_stays(
    line: ProgressUpdate, period: ReportingPeriod, reporter: User, reviewer: User
) -> None:
    said = facts(line)
    report = taken_back(submitted(line, reporter), reviewer)
    copy = report.updates.standing().get()
    copy.percent = 25
    log_progress(update=copy, version=None, period=period, by=reporter, at=APRIL_20)

    report = submitted(copy, reporter, MAY_10)
    approve_report(report=report, version=report.version, by=reviewer, at=MAY_10)

    copy.refresh_from_db()
    assert (copy.percent, copy.submitted_at) == (25, MAY_10)
    assert facts(ProgressUpdate.objects.get(pk=line.pk)) == said
    steps = report.reviews.order_by("pk").values_list("to_state", flat=True)
    assert list(steps) == ["submitted", "returned", "submitted", "approved"]
    assert figures(copy.activity)[0] == 25


def test_remarks_open_a_thread_on_each_line(
    line: ProgressUpdate, reporter: User, reviewer: User
) -> None:
    remarks = {line.activity_id: "Which centres?"}

    report = taken_back(submitted(line, reporter), reviewer, remarks=remarks)

    thread = Comment.objects.get()
    assert (thread.body, thread.activity, thread.report) == (
        "Which centres?", line.activity, report,
    )  # fmt: skip
    assert (thread.by, thread.at, thread.parent) == (reviewer, APRIL_20, None)


def test_reopening_takes_the_figures_out_of_the_official_ones_in_the_same_transaction(
    line: ProgressUpdate, reporter: User, reviewer: User
) -> None:
    report = approved(line, reporter, reviewer)
    assert figures(line.activity) == (30, 30, 12)

    taken_back(report, make_user())

    assert figures(line.activity) == (None, None, None)


def test_what_had_been_approved_stays_readable_as_known_on_the_day_before(
    line: ProgressUpdate, period: ReportingPeriod, reporter: User, reviewer: User
) -> None:
    report = taken_back(approved(line, reporter, reviewer), make_user())
    copy = report.updates.standing().get()
    copy.percent, copy.reason = 80, "Counted again."
    log_progress(update=copy, version=None, period=period, by=reporter, at=APRIL_20)
    report = submitted(copy, reporter, MAY_10)
    approve_report(report=report, version=report.version, by=reviewer, at=MAY_10)

    activity = line.activity
    assert figures(activity, date(2020, 4, 11)) == (None, None, None)
    assert figures(activity, date(2020, 4, 12)) == (30, 30, 12)
    assert figures(activity, date(2020, 4, 19)) == (30, 30, 12)
    assert figures(activity, date(2020, 4, 20)) == (None, None, None)
    assert figures(activity, date(2020, 5, 10)) == (80, 80, 12)
    assert figures(activity) == (80, 80, 12)


def test_a_reopening_that_fails_changes_nothing(
    line: ProgressUpdate, reporter: User, reviewer: User
) -> None:
    report = approved(line, reporter, reviewer)

    # Without a reason the database refuses the step.
    with pytest.raises(DatabaseError, match="Say why"), transaction.atomic():
        taken_back(report, make_user(), reason="")

    assert OfficeReport.objects.get().state == State.APPROVED
    assert ProgressUpdate.objects.get().superseded_at is None
    assert figures(line.activity) == (30, 30, 12)


def test_whoever_submitted_does_not_return(line: ProgressUpdate, reporter: User) -> None:
    report = submitted(line, reporter)

    with pytest.raises(NotReturnable, match="somebody else must return it"):
        taken_back(report, reporter)

    assert OfficeReport.objects.get().state == State.SUBMITTED


def test_who_submitted_the_first_time_may_return_what_somebody_else_submitted(
    line: ProgressUpdate, reporter: User, reviewer: User
) -> None:
    taken_back(submitted(line, reporter), reviewer)
    second = submitted(line, make_user(), MAY_10)

    assert taken_back(second, reporter, at=MAY_10).state == State.RETURNED


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.APPROVED])
def test_only_a_submitted_report_is_returned(reviewer: User, state: str) -> None:
    report = make_report(state=state)

    with pytest.raises(NotReturnable, match="Only a submitted report"):
        return_report(report=report, version=report.version, reason="x", by=reviewer, at=MAY_10)


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.SUBMITTED])
def test_only_an_approved_report_is_reopened(reviewer: User, state: str) -> None:
    report = make_report(state=state)

    with pytest.raises(NotReopenable, match="Only an approved report"):
        reopen_report(report=report, version=report.version, reason="x", by=reviewer, at=MAY_10)


def test_a_report_that_changed_since_it_was_read_is_neither_returned_nor_reopened(
    line: ProgressUpdate, reporter: User, reviewer: User
) -> None:
    report = submitted(line, reporter)

    with pytest.raises(StaleVersion):
        taken_back(report, reviewer, version=report.version - 1)
    report.refresh_from_db()
    approve_report(report=report, version=report.version, by=reviewer, at=APRIL_12)
    with pytest.raises(StaleVersion):
        taken_back(report, reviewer, version=report.version - 1)

    assert ProgressUpdate.objects.count() == 1
    assert not ReviewEvent.objects.filter(to_state__in=["returned", "draft"]).exists()


def test_a_report_is_reopened_as_often_as_needed_and_every_revision_stays(
    line: ProgressUpdate, reporter: User, reviewer: User
) -> None:
    report = taken_back(approved(line, reporter, reviewer), reviewer)
    for month in (6, 7):
        at = datetime(2020, month, 1, 15, tzinfo=UTC)
        report = submitted(line, reporter, at)
        report = approve_report(report=report, version=report.version, by=reviewer, at=at)
        report = taken_back(report, reviewer, at=at)

    assert report.updates.count() == 4
    assert report.updates.standing().count() == 1
    assert report.updates.superseded().once_approved().count() == 3


def test_a_line_that_was_returned_was_never_approved(
    line: ProgressUpdate, reporter: User, reviewer: User
) -> None:
    report = taken_back(submitted(line, reporter), reviewer)
    report = submitted(line, reporter, MAY_10)
    approve_report(report=report, version=report.version, by=reviewer, at=MAY_10)

    assert report.updates.superseded().count() == 1
    assert not report.updates.superseded().once_approved().exists()


def test_a_locked_period_takes_no_step_and_no_narrative(
    line: ProgressUpdate, period: ReportingPeriod, reporter: User, reviewer: User
) -> None:
    report = line.report
    lock_period(period=period, reason="Published.", by=reviewer, at=APRIL_10)

    with pytest.raises(PeriodLocked, match="2020-Q1 is locked"):
        submitted(line, reporter)
    with pytest.raises(PeriodLocked):
        approve_report(report=report, version=1, by=reviewer, at=APRIL_12)
    for act in (return_report, reopen_report):
        with pytest.raises(PeriodLocked):
            act(report=report, version=1, reason="x", by=reviewer, at=APRIL_12)
    with pytest.raises(PeriodLocked):
        write_narrative(report=report, version=1, fields=["highlights"], at=APRIL_12)

    assert not ReviewEvent.objects.exists()


def test_the_narrative_is_saved_until_the_report_is_handed_in(
    line: ProgressUpdate, reporter: User
) -> None:
    report = line.report
    report.highlights = "Two centres."
    write_narrative(report=report, version=1, fields=["highlights"], at=APRIL_10)
    submitted(line, reporter)
    report.highlights = "Three centres."

    with pytest.raises(NotWritable, match="now submitted and can no longer be changed"):
        write_narrative(report=report, version=3, fields=["highlights"], at=MAY_10)

    assert OfficeReport.objects.get().highlights == "Two centres."
    assert report.history.order_by("history_id")[1].history_date == APRIL_10
