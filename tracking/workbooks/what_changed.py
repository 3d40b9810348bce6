"""What changed since an earlier viewpoint: the steps of every headline figure, for R9 and R10."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.base.excel import Column, Format, Sheet
from appeal.base.viewpoint import Viewpoint

from ..bridging import POINTS, ToldFigure, told_figures
from ..figures import Cause, bridge_between
from .asked import Asked


class FigureLevel(NamedTuple):
    """What every figure was, or what a step adds to it, by the names of the figures."""

    label: str
    amounts: dict[str, Any]


def what_changed(asked: Asked) -> Iterator[Sheet]:
    """The sheet, where the workbook is asked from where; its total row is the later figures.

    `Check` adds up what was and every step, and compares that with the figures of the workbook.
    """
    if asked.earlier is None:
        return
    bridge = bridge_between(asked.appeal, asked.earlier, asked.viewpoint, office=asked.office)
    told = told_figures(bridge)
    yield Sheet(
        "changed",
        gettext_lazy("What changed"),
        [Column(gettext_lazy("Step"), "label", width=34), *(_column(figure) for figure in told)],
        list(_levels(told)),
        lines=[_since(asked.earlier), *(figure.sentence for figure in told)],
        totals={each.name: _share(each, getattr(asked.figures.whole, each.name)) for each in told},
    )


def _since(earlier: Viewpoint) -> str:
    return _(
        "From the figures as at %(day)s, as known on %(known)s, to those of this report. The total"
        " row is the figures of this report: what was and every step add up to it."
    ) % {
        "day": earlier.as_at.isoformat(),
        "known": earlier.pinned_on.isoformat(),
    }


def _column(figure: ToldFigure) -> Column:
    name = figure.name
    fractions = Format.TENTHS if figure.digits == 1 else Format.HUNDREDTHS
    format = Format.CENTS if figure.is_money else fractions
    return Column(figure.label, lambda row: row.amounts.get(name), format, width=17, total=name)


def _levels(told: list[ToldFigure]) -> Iterator[FigureLevel]:
    yield FigureLevel(_("Before"), {each.name: _share(each, each.fall.before) for each in told})
    for cause in Cause:
        amounts = {
            each.name: _share(each, change.amount)
            for each in told
            for change in each.changes
            if change.step == cause
        }
        if amounts:
            yield FigureLevel(str(cause.label), amounts)


def _share(figure: ToldFigure, value: Any) -> Any:
    """As it is shown, a percentage as a share of one; what does not exist adds nothing."""
    if figure.is_money or value is None:
        return value
    return figure.rounded(value) * POINTS[figure.name] / 100
