"""How the lists look: columns, their order and what they sort by."""

from collections.abc import Iterable, Mapping
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableQuerysetData
from django_tables2.utils import OrderBy

from appeal.base.amounts import cents, units
from appeal.models import by_heading, printed_order, to_office
from appeal.models.ordering import ordering
from appeal.templatetags.figures import delivered, progress

from .figures import AppealFigures, total
from .figures.rows import figures_by_key, put_figures
from .table_columns import (
    NUMBER,
    TITLE,
    DayColumn,
    FigureColumn,
    PieceColumn,
    TextColumn,
    UsdColumn,
)

PAGE_SIZES = (25, 50, 100)
# Of rows with so much in them that a page of a hundred would be too heavy.
SHORT_PAGE_SIZES = (25, 40)


def in_shown_order(
    table: type[tables.Table], rows: QuerySet, query: Mapping[str, Any], *figures: AppealFigures
) -> Any:
    """The rows in the order in which the page of the list shows them for the same address."""
    return table(rows, *figures, order_by=query.get("sort") or None).data.shown


class InOrder(TableQuerysetData):
    """The rows of a list, in an order that is the same on both engines and leaves none out."""

    def order_by(self, aliases: Iterable[str]) -> None:
        columns = [each for alias in aliases for each in self._columns(alias)]
        self.order = ordering(self.data, columns)  # type: ignore[has-type]
        self.data = self.data.order_by(*self.order)  # type: ignore[has-type]

    @property
    def shown(self) -> Any:
        """The rows in that order."""
        return self.data

    def sums(self, columns: Iterable[Any]) -> dict[str, Any]:
        """The sum of each of the columns over all rows, by their names."""
        asked = {f"sum_{column.name}": Sum(str(column.accessor)) for column in columns}
        found = self.data.order_by().aggregate(**asked)
        return {name.removeprefix("sum_"): usd for name, usd in found.items()}

    def _columns(self, alias: str) -> list[str]:
        """What a column of the table is sorted by; the other way round for `-name`."""
        column = self.table.columns[OrderBy(alias).bare]
        names: Iterable[Any] = map(OrderBy, column.column.order_by or (column.accessor,))
        if alias.startswith("-"):
            names = (each.opposite for each in names)
        return [each.for_queryset() for each in names]


# How the accessor of a column begins that shows a figure of its row.
FIGURE = "figures__"


class InOrderOfFigures(InOrder):
    """Rows with their figures. Sorted by one, their keys are sorted, and a page of rows is read."""

    def __init__(self, rows: QuerySet, figures: AppealFigures) -> None:
        super().__init__(rows)
        self.figures = figures
        self.keys: list[int] | None = None

    def order_by(self, aliases: Iterable[str]) -> None:
        aliases = list(aliases)
        for alias in aliases:
            if str(self.table.columns[OrderBy(alias).bare].accessor).startswith(FIGURE):
                return self._order_by_figure(alias)
        return super().order_by(aliases)

    def _order_by_figure(self, alias: str) -> None:
        name, sign = OrderBy(alias).bare, -1 if alias.startswith("-") else 1
        found = [(pk, getattr(row, name)) for pk, row in figures_by_key(self.data, self.figures)]
        known = [each for each in found if each[1] is not None]
        known.sort(key=lambda each: each[1], reverse=sign < 0)
        self.keys = [pk for pk, _value in known] + [pk for pk, value in found if value is None]

    def __len__(self) -> int:
        return super().__len__() if self.keys is None else len(self.keys)

    def __getitem__(self, key: slice) -> list[Any]:
        if self.keys is None:
            return put_figures(self.data[key], self.figures)
        by_key = self.data.order_by().in_bulk(self.keys[key])
        return put_figures([by_key[pk] for pk in self.keys[key]], self.figures)

    @property
    def shown(self) -> list[Any]:
        return self[:]

    def sums(self, columns: Iterable[Any]) -> dict[str, Any]:
        rows = [row for _pk, row in figures_by_key(self.data, self.figures)]
        return {column.name: total(getattr(row, column.name) for row in rows) for column in columns}


class ListTable(tables.Table):
    """A list; the columns in `kept` are always shown, the others as the reader chooses.

    One with `indexed` columns is read page by page by key, however long it is; where many rows are
    found it offers to sort by these alone.
    """

    kept: tuple[str, ...] = ()
    # What a narrow screen shows of a row only once it is opened.
    folded: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()
    # Whether forms lead back to one of its rows.
    is_returned_to = False
    # How many rows a page may hold.
    sizes: tuple[int, ...] = PAGE_SIZES

    def __init__(self, rows: QuerySet, *, read: InOrder | None = None, **given: Any) -> None:
        super().__init__(InOrder(rows) if read is None else read, **given)


class FigureTable(ListTable):
    """A list of rows with figures, which it can be sorted by and sums up."""

    def __init__(self, rows: QuerySet, figures: AppealFigures, **given: Any) -> None:
        super().__init__(rows, read=InOrderOfFigures(rows, figures), **given)


class ActivityTable(FigureTable):
    """The activities with their money and progress."""

    kept = ("code",)
    folded = ("office", "headings", "allocated", "spent", "balance", "delivery")
    is_returned_to = True
    sizes = SHORT_PAGE_SIZES

    code = PieceColumn(
        "tracking/activities/_activity_link.html",
        _("Activity"),
        attrs=TITLE,
        order_by=printed_order(),
    )
    office = TextColumn(_("Office"), accessor=f"{to_office()}__name")
    headings = PieceColumn(
        "appeal/_headings.html", _("Headings"), accessor="priority", orderable=False
    )
    status = PieceColumn(
        "tracking/activities/_status.html", _("Status"), accessor="figures__status", term="status"
    )
    overall = PieceColumn(
        "tracking/activities/_overall.html",
        _("Overall"),
        accessor="pk",
        orderable=False,
        term="flag",
    )
    allocated = PieceColumn(
        "tracking/activities/_allocated.html",
        _("Budgeted"),
        accessor="figures__allocated",
        attrs=NUMBER,
        empty_values=(),
        term="allocated",
        is_summed=True,
    )
    spent = UsdColumn(_("Spent"), accessor="figures__spent", term="spent")
    balance = UsdColumn(_("Balance"), accessor="figures__balance", term="balance")
    delivery = FigureColumn(
        _("Delivery"), accessor="figures__delivery", shown=delivered, term="delivery"
    )
    progress = FigureColumn(
        _("Progress"), accessor="figures__progress", shown=progress, term="progress"
    )

    class Meta:
        sequence = ("code", "office", "headings", "status", "overall", "...")
        order_by = "code"
        empty_text = _("No activities yet. A manager of the office can add one.")


class TransactionTable(ListTable):
    """The ledger, newest first."""

    kept = ("chosen", "value_on", "usd_amount")
    folded = ("heading", "counterpart", "reference", "amount")
    indexed = ("value_on", "kind", "amount")

    chosen = PieceColumn(
        "tracking/ledger/_choose_entry.html", _("Select"), accessor="pk", orderable=False
    )
    value_on = PieceColumn(
        "tracking/ledger/_transaction_link.html",
        _("Value date"),
        term="value-date",
        order_by=("value_on", "pk"),
    )
    activity = TextColumn(_("Activity"), accessor="activity__code")
    kind = TextColumn(_("Kind"), order_by=("kind", "value_on", "pk"))
    heading = TextColumn(_("Paid from"), accessor="cell__heading__code")
    counterpart = TextColumn(_("Payee"), empty_values=())
    reference = TextColumn(_("Reference"), empty_values=())
    state = PieceColumn(
        "tracking/ledger/_entry_state.html",
        _("State"),
        order_by=("posted_at", "pk"),
        empty_values=(),
    )
    amount = PieceColumn(
        "tracking/ledger/_entry_amount.html", _("Amount"), order_by=("amount", "pk"), attrs=NUMBER
    )
    usd_amount = FigureColumn(_("USD"), accessor="usd", shown=cents)

    class Meta:
        order_by = "-value_on"
        empty_text = _("No entries yet. To record spending, open an activity.")


class RateTable(ListTable):
    """Rates of exchange, newest first."""

    kept = ("effective_on", "currency", "rate", "edit")

    effective_on = DayColumn(_("Effective on"))
    currency = TextColumn(_("Currency"))
    rate = FigureColumn(_("Units per USD"), shown=units, term="rate")
    source = TextColumn(_("Source"), orderable=False)
    unusual_reason = PieceColumn(
        "tracking/rates/_rate_answer.html", _("Unusual"), orderable=False, empty_values=()
    )
    edit = PieceColumn(
        "tracking/rates/_rate_edit.html", _("Change"), orderable=False, empty_values=()
    )

    class Meta:
        empty_text = _("No rates yet. A manager can add one, or upload a file.")


class RiskTable(ListTable):
    """The risk register, gravest first."""

    kept = ("activity", "what")
    folded = ("likelihood", "consequence", "treatment", "owner")

    activity = PieceColumn(
        "tracking/risks/_risk_activity.html",
        _("Activity"),
        order_by=printed_order("activity__"),
    )
    what = PieceColumn("tracking/risks/_risk_what.html", _("What may happen"))
    likelihood = TextColumn(_("Likelihood"))
    consequence = TextColumn(_("Impact"))
    score = PieceColumn("tracking/risks/_risk_score.html", _("Score"), attrs=NUMBER)
    treatment = TextColumn(_("Treatment"), empty_values=())
    owner = TextColumn(_("Owner"))
    state = TextColumn(_("State"))

    class Meta:
        order_by = "-score"
        empty_text = _("No risks yet. To add one, open its activity.")


class ContributionTable(FigureTable):
    """The contributions with what they are worth in USD."""

    kept = ("donor",)
    folded = ("pledged", "committed", "received", "outstanding", "unassigned")

    donor = PieceColumn(
        "tracking/contributions/_contribution_link.html",
        _("Donor"),
        attrs=TITLE,
        order_by=("donor__name", "reference"),
    )
    reference = TextColumn(_("Reference"))
    earmark = PieceColumn(
        "tracking/contributions/_place.html",
        _("Earmarked to"),
        order_by=("office__code", by_heading()),
        empty_values=(),
        term="earmarked",
    )
    pledged = UsdColumn(_("Pledged"), accessor="figures__pledged", term="pledged")
    committed = UsdColumn(_("Committed"), accessor="figures__committed")
    received = UsdColumn(_("Received"), accessor="figures__received", term="received")
    outstanding = UsdColumn(
        _("Still to be received"), accessor="figures__outstanding", term="outstanding"
    )
    funded = UsdColumn(_("Funded"), accessor="figures__funded", term="funded")
    unassigned = UsdColumn(
        _("Not distributed to a requirement line"),
        accessor="figures__unassigned",
        term="unassigned",
    )

    class Meta:
        order_by = "donor"
        empty_text = _("No contributions yet. A manager can add one.")
