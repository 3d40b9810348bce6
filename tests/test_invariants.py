"""The invariants of the domain: where each is tested, and what the database refuses of them.

All of these tests run on SQLite and on PostgreSQL.
"""

import ast
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from appeal.models import Appeal, Indicator, User
from tests.factories import (
    make_activity,
    make_actual,
    make_appeal,
    make_cell,
    make_contribution,
    make_flow,
    make_indicator,
    make_milestone,
    make_period,
    make_report,
    make_transaction,
    make_update,
    make_user,
    move,
    publish,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled
from tracking import actions
from tracking.models import (
    IndicatorActual,
    LedgerTotal,
    PeriodEvent,
    ProgressUpdate,
    ReportingPeriod,
    StatusOverride,
    Transaction,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 4, 2, 18, tzinfo=UTC)

TESTED = {
    1: ("test_84_cells_are_62_amounts_and_22_dashes",),
    2: (
        "test_a_printed_fact_changes_through_no_door_once_it_is_published",
        "test_no_row_is_added_to_what_is_published",
        "test_no_row_is_removed_from_what_is_published",
    ),
    3: (
        "test_a_cell_is_not_allocated_beyond_its_requirement",
        "test_nothing_is_allocated_from_a_dash",
        "test_below_what_is_allocated_a_cells_allocations_only_go_down",
    ),
    4: ("test_an_activity_draws_on_no_cell_of_another_office_or_appeal",),
    5: (
        "test_a_posted_entry_changes_through_no_door",
        "test_a_posted_entry_is_deleted_through_no_door",
        "test_a_reversal_mirrors_its_original_and_counts_negative",
    ),
    6: ("test_the_database_refuses_a_wrong_amount_in_usd",),
    7: (
        "test_drafts_are_in_no_total",
        "test_a_value_date_outside_the_year_needs_a_reason",
        "test_a_value_date_after_closing_is_refused_whatever_the_reason",
        "test_a_value_date_after_today_is_refused",
    ),
    8: (
        "test_a_report_is_not_handed_in_with_a_line_that_is_not",
        "test_no_line_of_an_approved_report_is_superseded_without_reopening_it",
    ),
    9: (
        "test_the_database_too_refuses_the_approval_of_whoever_submitted",
        "test_whoever_wrote_a_line_does_not_approve_what_a_colleague_submitted",
        "test_with_it_ones_own_draft_is_posted_by_somebody_else_only",
    ),
    10: (
        "test_a_locked_period_takes_no_posting_and_no_reversal_dated_inside_it",
        "test_a_locked_period_takes_no_line_and_changes_none",
        "test_a_locked_period_takes_no_result_and_changes_none",
        "test_comments_stay_possible_in_a_locked_period",
        "test_the_days_of_a_locked_or_used_period_stand",
    ),
    11: (
        "test_an_empty_percentage_is_not_reported_and_zero_is_zero",
        "test_no_data_is_neither_zero_nor_the_latest_value",
    ),
    12: ("test_a_breakdown_never_sums_to_more_than_its_total",),
    13: (
        "test_percentages_that_add_up_are_joined_by_their_two_numbers_and_never_averaged",
        "test_the_database_refuses_a_percentage_that_its_two_numbers_do_not_make",
    ),
    14: (
        "test_a_falling_percentage_needs_a_reason_through_every_door",
        "test_100_percent_with_open_milestones_needs_a_reason",
    ),
    15: (
        "test_a_filled_template_changes_nothing_until_it_is_applied_and_then_all",
        "test_one_wrong_row_saves_nothing_and_every_error_is_named_with_its_cell",
        "test_a_row_changed_since_the_download_is_a_conflict",
        "test_a_row_that_was_applied_is_not_changed_by_the_same_key",
        "test_the_same_file_twice_changes_nothing",
    ),
    16: ("test_a_period_with_a_report_is_not_deleted",),
    17: (
        "test_of_two_who_save_the_same_line_at_once_one_is_told",
        "test_a_form_open_while_its_report_was_returned_does_not_overwrite_what_was_saved",
    ),
}


@cache
def all_tests() -> set[str]:
    """The names of the tests that run on both engines."""
    here = Path(__file__).parent
    return {
        node.name
        for file in here.rglob("test_*.py")
        if not re.search(r"^pytestmark = .*once", source := file.read_text(), re.MULTILINE)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("number", [*TESTED])
def test_each_invariant_has_its_named_tests(number: int) -> None:
    assert set(TESTED[number]) <= all_tests()


def refused(act: Callable[[], Any], words: str) -> None:
    """The database says no, with these words."""
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        act()


def lock(period: ReportingPeriod) -> None:
    PeriodEvent.objects.create(
        period=period, kind=PeriodEvent.Kind.LOCKED, by=make_user(), at=NOON, reason="Audited."
    )


def test_the_database_refuses_a_wrong_amount_in_usd() -> None:
    entry = make_transaction(amount=100)
    rows = Transaction.objects.filter(pk=entry.pk)
    posted: dict[str, Any] = {"posted_at": NOON, "posted_by": entry.entered_by, "rate": 3}

    refused(lambda: rows.update(usd_amount=34, **posted), "divided by the rate")
    assert rows.update(usd_amount="33.33", **posted) == 1
    assert LedgerTotal.objects.get(activity=entry.activity).amount == Decimal("33.33")


def test_a_report_is_not_handed_in_with_a_line_that_is_not() -> None:
    line = make_update()
    step: dict[str, Any] = {
        "report": line.report,
        "from_state": "draft",
        "by": make_user(),
        "at": NOON,
    }

    refused(lambda: line.report.reviews.create(to_state="submitted", **step), "submitted with it")
    ProgressUpdate.objects.filter(pk=line.pk).update(submitted_at=NOON)
    line.report.reviews.create(to_state="submitted", **step)


def test_no_line_of_an_approved_report_is_superseded_without_reopening_it() -> None:
    line = make_update(state="approved")
    rows = ProgressUpdate.objects.filter(pk=line.pk)

    refused(lambda: rows.update(superseded_at=NOON), "re-open it first")
    move(line.report, "draft")
    assert rows.update(superseded_at=NOON) == 1


@pytest.mark.parametrize("used_by", ["a lock", "a report", "a posting"])
def test_the_days_of_a_locked_or_used_period_stand(used_by: str) -> None:
    cell = make_cell(amount=1000)
    period = make_period(appeal=cell.appeal)
    rows = ReportingPeriod.objects.filter(pk=period.pk)
    assert rows.update(ends_on=date(2020, 3, 30)) == 1

    if used_by == "a lock":
        lock(period)
    elif used_by == "a report":
        make_report(office=cell.office, period=period)
    else:
        make_transaction(cell=cell, posted=True)

    refused(lambda: rows.update(ends_on=date(2020, 1, 15)), "its code and days cannot change")
    assert rows.update(due_on=date(2020, 4, 30)) == 1


def test_the_periods_of_an_appeal_do_not_overlap() -> None:
    appeal = make_appeal()
    make_period(appeal=appeal, quarter=1)
    second = make_period(appeal=appeal, quarter=2)
    make_period(quarter=1)  # another appeal's
    rows = ReportingPeriod.objects.filter(pk=second.pk)

    refused(lambda: rows.update(starts_on=date(2020, 3, 31)), "cannot overlap")
    refused(
        lambda: make_period(appeal=appeal, quarter=3, starts_on=date(2020, 6, 30)), "cannot overlap"
    )
    assert make_period(appeal=appeal, quarter=3).pk


def test_the_database_refuses_a_percentage_that_its_two_numbers_do_not_make() -> None:
    indicator = make_indicator(measure=Indicator.Measure.PERCENTAGE)
    actual = make_actual(indicator=indicator, value="33.3333", numerator=1, denominator=3)
    rows = IndicatorActual.objects.filter(pk=actual.pk)

    refused(lambda: rows.update(value=50), "numerator and denominator come to")
    refused(
        lambda: rows.update(numerator=None, denominator=None), "numerator and denominator come to"
    )
    assert rows.update(value=50, numerator=2, denominator=4) == 1


def test_a_reversal_draws_on_the_commitment_of_its_original() -> None:
    activity = make_activity(allocated=1000)
    contract = make_transaction(activity=activity, posted=True, kind="commitment", amount=500)
    payment = make_transaction(activity=activity, posted=True, amount=200, against=contract)
    copied: dict[str, Any] = {
        "activity": activity,
        "posted": True,
        "amount": 200,
        "reverses": payment,
    }

    refused(lambda: make_transaction(**copied), "repeats a posted entry")
    assert make_transaction(**copied, against=contract).pk


def test_a_form_open_while_its_report_was_returned_does_not_overwrite_what_was_saved(
    mi2020: Appeal, reporter_gt: User, reviewer_ro: User, signed_in: SignIn
) -> None:
    period = ReportingPeriod.objects.get(appeal=mi2020, code="2020-Q1")
    line = make_update(activity=activity_of("GT-1.1"), period=period, narrative="First.")
    address, reporter = f"{at('log_progress', 'GT-1.1')}?period=2020-Q1", signed_in(reporter_gt)
    page = reporter.get(address)
    mine, theirs = (filled(page, "entry", narrative=text) for text in ("Mine.", "Theirs."))
    theirs["idempotency_key"] = "0b9c5b0a-5f0e-4c8e-9f0e-1d2c3b4a5f6e"
    assert reporter.post(address, theirs).status_code == 302
    report = line.report
    report.refresh_from_db()
    actions.submit_report(report=report, version=report.version, by=reporter_gt, at=NOON)
    actions.return_report(
        report=report, version=report.version, reason="Unclear.", by=reviewer_ro, at=NOON
    )

    answer = reporter.post(address, mine)

    assert answer.status_code == 409
    assert "Theirs." in answer.content.decode()
    assert "Mine." in answer.content.decode()
    standing = ProgressUpdate.objects.standing().get(report=report)
    assert (standing.narrative, standing.version) == ("Theirs.", 3)


def test_the_plan_of_a_closed_appeal_is_read_only() -> None:
    cell = make_cell(amount=1000)
    activity = make_activity(cell=cell, allocated=900)
    milestone = make_milestone(activity=activity)
    indicator = make_indicator(activity=activity)
    contribution = make_contribution(appeal=cell.appeal)
    publish(cell.appeal)
    Appeal.objects.filter(pk=cell.appeal.pk).update(state="closed")
    allocation = activity.allocations.get()
    judged: dict[str, Any] = {
        "effective_on": date(2020, 6, 1),
        "reason": "x",
        "by": make_user(),
        "at": NOON,
    }

    for change in (
        lambda: type(activity).objects.filter(pk=activity.pk).update(hold="cancelled"),
        lambda: type(milestone).objects.filter(pk=milestone.pk).update(due_on=date(2020, 1, 1)),
        lambda: type(indicator).objects.filter(pk=indicator.pk).update(target=1, target_basis="a"),
        lambda: type(allocation).objects.filter(pk=allocation.pk).update(amount=1),
        lambda: make_milestone(activity=activity),
        lambda: indicator.period_targets.create(ends_on=date(2020, 3, 31), value=1),
        lambda: make_period(appeal=cell.appeal),
        lambda: make_flow(contribution=contribution),
        lambda: StatusOverride.objects.create(activity=activity, colour="green", **judged),
    ):
        refused(change, "closed")
