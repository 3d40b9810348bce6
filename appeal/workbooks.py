"""What the workbooks of the plan contain: R1, the requirements as published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from .base.amounts import DASH
from .base.excel import Book, Column, Context, Control, Definition, Format, Sheet
from .base.excel.sheets import Text
from .models import Appeal, Heading, Requirement, Section

ALL = "all"


def requirements_as_published(*, appeal: Appeal, as_at: date, context: Context) -> Book:
    """R1: the printed table, and its stated totals beside computed ones. Revisions do not count."""
    table = _table(appeal)
    return Book(
        code="R1",
        title=_("Funding requirements as published"),
        appeal_code=appeal.code,
        appeal_title=appeal.title,
        as_at=as_at,
        include=_("as published, without later revisions"),
        context=context,
        sheets=[_matrix(appeal, table), _totals(table)],
        definitions=R1_DEFINITIONS,
        facts=_source(appeal),
        is_demonstration=appeal.is_demonstration,
    )


R1_DEFINITIONS = (
    Definition(
        _("Requirement"),
        _("What the publication asks for, per office and heading, in whole US dollars."),
    ),
    Definition(DASH, _("Printed as a dash: no amount was published. It is not zero.")),
    Definition(_("Stated"), _("A total as printed in the publication.")),
    Definition(_("Computed"), _("The sum of the published amounts that the total covers.")),
    Definition(_("Difference"), _("Stated minus computed.")),
)


def _source(appeal: Appeal) -> list[tuple[Text, Text | date]]:
    facts: list[tuple[Text, Text | date]] = [
        (_("Source document"), appeal.source_name),
        (_("SHA-256 of the source"), appeal.source_sha256),
        (_("Currency"), appeal.currency),
    ]
    if appeal.published_on:
        facts.append((_("Published on"), appeal.published_on))
        basis = appeal.get_published_on_basis_display()
        facts.append((_("Basis of the date of publication"), basis))
    return facts


# An office and a heading by primary key; None means all of them.
Key = tuple[int | None, int | None]
Amounts = dict[Key, Decimal | None]


@dataclass(frozen=True)
class PrintedTable:
    """The printed table: amounts of the cells, totals as stated and as computed."""

    headings: list[Heading]
    sections: list[Section]
    cells: Amounts
    stated: Amounts
    computed: Amounts


def _table(appeal: Appeal) -> PrintedTable:
    headings = Heading.objects.of(appeal).in_printed_order()
    cells = Requirement.objects.of(appeal).values_list("office", "heading", "amount")
    stated = appeal.stated_totals.values_list("office", "heading", "amount")
    return PrintedTable(
        headings=list(headings),
        sections=list(appeal.sections.select_related("office").order_by("order")),
        cells={(office, heading): amount for office, heading, amount in cells},
        stated={(office, heading): amount for office, heading, amount in stated},
        computed=_computed(appeal),
    )


def _computed(appeal: Appeal) -> Amounts:
    """The sums of the cells, by office, by heading and of all, as the database adds them up."""
    cells = Requirement.objects.of(appeal)
    of_offices = cells.values_list("office").annotate(Sum("amount"))
    of_headings = cells.values_list("heading").annotate(Sum("amount"))
    return {
        **{(office, None): amount for office, amount in of_offices},
        **{(None, heading): amount for heading, amount in of_headings},
        (None, None): cells.aggregate(all=Sum("amount"))["all"],
    }


def _matrix(appeal: Appeal, table: PrintedTable) -> Sheet:
    amounts = [_of_heading(heading, table.cells) for heading in table.headings]
    total = Column(
        _("TOTAL"), lambda section: table.stated.get((section.office_id, None)), Format.MONEY,
        width=15, total=ALL, adds=amounts, hxl="#value+funding+required+total+usd",
    )  # fmt: skip
    totals = {heading.code: table.stated.get((None, heading.pk)) for heading in table.headings}
    return Sheet(
        "matrix",
        _("Matrix"),
        [OFFICE, *amounts, total],
        table.sections,
        lines=[appeal.table_title],
        null=DASH,
        totals={**totals, ALL: table.stated.get((None, None))},
        controls=_counts(appeal, amounts) if amounts else (),
    )


OFFICE = Column(_("Office"), "printed_name", width=28, hxl="#org+name+impl")


def _of_heading(heading: Heading, cells: Amounts) -> Column:
    return Column(
        heading.code, lambda section: cells.get((section.office_id, heading.pk)), Format.MONEY,
        width=17, total=heading.code, above=heading.table_title,
        hxl=f"#value+funding+required+usd+{heading.code.lower()}",
    )  # fmt: skip


def _counts(appeal: Appeal, amounts: list[Column]) -> list[Control]:
    cells = Requirement.objects.of(appeal)
    printed = cells.filter(amount__isnull=False).count()
    dashes = cells.filter(amount__isnull=True).count()
    return [
        Control(_("Requirement lines with an amount"), "COUNT({})", amounts, printed),
        Control(_("Requirement lines with a dash"), f'COUNTIF({{}},"{DASH}")', amounts, dashes),
    ]


@dataclass(frozen=True)
class TotalRow:
    """A stated total beside the computed one."""

    of: Text
    code: str
    name: Text
    stated: Decimal
    computed: Decimal | None

    @property
    def difference(self) -> Decimal:
        return self.stated - (self.computed or 0)


def _totals(table: PrintedTable) -> Sheet:
    rows = list(_total_rows(table))
    added = sum(row.stated for row in rows)
    differing = sum(row.difference != 0 for row in rows)
    columns = [
        Column(_("Total of"), "of", width=14),
        Column(_("Code"), "code", width=9),
        Column(_("Name"), "name", width=64),
        stated := Column(_("Stated"), "stated", Format.MONEY, width=16),
        Column(_("Computed"), "computed", Format.MONEY, width=16),
        difference := Column(_("Difference"), "difference", Format.MONEY, width=16),
    ]
    controls = [
        Control(_("Sum of the stated totals"), "SUM({})", [stated], added, Format.MONEY),
        Control(_("Totals that differ"), "SUMPRODUCT(--({}<>0))", [difference], differing),
    ]
    return Sheet("totals", _("Totals"), columns, rows, frozen=3, controls=controls)


def _total_rows(table: PrintedTable) -> Iterator[TotalRow]:
    """Of the offices in printed order, of the headings, and of everything, as far as stated."""
    offices = ((s.office_id, s.office.code, s.printed_name) for s in table.sections)
    headings = ((h.pk, h.code, h.table_title) for h in table.headings)
    wanted: list[tuple[Key, Text, str, Text]] = [
        *(((pk, None), _("office"), code, name) for pk, code, name in offices),
        *(((None, pk), _("heading"), code, name) for pk, code, name in headings),
        ((None, None), _("appeal"), "", _("All offices and headings")),
    ]
    for key, of, code, name in wanted:
        stated = table.stated.get(key)
        if stated is not None:
            yield TotalRow(of, code, name, stated, table.computed.get(key))
