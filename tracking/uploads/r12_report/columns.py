"""The columns of the reporting template, each with what is in it and how it is read."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Column, Format, InputCell, Kind
from appeal.base.given import given
from appeal.models import Indicator

from ...models import CATEGORIES, Dimension, IndicatorActual, ProgressUpdate
from ..columns import CAN_BE_CLEARED, KEY, STAMP, choice, column, day, text
from .rows import ReportingRow

YES_NO = {"1": _("yes"), "0": _("no")}
ABOUT = Column(_("Activity"), "activity.code", width=11, name="activity")


def _of_line(column: Column) -> Column:
    """A column of what is stored of an activity's line under the column's name."""
    return column.wide(column.width, path=f"line.{column.name}")


PERCENT = InputCell(
    Kind.WHOLE, least=Decimal(0), most=Decimal(100),
    prompt=_(
        "A whole number from 0 to 100. If blank, it does not change. 0 is zero."
        " CLEAR empties it."
    ),
)  # fmt: skip
STATUS = choice("status", _("Status"), 12, lambda: dict(ProgressUpdate.Status.choices))

PROGRESS = (
    ABOUT,
    Column(_("Title"), "activity.title", width=34),
    Column(_("Last percent"), "previous.percent", Format.INTEGER, width=9),
    Column(_("Reported for"), "previous.report.period.code", width=10),
    _of_line(column("percent", _("New percent"), PERCENT, 9, Format.INTEGER)),
    STATUS.wide(12, path="line.get_status_display()"),
    _of_line(text("narrative", _("What was done"), 44, ProgressUpdate, CAN_BE_CLEARED)),
    _of_line(text("issues", _("Issues"), 30, ProgressUpdate, CAN_BE_CLEARED)),
    _of_line(text("next_steps", _("Next steps"), 30, ProgressUpdate, CAN_BE_CLEARED)),
    _of_line(text("reason", _("Reason"), 24, ProgressUpdate, CAN_BE_CLEARED)),
    KEY,
    STAMP,
)


def _of_actual(column: Column) -> Column:
    """A column of what is stored of an actual under the column's name.

    A percentage and a yes or no have columns of their own.
    """

    def value(row: ReportingRow) -> Any:
        is_number = given(row.indicator).measure == Indicator.Measure.NUMBER
        is_shown = column.name != "value" or is_number
        stored = getattr(row.actual, column.name, None) if is_shown else None
        return None if stored == "" else stored

    return column.wide(column.width, path=value)


def _answer(row: ReportingRow) -> Any:
    is_asked = row.indicator and row.indicator.measure == Indicator.Measure.YES_NO
    if not is_asked or row.actual is None or row.actual.value is None:
        return None
    return YES_NO[str(int(row.actual.value))]


def _quantity(name: str, title: object, prompt: Any = "") -> Column:
    cell = InputCell(Kind.QUANTITY, least=Decimal(0), prompt=prompt)
    return _of_actual(column(name, title, cell, 11, Format.NUMBER))


def _part(dimension: str, category: str, label: object) -> Column:
    cell = InputCell(Kind.QUANTITY, least=Decimal(0))
    part = column(part_name(dimension, category), label, cell, 10, Format.NUMBER)
    return part.wide(10, path=lambda row: row.part(dimension, category))


def part_name(dimension: str, category: str) -> str:
    """The name of the column for a part, such as sex_female."""
    return f"{dimension}_{category}"


PARTS = [
    (dimension, category, label)
    for dimension, categories in CATEGORIES.items()
    for category, label in categories.choices
]
NATIONS = InputCell(Kind.TEXT, longest=4000, prompt=_("Country codes and numbers: HN 12; GT 30"))
ADDED = _("For a number. If periods add up, only what was added in this period.")
INDICATORS = (
    ABOUT,
    Column(_("Indicator"), "indicator.title", width=38),
    Column(_("Unit"), "indicator.unit", width=14),
    Column(_("Measure"), "indicator.get_measure_display()", width=12),
    Column(_("Target"), "indicator.target", Format.NUMBER, width=10),
    _quantity("value", _("New actual"), ADDED),
    choice("answer", _("Answer"), 9, lambda: YES_NO, _("For a yes or no.")).wide(9, path=_answer),
    _quantity("numerator", _("How many"), _("For a percentage.")),
    _quantity("denominator", _("Out of how many"), _("For a percentage.")),
    _of_actual(text("missing_reason", _("No data, because"), 24, IndicatorActual, CAN_BE_CLEARED)),
    _of_actual(text("comment", _("Comment"), 24, IndicatorActual, CAN_BE_CLEARED)),
    *(_part(*each) for each in PARTS),
    column(Dimension.NATIONALITY.value, _("By nationality"), NATIONS, 24).wide(24, path="nations"),
    Column("id", "indicator.pk", Format.INTEGER, name="id", is_hidden=True),
    KEY,
    STAMP,
)

MILESTONES = (
    ABOUT,
    Column(_("Milestone"), "milestone.title", width=60),
    Column(_("Due on"), "milestone.due_on", Format.DAY, width=13),
    # What another period reports is printed, and not asked again.
    day("achieved_on", _("Achieved on"), 13, _("An Excel date, or written like 2020-06-30.")).wide(
        13,
        path=lambda row: (found := row.elsewhere or row.achieved) and found.achieved_on,
        is_locked=lambda row: row.elsewhere is not None,
    ),
    Column(_("Reported for"), "elsewhere.update.report.period.code", width=12),
    Column("id", "milestone.pk", Format.INTEGER, name="id", is_hidden=True),
    KEY,
    STAMP,
)
