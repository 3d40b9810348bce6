"""What actions do and refuse, and what the database refuses whoever writes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.models import ProtectedError

from appeal.models import Activity, StaleVersion, User
from tests.factories import (
    make_activity,
    make_cell,
    make_office,
    make_period,
    make_report,
    make_transaction,
    make_update,
    make_user,
    move,
    publish,
)
from tracking.actions import (
    NotApprovable,
    NotPostable,
    NotSubmittable,
    NotWritable,
    approve_report,
    discard_transaction,
    draft_transaction,
    in_usd,
    log_progress,
    post_transaction,
    reverse_transaction,
    submit_report,
)
from tracking.models import OfficeReport, ProgressUpdate, ReportingPeriod, ReviewEvent, Transaction

pytestmark = pytest.mark.django_db

State, Status, Kind = OfficeReport.State, ProgressUpdate.Status, Transaction.Kind
APRIL = datetime(2020, 4, 10, 15, tzinfo=UTC)
MAY = datetime(2020, 5, 10, 15, tzinfo=UTC)


def refused(write: Callable[[], Any], sentence: str) -> None:
    """The database refuses `write` with a sentence, and the test's transaction goes on."""
    with pytest.raises(DatabaseError, match=sentence), transaction.atomic():
        write()


def sql(statement: str, *values: Any) -> Callable[[], Any]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run


@pytest.fixture
def activity() -> Activity:
    return make_activity(allocated=900)


@pytest.fixture
def period(activity: Activity) -> ReportingPeriod:
    return make_period(appeal=activity.appeal)


@pytest.fixture
def writer() -> User:
    return make_user()


# Logging progress


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
        "an activity of its report's office and appeal",
    )


# Submitting and approving


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
    rows, sentence = ProgressUpdate.objects.filter(pk=line.pk), "submitted progress update"

    refused(line.save, sentence)
    refused(lambda: rows.update(**{column: value}), sentence)
    refused(lambda: ProgressUpdate.objects.bulk_update([line], [column]), sentence)
    refused(
        sql(f"UPDATE tracking_progressupdate SET {column} = %s WHERE id = %s", value, line.pk),  # noqa: S608
        sentence,
    )


def test_a_submitted_line_is_deleted_through_no_door(line: ProgressUpdate, writer: User) -> None:
    submit(line, writer)
    rows, sentence = ProgressUpdate.objects.filter(pk=line.pk), "submitted progress update"

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

    refused(lambda: rows.update(superseded_at=APRIL), "return or re-open it first")
    move(report, State.RETURNED)
    assert rows.update(superseded_at=APRIL) == 1

    refused(lambda: rows.update(superseded_at=MAY), "superseded once")
    refused(lambda: rows.update(superseded_at=None), "superseded once")


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

    refused(lambda: rows.update(comment="Other words"), "append-only")
    refused(event.delete, "append-only")
    refused(sql("DELETE FROM tracking_reviewevent WHERE id = %s", event.pk), "append-only")


# The ledger


def entry_of(activity: Activity, **fields: Any) -> Transaction:
    return Transaction(
        **{
            "activity": activity,
            "cell": activity.allocations.get().cell,
            "value_on": date(2020, 3, 15),
            "currency": "USD",
            "amount": Decimal("250.50"),
        }
        | fields
    )


def draft(activity: Activity, at: datetime = APRIL, **fields: Any) -> Transaction:
    return draft_transaction(
        entry=entry_of(activity, **fields), version=None, by=make_user(), at=at
    )


def posted(activity: Activity, at: datetime = APRIL, **fields: Any) -> Transaction:
    entry = draft(activity, at, **fields)
    return post_transaction(entry=entry, version=entry.version, by=make_user(), at=at)


def test_a_draft_takes_office_author_and_instant(activity: Activity, writer: User) -> None:
    entry = draft_transaction(entry=entry_of(activity), version=None, by=writer, at=APRIL)

    entry.refresh_from_db()
    assert (entry.office, entry.entered_by, entry.entered_at) == (activity.office, writer, APRIL)
    assert (entry.is_posted, entry.rate, entry.usd_amount) == (False, None, Decimal("250.50"))
    assert entry.history.get().history_date == APRIL


def test_posting_fills_rate_usd_and_who(activity: Activity, writer: User) -> None:
    entry = draft(activity)

    post_transaction(entry=entry, version=entry.version, by=writer, at=MAY)

    entry.refresh_from_db()
    assert (entry.rate, entry.usd_amount) == (1, Decimal("250.50"))
    assert (entry.posted_by, entry.posted_at) == (writer, MAY)


def test_posting_asks_no_more_than_it_has_to(
    activity: Activity, writer: User, django_assert_max_num_queries: Any
) -> None:
    entry = draft(activity)

    with django_assert_max_num_queries(11):
        post_transaction(entry=entry, version=entry.version, by=writer, at=MAY)


def test_a_draft_is_changed_until_it_is_posted(activity: Activity) -> None:
    entry = draft(activity)
    entry.amount, entry.note = Decimal("99.90"), "Fuel"

    draft_transaction(entry=entry, version=None, by=make_user(), at=MAY)

    entry.refresh_from_db()
    assert (entry.amount, entry.usd_amount, entry.note) == (Decimal("99.90"),) * 2 + ("Fuel",)
    assert entry.version == 2


def test_a_draft_that_changed_meanwhile_is_neither_changed_nor_posted_nor_discarded(
    activity: Activity,
) -> None:
    entry = draft(activity)
    stale = Transaction.objects.get(pk=entry.pk)
    draft_transaction(entry=entry, version=None, by=make_user(), at=APRIL)

    with pytest.raises(StaleVersion):
        draft_transaction(entry=stale, version=None, by=make_user(), at=APRIL)
    with pytest.raises(StaleVersion):
        post_transaction(entry=stale, version=1, by=make_user(), at=APRIL)
    with pytest.raises(StaleVersion):
        discard_transaction(entry=stale, version=1, at=APRIL)

    assert not Transaction.objects.get(pk=entry.pk).is_posted


def test_a_draft_is_discarded_and_stays_in_the_change_log(activity: Activity) -> None:
    entry = draft(activity)

    discard_transaction(entry=entry, version=entry.version, at=APRIL)

    assert not Transaction.objects.exists()
    kinds = Transaction.history.order_by("history_id").values_list("history_type", flat=True)
    assert list(kinds) == ["+", "-"]


def test_a_posted_entry_is_neither_changed_nor_posted_again_nor_discarded(
    activity: Activity,
) -> None:
    entry = posted(activity)

    with pytest.raises(StaleVersion):
        draft_transaction(entry=entry, version=None, by=make_user(), at=APRIL)
    with pytest.raises(NotPostable, match="already been posted"):
        post_transaction(entry=entry, version=entry.version, by=make_user(), at=APRIL)
    with pytest.raises(StaleVersion):
        discard_transaction(entry=entry, version=entry.version, at=APRIL)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", 1),
        ("usd_amount", 1),
        ("value_on", date(2020, 1, 2)),
        ("note", "Other words"),
        ("posted_at", MAY),
        ("version", 9),
    ],
)
def test_a_posted_entry_changes_through_no_door(
    activity: Activity, column: str, value: Any
) -> None:
    entry = posted(activity)
    setattr(entry, column, value)
    rows, sentence = Transaction.objects.filter(pk=entry.pk), "reverse it and enter it again"

    refused(entry.save, sentence)
    refused(lambda: rows.update(**{column: value}), sentence)
    refused(lambda: Transaction.objects.bulk_update([entry], [column]), sentence)
    refused(
        sql(f"UPDATE tracking_transaction SET {column} = %s WHERE id = %s", value, entry.pk),  # noqa: S608
        sentence,
    )


def test_a_posted_entry_is_deleted_through_no_door(activity: Activity) -> None:
    entry = posted(activity)
    rows, sentence = Transaction.objects.filter(pk=entry.pk), "reverse it and enter it again"

    refused(entry.delete, sentence)
    refused(rows.delete, sentence)
    refused(sql("DELETE FROM tracking_transaction WHERE id = %s", entry.pk), sentence)

    assert rows.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize(
    "table", ["tracking_transaction", "tracking_progressupdate", "tracking_reviewevent"]
)
def test_what_is_kept_for_good_is_not_truncated(table: str) -> None:
    refused(sql(f"TRUNCATE {table} CASCADE"), r"reverse it|submitted|append-only|change log")


def test_a_reversal_mirrors_its_original_and_counts_negative(activity: Activity) -> None:
    entry = posted(activity, counterpart="A printer", reference="V-1", kind=Kind.DISBURSEMENT)
    accountant = make_user()

    back = reverse_transaction(entry=entry, reason="Wrong office", by=accountant, at=MAY)

    mirrored = (
        "activity", "cell", "office", "kind", "value_on", "amount", "currency", "rate",
        "usd_amount", "counterpart", "reference",
    )  # fmt: skip
    for name in mirrored:
        assert getattr(back, name) == getattr(entry, name), name
    assert (back.reverses, back.note, back.posted_by, back.posted_at) == (
        entry, "Wrong office", accountant, MAY,
    )  # fmt: skip
    signed = Transaction.objects.with_signed().order_by("pk").values_list("signed", flat=True)
    assert list(signed) == [Decimal("250.50"), Decimal("-250.50")]


def test_only_a_posted_original_is_reversed_and_only_once(activity: Activity) -> None:
    entry = posted(activity)
    back = reverse_transaction(entry=entry, reason="Wrong", by=make_user(), at=MAY)

    def again(target: Transaction) -> Callable[[], Any]:
        return lambda: reverse_transaction(entry=target, reason="x", by=make_user(), at=MAY)

    with pytest.raises(NotPostable, match="already been reversed"):
        again(entry)()
    with pytest.raises(NotPostable, match="not a reversal"):
        again(back)()
    with pytest.raises(NotPostable, match="Only a posted transaction"):
        again(draft(activity))()
    assert Transaction.objects.posted().count() == 2


def mirror(entry: Transaction, **fields: Any) -> Transaction:
    """A second row like `entry` that claims to reverse it, entered past our own code."""
    copied = [
        field.attname
        for field in Transaction._meta.concrete_fields
        if field.name not in ("id", "reverses", "version")
    ]
    values = {name: getattr(entry, name) for name in copied}
    return Transaction.objects.bulk_create([Transaction(**values | {"reverses": entry} | fields)])[
        0
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": 1},
        {"usd_amount": 1},
        {"rate": 2},
        {"currency": "GTQ"},
        {"kind": Kind.DISBURSEMENT},
        {"value_on": date(2020, 3, 16)},
    ],
)
def test_the_database_refuses_a_reversal_unlike_its_original(
    activity: Activity, fields: dict[str, Any]
) -> None:
    entry = posted(activity)

    refused(lambda: mirror(entry, **fields), "A reversal repeats a posted original")


def test_the_database_refuses_the_reversal_of_a_draft_of_a_reversal_and_a_second_one(
    activity: Activity,
) -> None:
    entry = posted(activity)
    back = mirror(entry)
    posting = {"posted_at": APRIL, "posted_by": make_user(), "rate": 1}

    refused(lambda: mirror(entry), r"(?i)unique")
    refused(lambda: mirror(back), "not itself a reversal")
    refused(lambda: mirror(draft(activity), **posting), "A reversal repeats a posted original")


# Value dates and currencies


@pytest.mark.parametrize(
    ("value_on", "entered_at"),
    [
        (date(2020, 4, 11), APRIL),
        # Midnight has passed in UTC, but not yet where the appeal is.
        (date(2020, 4, 11), datetime(2020, 4, 11, 5, 59, tzinfo=UTC)),
    ],
)
def test_a_value_date_after_today_is_refused(
    activity: Activity, value_on: date, entered_at: datetime
) -> None:
    with pytest.raises(NotPostable, match="is in the future"):
        draft(activity, entered_at, value_on=value_on)


def test_a_value_date_of_today_is_taken_in_the_appeals_time_zone(activity: Activity) -> None:
    assert draft(activity, datetime(2020, 4, 11, 6, tzinfo=UTC), value_on=date(2020, 4, 11)).pk


LATER = datetime(2021, 6, 1, 15, tzinfo=UTC)


def test_a_value_date_after_closing_is_refused_whatever_the_reason(activity: Activity) -> None:
    late = {"late_reason": "A late invoice"}

    assert draft(activity, LATER, value_on=date(2021, 3, 31), **late).pk
    with pytest.raises(NotPostable, match="closed on 2021-03-31"):
        draft(activity, LATER, value_on=date(2021, 4, 1), **late)


def test_the_database_too_refuses_a_value_date_after_closing(activity: Activity) -> None:
    refused(
        lambda: make_transaction(activity=activity, value_on=date(2021, 4, 1), late_reason="Late"),
        "after the day the appeal closed",
    )
    entry = draft(activity)
    rows = Transaction.objects.filter(pk=entry.pk)
    late = {"value_on": date(2021, 4, 1), "late_reason": "Late"}
    refused(lambda: rows.update(**late), "after the day the appeal closed")


@pytest.mark.parametrize("value_on", [date(2019, 12, 31), date(2021, 1, 1)])
def test_a_value_date_outside_the_year_needs_a_reason(activity: Activity, value_on: date) -> None:
    with pytest.raises(NotPostable, match=r"outside 2020\. Give the reason"):
        draft(activity, LATER, value_on=value_on)

    assert draft(activity, LATER, value_on=value_on, late_reason="A late invoice").pk


@pytest.mark.parametrize("value_on", [date(2020, 1, 1), date(2020, 12, 31)])
def test_the_first_and_the_last_day_of_the_year_need_none(
    activity: Activity, value_on: date
) -> None:
    assert draft(activity, LATER, value_on=value_on).pk


def test_posting_checks_the_value_date_again(activity: Activity) -> None:
    entry = make_transaction(activity=activity, value_on=date(2020, 6, 1))

    with pytest.raises(NotPostable, match="is in the future"):
        post_transaction(entry=entry, version=1, by=make_user(), at=APRIL)

    assert not Transaction.objects.get().is_posted


def test_an_amount_without_a_rate_is_drafted_without_usd_and_not_posted(
    activity: Activity,
) -> None:
    foreign = draft(activity, currency="GTQ")

    assert foreign.usd_amount is None
    with pytest.raises(NotPostable, match="There is no GTQ exchange rate for March 2020"):
        post_transaction(entry=foreign, version=1, by=make_user(), at=APRIL)
    assert not Transaction.objects.get().is_posted


@pytest.mark.parametrize(
    ("amount", "rate", "usd"),
    [("0.05", "2", "0.02"), ("0.07", "2", "0.04"), ("100", "7.7", "12.99"), ("8", "1", "8.00")],
)
def test_usd_is_rounded_half_even_to_cents(amount: str, rate: str, usd: str) -> None:
    assert in_usd(Decimal(amount), Decimal(rate)) == Decimal(usd)


# What the database knows of every entry


def test_the_database_refuses_the_cell_of_another_office(activity: Activity) -> None:
    foreign = make_cell(appeal=activity.appeal, office=make_office(region=activity.office.region))
    sentence = "the office of its activity and its cell"

    refused(lambda: make_transaction(activity=activity, cell=foreign), sentence)
    refused(lambda: make_transaction(activity=activity, office=foreign.office), sentence)
    entry = draft(activity)
    rows = Transaction.objects.filter(pk=entry.pk)
    refused(lambda: rows.update(cell=foreign), sentence)
    refused(lambda: rows.update(office=foreign.office), sentence)


def test_the_database_refuses_the_cell_of_another_appeal(activity: Activity) -> None:
    later = make_cell(office=activity.office)

    assert later.appeal != activity.appeal
    refused(
        lambda: make_transaction(activity=activity, cell=later),
        "the office of its activity and its cell",
    )


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("transaction_amount_is_positive", {"amount": 0}),
        ("transaction_amount_is_positive", {"amount": -5}),
        ("posted_transaction_has_poster_rate_and_usd", {"posted_at": APRIL}),
    ],
)
def test_the_database_refuses_what_no_entry_may_be(
    activity: Activity, name: str, fields: dict[str, Any]
) -> None:
    refused(lambda: make_transaction(activity=activity, **fields), name)


def test_a_commitment_draws_on_no_other(activity: Activity) -> None:
    held = make_transaction(activity=activity, kind=Kind.COMMITMENT, posted=True)

    assert make_transaction(activity=activity, against=held).pk
    refused(
        lambda: make_transaction(activity=activity, against=held, kind=Kind.COMMITMENT),
        "commitment_draws_on_nothing",
    )


def test_what_has_entries_or_lines_is_protected_from_deletion() -> None:
    activity = make_activity(allocated=900, spent=100, percent=40)
    entry, line = activity.transactions.get(), activity.updates.get()
    publish(activity.appeal)

    protected: list[models.Model] = [
        activity,
        entry.cell,
        entry.entered_by,
        activity.office,
        line.report,
        line.report.period,
        line.updated_by,
    ]
    for row in protected:
        with pytest.raises(ProtectedError):
            row.delete()


def test_a_state_without_its_line_in_the_review_log_is_refused() -> None:
    report = make_report()

    with pytest.raises(DatabaseError, match="follows its review log"), transaction.atomic():
        OfficeReport.objects.filter(pk=report.pk).update(state="approved")
    with pytest.raises(DatabaseError, match="begins as a draft"), transaction.atomic():
        OfficeReport.objects.create(
            office=make_office(), period=report.period, state=OfficeReport.State.APPROVED
        )

    assert move(report, "submitted").state == "submitted"


def test_a_submitted_report_takes_no_more_lines_through_any_door() -> None:
    line = make_update(state="submitted")
    priority = line.activity.priority
    other = make_activity(priority=priority, code=f"{priority.code}.9", order=9)

    with pytest.raises(DatabaseError, match="takes no more lines"), transaction.atomic():
        ProgressUpdate.objects.create(
            report=line.report,
            activity=other,
            status=ProgressUpdate.Status.ONGOING,
            updated_by=line.updated_by,
            updated_at=line.updated_at,
        )


def test_the_database_too_asks_a_reason_for_a_date_outside_the_year(activity: Activity) -> None:
    rows = Transaction.objects.filter(pk=draft(activity).pk)

    refused(lambda: rows.update(value_on=date(2019, 12, 31)), "outside the appeal's year")

    assert rows.update(value_on=date(2019, 12, 31), late_reason="Paid ahead") == 1


def test_a_transaction_draws_on_a_commitment_of_its_own_activity_only(activity: Activity) -> None:
    entry = draft(activity)
    elsewhere = make_transaction(kind=Kind.COMMITMENT, posted=True)
    spending = make_transaction(activity=activity, cell=entry.cell, posted=True)
    rows = Transaction.objects.filter(pk=entry.pk)

    for against in (elsewhere, spending):
        refused(lambda against=against: rows.update(against=against), "of its own activity")

    own = make_transaction(activity=activity, cell=entry.cell, kind=Kind.COMMITMENT, posted=True)
    assert rows.update(against=own) == 1


def test_an_activity_stays_with_its_priority(activity: Activity) -> None:
    foreign = make_activity().priority

    refused(
        lambda: Activity.objects.filter(pk=activity.pk).update(priority=foreign),
        "stays with its priority",
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


def test_a_draft_that_is_gone_is_told_as_changed_meanwhile(activity: Activity) -> None:
    entry = draft(activity)
    Transaction.objects.filter(pk=entry.pk).delete()

    with pytest.raises(StaleVersion):
        post_transaction(entry=entry, version=1, by=make_user(), at=MAY)
    with pytest.raises(StaleVersion):
        discard_transaction(entry=entry, version=1, at=MAY)
