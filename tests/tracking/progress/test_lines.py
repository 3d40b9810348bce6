"""Lines of a report: saved in place, or refused, by the database too."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from appeal.models import Activity, StaleVersion, User
from tests.factories import (
    make_activity,
    make_period,
    make_report,
    make_update,
    make_user,
)
from tests.tracking.refusing import refused
from tracking.actions import (
    NotWritable,
    log_progress,
)
from tracking.models import OfficeReport, ProgressUpdate, ReportingPeriod

pytestmark = pytest.mark.django_db

State, Status = OfficeReport.State, ProgressUpdate.Status
APRIL = datetime(2020, 4, 10, 15, tzinfo=UTC)
MAY = datetime(2020, 5, 10, 15, tzinfo=UTC)


@pytest.fixture
def activity() -> Activity:
    return make_activity(allocated=900)


@pytest.fixture
def period(activity: Activity) -> ReportingPeriod:
    return make_period(appeal=activity.appeal)


@pytest.fixture
def writer() -> User:
    return make_user()


def line_of(activity: Activity, **fields: Any) -> ProgressUpdate:
    return ProgressUpdate(
        **{"activity": activity, "percent": 30, "status": Status.ONGOING, "version": 0} | fields
    )


def test_the_first_line_opens_the_offices_report(
    activity: Activity, period: ReportingPeriod, writer: User
) -> None:
    line = log_progress(update=line_of(activity), version=None, period=period, by=writer, at=APRIL)

    report = OfficeReport.objects.get(office=activity.office, period=period)
    assert (report.state, line.report, line.version) == (State.DRAFT, report, 1)
    assert (line.updated_by, line.updated_at, line.submitted_at) == (writer, APRIL, None)


def test_a_second_line_joins_the_report_that_is_open(
    activity: Activity, period: ReportingPeriod, writer: User
) -> None:
    other = make_activity(priority=activity.priority)
    log_progress(update=line_of(activity), version=None, period=period, by=writer, at=APRIL)

    log_progress(update=line_of(other), version=None, period=period, by=writer, at=APRIL)

    assert OfficeReport.objects.get().updates.count() == 2


def test_a_line_is_changed_in_place_until_it_is_submitted(
    activity: Activity, period: ReportingPeriod, writer: User
) -> None:
    line = log_progress(update=line_of(activity), version=None, period=period, by=writer, at=APRIL)
    line.percent, line.narrative = 45, "More"

    log_progress(update=line, version=None, period=period, by=make_user(username="second"), at=MAY)

    stored = ProgressUpdate.objects.get()
    assert (stored.percent, stored.narrative, stored.version) == (45, "More", 2)
    assert (stored.updated_by.username, stored.updated_at) == ("second", MAY)
    assert [each.percent for each in stored.history.order_by("history_id")] == [30, 45]
    assert [each.history_date for each in stored.history.order_by("history_id")] == [APRIL, MAY]


def test_the_second_of_two_first_lines_is_told_and_shown_the_first(
    activity: Activity, period: ReportingPeriod, writer: User
) -> None:
    first = log_progress(update=line_of(activity), version=None, period=period, by=writer, at=APRIL)

    with pytest.raises(StaleVersion) as refusal:
        log_progress(
            update=line_of(activity, percent=90), version=None, period=period, by=writer, at=APRIL
        )

    assert refusal.value.row == first
    assert ProgressUpdate.objects.get().percent == 30


def test_a_line_that_was_saved_meanwhile_is_not_overwritten(
    activity: Activity, period: ReportingPeriod, writer: User
) -> None:
    line = log_progress(update=line_of(activity), version=None, period=period, by=writer, at=APRIL)
    mine, theirs = ProgressUpdate.objects.get(pk=line.pk), ProgressUpdate.objects.get(pk=line.pk)
    theirs.percent, mine.percent = 60, 90
    log_progress(update=theirs, version=None, period=period, by=writer, at=APRIL)

    with pytest.raises(StaleVersion):
        log_progress(update=mine, version=None, period=period, by=writer, at=APRIL)

    assert ProgressUpdate.objects.get().percent == 60


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_a_submitted_report_takes_no_more_lines(
    activity: Activity, period: ReportingPeriod, writer: User, state: str
) -> None:
    make_report(office=activity.office, period=period, state=state)

    with pytest.raises(NotWritable, match=f"{state} and can no longer be changed"):
        log_progress(update=line_of(activity), version=None, period=period, by=writer, at=APRIL)

    assert not ProgressUpdate.objects.exists()


def test_an_activity_has_one_standing_line_in_a_report() -> None:
    line = make_update()

    refused(lambda: make_update(activity=line.activity, report=line.report), r"(?i)unique")
    ProgressUpdate.objects.filter(pk=line.pk).update(superseded_at=APRIL)

    assert make_update(activity=line.activity, report=line.report).pk


@pytest.mark.parametrize("percent", [-1, 101])
def test_the_database_refuses_a_percentage_beyond_0_to_100(percent: int) -> None:
    refused(lambda: make_update(percent=percent), "percent")


def test_the_database_refuses_a_line_of_another_offices_activity() -> None:
    report, foreign = make_report(), make_activity()

    refused(
        lambda: make_update(report=report, activity=foreign),
        "an activity of the office and the appeal of the report",
    )


def test_a_submitted_report_takes_no_more_lines_through_any_door() -> None:
    line = make_update(state="submitted")
    priority = line.activity.priority
    other = make_activity(priority=priority, code=f"{priority.code}.9", order=9)

    with (
        pytest.raises(DatabaseError, match="No line can be added to a submitted report"),
        transaction.atomic(),
    ):
        ProgressUpdate.objects.create(
            report=line.report,
            activity=other,
            status=ProgressUpdate.Status.ONGOING,
            updated_by=line.updated_by,
            updated_at=line.updated_at,
        )


def test_a_falling_percentage_needs_a_reason_through_every_door(activity: Activity) -> None:
    make_update(activity=activity, percent=70)
    later = make_period(
        appeal=activity.appeal, code="2020-Q2", starts_on=date(2020, 4, 1),
        ends_on=date(2020, 6, 30), due_on=date(2020, 7, 15),
    )  # fmt: skip
    line = ProgressUpdate(activity=activity, percent=40, status=Status.ONGOING)

    with pytest.raises(NotWritable, match="Explain why"):
        log_progress(update=line, version=None, period=later, by=make_user(), at=MAY)
    line.reason = "Counted twice before."

    assert (
        log_progress(update=line, version=None, period=later, by=make_user(), at=MAY).percent == 40
    )
