"""R2, the funding status: office by heading, a sheet for each measure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeal.excel import Chart, Column, Drawing, Format, Look, Report, Sheet
from appeal.excel.sheets import EN_DASH
from appeal.models import Heading
from appeal.ordering import in_order

from .. import access, glossary
from ..models import TrackedAppeal, TrackedCell, TrackedHeading
from .asked import Asked

ALL, REST = "all", "rest"


@dataclass(frozen=True)
class Measure:
    """A figure that cells, offices, headings and the appeal have; `is_placed`: not all in cells."""

    name: str
    title: Promise
    format: Format = Format.MONEY
    look: Look = Look.HEAT
    is_placed: bool = False

    @property
    def is_summed(self) -> bool:
        return self.format is Format.MONEY


MEASURES = (
    Measure("requirement", _("Requirement")),
    Measure("funded", _("Funded"), is_placed=True),
    Measure("coverage", _("Coverage"), Format.PERCENT, Look.COVERAGE),
    Measure("committed", _("Committed"), Format.CENTS),
    Measure("spent", _("Spent"), Format.CENTS),
    Measure("delivery", _("Delivery"), Format.PERCENT, Look.SHARE),
    Measure("balance", _("Balance"), Format.CENTS, Look.SIGNED),
)
R2_DEFINITIONS = (
    glossary.REQUIREMENT,
    glossary.FUNDED,
    glossary.RECEIVED,
    glossary.OUTSTANDING,
    glossary.NOT_ASSIGNED,
    glossary.PLEDGED,
    glossary.COVERAGE,
    glossary.COMMITTED,
    glossary.SPENT,
    glossary.DELIVERY_OF_REQUIREMENT,
    glossary.BALANCE_OF_REQUIREMENT,
    glossary.DASH,
)


def funding_status(asked: Asked) -> Report:
    """R2: each measure by office and heading; pledges and what is not assigned stand apart."""
    table = _read(asked)
    sheets = [_matrix(table, measure) for measure in MEASURES]
    return asked.report(
        [*sheets, _apart(table), _pledges(asked)],
        definitions=R2_DEFINITIONS,
        facts=[(_("Currency"), asked.appeal.currency)],
    )


@dataclass(frozen=True)
class Line:
    """A row of a matrix: an office, its cells by heading, and the figures of the row as a whole."""

    name: Any
    total: Any
    cells: dict[int, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """The rows, the headings, and the figures of the columns and of everything."""

    lines: list[Line]
    headings: list[Heading]
    by_heading: dict[int, Any]
    whole: Any


def _read(asked: Asked) -> Table:
    """The figures; of one office its cells stand for the headings, and itself for everything."""
    appeal, viewpoint = asked.appeal, asked.viewpoint
    offices = list(asked.offices.with_figures(appeal, viewpoint))
    cells: QuerySet[TrackedCell] = TrackedCell.objects.of(appeal).with_figures(viewpoint)
    grid: dict[int, dict[int, Any]] = {office.pk: {} for office in offices}
    for cell in cells.filter(office__in=grid):
        grid[cell.office_id][cell.heading_id] = cell
    headings = list(TrackedHeading.objects.of(appeal).with_figures(appeal, viewpoint))
    if asked.office:
        (office,) = offices
        return Table([Line(office, office, grid[office.pk])], headings, grid[office.pk], office)
    return Table(
        [Line(office, office, grid[office.pk]) for office in offices],
        headings,
        {heading.pk: heading for heading in headings},
        TrackedAppeal.objects.with_figures(viewpoint).get(pk=appeal.pk),
    )


def _of(row: Any, name: str) -> Any:
    return None if row is None else getattr(row, name)


OFFICE = Column(_("Office"), lambda line: str(line.name), width=26, hxl="#org+name+impl")


def _matrix(table: Table, measure: Measure) -> Sheet:
    columns = [_of_heading(heading, measure) for heading in table.headings]
    charts = [Chart(Drawing.STACKED_BARS, measure.title, OFFICE, columns)]
    if measure.is_placed:
        columns.append(_not_in_a_cell(measure))
    total = Column(
        _("Total"),
        lambda line: _of(line.total, measure.name),
        measure.format,
        width=15,
        look=None if measure.look is Look.HEAT else measure.look,
        total=ALL,
        is_summed=measure.is_summed and not measure.is_placed,
    )
    return Sheet(
        name=measure.name,
        title=measure.title,
        columns=[OFFICE, *columns, total],
        rows=table.lines,
        null=EN_DASH,
        totals=_totals(table, measure),
        charts=charts if measure.name in ("requirement", "funded") else (),
    )


def _of_heading(heading: Heading, measure: Measure) -> Column:
    return Column(
        heading.code,
        lambda line: _of(line.cells.get(heading.pk), measure.name),
        measure.format,
        width=14,
        above=heading.table_title,
        total=str(heading.pk),
        look=measure.look,
        is_summed=measure.is_summed and not measure.is_placed,
    )


def _not_in_a_cell(measure: Measure) -> Column:
    return Column(
        _("Not assigned to a heading"),
        lambda line: line.total.unassigned,
        measure.format,
        width=15,
        total=REST,
        is_summed=False,
    )


def _totals(table: Table, measure: Measure) -> dict[str, Any]:
    totals = {str(pk): _of(row, measure.name) for pk, row in table.by_heading.items()}
    totals |= {str(h.pk): None for h in table.headings if str(h.pk) not in totals}
    if measure.is_placed:
        totals[REST] = table.whole.unassigned
    return totals | {ALL: _of(table.whole, measure.name)}


@dataclass(frozen=True)
class Place:
    """Where funded money stands without being in a cell."""

    name: Any
    in_cells: Decimal
    unassigned: Decimal


def _apart(table: Table) -> Sheet:
    """What stands in cells and what does not: by office, by heading, and of the rest."""
    rows = list(_places(table))
    return Sheet(
        name="unassigned",
        title=_("Not assigned"),
        columns=[PLACE, IN_CELLS, UNASSIGNED],
        rows=rows,
        lines=[
            _("What donors gave for an office, a heading or the appeal, and no cell holds yet.")
        ],
        totals={"unassigned": table.whole.unassigned, "cells": _in_cells(table)},
    )


PLACE = Column(_("Standing at"), lambda row: str(row.name), width=44)
IN_CELLS = Column(_("In cells"), lambda row: row.in_cells, Format.CENTS, width=18, total="cells")
UNASSIGNED = Column(
    _("Not assigned to a cell"),
    lambda row: row.unassigned,
    Format.CENTS,
    width=18,
    total="unassigned",
)


def _in_cells(table: Table) -> Decimal:
    funded: Decimal = table.whole.funded
    return funded - table.whole.unassigned


def _places(table: Table) -> Iterator[Place]:
    for line in table.lines:
        within = sum((cell.funded for cell in line.cells.values()), Decimal(0))
        yield Place(line.name, within, line.total.unassigned)
    if len(table.lines) == 1:
        return
    for heading in table.headings:
        yield Place(heading, Decimal(0), _of(table.by_heading[heading.pk], "unassigned"))
    known = [line.total.unassigned for line in table.lines]
    known += [_of(table.by_heading[heading.pk], "unassigned") for heading in table.headings]
    rest = table.whole.unassigned - sum(known, Decimal(0))
    yield Place(_("The appeal as a whole"), Decimal(0), rest)


def _pledges(asked: Asked) -> Sheet:
    """Every contribution with a pledge, by what it is earmarked for."""
    rows = access.contributions(asked.user).of(asked.appeal).existing(asked.viewpoint)
    if asked.office:
        rows = rows.filter(office=asked.office)
        whole = asked.offices.with_figures(asked.appeal, asked.viewpoint).get()
    else:
        whole = TrackedAppeal.objects.with_figures(asked.viewpoint).get(pk=asked.appeal.pk)
    pledged: Any = rows.with_names().with_figures(asked.viewpoint).exclude(pledged=0)
    return Sheet(
        name="pledges",
        title=_("Pledges"),
        columns=[DONOR, REFERENCE, EARMARKED_OFFICE, EARMARKED_HEADING, PLEDGED],
        rows=in_order(pledged, "donor__name"),
        lines=[_("Pledges are shown apart and never counted as funded.")],
        totals={"pledged": whole.pledged},
    )


DONOR = Column(_("Donor"), lambda row: row.donor.name, width=34, hxl="#org+name+funder")
REFERENCE = Column(_("Reference"), lambda row: row.reference or None, width=22)
EARMARKED_OFFICE = Column(
    _("Earmarked for the office"), lambda row: row.office and str(row.office), width=24
)
EARMARKED_HEADING = Column(
    _("Earmarked for the heading"), lambda row: row.heading and row.heading.code, width=14
)
PLEDGED = Column(
    _("Pledged"), lambda row: row.pledged, Format.CENTS, width=18, total="pledged",
    hxl="#value+pledge+usd",
)  # fmt: skip
