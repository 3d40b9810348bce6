"""R4, budget against actual: by office, by cell, by activity, by month."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import DASH
from appeal.base.excel import Book, Chart, Column, Definition, Drawing, Format, Hue, Look, Sheet

from .. import glossary
from ..figures import months_of, total
from ..figures.rows import put_figures
from . import columns as common
from .asked import Asked
from .columns import ALLOCATED, BALANCE, COMMITTED, OFFICE, SPENT, figure, share, totals_of

# Where both are in one workbook, their columns have one name.
BALANCE_OF_EACH = Definition(
    _("Balance"),
    _(
        "Of the appeal, an office or a heading: required minus spent minus committed; of an"
        " activity: budgeted minus spent minus committed. Can be negative."
    ),
)
DELIVERY_OF_EACH = Definition(
    _("Delivery"),
    _(
        "Spent as a share of what is required, of the appeal, an office or a heading; of an"
        " activity, as a share of its budget."
    ),
)
R4_DEFINITIONS = (
    glossary.PUBLISHED, glossary.REQUIREMENT, glossary.ALLOCATED, glossary.UNALLOCATED,
    glossary.PLANNED, glossary.COMMITTED, glossary.DISBURSED, glossary.SPENT,
    BALANCE_OF_EACH, DELIVERY_OF_EACH, glossary.OVERSPENT, glossary.DASH,
)  # fmt: skip


def budget_against_actual(asked: Asked) -> Book:
    """R4: what was to be spent, what was, and what is bound."""
    rows = asked.planned.with_plan().in_printed_order()
    activities, whole = put_figures(rows, asked.figures), asked.figures.whole
    months, curves = by_month(asked, activities)
    sheets = [
        _by_office(asked, whole),
        _by_cell(asked, whole),
        _by_activity(activities, whole),
        replace(months, charts=[curves]),
    ]
    return asked.book(sheets, definitions=R4_DEFINITIONS, currency=asked.appeal.currency)


PUBLISHED = figure(_("Published"), "published")
CURRENT = common.REQUIREMENT.wide(16, heading=_("Current"))
UNALLOCATED = figure(_("Not budgeted"), "unallocated", look=Look.SIGNED)
PLANNED = figure(_("Planned spending"), "planned", hue=Hue.PLAN)
DISBURSED = figure(_("Disbursed"), "disbursed")
DELIVERY = share(common.DELIVERY, SPENT, CURRENT, Look.SHARE)


def _by_office(asked: Asked, whole: object) -> Sheet:
    office = OFFICE.wide(26, path="of.name")
    columns = [
        office, PUBLISHED, CURRENT, ALLOCATED, UNALLOCATED, PLANNED, COMMITTED, DISBURSED, SPENT,
        BALANCE, DELIVERY,
    ]  # fmt: skip
    chart = Chart(Drawing.BARS, _("Planned and actual spending"), office, [PLANNED, SPENT])
    return Sheet(
        "offices", _("By office"), columns, asked.figures.offices, null=DASH,
        totals=totals_of(columns, whole), charts=[chart],
    )  # fmt: skip


def _by_cell(asked: Asked, whole: object) -> Sheet:
    columns = [
        OFFICE.under("of").wide(22),
        Column(_("Heading"), "of.heading.code", width=9, hxl="#sector+code"),
        PUBLISHED, CURRENT, ALLOCATED, UNALLOCATED, COMMITTED, DISBURSED, SPENT, BALANCE, DELIVERY,
    ]  # fmt: skip
    return Sheet(
        "cells", _("By requirement line"), columns, asked.figures.cells, null=DASH,
        totals=totals_of(columns, whole), frozen=2,
    )  # fmt: skip


def _by_activity(activities: Sequence[Any], whole: object) -> Sheet:
    sums = [ALLOCATED, PLANNED, COMMITTED, DISBURSED, SPENT]
    own = [BALANCE.wide(14, total=""), common.DELIVERY.wide(10, look=Look.SHARE), common.OVERSPENT]
    columns = [
        OFFICE, common.CODE, common.TITLE.wide(40),
        *(column.under("figures") for column in (*sums, *own)),
    ]  # fmt: skip
    # What is allocated from a cell that is still a dash by the date is in no sum of cells.
    allocated = total(row.figures.allocated for row in activities)
    totals = totals_of(columns, whole) | {"allocated": allocated}
    return Sheet("activities", _("By activity"), columns, activities, totals=totals, frozen=2)


def by_month(asked: Asked, activities: Sequence[Any]) -> tuple[Sheet, Chart]:
    """What was planned and spent month by month, and the curves of both so far."""
    so_far = [
        Column(
            _("Planned spending so far"), "planned_by_then", Format.MONEY, width=20, hue=Hue.PLAN
        ),
        Column(_("Spent so far"), "spent_by_then", Format.MONEY, width=20, hue=Hue.SPENT),
    ]
    columns = [
        Column(_("Month"), "name", width=11),
        PLANNED.wide(18, total=""),
        SPENT,
        *so_far,
    ]
    rows = months_of(asked.figures, [row.pk for row in activities])
    chart = Chart(Drawing.LINES, _("Planned and actual spending so far"), columns[0], so_far)
    totals = {"spent": asked.figures.whole.spent}
    return Sheet("months", _("By month"), columns, rows, totals=totals), chart
