"""Each step between two viewpoints, on its own: what was recorded and what it changes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from appeal.actions import revise_requirement
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Allocation, Office, User
from tests.factories import (
    make_activity,
    make_assignment,
    make_cell,
    make_contribution,
    make_flow,
    make_period,
    make_transaction,
    make_update,
    make_user,
)
from tracking import actions
from tracking.figures import Bridge, bridge_between
from tracking.models import Contribution, OfficeReport, ReportingPeriod, Transaction

pytestmark = pytest.mark.django_db

JUNE, SEPTEMBER = date(2020, 6, 30), date(2020, 9, 30)
MAY, AUGUST = datetime(2020, 5, 4, 15, tzinfo=UTC), datetime(2020, 8, 3, 15, tzinfo=UTC)
Kind, State = Transaction.Kind, OfficeReport.State


class Plan:
    """USD 1 000 of 2 000 budgeted to an activity, as May knew it; what August does is found out."""

    def __init__(self) -> None:
        with time_machine.travel(MAY, tick=False):
            self.cell = make_cell(amount=2000)
            self.activity = make_activity(cell=self.cell, allocated=1000)
            self.period: ReportingPeriod = make_period(appeal=self.cell.appeal, quarter=1)
            self.person: User = make_user()

    def seen(self, as_at: date, known_on: date | None, include: str) -> Viewpoint:
        end = self.cell.appeal.end_of(known_on) if known_on else None
        own = Office.objects.filter(pk=self.cell.office_id)
        return Viewpoint(as_at, include, own, "", known_on, end)

    def bridge(self, include: str = Include.OFFICIAL) -> Bridge:
        """From what was known at the end of June to what is known now, as at September."""
        before = self.seen(JUNE, JUNE, include)
        return bridge_between(
            self.cell.appeal, before, self.seen(SEPTEMBER, None, include), office=None
        )

    def steps(self, name: str, include: str = Include.OFFICIAL) -> dict[str, Any]:
        told = self.bridge(include).of(name)
        assert told.rest == 0
        return {change.step.value: change.amount for change in told.changes}

    def entry(self, amount: int, at: datetime, value_on: date, **fields: Any) -> Transaction:
        return make_transaction(
            activity=self.activity, cell=self.cell, amount=amount, posted=True,
            value_on=value_on, entered_at=at, posted_at=at, **fields,
        )  # fmt: skip


@pytest.fixture
def plan() -> Plan:
    return Plan()


def test_where_nothing_was_recorded_nothing_changed(plan: Plan) -> None:
    plan.entry(70, MAY, date(2020, 5, 1))

    told = plan.bridge().of("spent")

    assert (told.before, told.after, told.changes, told.rest) == (70, 70, [], 0)


def test_entries_are_new_by_their_date_and_late_by_their_posting(plan: Plan) -> None:
    plan.entry(10, MAY, date(2020, 5, 1))
    plan.entry(200, AUGUST, date(2020, 7, 1))
    plan.entry(30, AUGUST, JUNE)
    plan.entry(4, MAY, date(2020, 7, 1))

    assert plan.steps("spent") == {"new": 204, "late": 30}
    assert plan.steps("delivery") == pytest.approx({"new": 0.102, "late": 0.015})


def test_a_reversal_counts_apart_whatever_its_original(plan: Plan) -> None:
    for entry in (plan.entry(10, MAY, JUNE), plan.entry(200, AUGUST, date(2020, 7, 1))):
        actions.reverse_transaction(entry=entry, reason="Twice", by=plan.person, at=AUGUST)

    assert plan.steps("spent") == {"new": 200, "reversals": -210}


def test_what_draws_on_a_commitment_takes_off_what_it_leaves_open(plan: Plan) -> None:
    held = plan.entry(100, MAY, JUNE, kind=Kind.COMMITMENT)
    plan.entry(60, AUGUST, JUNE, against=held)
    plan.entry(25, AUGUST, date(2020, 7, 1), kind=Kind.RELEASE, against=held)
    plan.entry(7, AUGUST, date(2020, 7, 1), kind=Kind.COMMITMENT)

    assert plan.steps("committed") == {"new": -18, "late": -60}
    assert plan.steps("spent") == {"late": 60}


def test_drafts_count_for_whoever_asks_for_theirs(plan: Plan) -> None:
    with time_machine.travel(AUGUST, tick=False):
        make_transaction(activity=plan.activity, cell=plan.cell, amount=9, entered_at=AUGUST)

    assert plan.steps("spent") == {}
    assert plan.steps("spent", Include.DRAFT) == {"drafts": 9}


def test_a_report_counts_newly_or_says_something_else_than_it_did(plan: Plan) -> None:
    with time_machine.travel(MAY, tick=False):
        line = make_update(activity=plan.activity, period=plan.period, percent=40)
    review(plan, line.report, MAY)
    second = Period(plan, 2)
    second.report(30, AUGUST)
    assert plan.steps("progress") == {"reports": -10}

    step = {"report": line.report, "version": fresh(line.report).version, "at": AUGUST}
    actions.reopen_report(**step, by=plan.person, reason="Counted again")
    assert plan.steps("progress") == {"reports": -10}

    second.reopen(AUGUST)
    assert plan.steps("progress") == {"reopened": -40}


def test_the_first_report_that_counts_explains_the_progress_also_where_the_budget_is_newer(
    plan: Plan,
) -> None:
    with time_machine.travel(AUGUST, tick=False):
        later = make_activity(cell=plan.cell, allocated=1000)
        line = make_update(activity=later, period=plan.period, percent=40)
    review(plan, line.report, AUGUST)

    told = plan.bridge().of("progress")

    assert (told.before, told.after) == (None, 40)
    assert plan.steps("progress") == {"reports": 40}
    assert plan.steps("allocated") == {"allocations": 1000}


def fresh(report: OfficeReport) -> OfficeReport:
    report.refresh_from_db()
    return report


def review(plan: Plan, report: OfficeReport, at: datetime) -> None:
    step: Callable[..., Any]
    for step, by in ((actions.submit_report, plan.person), (actions.approve_report, make_user())):
        step(report=report, version=fresh(report).version, by=by, at=at)


class Period:
    """A later quarter, and the office's report on it."""

    def __init__(self, plan: Plan, quarter: int) -> None:
        self.plan = plan
        self.period = make_period(appeal=plan.cell.appeal, quarter=quarter)

    def report(self, percent: int, at: datetime) -> None:
        line = make_update(
            activity=self.plan.activity, period=self.period, percent=percent, reason="Recounted",
            updated_by=self.plan.person,
        )  # fmt: skip
        self.own = line.report
        review(self.plan, self.own, at)

    def reopen(self, at: datetime) -> None:
        step = {"report": self.own, "version": fresh(self.own).version, "at": at}
        actions.reopen_report(**step, by=self.plan.person, reason="Counted again")


def test_a_revised_requirement_changes_what_is_required_and_the_delivery(plan: Plan) -> None:
    plan.entry(100, MAY, JUNE)
    revise_requirement(cell=plan.cell, version=None, amount=Decimal(1000), effective_on=SEPTEMBER,
                       reason="Less", by=plan.person, at=AUGUST)  # fmt: skip

    assert plan.steps("requirement") == {"revisions": -1000}
    assert plan.steps("delivery") == pytest.approx({"revisions": 0.05})


def test_a_changed_budget_changes_what_is_budgeted_and_the_weight_of_progress(plan: Plan) -> None:
    with time_machine.travel(MAY, tick=False):
        other = make_activity(cell=plan.cell, allocated=1000)
        for activity, percent in ((plan.activity, 20), (other, 60)):
            line = make_update(activity=activity, period=plan.period, percent=percent)
    review(plan, line.report, MAY)
    change(Allocation.objects.get(activity=other), amount=Decimal(600), lowered_reason="Less")

    assert plan.steps("allocated") == {"allocations": -400}
    assert plan.steps("progress") == {"allocations": pytest.approx(-5)}


def test_a_cancelled_activity_leaves_the_progress(plan: Plan) -> None:
    with time_machine.travel(MAY, tick=False):
        line = make_update(activity=plan.activity, period=plan.period, percent=20)
    review(plan, line.report, MAY)
    change(Activity.objects.get(pk=plan.activity.pk), hold=Activity.Hold.CANCELLED)

    told = plan.bridge().of("progress")

    assert (told.before, told.after, told.rest) == (20, None, 0)
    assert plan.steps("progress") == {"plan": -20}


def change(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save_over(row.version, values, at=AUGUST)


def give(plan: Plan, **fields: Any) -> Contribution:
    with time_machine.travel(MAY, tick=False):
        return make_contribution(appeal=plan.cell.appeal, **fields)


def flow(given: Contribution, amount: int, value_on: date, **fields: Any) -> Any:
    named = {"recorded_at": AUGUST, "kind": "receipt"} | fields
    return make_flow(contribution=given, amount=amount, value_on=value_on, **named)


def test_steps_of_contributions_are_new_or_late_or_taken_back(plan: Plan) -> None:
    given = give(plan)
    first = flow(given, 50, JUNE, recorded_at=MAY)
    flow(given, 300, JUNE)
    flow(given, 20, date(2020, 7, 1))
    actions.reverse_flow(flow=first, reason="Twice", by=plan.person, at=AUGUST)

    assert plan.steps("funded") == {"flows": 20, "late-flows": 300, "flows-back": -50}


def test_a_new_rate_revalues_what_is_still_to_be_received(plan: Plan) -> None:
    given = give(plan, currency="EUR")
    flow(given, 100, JUNE, kind="commitment", recorded_at=MAY, rate=2)
    flow(given, 60, date(2020, 7, 1), kind="commitment", rate=4)

    told = plan.bridge().of("funded")

    assert (told.before, told.after) == (50, 40)
    assert plan.steps("funded") == {"flows": 30, "rates": -40}


def test_what_is_distributed_counts_where_it_goes(plan: Plan) -> None:
    given = give(plan, committed=100)
    make_assignment(contribution=given, office=plan.cell.office, amount=40,
                    effective_on=date(2020, 7, 1), recorded_at=AUGUST)  # fmt: skip

    part = bridge_between(
        plan.cell.appeal, plan.seen(JUNE, JUNE, Include.OFFICIAL),
        plan.seen(SEPTEMBER, None, Include.OFFICIAL), office=plan.cell.office,
    )  # fmt: skip

    assert [(row.step.value, row.amount) for row in part.of("funded").changes] == [("moves", 40)]
    assert plan.steps("funded") == {}
