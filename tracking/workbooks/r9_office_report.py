"""R9, the office progress report: one office and period, as it is sent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeal.base.excel import (
    Book,
    Chart,
    Column,
    Cover,
    Definition,
    Drawing,
    Fact,
    Format,
    Look,
    Part,
    Parts,
    Sheet,
)
from appeal.base.given import given
from appeal.base.refusals import NotAnswerable
from appeal.base.viewpoint import Include

from .. import access, glossary
from ..access import conversation
from ..models import OfficeReport, ReviewEvent, included_updates, put_texts
from . import columns as common
from . import r5_indicators as results
from .asked import Asked
from .columns import (
    ACTIVITY,
    CODE,
    DUE,
    MILESTONE,
    STATUS,
    TITLE,
    TONES_OF_WORDS,
    of_hundred,
    sums_of,
    untagged,
)
from .counts import FLAGS, flag_facts
from .covers import PROGRESS, Money, headline, money_facts
from .r3_activities import STATUS_NAMES
from .r4_budget import BALANCE_OF_EACH, DELIVERY_OF_EACH, by_month
from .r5_indicators import IndicatorRow, indicator_rows
from .r10_region import NARRATIVES, milestones_of, risks_sheet, tracked_activities
from .what_changed import what_changed

R9_DEFINITIONS = (
    *(glossary.REQUIREMENT, glossary.FUNDED, glossary.COVERAGE, glossary.ALLOCATED),
    *(glossary.COMMITTED, glossary.SPENT, DELIVERY_OF_EACH),
    BALANCE_OF_EACH,
    *(glossary.GROUP_PROGRESS, glossary.REPORTED_ON),
    Definition(
        _("The period"),
        _(
            "Texts and percentages are from this period's report. Money and results are"
            " as at the date above, by default the end of the period."
        ),
    ),
)


def office_progress_report(asked: Asked) -> Book:
    """R9: cover, narrative, and the details.

    As at the end of the period, unless the address asks for another day. Raises NotAnswerable where
    the person may not see the report.
    """
    asked = asked.at_the_end()
    report = _report(asked)
    lines = _lines(asked, report)
    activities = tracked_activities(asked)
    for row in activities:
        row.line = lines.get(row.pk)
    office, money = asked.figures.whole, Money()
    months, curves = by_month(asked, activities)
    spending, bars = _spending(asked, activities)
    parts: Parts = [
        headline(office, money),
        *_texts(report),
        Part(_("Spending"), charts=[curves, bars]),
        (money_facts(office, money), Part(FLAGS, flag_facts(activities, CODE, FLAG))),
        Part(_("The report"), list(_steps(asked, report))),
    ]
    sheets: list[Sheet | Cover] = [
        Cover(_("Summary"), parts),
        _activities(activities),
        _indicators(asked),
        _milestones(asked),
        _money(asked, office, money),
        spending,
        months,
        risks_sheet(asked),
        _evidence(asked),
        *what_changed(asked),
    ]
    return asked.book(
        sheets,
        definitions=R9_DEFINITIONS,
        currency=asked.appeal.currency,
        facts=[(_("Period"), str(asked.period))],
    )


def _report(asked: Asked) -> OfficeReport:
    """The report as known then, if it was approved or drafts that the person may see count."""
    viewpoint = asked.viewpoint
    rows = access.reports_then(asked.user, viewpoint)
    rows = rows.filter(office=asked.office, period=asked.period)
    shown = {
        Include.OFFICIAL: [OfficeReport.State.APPROVED],
        Include.SUBMITTED: OfficeReport.HANDED_IN,
        Include.DRAFT: OfficeReport.State.values,
    }[Include(asked.viewpoint.include)]
    for report in put_texts(rows.filter(Q(state_then__in=shown)), viewpoint):
        return report
    raise NotAnswerable(
        _(
            "%(office)s has no approved report on %(period)s. People who work there or"
            " for its region can include what was submitted, or drafts."
        )
        % {"office": asked.office, "period": asked.period}
    )


def _lines(asked: Asked, report: OfficeReport) -> dict[int, Any]:
    """What the report said of each activity then, whatever the day the money is read at."""
    day = max(asked.viewpoint.as_at, given(asked.period).ends_on)
    rows = included_updates(replace(asked.viewpoint, as_at=day)).filter(report=report)
    return {row.activity_id: row for row in rows}


def _texts(report: OfficeReport) -> list[Part]:
    nothing = _("No text.")
    return [
        Part(title, text=getattr(report, name) or nothing) for name, title in NARRATIVES.items()
    ]


def _steps(asked: Asked, report: OfficeReport) -> Iterator[Fact]:
    """The state of the report, and who submitted and approved it."""
    states = OfficeReport.State
    yield Fact(_("State"), states(report.state_then).label)
    events = ReviewEvent.objects.known(asked.viewpoint).filter(report=report)
    latest = {event.to_state: event for event in events.select_related("by").order_by("pk")}
    for state, label in (
        (states.SUBMITTED, pgettext_lazy("the report", "Submitted")),
        (states.APPROVED, pgettext_lazy("the report", "Approved")),
    ):
        if event := latest.get(state):
            day = asked.appeal.day_of(event.at)
            yield Fact(label, day, Format.DAY, note=event.by.get_full_name() or event.by.username)
    yield Fact(_("As at"), asked.viewpoint.as_at, Format.DAY)


FLAG = Column(_("Overall status"), "flags.judged_label", width=16, tones=TONES_OF_WORDS)


def _activities(activities: Iterable[object]) -> Sheet:
    columns = [
        CODE,
        TITLE.wide(32),
        PROGRESS.wide(13, path=lambda row: of_hundred(row.line and row.line.percent)),
        Column(_("Status"), lambda row: STATUS_NAMES[row.figures.status], width=15),
        FLAG,
        Column(_("What was done"), "line.narrative", width=46),
        Column(_("Issues"), "line.issues", width=30),
        Column(_("Next steps"), "line.next_steps", width=30),
    ]
    return Sheet("activities", _("Activities"), columns, activities, frozen=2)


def _indicators(asked: Asked) -> Sheet:
    period = given(asked.period)

    def here(row: IndicatorRow) -> Decimal | None:
        return row.actual_of(period)

    columns = [
        ACTIVITY,
        results.INDICATOR,
        results.UNIT,
        *untagged(results.BASELINE),
        Column(_("This period"), here, Format.NUMBER, width=12),
        results.TARGET.wide(12),
        results.ACTUAL.wide(12, hxl=""),
        results.ACHIEVED.wide(11, look=Look.SHARE),
        STATUS,
    ]
    return Sheet("indicators", _("Indicators"), columns, list(indicator_rows(asked)))


def _milestones(asked: Asked) -> Sheet:
    is_reached = Column(
        pgettext_lazy("milestone", "Achieved"),
        lambda row: _("yes") if row.is_reached else _("no"),
        width=11,
    )
    columns = [*untagged(ACTIVITY), MILESTONE, DUE.wide(12), is_reached]
    return Sheet("milestones", _("Milestones"), columns, milestones_of(asked))


def _money(asked: Asked, office: object, money: Money) -> Sheet:
    rows = [*asked.figures.cells, asked.figures.heading_rest]
    heading = Column(_("Heading"), _heading, width=40)
    return money.sheet("money", _("Money by heading"), heading, rows, office)


def _heading(row: Any) -> str:
    """The name of a cell's heading, or that it is under none."""
    return str(getattr(row.of, "heading", row.of))


def _spending(asked: Asked, activities: Sequence[object]) -> tuple[Sheet, Chart]:
    """The money of each activity, and what was spent of its budget as bars."""
    sums = [common.ALLOCATED, common.COMMITTED, common.SPENT]
    money = [*sums, common.BALANCE.wide(16, total=""), common.DELIVERY.wide(10, look=Look.SHARE)]
    allocated, committed, spent, *rest = (column.under("figures") for column in money)
    columns = [*untagged(CODE, TITLE.wide(44)), allocated, committed, spent, *rest]
    totals = sums_of(activities, *(column.total for column in sums))
    chart = Chart(Drawing.BARS, _("Budgeted and spent by activity"), columns[0], [allocated, spent])
    title = _("Money by activity")
    return Sheet("spending", title, columns, activities, totals=totals, frozen=2), chart


def _evidence(asked: Asked) -> Sheet:
    """What the person may see, of the office and by the dates; the files themselves stay here."""
    rows = conversation.evidence_then(asked.user, asked.viewpoint, given(asked.office))
    rows = rows.of(asked.appeal).standing(asked.viewpoint)
    rows = rows.filter(dated_on__lte=asked.viewpoint.as_at).order_by("dated_on", "pk")
    columns = [
        *untagged(CODE.wide(13, path="code"), TITLE.wide(36)),
        Column(_("Date"), "dated_on", Format.DAY, width=12),
        Column(_("File or link"), lambda row: row.file_name or row.link, width=62),
        Column(_("Added by"), "added_by__username", width=16),
    ]
    named = ("title", "dated_on", "file_name", "link", "added_by__username")
    return Sheet(
        "evidence", _("Evidence"), columns, rows.with_code().values_list(*named, "code", named=True)
    )
