"""R5, the indicator tracking table: wide, long, and what of the targets was reached."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Book, Chart, Column, Control, Definition, Drawing, Format, Sheet
from appeal.models import Activity, Indicator

from .. import core_definitions
from ..figures import Facts, IndicatorResult, indicator_colour
from ..figures.breakdowns import breakdowns_of
from ..models import Colour, ReportingPeriod
from .asked import Asked
from .columns import ACTIVITY, OFFICE_OF_ACTIVITY, PERIOD, STATUS, TONES, untagged
from .core_sheet import core_sheets

R5_DEFINITIONS = (
    Definition(
        _("Target to date"),
        _(
            "The sum, latest or highest of the targets of periods that ended by the as-at"
            " date, depending on how the indicator adds up."
        ),
    ),
    Definition(
        _("Actual to date"),
        _(
            "What was reported, added up in the same way. Percentages that add up are"
            " combined from their two numbers, never averaged."
        ),
    ),
    Definition(
        _("Achieved"), _("(Actual - baseline) / (target to date - baseline): how far it has come.")
    ),
    Definition(
        _("Status"),
        _("At least 90 % achieved is on track, 70 % needs attention, less is off track."),
    ),
    core_definitions.CORE,
    core_definitions.REACHED,
    core_definitions.GAP,
    core_definitions.OVERLAP,
    Definition(
        _("Basis"),
        _("Published: printed in the appeal. Set by the regional office: not published."),
    ),
)


@dataclass(frozen=True, eq=False)
class IndicatorRow:
    """An indicator with its result and colour."""

    activity: Any
    result: IndicatorResult
    colour: str | None

    @property
    def indicator(self) -> Any:
        return self.result.indicator

    @property
    def status(self) -> str | None:
        return str(Colour(self.colour).label) if self.colour else None

    def target_of(self, period: ReportingPeriod) -> Decimal | None:
        return dict(self.result.targets).get(period.ends_on)

    def actual_of(self, period: ReportingPeriod) -> Decimal | None:
        found = [point.value for point in self.result.points if point.period == period.code]
        return found[0] if found else None


def indicator_table(asked: Asked) -> Book:
    """R5: every indicator, its targets and actuals, and whether it is on track."""
    rows = list(indicator_rows(asked))
    sheets = [_wide(asked, rows), _long(asked, rows)]
    sheets.append(_reached(rows) if asked.office else _by_office(asked, rows))
    return asked.book([*sheets, *core_sheets(asked)], definitions=R5_DEFINITIONS)


def indicator_rows(asked: Asked) -> Iterator[IndicatorRow]:
    """The indicators of the activities in scope, in printed order."""
    return rows_of(asked.figures.facts, asked.activities)


def rows_of(facts: Facts, activities: Iterable[Activity]) -> Iterator[IndicatorRow]:
    """The indicators of some activities, in their order."""
    for activity in activities:
        for result in facts.results.get(activity.pk, []):
            yield IndicatorRow(activity, result, indicator_colour(result, facts.viewpoint.as_at))


OFFICE = OFFICE_OF_ACTIVITY.wide(18)
INDICATOR = Column(_("Indicator"), "indicator.title", width=38, hxl="#indicator+name")
UNIT = Column(_("Unit"), "indicator.unit", width=16)
BASELINE = Column(
    _("Baseline"), "indicator.baseline", Format.NUMBER, width=11, hxl="#indicator+baseline+num"
)
TARGET = Column(_("Target to date"), "result.target", Format.NUMBER, width=11)
ACTUAL = Column(_("Actual to date"), "result.actual", Format.NUMBER, width=11, hxl="#reached")
ACHIEVED = Column(_("Achieved"), "result.achieved", Format.PERCENT, width=11)


def _wide(asked: Asked, rows: Sequence[IndicatorRow]) -> Sheet:
    periods = ReportingPeriod.objects.of(asked.appeal).order_by("starts_on")
    columns = [
        OFFICE,
        ACTIVITY,
        INDICATOR,
        UNIT,
        Column(_("Measure"), "indicator.get_measure_display()", width=14),
        Column(_("Direction"), "indicator.get_direction_display()", width=12),
        Column(_("Accumulation"), "indicator.get_accumulation_display()", width=15),
        BASELINE,
        _basis(_("Basis of the baseline"), "baseline"),
        Column(_("Target"), "indicator.target", Format.NUMBER, width=11, hxl="#targeted"),
        _basis(_("Basis of the target"), "target"),
        *(column for period in periods for column in _of_period(period)),
        TARGET,
        ACTUAL,
        ACHIEVED,
        STATUS,
    ]
    count = Control(_("Indicators"), "COUNTA({})", [INDICATOR], _count(asked))
    return Sheet(
        "indicators", _("Indicators"), columns, rows, controls=[count], frozen=3,
        repeated=(2, 3),
    )  # fmt: skip


def _basis(title: Any, name: str) -> Column:
    return Column(title, f"indicator.get_{name}_basis_display()", width=19)


def _count(asked: Asked) -> int:
    """How many there are, as the database counts them."""
    if asked.viewpoint.is_past:
        return len(list(indicator_rows(asked)))
    return Indicator.objects.filter(activity__in=asked.planned.values("pk")).count()


def _of_period(period: ReportingPeriod) -> Iterator[Column]:
    for title, read in (
        (_("%(period)s target"), IndicatorRow.target_of),
        (_("%(period)s actual"), IndicatorRow.actual_of),
    ):
        yield Column(
            title % {"period": period.code},
            partial(lambda read, row: read(row, period), read),
            Format.NUMBER,
            width=11,
        )


@dataclass(frozen=True)
class IndicatorPart:
    """What was reported of an indicator for a period: in all, or of one part.

    What is `said` once is beside the total and not beside each part.
    """

    row: IndicatorRow
    point: Any
    dimension: str | None = None
    category: str | None = None
    value: Decimal | None = None

    @property
    def said(self) -> Any:
        return self.point if self.dimension is None else None


def _long(asked: Asked, rows: Sequence[IndicatorRow]) -> Sheet:
    parts = list(_parts(asked, rows))
    indicator = INDICATOR.under("row").wide(36, hxl="")
    columns = [
        *untagged(OFFICE.under("row"), ACTIVITY.under("row")),
        indicator,
        PERIOD.wide(10, path="point.period"),
        Column(_("Broken down by"), "dimension", width=14),
        Column(_("Category"), "category", width=20),
        Column(_("Value"), "value", Format.NUMBER, width=12),
        Column(_("How many"), "said.numerator", Format.NUMBER, width=10),
        Column(_("Out of how many"), "said.denominator", Format.NUMBER, width=10),
        Column(_("No data, because"), "said.missing_reason", width=26),
        Column(_("Comment"), "said.comment", width=30),
    ]
    count = Control(_("Actuals and their parts"), "COUNTA({})", [indicator], len(parts))
    return Sheet("actuals", _("Actuals"), columns, parts, controls=[count], frozen=3)


def _parts(asked: Asked, rows: Sequence[IndicatorRow]) -> Iterator[IndicatorPart]:
    points = [point for row in rows for point in row.result.points]
    breakdowns = breakdowns_of(points, asked.viewpoint)
    for row in rows:
        for point in row.result.points:
            yield IndicatorPart(row, point, value=point.value)
            for breakdown in breakdowns.get(point.actual_id, []):
                for category, value in breakdown.named:
                    yield IndicatorPart(row, point, breakdown.label, category, value)


def _reached(rows: Sequence[IndicatorRow]) -> Sheet:
    """Of one office: how much of each target to date was reached, as a chart too."""
    aimed = [row for row in rows if row.result.achieved is not None]
    labels = dict(_labelled(aimed))
    label = ACTIVITY.wide(16, path=lambda row: labels[row])
    full = Column(_("Target"), lambda row: Decimal(1), Format.PERCENT, width=10)
    aims = untagged(INDICATOR.wide(60), TARGET.wide(13), ACTUAL.wide(13))
    columns = [label, *aims, ACHIEVED, full, STATUS]
    chart = Chart(
        Drawing.BARS, _("Actual against target to date"), label, [ACHIEVED], is_short=True,
        target=full,
    )  # fmt: skip
    return Sheet("achieved", _("Achieved"), columns, aimed, charts=[chart])


def _labelled(rows: Sequence[IndicatorRow]) -> Iterator[tuple[IndicatorRow, str]]:
    """Each row with the code of its activity; numbered where the activity has several."""
    counted = Counter(row.activity.pk for row in rows)
    taken: Counter[int] = Counter()
    for row in rows:
        taken[row.activity.pk] += 1
        number = f" ({taken[row.activity.pk]})" if counted[row.activity.pk] > 1 else ""
        yield row, f"{row.activity.code}{number}"


def _by_office(asked: Asked, rows: Sequence[IndicatorRow]) -> Sheet:
    """Of all offices: how many indicators are on track, as a chart too."""
    counted = Counter((row.activity.office.pk, row.colour) for row in rows)
    whole = Counter(row.colour for row in rows)
    office = OFFICE_OF_ACTIVITY.wide(28, path="name", hxl="")
    columns = [
        Column(
            colour.label, partial(lambda c, row: counted[row.pk, c], colour),
            Format.INTEGER, width=18, total=colour.value,
        )
        for colour in TONES
    ]  # fmt: skip
    chart = Chart(
        Drawing.STACKED_BARS, _("Indicators by status"), office, columns, tones=[*TONES.values()]
    )
    totals = {colour.value: whole[colour] for colour in TONES}
    columns = [office, *columns]
    return Sheet("offices", _("By office"), columns, asked.offices, totals=totals, charts=[chart])
