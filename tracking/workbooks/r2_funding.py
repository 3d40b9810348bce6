"""R2, the funding status: office by heading, a sheet for each measure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Chart, Column, Drawing, Format, Look, Report, Sheet
from appeal.base.excel.sheets import EN_DASH
from appeal.models import Heading
from appeal.ordering import in_order

from .. import access, glossary
from ..figured_rows import put_figures
from ..figures import TO_A_HEADING, MatrixRow
from .asked import Asked

ALL, REST = "all", "rest"


@dataclass(frozen=True)
class FundingMeasure:
    """A figure that cells, offices, headings and the appeal have; a ratio is `of` two others.

    One that `is_placed` stands in part at an office, a heading or the appeal, and in no cell.
    """

    name: str
    title: Promise
    format: Format = Format.MONEY
    look: Look = Look.HEAT
    is_placed: bool = False
    of: tuple[str, ...] = ()

    @property
    def is_summed(self) -> bool:
        return not self.of


MEASURES = (
    FundingMeasure("requirement", _("Requirement")),
    FundingMeasure("funded", _("Funded"), is_placed=True),
    FundingMeasure(
        "coverage", _("Coverage"), Format.PERCENT, Look.COVERAGE, of=("funded", "requirement")
    ),
    FundingMeasure("committed", _("Committed"), Format.CENTS),
    FundingMeasure("spent", _("Spent"), Format.CENTS),
    FundingMeasure(
        "delivery", _("Delivery"), Format.PERCENT, Look.SHARE, of=("spent", "requirement")
    ),
    FundingMeasure("balance", _("Balance"), Format.CENTS, Look.SIGNED),
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
    return asked.report(
        [*_matrices(asked), _apart(asked), _pledges(asked)],
        definitions=R2_DEFINITIONS,
        facts=[(_("Currency"), asked.appeal.currency)],
    )


def _of(row: Any, name: str) -> Any:
    return None if row is None else getattr(row, name)


def _lines(asked: Asked) -> list[MatrixRow]:
    """The rows, and that of what stands at no office."""
    figures = asked.figures
    return figures.lines if asked.office else [*figures.lines, figures.rest_line]


OFFICE = Column(_("Office"), lambda line: str(line.total), width=26, hxl="#org+name+impl")
Columns = dict[str, list[Column]]


def _matrices(asked: Asked) -> Iterator[Sheet]:
    made: Columns = {}
    headings = [row.of for row in asked.figures.headings]
    for measure in MEASURES:
        made[measure.name] = columns = _columns(headings, measure, made)
        lines = _lines(asked) if measure.is_placed else asked.figures.lines
        chart = Chart(Drawing.STACKED_BARS, measure.title, OFFICE, columns[:-1])
        yield Sheet(
            name=measure.name,
            title=measure.title,
            columns=[OFFICE, *columns],
            rows=lines,
            null=EN_DASH,
            totals=_totals(asked.figures.total_line, measure),
            charts=[chart] if measure.name in ("requirement", "funded") else (),
        )


def _columns(headings: Sequence[Heading], measure: FundingMeasure, made: Columns) -> list[Column]:
    """A column for each heading, for what stands under none, and for all of them."""

    def ratio(at: int) -> Any:
        return tuple(made[name][at] for name in measure.of) or None

    columns = [_of_heading(heading, measure, ratio(at)) for at, heading in enumerate(headings)]
    if measure.is_placed:
        columns.append(_not_in_a_cell(measure))
    total = Column(
        _("Total"),
        lambda line: _of(line.total, measure.name),
        measure.format,
        width=15,
        look=None if measure.look is Look.HEAT else measure.look,
        total=ALL,
        of=ratio(-1),
        adds=columns if measure.is_summed else (),
    )
    return [*columns, total]


def _of_heading(heading: Heading, measure: FundingMeasure, of: Any) -> Column:
    return Column(
        heading.code,
        lambda line: _of(line.cells.get(heading.pk), measure.name),
        measure.format,
        width=14,
        above=heading.table_title,
        total=str(heading.pk),
        look=measure.look,
        of=of,
    )


def _not_in_a_cell(measure: FundingMeasure) -> Column:
    return Column(
        TO_A_HEADING,
        lambda line: getattr(line.rest, measure.name),
        measure.format,
        width=15,
        total=REST,
    )


def _totals(line: MatrixRow, measure: FundingMeasure) -> dict[str, Any]:
    totals = {str(pk): getattr(row, measure.name) for pk, row in line.cells.items()}
    if measure.is_placed:
        totals[REST] = getattr(line.rest, measure.name)
    return totals | {ALL: getattr(line.total, measure.name)}


@dataclass(frozen=True)
class Residue:
    """Where funded money stands without being in a cell."""

    name: Any
    in_cells: Decimal
    unassigned: Decimal


def _apart(asked: Asked) -> Sheet:
    """What stands in cells and what does not: by office, by heading, and of the rest."""
    rows, whole = list(_places(asked)), asked.figures.whole
    return Sheet(
        name="unassigned",
        title=_("Not distributed"),
        columns=[PLACE, IN_CELLS, UNASSIGNED],
        rows=rows,
        lines=[
            _("What donors gave for an office, a heading or the appeal, and no cell holds yet.")
        ],
        totals={"unassigned": whole.unassigned, "cells": whole.in_cells},
    )


PLACE = Column(_("Standing at"), lambda row: str(row.name), width=44)
IN_CELLS = Column(_("In cells"), lambda row: row.in_cells, Format.CENTS, width=18, total="cells")
UNASSIGNED = Column(
    _("Not distributed to a cell"),
    lambda row: row.unassigned,
    Format.CENTS,
    width=18,
    total="unassigned",
)


def _places(asked: Asked) -> Iterator[Residue]:
    figures = asked.figures
    for line in figures.lines:
        yield Residue(line.total, line.total.in_cells, line.rest.funded)
    if asked.office is None:
        for heading in figures.headings:
            yield Residue(heading, Decimal(0), figures.rest_line.cells[heading.of.pk].funded)
        yield Residue(_("The appeal as a whole"), Decimal(0), figures.rest_line.rest.funded)


def _pledges(asked: Asked) -> Sheet:
    """Every contribution with a pledge, by what it is earmarked for."""
    rows = access.contributions(asked.user).of(asked.appeal).existing(asked.viewpoint)
    if asked.office:
        rows = rows.filter(office=asked.office)
    given = put_figures(in_order(rows.with_names(), "donor__name"), asked.figures)
    return Sheet(
        name="pledges",
        title=_("Pledges"),
        columns=[DONOR, REFERENCE, EARMARKED_OFFICE, EARMARKED_HEADING, PLEDGED],
        rows=[row for row in given if row.figures.pledged],
        lines=[_("Pledges are shown apart and never counted as funded.")],
        totals={"pledged": asked.figures.whole.pledged},
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
    _("Pledged"), lambda row: row.figures.pledged, Format.CENTS, width=18, total="pledged",
    hxl="#value+pledge+usd",
)  # fmt: skip
