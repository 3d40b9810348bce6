"""Office by heading, one measure at a time; the measures, which the map shows too."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import dollars, percent
from appeal.templatetags.figures import progress
from appeal.web.request import Request

from ..charts import Scale, scale_of
from ..figures import AppealFigures, MatrixRow, figures_of
from ..glossary import GLOSSARY
from .lists import views_context
from .pages import open_appeal, read_viewpoint


@dataclass(frozen=True)
class MatrixMeasure:
    """A figure of cells, headings, offices and the appeal; `whole` is what a share is full at.

    One that `is_placed` can be at an office, a heading or the appeal, and in no cell.
    """

    name: str
    label: Promise
    term: str
    whole: int | None = None
    is_placed: bool = False
    shown: Callable[[Any], str] = dollars

    @property
    def meaning(self) -> Any:
        return GLOSSARY[self.term].meaning

    @property
    def short(self) -> object:
        """What it is called among the others; `label` says what it is a share of, too."""
        return GLOSSARY[self.term].term


# As they are offered: what there is to spend, how it is planned, where it went, what came of it.
MEASURE_GROUPS = (
    (
        _("Funding"),
        (
            MatrixMeasure("requirement", _("Requirement"), "requirement"),
            MatrixMeasure("funded", _("Funded"), "funded", is_placed=True),
            MatrixMeasure(
                "coverage", _("Coverage: funded / required"), "coverage", 1, shown=percent
            ),
            MatrixMeasure("pledged", _("Pledged"), "pledged", is_placed=True),
        ),
    ),
    (
        _("Budget"),
        (
            MatrixMeasure("allocated", _("Budgeted"), "allocated"),
            MatrixMeasure("unallocated", _("Not budgeted"), "unallocated"),
        ),
    ),
    (
        _("Spending"),
        (
            MatrixMeasure("spent", _("Spent"), "spent"),
            MatrixMeasure("committed", _("Committed"), "committed"),
            MatrixMeasure("balance", _("Balance"), "balance-of-requirement"),
            MatrixMeasure(
                "delivery",
                _("Delivery: spent / required"),
                "delivery-of-requirement",
                1,
                shown=percent,
            ),
        ),
    ),
    (
        _("Results"),
        (MatrixMeasure("progress", _("Progress"), "group-progress", 100, shown=progress),),
    ),
)
MEASURES = {measure.name: measure for _group, group in MEASURE_GROUPS for measure in group}


def chosen_measure(asked: str | None, default: str) -> MatrixMeasure:
    """The measure that an address names, or the default where it names none of them."""
    return MEASURES.get(asked or "", MEASURES[default])


@dataclass(frozen=True)
class Square:
    """One cell of the matrix; shade 0 where there is nothing above zero."""

    heading: Any
    value: Any
    shade: int


@dataclass(frozen=True)
class Grid:
    """The matrix of one measure: a row for each office, with its total; totals by heading.

    Of a measure that is placed each row ends in what is under no heading, and `rest` is the row
    of what is at no office; without such money neither is shown.
    """

    rows: list[tuple[Any, list[Square], Any, Any]]
    totals: list[Any]
    grand: Any
    scale: Scale
    rest: list[Any]
    total_rest: Any

    @property
    def is_placed(self) -> bool:
        return bool(self.total_rest or any(self.rest))


def grid_of(figures: AppealFigures, measure: MatrixMeasure) -> Grid:
    name, headings = measure.name, figures.headings
    cells = {(row.of.office_id, row.of.heading_id): getattr(row, name) for row in figures.cells}
    scale = scale_of(cells, whole=measure.whole)

    def square(office: Any, heading: Any) -> Square:
        place = (office.pk, heading.pk)
        return Square(heading, cells.get(place), scale.shade(place))

    def rest(line: MatrixRow) -> Any:
        return getattr(line.rest, name) if measure.is_placed else None

    left = figures.rest_line
    return Grid(
        [
            (
                line.total.of,
                [square(line.total.of, heading.of) for heading in headings],
                getattr(line.total, name),
                rest(line),
            )
            for line in figures.lines
        ],
        [getattr(heading, name) for heading in headings],
        getattr(figures.whole, name),
        scale,
        [getattr(part, name) for part in (*left.cells.values(), left.rest, left.total)]
        if measure.is_placed
        else [],
        rest(figures.total_line),
    )


def matrix(request: Request, appeal_code: str) -> HttpResponse:
    """Office by heading, one measure at a time."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    measure = chosen_measure(request.GET.get("measure"), "requirement")
    figures = figures_of(appeal, viewpoint)
    return render(
        request,
        "tracking/overview/matrix.html",
        {
            "viewpoint": viewpoint,
            "measure_groups": MEASURE_GROUPS,
            "measure": measure,
            **views_context(request, appeal, "matrix"),
            "figures": figures,
            "grid": grid_of(figures, measure),
        },
    )
