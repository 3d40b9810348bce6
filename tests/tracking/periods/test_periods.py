"""Reporting periods: how they are made, which are open, what a lock refuses, how a year closes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from appeal.actions import published_at
from appeal.base.viewpoint import EVERYTHING
from appeal.models import (
    Allocation,
    Appeal,
    Indicator,
    Milestone,
    Office,
    StaleVersion,
    User,
)
from tests.factories import (
    make_activity,
    make_appeal,
    make_period,
    make_report,
    make_section,
    make_transaction,
    make_update,
    make_user,
)
from tracking.actions import (
    NotLockable,
    NotPostable,
    PeriodLocked,
    add_comment,
    close_appeal,
    lock_period,
    open_periods,
    reopen_appeal,
    resolve_thread,
    reverse_transaction,
    unlock_period,
)
from tracking.models import (
    ActualBreakdown,
    IndicatorActual,
    MilestoneAchievement,
    OfficeReport,
    PeriodEvent,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    Transaction,
)

pytestmark = pytest.mark.django_db

APRIL = datetime(2020, 4, 10, 15, tzinfo=UTC)
MAY = datetime(2020, 5, 10, 15, tzinfo=UTC)
LOCKED = "This period is locked"


def refused(write: Callable[[], Any], sentence: str) -> None:
    """The database refuses `write` with a sentence, and the test's transaction goes on."""
    with pytest.raises(DatabaseError, match=sentence), transaction.atomic():
        write()


def sql(statement: str, *values: Any) -> Callable[[], Any]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run


def test_an_appeal_gets_four_quarters_due_15_days_after_their_end() -> None:
    appeal = make_appeal()

    assert open_periods(appeal=appeal, at=published_at(appeal)) == 4

    rows = ReportingPeriod.objects.of(appeal).order_by("starts_on")
    assert list(rows.values_list("code", "starts_on", "ends_on", "due_on")) == [
        ("2020-Q1", date(2020, 1, 1), date(2020, 3, 31), date(2020, 4, 15)),
        ("2020-Q2", date(2020, 4, 1), date(2020, 6, 30), date(2020, 7, 15)),
        ("2020-Q3", date(2020, 7, 1), date(2020, 9, 30), date(2020, 10, 15)),
        ("2020-Q4", date(2020, 10, 1), date(2020, 12, 31), date(2021, 1, 15)),
    ]


@pytest.mark.parametrize(
    ("published_on", "due"),
    [
        (date(2019, 12, 1), ["2020-04-15", "2020-07-15", "2020-10-15", "2021-01-15"]),
        (date(2020, 3, 31), ["2020-04-15", "2020-07-15", "2020-10-15", "2021-01-15"]),
        (date(2020, 5, 20), ["2020-06-04", "2020-07-15", "2020-10-15", "2021-01-15"]),
        (date(2020, 8, 1), ["2020-08-16", "2020-08-16", "2020-10-15", "2021-01-15"]),
        (date(2021, 6, 25), ["2021-06-29"] * 4),
    ],
)
def test_no_report_is_due_before_15_days_after_the_appeal_was_published(
    published_on: date, due: list[str]
) -> None:
    appeal = make_appeal(published_on=published_on)

    open_periods(appeal=appeal, at=published_at(appeal))

    rows = ReportingPeriod.objects.of(appeal).order_by("starts_on")
    assert [str(row.due_on) for row in rows] == due
    for row in rows:
        row.full_clean()


def test_opening_the_periods_again_makes_none() -> None:
    appeal = make_appeal()
    open_periods(appeal=appeal, at=published_at(appeal))

    assert open_periods(appeal=appeal, at=published_at(appeal)) == 0

    assert ReportingPeriod.objects.of(appeal).count() == 4


def test_the_2020_appeal_comes_with_its_quarters(mi2020: Appeal) -> None:
    codes = ReportingPeriod.objects.of(mi2020).order_by("starts_on").values_list("code", flat=True)

    assert list(codes) == ["2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4"]


def test_a_period_is_open_from_its_first_day_on(mi2020: Appeal) -> None:
    def opened(day: date) -> list[str]:
        return [period.code for period in ReportingPeriod.objects.of(mi2020).open(day)]

    assert opened(date(2019, 12, 31)) == []
    assert opened(date(2020, 3, 31)) == ["2020-Q1"]
    assert opened(date(2020, 4, 1)) == ["2020-Q1", "2020-Q2"]


@pytest.mark.parametrize("state", OfficeReport.State.values)
def test_a_period_awaits_an_office_until_its_report_is_submitted(
    mi2020: Appeal, guatemala: Office, honduras: Office, state: str
) -> None:
    first = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_report(office=guatemala, period=first, state=state)

    awaiting = ReportingPeriod.objects.of(mi2020).awaiting(guatemala)

    assert (first in awaiting) == (state in OfficeReport.WRITABLE)
    assert first in ReportingPeriod.objects.of(mi2020).awaiting(honduras)


def test_another_office_that_has_submitted_does_not_close_a_period_for_a_draft(
    mi2020: Appeal, guatemala: Office, honduras: Office
) -> None:
    first = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_report(office=guatemala, period=first, state="draft")
    make_report(office=honduras, period=first, state="submitted")

    assert first in ReportingPeriod.objects.of(mi2020).awaiting(guatemala)
    assert first not in ReportingPeriod.objects.of(mi2020).awaiting(honduras)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("period_ends_after_it_starts", {"starts_on": date(2020, 4, 1)}),
        ("reports_are_due_after_the_period", {"due_on": date(2020, 3, 30)}),
    ],
)
def test_the_days_of_a_period_stand_in_order(name: str, fields: dict[str, date]) -> None:
    with pytest.raises(DatabaseError, match=name):
        make_period(**fields)


def test_a_code_stands_once_in_an_appeal_and_again_in_another() -> None:
    period = make_period()
    make_period()

    with pytest.raises(DatabaseError, match=r"(?i)unique"):
        make_period(appeal=period.appeal, quarter=2, code=period.code)


def test_an_office_has_one_report_per_period() -> None:
    report = make_report()

    with pytest.raises(DatabaseError, match=r"(?i)unique"):
        make_report(office=report.office, period=report.period)


def test_a_period_with_a_report_is_not_deleted(mi2020: Appeal) -> None:
    report = make_report(period=ReportingPeriod.objects.of(mi2020).get(code="2020-Q1"))

    with pytest.raises(DatabaseError):
        report.period.delete()
    assert ReportingPeriod.objects.filter(pk=report.period_id).exists()


# Rhythms and years


def test_a_monthly_appeal_gets_twelve_months() -> None:
    appeal = make_appeal(rhythm=Appeal.Rhythm.MONTHLY)

    assert open_periods(appeal=appeal, at=published_at(appeal)) == 12

    rows = ReportingPeriod.objects.of(appeal).order_by("starts_on")
    assert [row.code for row in rows] == [f"2020-{month:02}" for month in range(1, 13)]
    february = rows[1]
    assert (february.starts_on, february.ends_on, february.due_on) == (
        date(2020, 2, 1), date(2020, 2, 29), date(2020, 3, 15),
    )  # fmt: skip
    for row in rows:
        row.full_clean()


def test_periods_of_a_year_that_does_not_start_in_january_are_numbered_from_its_start() -> None:
    appeal = make_appeal(
        starts_on=date(2020, 7, 1), ends_on=date(2021, 6, 30), closes_on=date(2021, 9, 30)
    )

    open_periods(appeal=appeal, at=published_at(appeal))

    rows = ReportingPeriod.objects.of(appeal).order_by("starts_on")
    assert list(rows.values_list("code", "starts_on", "ends_on")) == [
        ("2020-Q1", date(2020, 7, 1), date(2020, 9, 30)),
        ("2020-Q2", date(2020, 10, 1), date(2020, 12, 31)),
        ("2020-Q3", date(2021, 1, 1), date(2021, 3, 31)),
        ("2020-Q4", date(2021, 4, 1), date(2021, 6, 30)),
    ]


@pytest.mark.parametrize(
    ("day", "late"),
    [(date(2020, 4, 1), 0), (date(2020, 4, 15), 0), (date(2020, 4, 16), 1), (date(2020, 5, 1), 16)],
)
def test_days_late_are_counted_from_the_day_after_the_due_date(day: date, late: int) -> None:
    assert make_period().days_late(day) == late


# Locking


def test_a_period_is_locked_and_unlocked_with_who_when_and_why() -> None:
    period, manager = make_period(), make_user()

    lock_period(period=period, reason="Published.", by=manager, at=APRIL)
    is_locked = ReportingPeriod.objects.with_lock().get(pk=period.pk).is_locked
    unlock_period(period=period, reason="An invoice came late.", by=manager, at=MAY)

    assert is_locked
    assert not ReportingPeriod.objects.with_lock().get(pk=period.pk).is_locked
    in_may, in_april = (replace(EVERYTHING, known_at=instant) for instant in (MAY, APRIL))
    assert ReportingPeriod.objects.with_lock(in_may).get(pk=period.pk).is_locked
    assert not ReportingPeriod.objects.with_lock(in_april).get(pk=period.pk).is_locked
    events = period.lock_events.order_by("pk").values_list("kind", "by", "at", "reason")
    assert list(events) == [
        ("locked", manager.pk, APRIL, "Published."),
        ("unlocked", manager.pk, MAY, "An invoice came late."),
    ]


def test_a_period_is_not_locked_twice_nor_unlocked_while_open() -> None:
    period, manager = make_period(), make_user()

    with pytest.raises(NotLockable, match="2020-Q1 is already unlocked"):
        unlock_period(period=period, reason="x", by=manager, at=APRIL)
    lock_period(period=period, reason="x", by=manager, at=APRIL)
    with pytest.raises(NotLockable, match="2020-Q1 is already locked"):
        lock_period(period=period, reason="x", by=manager, at=APRIL)

    assert period.lock_events.count() == 1


def test_the_database_too_refuses_a_second_lock_a_missing_reason_and_a_changed_log() -> None:
    period, manager = make_period(), make_user()
    event = {"period": period, "kind": "locked", "by": manager, "at": APRIL}
    PeriodEvent.objects.create(**event, reason="Published.")
    rows = PeriodEvent.objects.all()

    refused(
        lambda: PeriodEvent.objects.create(**event, reason="Again."),
        "Only an open period can be locked",
    )
    refused(
        lambda: PeriodEvent.objects.create(**event | {"kind": "unlocked"}, reason=""),
        "locking_has_a_reason",
    )
    refused(lambda: rows.update(reason="Other words"), "cannot be changed or deleted")
    refused(rows.delete, "cannot be changed or deleted")
    refused(sql("DELETE FROM tracking_periodevent"), "cannot be changed or deleted")


# What a locked period refuses, through every door


@dataclass
class Locked:
    """A locked first quarter of an activity with a line and results; `posted` is dated inside it.

    `draft` is a transaction of that quarter that nobody posted; `handed_in` another report's line.
    """

    period: ReportingPeriod
    line: ProgressUpdate
    handed_in: ProgressUpdate
    milestone: Milestone
    indicator: Indicator
    actual: IndicatorActual
    draft: Transaction
    posted: Transaction


@pytest.fixture
def locked() -> Locked:
    activity = make_activity(allocated=900)
    period = make_period(appeal=activity.appeal)
    line = make_update(activity=activity, period=period, percent=30)
    colleague = make_section(appeal=activity.appeal).office
    neighbour = make_activity(appeal=activity.appeal, office=colleague)
    handed_in = make_update(activity=neighbour, period=period, state="submitted")
    first, second = (
        Milestone.objects.create(
            activity=activity, title="Opened", due_on=date(2020, 3, 1), order=number
        )
        for number in (1, 2)
    )
    indicator, other = (
        Indicator.objects.create(
            activity=activity, order=number, title_en="People", unit_en="people",
            measure="number", direction="up", accumulation="sum",
        )
        for number in (1, 2)
    )  # fmt: skip
    MilestoneAchievement.objects.create(update=line, milestone=first, achieved_on=date(2020, 2, 20))
    actual = IndicatorActual.objects.create(update=line, indicator=indicator, value=12)
    ActualBreakdown.objects.create(actual=actual, dimension="sex", category="male", value=5)
    draft = make_transaction(activity=activity)
    posted = make_transaction(activity=activity, posted=True)
    lock_period(period=period, reason="Published.", by=make_user(), at=APRIL)
    return Locked(period, line, handed_in, second, other, actual, draft, posted)


def test_a_locked_period_takes_no_report_and_changes_none(locked: Locked) -> None:
    report = locked.line.report
    rows = OfficeReport.objects.filter(pk=report.pk)
    elsewhere = make_section(appeal=locked.period.appeal).office
    report.highlights = "Late words"

    refused(lambda: make_report(office=elsewhere, period=locked.period), LOCKED)
    refused(
        lambda: OfficeReport.objects.bulk_create(
            [OfficeReport(office=elsewhere, period=locked.period)]
        ),
        LOCKED,
    )
    refused(report.save, LOCKED)
    refused(lambda: rows.update(highlights="Late words"), LOCKED)
    refused(
        sql("UPDATE tracking_officereport SET highlights = 'x' WHERE id = %s", report.pk), LOCKED
    )
    refused(sql("DELETE FROM tracking_officereport WHERE id = %s", report.pk), LOCKED)


def test_a_locked_period_takes_no_line_and_changes_none(locked: Locked) -> None:
    line = locked.line
    rows = ProgressUpdate.objects.filter(pk=line.pk)
    other = make_activity(priority=line.activity.priority)
    fresh = ProgressUpdate(
        report=line.report, activity=other, status="ongoing", updated_by=line.updated_by,
        updated_at=APRIL,
    )  # fmt: skip
    line.percent = 99

    refused(fresh.save, LOCKED)
    refused(lambda: ProgressUpdate.objects.bulk_create([fresh]), LOCKED)
    refused(line.save, LOCKED)
    refused(lambda: rows.update(percent=99), LOCKED)
    refused(lambda: rows.update(superseded_at=MAY), LOCKED)
    refused(rows.delete, LOCKED)
    refused(sql("UPDATE tracking_progressupdate SET percent = 99 WHERE id = %s", line.pk), LOCKED)
    refused(sql("DELETE FROM tracking_progressupdate WHERE id = %s", line.pk), LOCKED)


def test_a_locked_period_takes_no_result_and_changes_none(locked: Locked) -> None:
    line, actual = locked.line, locked.actual
    achieved = {"update": line, "milestone": locked.milestone, "achieved_on": date(2020, 3, 1)}
    value = {"update": line, "indicator": locked.indicator, "value": 1}
    part = {"actual": actual, "dimension": "sex", "category": "female", "value": 1}
    actual.value = 13

    refused(lambda: MilestoneAchievement.objects.create(**achieved), LOCKED)
    refused(lambda: IndicatorActual.objects.create(**value), LOCKED)
    refused(lambda: ActualBreakdown.objects.create(**part), LOCKED)
    refused(actual.save, LOCKED)
    for table in (
        "tracking_milestoneachievement", "tracking_indicatoractual", "tracking_actualbreakdown",
    ):  # fmt: skip
        refused(sql(f"DELETE FROM {table}"), LOCKED)  # noqa: S608
    refused(lambda: IndicatorActual.objects.update(value=13), LOCKED)
    refused(lambda: ActualBreakdown.objects.update(value=4), LOCKED)
    refused(lambda: MilestoneAchievement.objects.update(achieved_on=date(2020, 3, 1)), LOCKED)
    refused(sql("UPDATE tracking_indicatoractual SET value = 13"), LOCKED)


def test_a_locked_period_takes_no_step_of_a_review(locked: Locked) -> None:
    report = locked.handed_in.report
    step = {
        "report": report, "from_state": "submitted", "to_state": "approved", "by": make_user(),
        "at": MAY,
    }  # fmt: skip

    refused(lambda: ReviewEvent.objects.create(**step), LOCKED)
    refused(lambda: ReviewEvent.objects.bulk_create([ReviewEvent(**step)]), LOCKED)
    refused(
        sql(
            "INSERT INTO tracking_reviewevent (report_id, from_state, to_state, by_id, at, comment)"
            " VALUES (%s, 'submitted', 'approved', %s, '2020-05-10 15:00:00+00:00', '')",
            report.pk,
            step["by"].pk,
        ),
        LOCKED,
    )
    assert OfficeReport.objects.get(pk=report.pk).state == "submitted"


def test_a_locked_period_takes_no_posting_and_no_reversal_dated_inside_it(locked: Locked) -> None:
    draft, posted = locked.draft, locked.posted
    rows, sentence = Transaction.objects.filter(pk=draft.pk), "is in a locked period"
    posting = {"rate": 1, "posted_by": draft.entered_by, "posted_at": MAY}
    reversal = {
        field.attname: getattr(posted, field.attname)
        for field in Transaction._meta.concrete_fields
        if not field.primary_key
    } | {"reverses_id": posted.pk}

    refused(lambda: make_transaction(activity=draft.activity, posted=True), sentence)
    refused(lambda: rows.update(**posting), sentence)
    refused(
        sql(
            "UPDATE tracking_transaction SET rate = 1, posted_by_id = %s,"
            " posted_at = '2020-05-10 15:00:00+00:00' WHERE id = %s",
            draft.entered_by_id,
            draft.pk,
        ),
        sentence,
    )
    refused(lambda: Transaction.objects.bulk_create([Transaction(**reversal)]), sentence)
    with pytest.raises((DatabaseError, NotPostable, PeriodLocked)), transaction.atomic():
        reverse_transaction(entry=posted, reason="Twice.", by=make_user(), at=MAY)
    outside = make_transaction(activity=draft.activity, value_on=date(2020, 4, 1), posted=True)
    assert outside.is_posted


def test_comments_stay_possible_in_a_locked_period(locked: Locked) -> None:
    comment = add_comment(
        body="Still wrong.", report=locked.line.report, activity=locked.line.activity,
        by=make_user(), at=MAY,
    )  # fmt: skip

    assert resolve_thread(thread=comment, by=make_user(), at=MAY).resolved_at == MAY


def test_an_unlocked_period_takes_entries_again(locked: Locked) -> None:
    unlock_period(period=locked.period, reason="A late invoice.", by=make_user(), at=MAY)

    assert ProgressUpdate.objects.filter(pk=locked.line.pk).update(percent=99) == 1
    assert make_transaction(activity=locked.line.activity, posted=True).is_posted


# Closing the appeal


def close(appeal: Appeal, by: User, reason: str = "The year is over.") -> Appeal:
    return close_appeal(appeal=appeal, version=appeal.version, reason=reason, by=by, at=MAY)


def test_closing_locks_every_period_that_is_not_locked_and_the_plan(
    mi2020: Appeal, manager_ro: User
) -> None:
    first = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    lock_period(period=first, reason="Published.", by=manager_ro, at=APRIL)
    allocation = Allocation.objects.filter(cell__appeal=mi2020).first()

    closed = close(mi2020, manager_ro)

    assert closed.state == Appeal.State.CLOSED
    assert not ReportingPeriod.objects.of(mi2020).unlocked().exists()
    assert (
        PeriodEvent.objects.filter(reason="The year is over.", by=manager_ro, at=MAY).count() == 3
    )
    assert first.lock_events.count() == 1
    refused(lambda: Allocation.objects.filter(pk=allocation.pk).update(amount=1), "closed")
    last = mi2020.history.order_by("-history_id").first()
    assert (last.history_change_reason, last.history_user, last.history_date) == (
        "The year is over.", manager_ro, MAY,
    )  # fmt: skip


def test_in_a_closed_appeal_no_period_is_unlocked_and_after_reopening_they_stay_locked(
    mi2020: Appeal, manager_ro: User
) -> None:
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    closed = close(mi2020, manager_ro)

    with pytest.raises(NotLockable, match="Re-open it first"):
        unlock_period(period=period, reason="x", by=manager_ro, at=MAY)
    opened = reopen_appeal(
        appeal=closed, version=closed.version, reason="An audit.", by=manager_ro, at=MAY
    )

    assert opened.state == Appeal.State.PUBLISHED
    assert not ReportingPeriod.objects.of(mi2020).unlocked().exists()
    assert mi2020.history.order_by("-history_id").first().history_change_reason == "An audit."
    assert unlock_period(period=period, reason="x", by=manager_ro, at=MAY)


def test_an_appeal_is_closed_once_and_reopened_once(mi2020: Appeal, manager_ro: User) -> None:
    def reopen(appeal: Appeal) -> Appeal:
        return reopen_appeal(
            appeal=appeal, version=appeal.version, reason="x", by=manager_ro, at=MAY
        )

    with pytest.raises(NotLockable, match="MI2020-CNAC is published"):
        reopen(mi2020)
    closed = close(mi2020, manager_ro)
    with pytest.raises(NotLockable, match="MI2020-CNAC is closed"):
        close(closed, manager_ro)
    with pytest.raises(NotLockable, match="is draft"):
        close(make_appeal(), manager_ro)

    assert PeriodEvent.objects.count() == 4


def test_an_appeal_that_changed_since_it_was_read_is_not_closed(
    mi2020: Appeal, manager_ro: User
) -> None:
    with pytest.raises(StaleVersion):
        close_appeal(appeal=mi2020, version=mi2020.version - 1, reason="x", by=manager_ro, at=MAY)

    assert not PeriodEvent.objects.exists()
    assert Appeal.objects.get().state == Appeal.State.PUBLISHED
