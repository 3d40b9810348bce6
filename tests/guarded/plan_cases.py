"""Conditions of the plan: what is published, closed, within reach and within the requirement."""

from collections.abc import Callable
from datetime import date
from typing import Any

from appeal.models import Activity, Allocation, Appeal, StatedTotal
from tests.factories import (
    make_activity,
    make_allocation,
    make_appeal,
    make_cell,
    make_framework,
    make_heading,
    make_indicator,
    make_milestone,
    make_period,
    make_priority,
    make_section,
    make_transaction,
    undo,
)

from . import scenes as of
from .cases import Case, both, case
from .sql import add, change


def within(row: Any, *days: str, end: date = of.LAST, after: date = of.AFTER) -> Case:
    """From the first day to `end`: each of the days, for itself."""
    refused = [{day: far} for day in days for far in (of.EVE, after)]
    return Case(row, refused, [{days[0]: of.FIRST}, {days[-1]: end}])


@case("appeal_activity", **both("reach"))
def activity_within_reach() -> Case:
    days: dict[str, Any] = {"starts_on": date(2021, 2, 1), "ends_on": date(2021, 11, 1)}
    return within(make_activity(appeal=of.next_year(), **days), *days)


def coded(is_unique: bool) -> tuple[Any, Any]:
    """An appeal, and one of its two activities of which the other has a finance code."""
    row = make_activity()
    make_activity(priority=row.priority, finance_code="IB.0123")
    Appeal.objects.update(finance_codes_are_unique=is_unique)
    return row.appeal, row


@case("appeal_activity", **both("finance_code"))
def activity_has_its_own_finance_code() -> Case:
    row, elsewhere = coded(is_unique=True)[1], make_activity(appeal=of.next_year())
    code = {"finance_code": "IB.0123"}
    return Case(row, [code], [{"finance_code": "IB.0124"}, (elsewhere, code)])


@case("appeal_appeal", finance_codes=change)
def no_two_activities_have_the_same_finance_code() -> Case:
    appeal, row = coded(is_unique=False)
    Activity.objects.filter(pk=row.pk).update(finance_code="IB.0123")
    yes = {"finance_codes_are_unique": True}
    return Case(appeal, [yes], [{"finance_codes_are_unique": False}, (of.next_year(), yes)])


@case("appeal_milestone", **both("reach"))
def milestone_within_reach() -> Case:
    row = make_milestone(activity=make_activity(appeal=of.next_year()), due_on=of.FIRST)
    case = within(row, "due_on")
    moved = {"activity_id": make_activity().pk, "due_on": date(2020, 6, 1)}
    too_late = moved | {"due_on": date(2021, 6, 1)}
    return Case(row, [*case.refused, too_late], [*case.allowed, moved])


@case("appeal_indicatortarget", **both("reach"))
def target_within_reach() -> Case:
    indicator = make_indicator(
        activity=make_activity(appeal=of.next_year()), targets={of.FIRST: 20}
    )
    return within(indicator.period_targets.get(), "ends_on")


@case("appeal_requirementrevision", **both("reach"))
def revision_within_reach() -> Case:
    row = of.make_revision(cell=make_cell(appeal=of.next_year()), effective_on=date(2021, 6, 1))
    return within(row, "effective_on")


@case("tracking_reportingperiod", **both("reach"))
def period_within_reach() -> Case:
    days: dict[str, Any] = {"starts_on": date(2021, 4, 1), "ends_on": date(2021, 6, 30)}
    row = make_period(appeal=of.next_year(), due_on=date(2021, 7, 15), **days)
    return within(row, *days, end=of.YEAR_END, after=of.NEW_YEAR)


# What is closed takes nothing new, and nothing goes into it or out of it.


def of_closed(make: Callable[[], Any], close: Callable[[Any], Any], link: str) -> Callable:
    """Cases of new rows, and of rows that move by their column `link`."""

    def new() -> Case:
        return Case(close(make()), [{}], [(make(), {})])

    def moved() -> Case:
        inside, outside, another = close(make()), make(), make()
        goes_out = (inside, {link: getattr(outside, link)})
        goes_in = (outside, {link: getattr(inside, link)})
        return Case(inside, [goes_out, goes_in], [(outside, {link: getattr(another, link)})])

    return lambda table, *names: [
        case(table, **{name: add if name.endswith("insert") else change})(
            new if name.endswith("insert") else moved
        )
        for name in names
    ]


CLOSED = ("closed_insert", "closed_update")
of_closed(of.of_the_year, of.closed, "priority_id")("appeal_activity", *CLOSED)
of_closed(make_milestone, of.closed, "activity_id")("appeal_milestone", *CLOSED)
of_closed(make_indicator, of.closed, "activity_id")("appeal_indicator", *CLOSED)
of_closed(of.make_target, of.with_closed, "indicator_id")("appeal_indicatortarget", *CLOSED)
of_closed(of.allocated, of.closed, "cell_id")("appeal_allocation", *CLOSED)
of_closed(make_transaction, of.closed, "cell_id")("tracking_transaction", *CLOSED)
of_closed(make_period, of.closed, "appeal_id")("tracking_reportingperiod", *CLOSED)


@case("appeal_requirementrevision", closed=add)
def revision_of_closed() -> Case:
    row = of.make_revision()
    of.close(row.cell.appeal)
    return Case(row, [{}], [(of.make_revision(), {})])


@case("appeal_appeal", identity=change)
def identity_of_an_appeal() -> Case:
    row = of.in_appeal(make_appeal(), "published")
    both_at_once = {"state": "published", "code": "OTHER"}
    return Case(row, [{"code": "OTHER"}], [(make_appeal(), both_at_once)])


@case("appeal_appeal", stays_with_framework=change)
def framework_of_an_appeal() -> Case:
    row, other = make_appeal(), make_appeal()
    return Case(row, [{"framework_id": other.framework_id}], [{"code": "OTHER"}])


# Headings are of the appeal's framework, and that of what is published stays.


def of_framework(make: Callable[[], Any]) -> Callable[[], Case]:
    """A row under a heading of another framework, and under another one of its own."""

    def make_case() -> Case:
        row = make()
        beside = make_heading(framework=row.heading.framework)
        return Case(row, [{"heading_id": make_heading().pk}], [{"heading_id": beside.pk}])

    return make_case


def make_total_of_heading() -> StatedTotal:
    heading = make_cell().heading
    return of.make_total(appeal=make_appeal(framework=heading.framework), heading=heading)


WITHIN = both("within_framework")
case("appeal_requirement", **WITHIN)(of_framework(make_cell))
case("appeal_statedtotal", **WITHIN)(of_framework(make_total_of_heading))
case("appeal_classification", **WITHIN)(of_framework(of.make_classification))


@case("appeal_heading", within_framework=change)
def heading_of_another_framework() -> Case:
    return Case(make_heading(), [{"framework_id": make_framework().pk}], [{"code": "OTHER"}])


@case("appeal_heading", insert=add)
def heading_in_a_published_framework() -> Case:
    theirs, ours = of.used("heading", is_published=True), of.used("heading", is_published=False)
    new = {"code": "OTHER", "order": 1}
    return Case(theirs, [new], [(ours, new)])


# What is published takes no new row, and none moves into it or out of it.


def of_published(table: str, make: Callable[[], Any], link: str) -> None:
    def new() -> Case:
        return Case(of.published(make()), [{}], [(make(), {})])

    def moved() -> Case:
        inside, outside, another = of.published(make()), make(), make()
        goes_out = (inside, {link: getattr(outside, link)})
        goes_in = (outside, {link: getattr(inside, link)})
        return Case(inside, [goes_out, goes_in], [(outside, {link: getattr(another, link)})])

    case(table, insert=add)(new)
    case(table, update=change)(moved)


of_published("appeal_section", make_section, "appeal_id")
of_published("appeal_requirement", make_cell, "appeal_id")
of_published("appeal_statedtotal", of.make_total, "appeal_id")
of_published("appeal_priority", make_priority, "section_id")


@case("appeal_classification", insert=add)
def published_heading_is_added() -> Case:
    ours, theirs = of.classified("assigned"), of.classified("published")
    return Case(theirs, [{}], [(ours, {}), (of.make_classification(), {})])


@case("appeal_classification", update=change)
def heading_becomes_published() -> Case:
    ours, theirs = of.classified("assigned"), of.classified("published")
    draft = of.make_classification()
    return Case(
        ours,
        [
            {"basis": "published"},
            (theirs, {"basis": "assigned"}),
            (draft, {"priority_id": theirs.priority_id}),
        ],
        [{"heading_id": draft.heading_id}, (draft, {"basis": "assigned"})],
    )


# Money of the plan


@case("appeal_allocation", **both("office"))
def cell_of_another_office() -> Case:
    row = of.allocated()
    cell = row.cell
    elsewhere, next_year = make_cell(appeal=cell.appeal), make_cell(office=cell.office)
    neighbour = make_cell(appeal=cell.appeal, office=cell.office)
    activity = make_activity(cell=elsewhere)
    return Case(
        row,
        [{"cell_id": elsewhere.pk}, {"cell_id": next_year.pk}, {"activity_id": activity.pk}],
        [{"cell_id": neighbour.pk}, {"activity_id": make_activity(cell=cell).pk}],
    )


def revised(amount: int, cell: Any) -> Any:
    return of.make_revision(cell=cell, amount=amount)


@case("appeal_allocation", amount_insert=add)
def more_than_is_left() -> Case:
    first, more, less, back = (of.allocated() for _time in range(4))
    dash: Any = make_cell(amount=None)
    revised(1500, more.cell)
    revised(700, less.cell)
    undo(revised(1500, back.cell))
    on_dash = {"cell_id": dash.pk, "activity_id": make_activity(cell=dash).pk, "amount": 1}
    return Case(
        first,
        [{"amount": 101}, (more, {"amount": 601}), (back, {"amount": 101}), on_dash],
        [{"amount": 100}, (more, {"amount": 600}), (less, {"amount": 100})],
    )


@case("appeal_allocation", amount_update=change)
def raised_above_what_is_left() -> Case:
    row, beside, over = (of.allocated() for _time in range(3))
    make_allocation(activity=make_activity(cell=beside.cell), cell=beside.cell, amount=60)
    taken_back = revised(2000, over.cell)
    Allocation.objects.filter(pk=over.pk).update(amount=1500)
    undo(taken_back)
    office: dict[str, Any] = {"appeal": row.cell.appeal, "office": row.cell.office}
    small, large = make_cell(amount=899, **office), make_cell(amount=900, **office)
    raised = make_cell(amount=1, **office)
    revised(900, raised)
    shared = make_cell(amount=1000, **office)
    make_allocation(activity=make_activity(cell=shared), cell=shared, amount=101)
    return Case(
        row,
        [{"amount": 1001}, (beside, {"amount": 941}), (over, {"amount": 1501}),
         {"cell_id": small.pk}, {"cell_id": shared.pk}],
        [{"amount": 1000}, (beside, {"amount": 940}), (over, {"amount": 1499}),
         (over, {"basis": "indicative"}), {"cell_id": large.pk}, {"cell_id": raised.pk}],
    )  # fmt: skip


@case("appeal_requirementrevision", reversal=add)
def unlike_the_revision() -> Case:
    row = of.make_revision()
    reversal = undo(of.make_revision())
    same = {"reverses_id": row.pk}
    other: list[dict] = [
        {"cell_id": make_cell().pk}, {"amount": 501}, {"effective_on": date(2020, 6, 2)}
    ]  # fmt: skip
    return Case(
        row,
        [*(same | values for values in other), (reversal, {"reverses_id": reversal.pk})],
        [same, other[1]],
    )


@case("appeal_requirementrevision", dash=add)
def a_dash_again() -> Case:
    def on_cell(printed: int | None, allocated: int = 900) -> Any:
        cell = make_cell(amount=printed)
        revision = revised(1000, cell)
        if allocated:
            make_allocation(activity=make_activity(cell=cell), cell=cell, amount=allocated)
        return revision

    alone, printed, twice, empty = on_cell(None), on_cell(1000), on_cell(None), on_cell(None, 0)
    revised(950, twice.cell)
    undone = on_cell(None)
    undo(revised(950, undone.cell))
    return Case(
        alone,
        [(row, {"reverses_id": row.pk}) for row in (alone, undone)],
        [(row, {"reverses_id": row.pk}) for row in (printed, twice, empty)] + [{}],
    )
