"""The columns of the reporting template, each with what is in it and how it is read."""

from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Column, Entry, Format, Kind
from appeal.base.given import given
from appeal.models import Indicator

from ...models import AgeGroup, Dimension, IndicatorActual, ProgressUpdate, Sex
from ..columns import CAN_BE_CLEARED, KEY, STAMP, text_entry
from .rows import ReportingRow

YES_NO = {"1": _("yes"), "0": _("no")}
ABOUT = Column(_("Activity"), "activity.code", width=11, name="activity")

PROGRESS = (
    ABOUT,
    Column(_("Title"), "activity.title", width=34),
    Column(_("Last percent"), "previous.percent", Format.INTEGER, width=9),
    Column(_("Reported for"), "previous.report.period.code", width=10),
    Column(
        _("New percent"),
        "line.percent",
        Format.INTEGER,
        width=9,
        name="percent",
        entry=Entry(
            Kind.WHOLE,
            least=Decimal(0),
            most=Decimal(100),
            prompt=_(
                "A whole number from 0 to 100. If blank, it does not change. 0 is zero."
                " CLEAR empties it."
            ),
        ),
    ),
    Column(
        _("Status"),
        "line.get_status_display()",
        width=12,
        name="status",
        entry=Entry(Kind.CHOICE, choices=dict(ProgressUpdate.Status.choices)),
    ),
    *(
        Column(
            title,
            f"line.{name}",
            width=width,
            name=name,
            entry=text_entry(ProgressUpdate, name, CAN_BE_CLEARED),
        )
        for name, title, width in (
            ("narrative", _("What was done"), 44),
            ("issues", _("Issues"), 30),
            ("next_steps", _("Next steps"), 30),
            ("reason", _("Reason"), 24),
        )
    ),
    KEY,
    STAMP,
)


def _of_actual(name: str) -> Any:
    """What is stored of an actual; a percentage and a yes or no have columns of their own."""

    def value(row: ReportingRow) -> Any:
        is_number = given(row.indicator).measure == Indicator.Measure.NUMBER
        if row.actual is None or (name == "value" and not is_number):
            return None
        return getattr(row.actual, name) or (0 if getattr(row.actual, name) == 0 else None)

    return value


def _answer(row: ReportingRow) -> Any:
    is_asked = row.indicator and row.indicator.measure == Indicator.Measure.YES_NO
    if not is_asked or row.actual is None or row.actual.value is None:
        return None
    return YES_NO[str(int(row.actual.value))]


def _quantity(name: str, title: Any, prompt: Any = "") -> Column:
    return Column(
        title,
        _of_actual(name),
        Format.NUMBER,
        width=11,
        name=name,
        entry=Entry(Kind.QUANTITY, least=Decimal(0), prompt=prompt),
    )


def part_name(dimension: str, category: str) -> str:
    """The name of the column for a part, such as sex_female."""
    return f"{dimension}_{category}"


PARTS = [
    *((Dimension.SEX, category, label) for category, label in Sex.choices),
    *((Dimension.AGE_GROUP, category, label) for category, label in AgeGroup.choices),
]
INDICATORS = (
    ABOUT,
    Column(_("Indicator"), "indicator.title", width=38),
    Column(_("Unit"), "indicator.unit", width=14),
    Column(_("Measure"), "indicator.get_measure_display()", width=12),
    Column(_("Target"), "indicator.target", Format.NUMBER, width=10),
    _quantity(
        "value",
        _("New actual"),
        _("For a number. If periods add up, only what was added in this period."),
    ),
    Column(
        _("Answer"),
        _answer,
        width=9,
        name="answer",
        entry=Entry(Kind.CHOICE, choices=YES_NO, prompt=_("For a yes or no.")),
    ),
    _quantity("numerator", _("How many"), _("For a percentage.")),
    _quantity("denominator", _("Out of how many"), _("For a percentage.")),
    *(
        Column(
            title,
            _of_actual(name),
            width=24,
            name=name,
            entry=text_entry(IndicatorActual, name, CAN_BE_CLEARED),
        )
        for name, title in (("missing_reason", _("No data, because")), ("comment", _("Comment")))
    ),
    *(
        Column(
            label,
            partial(lambda key, row: row.part(*key), (dimension, category)),
            Format.NUMBER,
            width=10,
            name=part_name(dimension, category),
            entry=Entry(Kind.QUANTITY, least=Decimal(0)),
        )
        for dimension, category, label in PARTS
    ),
    Column(
        _("By nationality"),
        "nations",
        width=24,
        name=Dimension.NATIONALITY.value,
        entry=Entry(Kind.TEXT, longest=4000, prompt=_("Country codes and numbers: HN 12; GT 30")),
    ),
    Column("id", "indicator.pk", Format.INTEGER, name="id", is_hidden=True),
    KEY,
    STAMP,
)

MILESTONES = (
    ABOUT,
    Column(_("Milestone"), "milestone.title", width=60),
    Column(_("Due on"), "milestone.due_on", Format.DAY, width=13),
    Column(
        _("Achieved on"),
        lambda row: (found := row.elsewhere or row.achieved) and found.achieved_on,
        Format.DAY,
        width=13,
        name="achieved_on",
        entry=Entry(Kind.DAY, prompt=_("An Excel date, or written like 2020-06-30.")),
        # What another period reports is printed, and not asked again.
        is_locked=lambda row: row.elsewhere is not None,
    ),
    Column(_("Reported for"), "elsewhere.update.report.period.code", width=12),
    Column("id", "milestone.pk", Format.INTEGER, name="id", is_hidden=True),
    KEY,
    STAMP,
)
