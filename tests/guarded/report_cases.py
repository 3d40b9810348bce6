"""Conditions of periods, reports, their lines and results."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.factories import (
    ENTERED,
    make_achievement,
    make_activity,
    make_actual,
    make_appeal,
    make_cell,
    make_period,
    make_report,
    make_transaction,
    make_update,
    make_user,
    move,
)
from tracking.models import OfficeReport, ProgressUpdate, ReportingPeriod, ReviewEvent

from . import scenes as of
from .cases import Case, both, case
from .sql import add, change, remove


@case("tracking_reportingperiod", overlap_insert=add)
def a_new_period_overlaps() -> Case:
    appeal = make_appeal()
    row = make_period(appeal=appeal, quarter=2)
    spring, july = date(2020, 3, 31), date(2020, 7, 1)
    return Case(
        row,
        [{"starts_on": row.ends_on, "ends_on": july},
         {"starts_on": spring, "ends_on": row.starts_on},
         {"starts_on": date(2020, 5, 1), "ends_on": date(2020, 5, 2)}],
        [{"starts_on": july, "ends_on": july}, {"starts_on": spring, "ends_on": spring},
         {"appeal_id": make_appeal().pk}],
    )  # fmt: skip


@case("tracking_reportingperiod", overlap_update=change)
def a_period_comes_to_overlap() -> Case:
    appeal = make_appeal()
    first, row = (make_period(appeal=appeal, quarter=number) for number in (1, 2))
    elsewhere = make_period()
    return Case(
        row,
        [{"starts_on": first.ends_on}, (first, {"ends_on": row.starts_on}),
         (elsewhere, {"appeal_id": appeal.pk})],
        [{"starts_on": date(2020, 4, 2)}, {"ends_on": date(2020, 7, 1)},
         {"starts_on": date(2020, 4, 1)}],
    )  # fmt: skip


@case("tracking_reportingperiod", days=change)
def days_of_a_used_period() -> Case:
    def with_entry(day: date, **fields: Any) -> ReportingPeriod:
        entry = make_transaction(value_on=day, **fields)
        return make_period(appeal=entry.cell.appeal)

    first, last, after = date(2020, 1, 1), date(2020, 3, 31), date(2020, 4, 1)
    again = make_period()
    for kind in ("locked", "unlocked"):
        of.lock(again, kind)
    unused = (with_entry(first), with_entry(after, posted=True), again, make_period())
    later = {"ends_on": date(2020, 3, 30)}
    return Case(
        with_entry(first, posted=True),
        [later, (with_entry(last, posted=True), later)],
        [(period, later) for period in unused],
    )


# A locked period takes nothing, and nothing goes into it or out of it.


def reopened(row: Any) -> Any:
    """A row whose period was locked, and is unlocked again."""
    report = of.report_of(row)
    for kind in ("locked", "unlocked"):
        of.lock(report.period, kind)
    return row


def of_locked(
    table: str, name: str, make: Callable[[], Any], lock: Callable[[Any], Any], link: str
) -> None:
    def new() -> Case:
        return Case(lock(make()), [{}], [(reopened(make()), {})])

    def moved() -> Case:
        inside, outside, another = lock(make()), reopened(make()), reopened(make())
        goes_out = (inside, {link: getattr(outside, link)})
        goes_in = (outside, {link: getattr(inside, link)})
        return Case(inside, [goes_out, goes_in], [(outside, {link: getattr(another, link)})])

    case(table, **{f"{name}_insert": add, f"{name}_delete": remove})(new)
    case(table, **{f"{name}_update": change})(moved)


def locked(row: Any) -> Any:
    of.lock(of.report_of(row).period)
    return row


def submitted(row: Any) -> Any:
    return of.brought(row, "submitted")


of_locked("tracking_officereport", "locked", make_report, locked, "period_id")
of_locked("tracking_progressupdate", "locked", make_update, locked, "report_id")
for name, into in (("locked", locked), ("submitted", submitted)):
    of_locked("tracking_milestoneachievement", name, make_achievement, into, "update_id")
    of_locked("tracking_indicatoractual", name, make_actual, into, "update_id")
    of_locked("tracking_actualbreakdown", name, of.made_part, into, "actual_id")


# Reviews


def an_event(report: OfficeReport, **values: Any) -> dict[str, Any]:
    step = {"report_id": report.pk, "from_state": report.state, "by_id": make_user().pk}
    return step | {"comment": ""} | values


def any_event() -> ReviewEvent:
    return make_report(state="submitted").reviews.get()


@case("tracking_reviewevent", locked_insert=add)
def reviewed_in_a_locked_period() -> Case:
    inside, outside = of.locked_report(), reopened(make_report())
    to = {"to_state": "submitted"}
    return Case(any_event(), [an_event(inside, **to)], [an_event(outside, **to)])


@case("tracking_reviewevent", lines=add)
def submitted_without_a_line() -> Case:
    line, gone, empty = make_update(), make_update(), make_report()
    ProgressUpdate.objects.filter(pk=gone.pk).update(superseded_at=of.NOON)
    ready = make_update()
    ProgressUpdate.objects.filter(pk=ready.pk).update(submitted_at=of.NOON)
    to = {"to_state": "submitted"}
    return Case(
        any_event(),
        [an_event(line.report, **to)],
        [an_event(line.report, to_state="approved")]
        + [an_event(report, **to) for report in (gone.report, ready.report, empty)],
    )


@case("tracking_reviewevent", reason=add)
def returned_without_a_reason() -> Case:
    report, approved = make_report(state="submitted"), make_report(state="approved")
    again = an_event(approved, to_state="draft")
    back = an_event(report, to_state="returned")
    return Case(
        any_event(),
        [back, again],
        [back | {"comment": "Why."}, again | {"comment": "Why."},
         an_event(report, to_state="approved"), an_event(report, to_state="draft"),
         an_event(make_report(), to_state="submitted")],
    )  # fmt: skip


@case("tracking_reviewevent", insert=add)
def approved_by_the_submitter() -> Case:
    first, second = make_user(), make_user()
    report = move(make_report(), "submitted", by=first)
    move(report, "returned")
    move(report, "submitted", by=second)
    to = {"to_state": "approved"}
    return Case(
        any_event(),
        [an_event(report, by_id=second.pk, **to)],
        [an_event(report, by_id=first.pk, **to), an_event(report, **to),
         an_event(report, by_id=second.pk, to_state="returned")],
    )  # fmt: skip


@case("tracking_reviewevent", writer=add)
def approved_by_a_writer() -> Case:
    first, last, gone, only_kept, elsewhere = (make_user() for _time in range(5))
    line = make_update(updated_by=make_user())
    for person, at in ((first, of.NOON), (only_kept, ENTERED), (last, of.NOON)):
        line.updated_by, line.updated_at, line._history_date = person, at, of.NOON
        line.save()
    cell = make_cell(appeal=line.report.period.appeal, office=line.report.office)
    old = make_update(report=line.report, activity=make_activity(cell=cell), updated_by=gone)
    ProgressUpdate.objects.filter(pk=old.pk).update(superseded_at=of.NOON)
    other = make_update()
    other.updated_by, other.updated_at, other._history_date = elsewhere, of.NOON, of.NOON
    other.save()
    report = move(line.report, "submitted")
    to = {"to_state": "approved"}
    return Case(
        any_event(),
        [an_event(report, by_id=person.pk, **to) for person in (first, last)],
        [*(an_event(report, by_id=each.pk, **to) for each in (gone, only_kept, elsewhere)),
         an_event(report, by_id=last.pk, to_state="returned")],
    )  # fmt: skip


# Lines


@case("tracking_progressupdate", report=add)
def another_line_of_a_submitted_report() -> Case:
    rows = {state: make_update(state=state) for state in OfficeReport.State.values}
    return Case(
        rows["draft"],
        [(rows[state], {}) for state in ("submitted", "approved")],
        [(rows[state], {}) for state in ("draft", "returned")],
    )


@case("tracking_progressupdate", moved=change)
def moved_into_a_submitted_report() -> Case:
    reports = {state: make_report(state=state) for state in OfficeReport.State.values}
    return Case(
        make_update(),
        [{"report_id": reports[state].pk} for state in ("submitted", "approved")],
        [{"report_id": reports[state].pk} for state in ("draft", "returned")],
    )


@case("tracking_progressupdate", **both("office"))
def line_of_another_office() -> Case:
    row = make_update()
    place: dict[str, Any] = {"appeal": row.report.period.appeal, "office": row.report.office}
    sister = make_activity(cell=make_cell(**place))
    other_office = make_activity(cell=make_cell(appeal=place["appeal"]))
    other_appeal = make_activity(cell=make_cell(office=place["office"]))
    return Case(
        row,
        [{"activity_id": each.pk} for each in (other_office, other_appeal)],
        [{"activity_id": sister.pk}],
    )
