"""R4, budget against actual: by office, by cell, by activity, by month."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from appeal.excel import Chart, Column, Drawing, Format, Look, Report, Sheet
from appeal.excel.sheets import EN_DASH
from appeal.models import Requirement

from .. import access, glossary
from ..models import TrackedAppeal, TrackedCell, disbursed, disbursed_of, months_of
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
SUMS = ("requirement", "allocated", "unallocated", "committed", "spent", "balance")


def budget_against_actual(asked: Asked) -> Report:
    """R4: what was to be spent, what was, and what is bound."""
    activities = _activities(asked)
    planned = _planned_by_office(activities, asked.viewpoint.as_at)
    whole = _whole(asked, planned)
    return asked.report(
        [
            _by_office(asked, planned, whole),
            _by_cell(asked, whole),
            _by_activity(asked, activities, whole),
            _by_month(asked, activities, whole),
        ],
        definitions=R4_DEFINITIONS,
        facts=[(_("Currency"), asked.appeal.currency)],
    )


def _activities(asked: Asked) -> list[Any]:
    viewpoint = asked.viewpoint
    rows = access.activities(asked.user, asked.appeal).existing(viewpoint)
    if asked.office:
        rows = rows.filter(priority__section__office=asked.office)
    rows = rows.with_plan().with_money(viewpoint).with_plan_then(viewpoint)
    return list(rows.annotate(disbursed=disbursed(viewpoint, "activity")).in_printed_order())


def _planned_by_office(activities: Iterable[Any], day: date) -> dict[int, Decimal]:
    planned: dict[int, Decimal] = {}
    for row in activities:
        share = row.planned_by(day) or Decimal(0)
        planned[row.office.pk] = planned.get(row.office.pk, Decimal(0)) + share
    return planned


def _whole(asked: Asked, planned: dict[int, Decimal]) -> dict[str, Any]:
    """The figures of the office, or of the appeal: what the sums of every sheet must come to."""
    appeal, viewpoint = asked.appeal, asked.viewpoint
    published = Requirement.objects.of(appeal)
    if asked.office:
        row: Any = asked.offices.with_figures(appeal, viewpoint).get()
        published = published.filter(office=asked.office)
    else:
        row = TrackedAppeal.objects.with_figures(viewpoint).get(pk=appeal.pk)
    place = {"cell__office": asked.office} if asked.office else {}
    return {
        **{name: getattr(row, name) for name in (*SUMS, "delivery")},
        "disbursed": disbursed_of(viewpoint, cell__appeal=appeal, **place),
        "published": published.aggregate(all=Sum("amount"))["all"],
        "planned": sum(planned.values(), Decimal(0)),
    }


def _money(title: Any, name: str, *, look: Look | None = None) -> Column:
    return Column(
        title,
        lambda row: getattr(row, name),
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
OFFICE = Column(_("Office"), lambda row: row.name, width=26, hxl="#org+name+impl")


def _by_office(asked: Asked, planned: dict[int, Decimal], whole: dict[str, Any]) -> Sheet:
    figures = asked.offices.with_figures(asked.appeal, asked.viewpoint)
    figures = figures.annotate(
        disbursed=disbursed(asked.viewpoint, "cell__office", cell__appeal=asked.appeal)
    )
    published = dict(
        Requirement.objects.of(asked.appeal).values_list("office").annotate(Sum("amount"))
    )
    rows = list(figures)
    for row in rows:
        row.planned = planned.get(row.pk, Decimal(0))
        row.published = published.get(row.pk)
    return Sheet(
        name="offices",
        title=_("By office"),
        columns=[
            OFFICE, PUBLISHED, CURRENT, ALLOCATED, UNALLOCATED, PLANNED, COMMITTED, DISBURSED,
            SPENT, BALANCE, DELIVERY,
        ],
        rows=rows,
        null=EN_DASH,
        totals=whole,
        charts=[Chart(Drawing.BARS, _("Planned spend and spend"), OFFICE, [PLANNED, SPENT])],
    )  # fmt: skip


def _by_cell(asked: Asked, whole: dict[str, Any]) -> Sheet:
    cells = TrackedCell.objects.of(asked.appeal).filter(office__in=asked.offices.values("pk"))
    cells = cells.with_figures(asked.viewpoint).annotate(
        published=F("amount"), disbursed=disbursed(asked.viewpoint, "cell")
    )
    return Sheet(
        name="cells",
        title=_("By cell"),
        columns=[
            Column(_("Office"), lambda row: row.office.name, width=22, hxl="#org+name+impl"),
            Column(_("Heading"), lambda row: row.heading.code, width=9, hxl="#sector+code"),
            PUBLISHED, CURRENT, ALLOCATED, UNALLOCATED, COMMITTED, DISBURSED, SPENT, BALANCE,
            DELIVERY,
        ],
        rows=cells.select_related("office", "heading").in_printed_order(),
        null=EN_DASH,
        totals=whole,
        frozen=2,
    )  # fmt: skip


def _by_activity(asked: Asked, activities: Sequence[Any], whole: dict[str, Any]) -> Sheet:
    for row in activities:
        row.planned = row.planned_by(asked.viewpoint.as_at)
    budget = Column(_("Balance"), lambda row: row.balance, Format.CENTS, width=16, look=Look.SIGNED)
    overspent = Column(_("Overspent"), lambda row: row.overspent, Format.CENTS, width=14)
    delivery = Column(
        _("Delivery"), lambda row: row.delivery, Format.PERCENT, width=10, look=Look.SHARE
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
        totals=whole | {"allocated": sum((row.allocated for row in activities), Decimal(0))},
        frozen=2,
    )  # fmt: skip


def _by_month(asked: Asked, activities: Sequence[Any], whole: dict[str, Any]) -> Sheet:
    of_office = {"office": asked.office} if asked.office else {}
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
        rows=months_of(asked.appeal, activities, asked.viewpoint, **of_office),
        totals={"spent": whole["spent"]},
        charts=[Chart(Drawing.LINES, _("Planned spend and spend so far"), columns[0], columns[3:])],
    )
