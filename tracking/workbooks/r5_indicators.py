"""R5, the indicator tracking table: wide, long, and what of the targets was reached."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import (
    Chart,
    Column,
    Control,
    Definition,
    Drawing,
    Format,
    Report,
    Sheet,
    Tone,
)
from appeal.models import Indicator

from .. import access
from ..breakdowns import breakdowns_of
from ..figures import IndicatorResult, indicator_colour
from ..models import Colour, ReportingPeriod
from .asked import Asked
from .r3_activities import TONES

R5_DEFINITIONS = (
    Definition(
        _("Target to date"),
        _(
            "The sum, the latest or the highest of the targets of periods ended by the as-at date,"
            " by the indicator's accumulation."
        ),
    ),
    Definition(
        _("Actual to date"),
        _(
            "What was reported, accumulated the same way; percentages that add up are joined by"
            " their two numbers and never averaged."
        ),
    ),
    Definition(
        _("Achieved"), _("(Actual - baseline) / (target to date - baseline); a share of the way.")
    ),
    Definition(
        _("Status"), _("At least 90 % achieved is green, 70 % amber, below red; else grey.")
    ),
    Definition(
        _("Basis"), _("Published: printed in the appeal. Assigned: set by us, not published.")
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


def indicator_table(asked: Asked) -> Report:
    """R5: every indicator, its targets and actuals, and whether it is on track."""
    rows = list(indicator_rows(asked))
    sheets = [_wide(asked, rows), _long(asked, rows)]
    sheets.append(_reached(rows) if asked.office else _by_office(asked, rows))
    return asked.report(sheets, definitions=R5_DEFINITIONS)


def indicator_rows(asked: Asked) -> Iterator[IndicatorRow]:
    """The indicators of the activities in scope, in printed order."""
    results = asked.figures.facts.results
    for activity in asked.activities:
        for result in results.get(activity.pk, []):
            yield IndicatorRow(activity, result, indicator_colour(result, asked.viewpoint.as_at))


OFFICE = Column(_("Office"), lambda row: row.activity.office.name, width=18, hxl="#org+name+impl")
ACTIVITY = Column(_("Activity"), lambda row: row.activity.code, width=11, hxl="#activity+code")
INDICATOR = Column(_("Indicator"), lambda row: row.indicator.title, width=38, hxl="#indicator+name")
ACHIEVED = Column(_("Achieved"), lambda row: row.result.achieved, Format.PERCENT, width=11)
STATUS = Column(_("Status"), lambda row: row.status, width=16, tones=TONES)


def _basis(name: str) -> Any:
    return lambda row: getattr(row.indicator, f"get_{name}_basis_display")() or None


def _wide(asked: Asked, rows: Sequence[IndicatorRow]) -> Sheet:
    periods = ReportingPeriod.objects.of(asked.appeal).order_by("starts_on")
    by_period = [column for period in periods for column in _of_period(period)]
    return Sheet(
        name="indicators",
        title=_("Indicators"),
        columns=[
            OFFICE,
            ACTIVITY,
            INDICATOR,
            Column(_("Unit"), lambda row: row.indicator.unit, width=16),
            Column(_("Measure"), lambda row: row.indicator.get_measure_display(), width=12),
            Column(_("Direction"), lambda row: row.indicator.get_direction_display(), width=12),
            Column(
                _("Accumulation"), lambda row: row.indicator.get_accumulation_display(), width=15
            ),
            Column(
                _("Baseline"),
                lambda row: row.indicator.baseline,
                Format.NUMBER,
                width=11,
                hxl="#indicator+baseline+num",
            ),
            Column(_("Basis of the baseline"), _basis("baseline"), width=11),
            Column(
                _("Target"), lambda row: row.indicator.target, Format.NUMBER, width=11,
                hxl="#targeted",
            ),
            Column(_("Basis of the target"), _basis("target"), width=11),
            *by_period,
            Column(_("Target to date"), lambda row: row.result.target, Format.NUMBER, width=11),
            Column(
                _("Actual to date"), lambda row: row.result.actual, Format.NUMBER, width=11,
                hxl="#reached",
            ),
            ACHIEVED,
            STATUS,
        ],
        rows=rows,
        controls=[Control(_("Indicators"), "COUNTA({})", [INDICATOR], _count(asked))],
        frozen=3,
        pages_wide=2,
        repeated=(2, 3),
    )  # fmt: skip


def _count(asked: Asked) -> int:
    """How many there are, as the database counts them."""
    rows = access.activities(asked.user, asked.appeal).existing(asked.viewpoint)
    if asked.office:
        rows = rows.filter(priority__section__office=asked.office)
    if asked.viewpoint.is_past:
        return len(list(indicator_rows(asked)))
    return Indicator.objects.filter(activity__in=rows.values("pk")).count()


def _of_period(period: ReportingPeriod) -> tuple[Column, Column]:
    return (
        Column(
            f"{period.code} T",
            lambda row: row.target_of(period),
            Format.NUMBER,
            width=11,
            above=_("Target"),
        ),
        Column(
            f"{period.code} A",
            lambda row: row.actual_of(period),
            Format.NUMBER,
            width=11,
            above=_("Actual"),
        ),
    )


@dataclass(frozen=True)
class IndicatorPart:
    """What was reported of an indicator for a period: in all, or of one part."""

    row: IndicatorRow
    point: Any
    dimension: str | None = None
    category: str | None = None
    value: Decimal | None = None


def _long(asked: Asked, rows: Sequence[IndicatorRow]) -> Sheet:
    parts = list(_parts(asked, rows))
    column = Column(_("Indicator"), lambda part: part.row.indicator.title, width=36)
    return Sheet(
        name="actuals",
        title=_("Actuals"),
        columns=[
            Column(_("Office"), lambda part: part.row.activity.office.name, width=18),
            Column(_("Activity"), lambda part: part.row.activity.code, width=11),
            column,
            Column(_("Period"), lambda part: part.point.period, width=10),
            Column(_("Broken down by"), lambda part: part.dimension, width=14),
            Column(_("Category"), lambda part: part.category, width=20),
            Column(_("Value"), lambda part: part.value, Format.NUMBER, width=12),
            Column(_("How many"), lambda part: _total(part, "numerator"), Format.NUMBER, width=10),
            Column(
                _("Out of how many"),
                lambda part: _total(part, "denominator"),
                Format.NUMBER,
                width=10,
            ),
            Column(
                _("No data, because"), lambda part: _total(part, "missing_reason") or None, width=26
            ),
            Column(_("Comment"), lambda part: _total(part, "comment") or None, width=30),
        ],
        rows=parts,
        controls=[Control(_("Actuals and their parts"), "COUNTA({})", [column], len(parts))],
        frozen=3,
    )


def _total(part: IndicatorPart, name: str) -> Any:
    """What is said once, beside the total and not beside each part."""
    return getattr(part.point, name) if part.dimension is None else None


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
    label = Column(_("Activity"), lambda row: labels[row], width=14, hxl="#activity+code")
    full = Column(_("Target"), lambda row: Decimal(1), Format.PERCENT, width=10)
    return Sheet(
        name="achieved",
        title=_("Achieved"),
        columns=[
            label,
            Column(_("Indicator"), lambda row: row.indicator.title, width=60),
            Column(_("Target to date"), lambda row: row.result.target, Format.NUMBER, width=13),
            Column(_("Actual to date"), lambda row: row.result.actual, Format.NUMBER, width=13),
            ACHIEVED,
            full,
            STATUS,
        ],
        rows=aimed,
        charts=[
            Chart(
                Drawing.BARS, _("Actual against target to date"), label, [ACHIEVED],
                is_short=True, target=full,
            )
        ],
    )  # fmt: skip


def _labelled(rows: Sequence[IndicatorRow]) -> Iterator[tuple[IndicatorRow, str]]:
    """Each row with the code of its activity; numbered where the activity has several."""
    counted = Counter(row.activity.pk for row in rows)
    taken: Counter[int] = Counter()
    for row in rows:
        taken[row.activity.pk] += 1
        number = f" ({taken[row.activity.pk]})" if counted[row.activity.pk] > 1 else ""
        yield row, f"{row.activity.code}{number}"


SHOWN = (
    (Colour.GREEN, Tone.GOOD),
    (Colour.AMBER, Tone.WARNING),
    (Colour.RED, Tone.BAD),
    (Colour.GREY, Tone.QUIET),
)


def _by_office(asked: Asked, rows: Sequence[IndicatorRow]) -> Sheet:
    """Of all offices: how many indicators are on track, as a chart too."""
    counted = Counter((row.activity.office.pk, row.colour) for row in rows)
    whole = Counter(row.colour for row in rows)
    office = Column(_("Office"), lambda row: row.name, width=28)
    columns = [
        Column(
            colour.label,
            lambda row, colour=colour: counted[row.pk, colour],
            Format.INTEGER,
            width=18,
            total=colour.value,
        )
        for colour, _tone in SHOWN
    ]
    return Sheet(
        name="offices",
        title=_("By office"),
        columns=[office, *columns],
        rows=asked.offices,
        totals={colour.value: whole[colour] for colour in Colour},
        charts=[
            Chart(
                Drawing.STACKED_BARS,
                _("Indicators by status"),
                office,
                columns,
                tones=[tone for _colour, tone in SHOWN],
            )
        ],
    )
