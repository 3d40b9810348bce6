"""Rows in the situations in which guards look at them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Classification,
    Indicator,
    IndicatorTarget,
    Milestone,
    Requirement,
    RequirementRevision,
    StatedTotal,
)
from tests.factories import (
    make_achievement,
    make_activity,
    make_actual,
    make_appeal,
    make_assignment,
    make_attribution,
    make_cell,
    make_contribution,
    make_evidence,
    make_flow,
    make_indicator,
    make_milestone,
    make_period,
    make_priority,
    make_report,
    make_transaction,
    make_update,
    make_upload,
    make_user,
    move,
    publish,
    undo,
)
from tracking.models import (
    ActualBreakdown,
    Comment,
    Contribution,
    Evidence,
    OfficeReport,
    PeriodEvent,
    ProgressUpdate,
    ReportingPeriod,
    StatusOverride,
    Upload,
    UploadRow,
)

NOON = datetime(2020, 4, 2, 18, tzinfo=UTC)
# Days of an appeal for 2021, while every other is for 2020.
EVE, FIRST = date(2020, 12, 31), date(2021, 1, 1)
LAST, AFTER = date(2022, 3, 31), date(2022, 4, 1)  # it closes on the first of these
YEAR_END, NEW_YEAR = date(2021, 12, 31), date(2022, 1, 1)
PARTS = {"sex": "female", "age_group": "adult", "disability": "with", "nationality": "GT"}


def next_year() -> Appeal:
    return make_appeal(year=2021, starts_on=FIRST, ends_on=YEAR_END, closes_on=LAST)


def close(appeal: Appeal) -> None:
    if appeal.state == Appeal.State.DRAFT:
        publish(appeal)
    Appeal.objects.filter(pk=appeal.pk).update(state="closed")


def closed(row: Any) -> Any:
    """A row that has an activity, once the activity's appeal is closed."""
    close(getattr(row, "activity", row).appeal)
    return row


def lock(period: ReportingPeriod, kind: str = "locked") -> PeriodEvent:
    return PeriodEvent.objects.create(
        period=period, kind=kind, by=make_user(), at=NOON, reason="Audited."
    )


def published(row: Any) -> Any:
    """A row of an appeal, or of a section, once that is published."""
    publish(row.section.appeal if hasattr(row, "section") else row.appeal)
    return row


def make_total(**fields: Any) -> StatedTotal:
    return StatedTotal.objects.create(
        **{"appeal": fields.get("appeal") or make_appeal(), "amount": 0} | fields
    )


def make_classification(basis: str = "published") -> Classification:
    cell = make_cell()
    priority = make_priority(appeal=cell.appeal, office=cell.office)
    return Classification.objects.create(priority=priority, heading=cell.heading, basis=basis)


def classified(basis: str) -> Classification:
    row = make_classification(basis)
    publish(row.priority.section.appeal)
    return row


def make_revision(**fields: Any) -> RequirementRevision:
    return RequirementRevision.objects.create(
        **{
            "cell": fields.get("cell") or make_cell(),
            "amount": 500,
            "effective_on": date(2020, 6, 1),
            "reason": "A misprint.",
            "revised_by": make_user(),
            "recorded_at": NOON,
        }
        | fields
    )


def make_comment(**fields: Any) -> Comment:
    place = {} if "report" in fields else {"activity": fields.get("activity") or make_activity()}
    return Comment.objects.create(
        **{"body": "Is it so?", "by": make_user(), "at": NOON} | place | fields
    )


def make_override(**fields: Any) -> StatusOverride:
    return StatusOverride.objects.create(
        **{
            "activity": fields.get("activity") or make_activity(),
            "colour": "green",
            "effective_on": date(2020, 6, 1),
            "reason": "Seen.",
            "by": make_user(),
            "at": NOON,
        }
        | fields
    )


def taken_back(row: Comment) -> Comment:
    given: dict[str, Any] = {"body": "", "withdrawn_at": NOON, "withdrawn_by": make_user()}
    Comment.objects.filter(pk=row.pk).update(**given)
    row.refresh_from_db()
    return row


def withdrawn() -> Evidence:
    row = make_evidence()
    Evidence.objects.filter(pk=row.pk).update(
        withdrawn_at=NOON, withdrawn_by=make_user(), withdrawn_reason="Of another."
    )
    row.refresh_from_db()
    return row


def allocated(**fields: Any) -> Allocation:
    """900 of the 1 000 dollars of a cell."""
    activity = make_activity(cell=make_cell(), allocated=900, **fields)
    return activity.allocations.get()


def paid_from() -> Allocation:
    row = allocated()
    make_transaction(activity=row.activity)
    return row


def of_the_year(**fields: Any) -> Activity:
    return make_activity(**{"starts_on": date(2020, 2, 1), "ends_on": date(2020, 11, 1)} | fields)


def proved_by(kind: str) -> Milestone:
    milestone = make_milestone()
    if kind == "achievement":
        make_achievement(milestone=milestone)
    else:
        make_evidence(milestone=milestone)
    return milestone


def reported() -> Indicator:
    return make_actual().indicator


def broken_down(dimension: str) -> Indicator:
    is_broken_down: dict[str, Any] = {f"by_{dimension}": True}
    indicator = make_indicator(**is_broken_down)
    make_actual(indicator=indicator, value=10, parts={(dimension, PARTS[dimension]): 6})
    return indicator


def period_used_by(what: str) -> ReportingPeriod:
    cell = make_cell()
    period = make_period(appeal=cell.appeal)
    if what == "report":
        make_report(office=cell.office, period=period)
    elif what == "posting":
        make_transaction(cell=cell, posted=True)
    elif what == "lock":
        lock(period)
    return period


def locked_report() -> OfficeReport:
    report = make_report()
    lock(report.period)
    return report


def line(state: str) -> ProgressUpdate:
    return make_update(state=state)


def superseded() -> ProgressUpdate:
    row = make_update(state="approved")
    move(row.report, "draft")
    ProgressUpdate.objects.filter(pk=row.pk).update(superseded_at=NOON)
    row.refresh_from_db()
    return row


def report_of(row: Any) -> OfficeReport:
    """The report that a line, or what a line reports, stands in; a report itself."""
    if isinstance(row, OfficeReport):
        return row
    update = row.actual.update if isinstance(row, ActualBreakdown) else getattr(row, "update", row)
    return update.report


def brought(row: Any, into: str) -> Any:
    """A row reported by a line, once that is submitted, or its period locked."""
    report = report_of(row)
    if into == "locked":
        lock(report.period)
    else:
        move(report, into)
    row.refresh_from_db()
    return row


def in_state(make: Callable[[], Any], state: str) -> Any:
    return brought(make(), state)


def made_part() -> ActualBreakdown:
    indicator = make_indicator(by_sex=True)
    return make_actual(indicator=indicator, parts={("sex", "female"): 6}).breakdowns.get()


def given(flows: str) -> Contribution:
    contribution = make_contribution()
    if flows in ("shared", "sharing", "shared once"):
        whole = make_contribution(donor=contribution.donor, committed=100)
        part = make_assignment(contribution=whole, into=contribution)
        if flows == "shared once":
            undo(part)
        return whole if flows == "sharing" else contribution
    if flows:
        flow = make_flow(contribution=contribution)
        if flows == "reversed":
            undo(flow)
    return contribution


def paying() -> Contribution:
    """It pays an entry of 15 March 2020, and has more than that."""
    receiver = make_attribution().receiver
    assert receiver
    return receiver


def upload_of(*, decided: bool = False) -> Upload:
    upload = make_upload()
    if decided:
        Upload.objects.filter(pk=upload.pk).update(state="applied", decided_at=NOON)
        upload.refresh_from_db()
    return upload


def uploaded_row(*, decided: bool = False) -> UploadRow:
    return upload_of(decided=decided).upload_rows.get()


def in_appeal(row: Any, state: str) -> Any:
    """The appeal itself in a state."""
    if state != "draft":
        publish(row)
    if state == "closed":
        close(row)
    row.refresh_from_db()
    return row


def used(kind: str, *, is_published: bool) -> Any:
    """The office or the heading of an appeal."""
    cell: Requirement = make_cell()
    if is_published:
        publish(cell.appeal)
    return getattr(cell, kind)


def make_target() -> IndicatorTarget:
    return make_indicator(targets={date(2020, 3, 31): 20}).period_targets.get()


def with_closed(row: IndicatorTarget) -> IndicatorTarget:
    close(row.indicator.activity.appeal)
    return row


def returned() -> ProgressUpdate:
    """A line that was submitted, in a report that was returned."""
    row = line("submitted")
    move(row.report, "returned")
    return row
