"""Submitting and approving a report: done, or refused, by the database too."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from appeal.models import Activity, StaleVersion, User
from tests.factories import (
    make_activity,
    make_office,
    make_period,
    make_report,
    make_update,
    make_user,
    move,
)
from tests.tracking.refusing import refused, sql
from tracking.actions import (
    NotApprovable,
    NotSubmittable,
    approve_report,
    submit_report,
)
from tracking.models import OfficeReport, ProgressUpdate, ReportingPeriod, ReviewEvent

pytestmark = pytest.mark.django_db

State = OfficeReport.State
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


@pytest.fixture
def line(activity: Activity, period: ReportingPeriod) -> ProgressUpdate:
    return make_update(activity=activity, period=period, percent=30)


def submit(line: ProgressUpdate, by: User) -> OfficeReport:
    return submit_report(report=line.report, version=line.report.version, by=by, at=APRIL)


def test_submitting_stamps_the_lines_and_is_logged(line: ProgressUpdate, writer: User) -> None:
    report = submit(line, writer)

    line.refresh_from_db()
    assert (report.state, line.submitted_at) == (State.SUBMITTED, APRIL)
    event = report.reviews.get()
    assert (event.from_state, event.to_state, event.by) == (State.DRAFT, State.SUBMITTED, writer)
    assert event.at == APRIL


def test_a_report_without_lines_is_not_submitted(writer: User) -> None:
    report = make_report()

    with pytest.raises(NotSubmittable, match="at least one activity"):
        submit_report(report=report, version=1, by=writer, at=APRIL)


def test_a_report_is_not_submitted_twice(line: ProgressUpdate, writer: User) -> None:
    report = submit(line, writer)

    with pytest.raises(NotSubmittable, match="already submitted"):
        submit_report(report=report, version=report.version, by=writer, at=APRIL)

    assert report.reviews.count() == 1


def test_a_report_that_changed_since_it_was_read_is_not_submitted(
    line: ProgressUpdate, writer: User
) -> None:
    line.report.save_over(1, ["highlights"])

    with pytest.raises(StaleVersion):
        submit_report(report=line.report, version=1, by=writer, at=APRIL)

    line.refresh_from_db()
    assert line.submitted_at is None
    assert not ReviewEvent.objects.exists()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("percent", 99),
        ("percent", None),
        ("status", "completed"),
        ("narrative", "Other words"),
        ("issues", "Other words"),
        ("next_steps", "Other words"),
        ("reason", "Other words"),
        ("submitted_at", None),
    ],
)
def test_a_submitted_line_changes_through_no_door(
    line: ProgressUpdate, writer: User, column: str, value: Any
) -> None:
    submit(line, writer)
    line.refresh_from_db()
    setattr(line, column, value)
    rows, sentence = ProgressUpdate.objects.filter(pk=line.pk), "What a submitted report says"

    refused(line.save, sentence)
    refused(lambda: rows.update(**{column: value}), sentence)
    refused(lambda: ProgressUpdate.objects.bulk_update([line], [column]), sentence)
    refused(
        sql(f"UPDATE tracking_progressupdate SET {column} = %s WHERE id = %s", value, line.pk),  # noqa: S608
        sentence,
    )


def test_a_submitted_line_is_deleted_through_no_door(line: ProgressUpdate, writer: User) -> None:
    submit(line, writer)
    rows, sentence = ProgressUpdate.objects.filter(pk=line.pk), "What a submitted report says"

    refused(line.delete, sentence)
    refused(rows.delete, sentence)
    refused(sql("DELETE FROM tracking_progressupdate WHERE id = %s", line.pk), sentence)

    assert rows.exists()


def test_a_draft_line_is_still_changed_and_deleted(line: ProgressUpdate) -> None:
    ProgressUpdate.objects.filter(pk=line.pk).update(percent=31)

    assert line.delete()[0] == 1


def test_a_revision_is_superseded_once_and_not_while_its_report_is_handed_in(
    line: ProgressUpdate, writer: User
) -> None:
    report = submit(line, writer)
    rows = ProgressUpdate.objects.filter(pk=line.pk)

    refused(lambda: rows.update(superseded_at=APRIL), "Return or re-open it first")
    move(report, State.RETURNED)
    assert rows.update(superseded_at=APRIL) == 1

    refused(lambda: rows.update(superseded_at=MAY), "replaced by a newer one only once")
    refused(lambda: rows.update(superseded_at=None), "replaced by a newer one only once")


def test_somebody_else_approves_and_both_steps_stay_in_the_log(
    line: ProgressUpdate, writer: User
) -> None:
    report = submit(line, writer)
    reviewer = make_user()

    approve_report(report=report, version=report.version, by=reviewer, at=MAY, comment="Clear.")

    report.refresh_from_db()
    assert report.state == State.APPROVED
    steps = report.reviews.order_by("pk").values_list("to_state", "by", "comment")
    assert list(steps) == [
        (State.SUBMITTED, writer.pk, ""),
        (State.APPROVED, reviewer.pk, "Clear."),
    ]


def test_whoever_submitted_cannot_approve(line: ProgressUpdate, writer: User) -> None:
    report = submit(line, writer)

    with pytest.raises(NotApprovable, match="somebody else must approve"):
        approve_report(report=report, version=report.version, by=writer, at=MAY)

    report.refresh_from_db()
    assert report.state == State.SUBMITTED


def test_the_database_too_refuses_the_approval_of_whoever_submitted(
    line: ProgressUpdate, writer: User
) -> None:
    report = submit(line, writer)
    step = {"report": report, "from_state": State.SUBMITTED, "to_state": State.APPROVED}

    refused(
        lambda: ReviewEvent.objects.create(**step, by=writer, at=MAY),
        "Whoever submitted a report cannot approve it",
    )
    refused(
        lambda: ReviewEvent.objects.bulk_create([ReviewEvent(**step, by=writer, at=MAY)]),
        "Whoever submitted a report cannot approve it",
    )
    assert ReviewEvent.objects.create(**step, by=make_user(), at=MAY).pk


@pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED, State.RETURNED])
def test_only_a_submitted_report_is_approved(writer: User, state: str) -> None:
    report = make_report(state=state)

    with pytest.raises(NotApprovable, match="Only a submitted report"):
        approve_report(report=report, version=1, by=writer, at=MAY)


def test_a_report_that_changed_since_it_was_read_is_not_approved(
    line: ProgressUpdate, writer: User
) -> None:
    report = submit(line, writer)

    with pytest.raises(StaleVersion):
        approve_report(report=report, version=report.version - 1, by=make_user(), at=MAY)

    assert report.reviews.count() == 1


def test_nothing_of_the_review_log_is_overwritten(line: ProgressUpdate, writer: User) -> None:
    event = submit(line, writer).reviews.get()
    rows = ReviewEvent.objects.filter(pk=event.pk)

    refused(lambda: rows.update(comment="Other words"), "cannot be changed or deleted")
    refused(event.delete, "cannot be changed or deleted")
    refused(
        sql("DELETE FROM tracking_reviewevent WHERE id = %s", event.pk),
        "cannot be changed or deleted",
    )


def test_a_state_without_its_line_in_the_review_log_is_refused() -> None:
    report = make_report()

    with pytest.raises(DatabaseError, match="follows its review"), transaction.atomic():
        OfficeReport.objects.filter(pk=report.pk).update(state="approved")
    with pytest.raises(DatabaseError, match="begins as a draft"), transaction.atomic():
        OfficeReport.objects.create(
            office=make_office(), period=report.period, state=OfficeReport.State.APPROVED
        )

    assert move(report, "submitted").state == "submitted"
