"""What a report leaves empty is named before it is submitted; spend stands beside each line."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from appeal.models import Activity, Appeal, Office, User
from tests.factories import (
    make_achievement,
    make_actual,
    make_indicator,
    make_milestone,
    make_transaction,
    make_update,
    move,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, period_of, words
from tests.tracking.shown import read
from tracking import actions
from tracking.figures import spent_within
from tracking.models import ProgressUpdate, ReportingPeriod, Transaction
from tracking.quality import find

pytestmark = [pytest.mark.once, pytest.mark.publication]

PLACE = ("GT", "2020-Q1")
PAGE = at("report_detail", *PLACE)


@pytest.fixture
def line(period: ReportingPeriod) -> ProgressUpdate:
    return make_update(activity=activity_of("GT-1.1"), period=period, percent=40)


def before_submitting(client: Client) -> str:
    """What the page says above its button."""
    return words(client.get(PAGE)).split("Submit the report")[0].split(" Submit ")[-1]


def empty_of(client: Client, code: str) -> Any:
    return {row.activity.code: row for row in client.get(PAGE).context["empty"]}.get(code)


def test_indicators_without_a_value_and_milestones_due_are_named_before_submitting(
    reporter: Client, line: ProgressUpdate
) -> None:
    make_indicator(activity=line.activity, title_en="People trained")
    make_milestone(activity=line.activity, title="Centre opened", due_on=date(2020, 3, 1))

    said = before_submitting(reporter)

    assert "6 activities have no line yet" in said
    assert "1 indicator has no value for this period." in said
    assert "1 milestone is due and not reported as achieved." in said
    assert "No value for: People trained" in said
    assert "Due 1 Mar 2020 and not reported as achieved: Centre opened" in said


def test_each_leads_to_the_field_in_which_it_is_filled_in(
    reporter: Client, line: ProgressUpdate
) -> None:
    indicator = make_indicator(activity=line.activity)
    milestone = make_milestone(activity=line.activity, due_on=date(2020, 3, 1))
    page = reporter.get(PAGE).content.decode()

    for place in (f"indicator-{indicator.pk}", f"id_milestone-{milestone.pk}"):
        (address,) = re.findall(rf'href="([^"]*)#{place}"', page)
        form = reporter.get(unescape(address))
        assert f'id="{place}"' in form.content.decode()
        assert form.context["period"].code == "2020-Q1"
        assert form.context["back"] == PAGE


def test_a_value_or_the_reason_for_none_and_an_achievement_leave_nothing_empty(
    reporter: Client, line: ProgressUpdate
) -> None:
    activity = line.activity
    make_actual(indicator=make_indicator(activity=activity), update=line)
    make_actual(
        indicator=make_indicator(activity=activity), update=line, value=None, missing_reason="Flood"
    )
    reached = make_milestone(activity=activity, due_on=date(2020, 3, 1))
    make_achievement(milestone=reached, update=line, achieved_on=date(2020, 3, 20))

    assert empty_of(reporter, "GT-1.1") is None


def test_a_milestone_that_another_report_tells_of_or_that_is_due_later_is_not_named(
    reporter: Client, line: ProgressUpdate, mi2020: Appeal
) -> None:
    activity = line.activity
    make_update(activity=activity, period=period_of(mi2020, "2020-Q2"))
    reached = make_milestone(activity=activity, due_on=date(2020, 3, 31))
    make_achievement(milestone=reached, update=line, achieved_on=date(2020, 3, 9))
    overdue = make_milestone(activity=activity, due_on=date(2020, 2, 1))
    due = make_milestone(activity=activity, due_on=date(2020, 6, 30))
    make_milestone(activity=activity, due_on=date(2020, 7, 1))

    page = reporter.get(at("report_detail", "GT", "2020-Q2"))

    (first, *_others) = page.context["empty"]
    assert [row.id for row in first.milestones] == [overdue.pk, due.pk]


def test_a_milestone_of_the_period_that_is_not_due_yet_is_not_counted_as_due(
    reporter: Client, line: ProgressUpdate
) -> None:
    make_milestone(activity=line.activity, title="Opened", due_on=date(2020, 3, 31))

    before, after = (
        words(reporter.get(PAGE, {"as_at": day})) for day in ("2020-03-30", "2020-03-31")
    )

    assert "is due and not reported as achieved" not in before
    assert "1 milestone is due and not reported as achieved." in after


def test_what_is_suspended_or_begins_later_is_not_waited_for_on_any_page(
    reporter: Client, line: ProgressUpdate, mi2020: Appeal, guatemala: Office
) -> None:
    Activity.objects.filter(pk=activity_of("GT-2.1").pk).update(hold="suspended")
    Activity.objects.filter(pk=activity_of("GT-3.1").pk).update(starts_on=date(2020, 4, 1))
    waited_for = [f"GT-{number}.1" for number in range(4, 8)]

    page, lines = reporter.get(PAGE), reporter.get(at("report_lines", *PLACE))
    viewpoint = replace(page.context["viewpoint"], as_at=date(2020, 4, 20))
    found = find(mi2020, viewpoint, office=guatemala, rule="no_update")

    assert [row.code for row in page.context["missing"]] == waited_for
    assert [code for _pk, code, _page in lines.context["missing"]] == waited_for
    # There the draft line counts as none.
    assert [row.about.split()[0] for row in found] == ["GT-1.1", *waited_for]


def test_the_reviewer_reads_beside_each_line_what_it_leaves_empty(
    reviewer: Client, line: ProgressUpdate
) -> None:
    make_indicator(activity=line.activity, title_en="People trained")
    move(line.report, "submitted")

    said = words(reviewer.get(PAGE))

    assert "1 indicator has no value for this period." in said
    assert "No value for: People trained" in said
    assert "6 activities are not reported on." in said
    assert "no line yet" not in said


# What was spent in the period


@pytest.fixture
def entries(line: ProgressUpdate, finance_gt: User) -> Activity:
    """Of the first quarter USD 175 posted and 30 in drafts, one of which has no rate."""
    activity, kinds = line.activity, Transaction.Kind
    own = {"activity": activity, "entered_by": finance_gt}
    make_transaction(**own, amount=100, posted=True, value_on=date(2020, 1, 1))
    make_transaction(
        **own, amount=75, posted=True, value_on=date(2020, 3, 31), kind=kinds.DISBURSEMENT
    )
    wrong = make_transaction(**own, amount=999, posted=True)
    moment = datetime(2020, 4, 20, tzinfo=UTC)
    actions.reverse_transaction(entry=wrong, reason="Twice.", by=finance_gt, at=moment)
    make_transaction(**own, amount=5000, posted=True, kind=kinds.COMMITMENT)
    make_transaction(**own, amount=7, posted=True, value_on=date(2020, 4, 1))
    make_transaction(**own, amount=8, posted=True, value_on=date(2019, 12, 31), late_reason="Late")
    make_transaction(**own, amount=30)
    make_transaction(**own, amount=40, currency="HNL", usd_amount=None)
    make_transaction(**own, amount=50, kind=kinds.COMMITMENT)
    return activity


def test_the_spend_of_the_period_stands_beside_each_line_with_drafts_apart(
    entries: Activity, reporter: Client
) -> None:
    row = read(reporter.get(PAGE)).one("article", id="line-GT-1.1").text

    assert (
        "Spent in 2020-Q1: USD 175, in drafts: USD 30 and 1 draft without an exchange rate"
        in " ".join(row.split())
    )


@pytest.mark.parametrize("asked", ["", "?known_on=2020-04-10", "?as_at=2020-02-15"])
def test_it_is_what_the_ledger_says_of_the_entries_that_it_leads_to(
    entries: Activity, reporter: Client, asked: str
) -> None:
    page = reporter.get(PAGE + asked)
    row = page.context["lines"][0]
    (address,) = re.findall(
        r'href="([^"]*activity=GT-1.1&amp;[^"]*state=posted[^"]*)"', page.content.decode()
    )

    ledger = reporter.get(unescape(address))

    assert ledger.context["spent"] == row.spent.posted > 0


def test_its_drafts_are_what_the_ledger_says_of_the_drafts_that_it_leads_to(
    entries: Activity, reporter: Client
) -> None:
    page = reporter.get(PAGE)
    row = page.context["lines"][0]
    (address,) = re.findall(r'href="([^"]*state=draft[^"]*)"', page.content.decode())

    drafts = reporter.get(unescape(address)).context["drafts"]

    assert (drafts.spent, drafts.rateless) == (row.spent.drafted, row.spent.rateless)
    assert row.spent.rateless == 1


def test_drafts_are_those_that_the_person_sees(
    entries: Activity, viewer: User, signed_in: SignIn
) -> None:
    move(ProgressUpdate.objects.get().report, "approved")

    (first, *_others) = signed_in(viewer).get(PAGE).context["lines"]

    assert (first.spent.posted, first.spent.drafts) == (Decimal(175), 0)


def test_days_that_are_no_whole_months_are_added_up_entry_by_entry(
    entries: Activity, mi2020: Appeal, reporter: Client
) -> None:
    viewpoint = reporter.get(PAGE).context["viewpoint"]
    days = (date(2020, 1, 2), date(2020, 4, 1))

    found = spent_within(mi2020, viewpoint, days, [entries.pk], Transaction.objects.all())

    assert found[entries.pk].posted == Decimal(82)
