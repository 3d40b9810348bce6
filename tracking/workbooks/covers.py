"""What covers begin with: the money of an appeal or an office, and the columns that prove it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import DASH, percent
from appeal.base.excel import Column, Fact, Format, Look, Part, Sheet

from . import columns as common
from .columns import of_hundred, share, totals_of

SUM = "SUM({0})"
SHARE = "IF(SUM({1})=0,0,SUM({0})/SUM({1}))"
MEAN = "IF(SUM({1})=0,0,SUMPRODUCT({0},{1})/SUM({1}))"


class Money:
    """The columns of a table of offices or headings, in its order; each `total` names its figure.

    A table has its own, so that `Check` knows where a figure of the cover is.
    """

    def __init__(self) -> None:
        self.requirement, self.funded, self.allocated, self.committed, self.spent, self.balance = (
            each.wide(14)
            for each in (
                common.REQUIREMENT, common.FUNDED, common.ALLOCATED, common.COMMITTED,
                common.SPENT, common.BALANCE,
            )
        )  # fmt: skip
        self.coverage = share(COVERAGE, self.funded, self.requirement, Look.COVERAGE)
        self.delivery = share(common.DELIVERY, self.spent, self.requirement, Look.SHARE)
        self.reported = REPORTED.wide(14)
        self.progress = PROGRESS.wide(10)

    def sheet(self, name: str, title: Any, place: Column, rows: Any, whole: object) -> Sheet:
        """The money of places, a row each, which in all is that of the `whole`."""
        columns = [
            place, self.requirement, self.funded, self.coverage, self.allocated, self.committed,
            self.spent, self.delivery, self.balance, self.reported, self.progress,
        ]  # fmt: skip
        totals = totals_of(columns, whole)
        return Sheet(name, title, columns, rows, null=DASH, totals=totals)


def _reported(row: Any) -> Decimal | None:
    """None where nothing is allocated that could be reported on."""
    weight: Decimal | None = row.reported_weight if row.weight else None
    return weight


COVERAGE = Column(_("Coverage"), "coverage", Format.PERCENT)
REPORTED = Column(
    _("Budget with progress reported"), _reported, Format.MONEY, total="reported_weight"
)
PROGRESS = Column(
    _("Progress"), lambda row: of_hundred(row.progress), Format.PERCENT, look=Look.SHARE
)


def headline(row: Any, money: Money) -> Part:
    """The figures of an appeal or office that a cover begins with, in whole dollars."""
    progress = Fact(
        _("Progress"), of_hundred(row.progress), Format.PERCENT, _unreported(row), formula=MEAN,
        over=[money.progress, money.reported],
    )  # fmt: skip
    amounts = [
        replace(fact, label=_("%(figure)s (USD)") % {"figure": fact.label})
        for fact in (_sum(row, each) for each in (money.requirement, money.funded, money.spent))
    ]
    return Part(facts=[*amounts, progress])


def money_facts(row: object, money: Money) -> Part:
    """The other figures of its money."""
    sums = (_sum(row, each) for each in (money.allocated, money.committed, money.balance))
    ratios = (_ratio(row, each) for each in (money.coverage, money.delivery))
    return Part(_("Money (USD)"), [*ratios, *sums])


def _sum(row: object, column: Column) -> Fact:
    value = getattr(row, column.total)
    return Fact(column.heading, value, Format.MONEY, formula=SUM, over=[column])


def _ratio(row: object, column: Column) -> Fact:
    of: Sequence[Column] = column.of or ()
    value = getattr(row, column.total)
    return Fact(column.heading, value, Format.PERCENT, formula=SHARE, over=of)


def _unreported(row: Any) -> str:
    if not row.unreported:
        return ""
    return str(
        _("Of the activities that reported. Not reported: %(share)s of the budget.")
        % {"share": percent(row.unreported)}
    )
