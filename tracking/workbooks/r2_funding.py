"""R2, the funding status: office by heading, a sheet for each measure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import DASH
from appeal.base.excel import Book, Chart, Column, Drawing, Format, Look, Sheet
from appeal.models import Heading
from appeal.models.ordering import in_order

from .. import access, glossary
from ..figures import TO_A_HEADING, MatrixRow
from ..figures.rows import put_figures
from . import columns as common
from .asked import Asked
from .columns import DONOR, EARMARKED, PLEDGED, REFERENCE, UNDISTRIBUTED, figure, totals_of

ALL, REST = "all", "rest"


@dataclass(frozen=True)
class FundingMeasure:
    """A figure that cells, offices, headings and the appeal have; a ratio is `of` two others.

    One that `is_placed` can be at an office, a heading or the appeal, and in no cell.
    """

    name: str
    title: Promise
    format: Format = Format.MONEY
    look: Look = Look.HEAT
    is_placed: bool = False
    of: tuple[str, ...] = ()


MEASURES = (
    FundingMeasure("requirement", _("Requirement")),
    FundingMeasure("funded", _("Funded"), is_placed=True),
    FundingMeasure(
        "coverage", _("Coverage"), Format.PERCENT, Look.COVERAGE, of=("funded", "requirement")
    ),
    FundingMeasure("committed", _("Committed")),
    FundingMeasure("spent", _("Spent")),
    FundingMeasure(
        "delivery", _("Delivery"), Format.PERCENT, Look.SHARE, of=("spent", "requirement")
    ),
    FundingMeasure("balance", _("Balance"), look=Look.SIGNED),
)
R2_DEFINITIONS = (
    glossary.REQUIREMENT, glossary.FUNDED, glossary.RECEIVED, glossary.OUTSTANDING,
    glossary.NOT_ASSIGNED, glossary.PLEDGED, glossary.COVERAGE, glossary.COMMITTED, glossary.SPENT,
    glossary.DELIVERY_OF_REQUIREMENT, glossary.BALANCE_OF_REQUIREMENT, glossary.DASH,
)  # fmt: skip


def funding_status(asked: Asked) -> Book:
    """R2: each measure by office and heading; pledges and what is not assigned separately."""
    sheets = [*_matrices(asked), _apart(asked), _pledges(asked)]
    return asked.book(sheets, definitions=R2_DEFINITIONS, currency=asked.appeal.currency)


def _lines(asked: Asked) -> list[MatrixRow]:
    """The rows, and the row of what is at no office."""
    figures = asked.figures
    return figures.lines if asked.office else [*figures.lines, figures.rest_line]


OFFICE = common.OFFICE.wide(26, path=lambda line: str(line.total))
Columns = dict[str, list[Column]]


def _matrices(asked: Asked) -> Iterator[Sheet]:
    made: Columns = {}
    headings = [row.of for row in asked.figures.headings]
    for measure in MEASURES:
        made[measure.name] = columns = _columns(headings, measure, made)
        chart = Chart(Drawing.STACKED_BARS, measure.title, OFFICE, columns[:-1])
        yield Sheet(
            measure.name,
            measure.title,
            [OFFICE, *columns],
            _lines(asked) if measure.is_placed else asked.figures.lines,
            null=DASH,
            totals={each.total: each.value(asked.figures.total_line) for each in columns},
            charts=[chart] if measure.name in ("requirement", "funded") else (),
        )


def _columns(headings: Sequence[Heading], measure: FundingMeasure, made: Columns) -> list[Column]:
    """A column for each heading, for what is under none, and for all of them."""

    def ratio(at: int) -> Any:
        return tuple(made[name][at] for name in measure.of) or None

    name, format, look = measure.name, measure.format, measure.look
    columns = [
        Column(
            heading.code, _in_cell(heading.pk, name), format, width=14, look=look,
            above=heading.table_title, total=heading.code, of=ratio(at),
        )
        for at, heading in enumerate(headings)
    ]  # fmt: skip
    if measure.is_placed:
        columns.append(Column(TO_A_HEADING, f"rest.{name}", format, width=15, total=REST))
    total = Column(
        _("Total"), f"total.{name}", format, width=15, total=ALL, of=ratio(-1),
        look=None if look is Look.HEAT else look, adds=() if measure.of else columns,
    )  # fmt: skip
    return [*columns, total]


def _in_cell(heading: int, name: str) -> Any:
    """A figure of the cell of a line under that heading."""
    return lambda line: getattr(line.cells.get(heading), name, None)


@dataclass(frozen=True)
class Residue:
    """Where funded money is that is not in a cell."""

    name: Any
    in_cells: Decimal
    unassigned: Decimal


def _apart(asked: Asked) -> Sheet:
    """What is in cells and what is not: by office, by heading, and the rest."""
    columns = [
        Column(_("Where it is now"), lambda row: str(row.name), width=44),
        figure(_("In requirement lines"), "in_cells", 18),
        UNDISTRIBUTED.wide(18),
    ]
    lines = [
        _(
            "What donors gave for an office, a heading or the appeal, and is not yet in a"
            " requirement line."
        )
    ]
    return Sheet(
        "unassigned",
        _("Not distributed"),
        columns,
        list(_places(asked)),
        lines=lines,
        totals=totals_of(columns, asked.figures.whole),
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
    named = in_order(asked.of_office(rows).with_names(), "donor__name")
    return Sheet(
        "pledges",
        _("Pledges"),
        [DONOR.wide(34), REFERENCE.wide(22), *EARMARKED, PLEDGED.under("figures").wide(18)],
        [row for row in put_figures(named, asked.figures) if row.figures.pledged],
        lines=[_("Pledges are shown separately and never counted as funded.")],
        totals={"pledged": asked.figures.whole.pledged},
    )
