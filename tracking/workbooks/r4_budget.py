"""R4, budget against actual: by office, by cell, by activity, by month."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Chart, Column, Drawing, Format, Look, Report, Sheet
from appeal.base.excel.sheets import EN_DASH

from .. import access, glossary
from ..figured_rows import put_figures
from ..figures import months_of, total
from .asked import Asked

R4_DEFINITIONS = (
    glossary.PUBLISHED,
    glossary.REQUIREMENT,
    glossary.ALLOCATED,
    glossary.UNALLOCATED,
    glossary.PLANNED,
    glossary.COMMITTED,
    glossary.DISBURSED,
    glossary.SPENT,
    glossary.BALANCE_OF_REQUIREMENT,
    glossary.BALANCE_OF_ALLOCATED,
    glossary.DELIVERY_OF_REQUIREMENT,
    glossary.DELIVERY_OF_ALLOCATED,
    glossary.OVERSPENT,
    glossary.DASH,
)
SUMS = (
    "published", "requirement", "allocated", "unallocated", "planned", "committed", "disbursed",
    "spent", "balance", "delivery",
)  # fmt: skip


def budget_against_actual(asked: Asked) -> Report:
    """R4: what was to be spent, what was, and what is bound."""
    activities = _activities(asked)
    whole = {name: getattr(asked.figures.whole, name) for name in SUMS}
    return asked.report(
        [
            _by_office(asked, whole),
            _by_cell(asked, whole),
            _by_activity(asked, activities, whole),
            _by_month(asked, activities, whole),
        ],
        definitions=R4_DEFINITIONS,
        facts=[(_("Currency"), asked.appeal.currency)],
    )


def _activities(asked: Asked) -> list[Any]:
    rows = access.activities(asked.user, asked.appeal).existing(asked.viewpoint)
    if asked.office:
        rows = rows.filter(priority__section__office=asked.office)
    return put_figures(rows.with_plan().in_printed_order(), asked.figures)


def _figures(row: Any) -> Any:
    """Those of an activity; a row of any other sheet is them."""
    return getattr(row, "figures", row)


def _money(title: Any, name: str, *, look: Look | None = None) -> Column:
    return Column(
        title,
        lambda row: getattr(_figures(row), name),
        Format.CENTS,
        width=16,
        total=name,
        look=look,
    )


def _share(title: Any, name: str) -> Column:
    return Column(
        title,
        lambda row: getattr(row, name),
        Format.PERCENT,
        width=10,
        look=Look.SHARE,
        total=name,
        of=(SPENT, CURRENT),
    )


PUBLISHED = _money(_("Published"), "published")
CURRENT = _money(_("Current"), "requirement")
ALLOCATED = _money(_("Allocated"), "allocated")
UNALLOCATED = _money(_("Unallocated"), "unallocated", look=Look.SIGNED)
PLANNED = _money(_("Planned spend"), "planned")
COMMITTED = _money(_("Committed"), "committed")
SPENT = _money(_("Spent"), "spent")
BALANCE = _money(_("Balance"), "balance", look=Look.SIGNED)
DELIVERY = _share(_("Delivery"), "delivery")
DISBURSED = _money(_("Disbursed"), "disbursed")
OFFICE = Column(_("Office"), lambda row: row.of.name, width=26, hxl="#org+name+impl")


def _by_office(asked: Asked, whole: dict[str, Any]) -> Sheet:
    return Sheet(
        name="offices",
        title=_("By office"),
        columns=[
            OFFICE, PUBLISHED, CURRENT, ALLOCATED, UNALLOCATED, PLANNED, COMMITTED, DISBURSED,
            SPENT, BALANCE, DELIVERY,
        ],
        rows=asked.figures.offices,
        null=EN_DASH,
        totals=whole,
        charts=[Chart(Drawing.BARS, _("Planned spend and spend"), OFFICE, [PLANNED, SPENT])],
    )  # fmt: skip


def _by_cell(asked: Asked, whole: dict[str, Any]) -> Sheet:
    return Sheet(
        name="cells",
        title=_("By cell"),
        columns=[
            Column(_("Office"), lambda row: row.of.office.name, width=22, hxl="#org+name+impl"),
            Column(_("Heading"), lambda row: row.of.heading.code, width=9, hxl="#sector+code"),
            PUBLISHED, CURRENT, ALLOCATED, UNALLOCATED, COMMITTED, DISBURSED, SPENT, BALANCE,
            DELIVERY,
        ],
        rows=asked.figures.cells,
        null=EN_DASH,
        totals=whole,
        frozen=2,
    )  # fmt: skip


def _by_activity(asked: Asked, activities: Sequence[Any], whole: dict[str, Any]) -> Sheet:
    budget = Column(
        _("Balance"), lambda row: row.figures.balance, Format.CENTS, width=16, look=Look.SIGNED
    )
    overspent = Column(_("Overspent"), lambda row: row.figures.overspent, Format.CENTS, width=14)
    delivery = Column(
        _("Delivery"), lambda row: row.figures.delivery, Format.PERCENT, width=10, look=Look.SHARE
    )
    return Sheet(
        name="activities",
        title=_("By activity"),
        columns=[
            Column(_("Office"), lambda row: row.office.name, width=20, hxl="#org+name+impl"),
            Column(_("Activity"), lambda row: row.code, width=11, hxl="#activity+code"),
            Column(_("Title"), lambda row: row.title, width=40, hxl="#activity+name"),
            ALLOCATED, PLANNED, COMMITTED, DISBURSED, SPENT, budget, delivery, overspent,
        ],
        rows=activities,
        # What is allocated from a cell that is still a dash by the date is in no sum of cells.
        totals=whole | {"allocated": total(row.figures.allocated for row in activities)},
        frozen=2,
    )  # fmt: skip


def _by_month(asked: Asked, activities: Sequence[Any], whole: dict[str, Any]) -> Sheet:
    columns = [
        Column(_("Month"), lambda row: row.name, width=11),
        Column(_("Planned spend"), lambda row: row.planned, Format.CENTS, width=18),
        SPENT,
        Column(_("Planned spend so far"), lambda row: row.planned_by_then, Format.CENTS, width=20),
        Column(_("Spent so far"), lambda row: row.spent_by_then, Format.CENTS, width=20),
    ]
    return Sheet(
        name="months",
        title=_("By month"),
        columns=columns,
        rows=months_of(asked.figures, [row.pk for row in activities]),
        totals={"spent": whole["spent"]},
        charts=[Chart(Drawing.LINES, _("Planned spend and spend so far"), columns[0], columns[3:])],
    )
