"""What covers begin with: the money of an appeal or an office, and the columns that prove it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Column, Fact, Format, Look

SUM = "SUM({0})"
SHARE = "IF(SUM({1})=0,0,SUM({0})/SUM({1}))"
MEAN = "IF(SUM({1})=0,0,SUMPRODUCT({0},{1})/SUM({1}))"


class Money:
    """The columns of a table of offices or headings, in its order; each `total` names its figure.

    A table has its own, so that `Check` knows where a figure of the cover stands.
    """

    def __init__(self) -> None:
        self.requirement = _usd(_("Requirement"), "requirement")
        self.funded = _usd(_("Funded"), "funded")
        self.allocated = _usd(_("Allocated"), "allocated")
        self.committed = _usd(_("Committed"), "committed")
        self.spent = _usd(_("Spent"), "spent")
        self.balance = _usd(_("Balance"), "balance", Look.SIGNED)
        self.coverage = _share(
            _("Coverage"), "coverage", Look.COVERAGE, (self.funded, self.requirement)
        )
        self.delivery = _share(
            _("Delivery"), "delivery", Look.SHARE, (self.spent, self.requirement)
        )
        self.reported = Column(
            _("Allocated and reported on"), _reported, Format.CENTS, width=14,
            total="reported_weight",
        )  # fmt: skip
        self.progress = Column(_("Progress"), of_hundred, Format.PERCENT, width=10, look=Look.SHARE)

    @property
    def columns(self) -> list[Column]:
        return [
            self.requirement,
            self.funded,
            self.coverage,
            self.allocated,
            self.committed,
            self.spent,
            self.delivery,
            self.balance,
            self.reported,
            self.progress,
        ]

    def totals(self, whole: Any) -> dict[str, Any]:
        """What the columns come to, which are the figures of the `whole`."""
        return {each.total: getattr(whole, each.total) for each in self.columns if each.total}


def _usd(title: Any, name: str, look: Look | None = None) -> Column:
    return Column(
        title, lambda row: getattr(row, name), Format.CENTS, width=14, total=name, look=look
    )


def _share(title: Any, name: str, look: Look, of: tuple[Column, Column]) -> Column:
    return Column(
        title, lambda row: getattr(row, name), Format.PERCENT, width=10, look=look, total=name,
        of=of,
    )  # fmt: skip


def _reported(row: Any) -> Decimal | None:
    """None where nothing is allocated that could be reported on."""
    weight: Decimal | None = row.reported_weight if row.weight else None
    return weight


def of_hundred(row: Any) -> Decimal | None:
    """Progress as the share that it is."""
    return None if row.progress is None else Decimal(str(row.progress)) / 100


def headline(row: Any, money: Money) -> list[Fact]:
    """The figures of an appeal or office that a cover begins with."""
    return [
        _sum(row, money.requirement, Format.MONEY),
        _sum(row, money.funded, Format.CENTS, _("Pledges are not counted.")),
        _ratio(row, money.coverage, _("Funded as a share of requirement.")),
        _sum(row, money.allocated, Format.MONEY),
        _sum(row, money.committed),
        _sum(row, money.spent),
        _sum(row, money.balance, note=_("Requirement less spent less committed.")),
        _ratio(row, money.delivery, _("Spent as a share of requirement.")),
        Fact(
            _("Progress"), of_hundred(row), Format.PERCENT, _unreported(row), formula=MEAN,
            over=[money.progress, money.reported],
        ),
    ]  # fmt: skip


def _sum(row: Any, column: Column, format: Format = Format.CENTS, note: Any = "") -> Fact:
    value = getattr(row, column.total)
    return Fact(column.heading, value, format, note, formula=SUM, over=[column])


def _ratio(row: Any, column: Column, note: Any) -> Fact:
    of: Sequence[Column] = column.of or ()
    value = getattr(row, column.total)
    return Fact(column.heading, value, Format.PERCENT, note, formula=SHARE, over=of)


def _unreported(row: Any) -> str:
    if row.unreported is None:
        return ""
    share = f"{row.unreported:.0%}"
    return str(_("Of what reported; %(share)s of the allocations did not.") % {"share": share})
