"""R1, the requirements as published, and the proof of their totals."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from ..base.amounts import DASH
from ..base.excel import Book, Column, Context, Control, Definition, Format, Sheet
from ..base.excel.columns import Text
from ..figures.reconciliation import Reconciliation, Total, reconcile
from ..models import Appeal, Heading, Requirement
from .included import included

ALL = "all"


def requirements_as_published(*, appeal: Appeal, as_at: date, context: Context) -> Book:
    """R1: the printed table, and its stated totals beside computed ones. Revisions do not count."""
    table = reconcile(appeal, Requirement.objects.of(appeal))
    return Book(
        code="R1",
        title=_("Funding requirements as published"),
        appeal_code=appeal.code,
        appeal_title=appeal.title,
        as_at=as_at,
        include=included(appeal),
        context=context,
        sheets=[_matrix(appeal, table), _totals(table)],
        definitions=R1_DEFINITIONS,
        currency=appeal.currency,
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
    ]
    if appeal.published_on:
        facts.append((_("Published on"), appeal.published_on))
        basis = appeal.get_published_on_basis_display()
        facts.append((_("Basis of the date of publication"), basis))
    return facts


def _matrix(appeal: Appeal, table: Reconciliation) -> Sheet:
    amounts = [_of_heading(heading, at) for at, heading in enumerate(table.headings)]
    total = Column(
        _("TOTAL"), "total.stated", Format.MONEY, width=15, total=ALL, adds=amounts,
        hxl="#value+funding+required+total+usd",
    )  # fmt: skip
    pairs = zip(table.headings, table.totals, strict=True)
    totals = {heading.code: total.stated for heading, total in pairs}
    return Sheet(
        "matrix",
        _("Matrix"),
        [OFFICE, *amounts, total],
        table.rows,
        lines=[appeal.table_title],
        null=DASH,
        totals={**totals, ALL: table.grand.stated},
        controls=_counts(appeal, amounts) if amounts else (),
    )


OFFICE = Column(_("Office"), "name", width=28, hxl="#org+name+impl")


def _of_heading(heading: Heading, at: int) -> Column:
    return Column(
        heading.code, lambda row: getattr(row.cells[at], "amount", None), Format.MONEY, width=17,
        total=heading.code, above=heading.table_title,
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


class TotalRow(NamedTuple):
    """A total of an office, a heading or the appeal, by its name."""

    of: Text
    code: str
    name: Text
    total: Total


def _totals(table: Reconciliation) -> Sheet:
    rows = [row for row in _total_rows(table) if row.total.stated is not None]
    added = sum(row.total.stated or 0 for row in rows)
    differing = sum(row.total.difference != 0 for row in rows)
    columns = [
        Column(_("Total of"), "of", width=14),
        Column(_("Code"), "code", width=9),
        Column(_("Name"), "name", width=64),
        stated := Column(_("Stated"), "total.stated", Format.MONEY, width=16),
        Column(_("Computed"), "total.computed", Format.MONEY, width=16),
        difference := Column(_("Difference"), "total.difference", Format.MONEY, width=16),
    ]
    controls = [
        Control(_("Sum of the stated totals"), "SUM({})", [stated], added, Format.MONEY),
        Control(_("Totals that differ"), "SUMPRODUCT(--({}<>0))", [difference], differing),
    ]
    return Sheet("totals", _("Totals"), columns, rows, frozen=3, controls=controls)


def _total_rows(table: Reconciliation) -> Iterator[TotalRow]:
    """Of the offices in printed order, of the headings, and of everything."""
    for row in table.rows:
        yield TotalRow(_("office"), row.office.code, row.name, row.total)
    for heading, total in zip(table.headings, table.totals, strict=True):
        yield TotalRow(_("heading"), heading.code, heading.table_title, total)
    yield TotalRow(_("appeal"), "", _("All offices and headings"), table.grand)
