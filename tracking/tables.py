"""How the lists look: columns, their order and what they sort by."""

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from appeal.amounts import cents, money, units
from appeal.templatetags.figures import delivered, progress

from .models import ExchangeRate, TrackedActivity, TrackedContribution, Transaction

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


def in_shown_order(table: type[tables.Table], rows: QuerySet, query: Mapping[str, Any]) -> QuerySet:
    """The rows in the order in which the page of the list shows them for the same address."""
    return table(rows, order_by=query.get("sort") or None).data.data


class FigureColumn(tables.Column):
    """A figure: to the right, shown by one of our filters, NULL last whichever way it is sorted."""

    def __init__(self, *args: Any, shown: Any = money, **kwargs: Any) -> None:
        super().__init__(*args, attrs=NUMBER, empty_values=(), **kwargs)
        self.shown = shown

    def render(self, value: Any) -> str:
        return self.shown(value)

    def order(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        column = F(str(self.accessor))
        by = column.desc(nulls_last=True) if is_descending else column.asc(nulls_last=True)
        return queryset.order_by(by, "pk"), True


class PieceColumn(tables.TemplateColumn):
    """A cell drawn by a template piece, which receives the row as `record`."""

    def __init__(self, piece: str, **kwargs: Any) -> None:
        super().__init__(template_name=piece, **kwargs)

    def value(self, **kwargs: Any) -> str:
        return str(super().value(**kwargs)).strip()


class ActivityTable(tables.Table):
    """The activities with their money and progress."""

    code = PieceColumn(
        "tracking/_activity_link.html",
        verbose_name=_("Activity"),
        order_by=("priority__section__order", "priority__order", "order"),
    )
    office = tables.Column(
        accessor="priority__section__office__name",
        verbose_name=_("Office"),
        order_by="priority__section__order",
    )
    headings = PieceColumn(
        "appeal/_headings.html",
        accessor="priority",
        verbose_name=_("Headings"),
        orderable=False,
    )
    status = PieceColumn("tracking/_status.html", verbose_name=_("Status"))
    overall = PieceColumn(
        "tracking/_overall.html",
        accessor="pk",
        verbose_name=_("Overall"),
        orderable=False,
    )
    allocated = PieceColumn(
        "tracking/_allocated.html", verbose_name=_("Allocated"), attrs=NUMBER, empty_values=()
    )
    spent = FigureColumn(verbose_name=_("Spent"), shown=cents)
    balance = FigureColumn(verbose_name=_("Balance"), shown=cents)
    delivery = FigureColumn(verbose_name=_("Delivery"), shown=delivered)
    progress = FigureColumn(verbose_name=_("Progress"), shown=progress)

    class Meta:
        model = TrackedActivity
        fields = ()
        sequence = ("code", "office", "headings", "status", "overall", "...")
        order_by = "code"
        empty_text = _("No activity matches. Clear a filter to see more.")


class TransactionTable(tables.Table):
    """The ledger, newest first."""

    value_on = PieceColumn(
        "tracking/_transaction_link.html",
        verbose_name=_("Value date"),
        order_by=("value_on", "pk"),
    )
    activity = tables.Column(accessor="activity__code", verbose_name=_("Activity"))
    kind = tables.Column(verbose_name=_("Kind"))
    heading = tables.Column(accessor="cell__heading__code", verbose_name=_("Paid from"))
    counterpart = tables.Column(verbose_name=_("Counterpart"), empty_values=())
    reference = tables.Column(verbose_name=_("Reference"), empty_values=())
    state = PieceColumn(
        "tracking/_entry_state.html",
        verbose_name=_("State"),
        order_by=("posted_at", "pk"),
        empty_values=(),
    )
    amount = PieceColumn("tracking/_entry_amount.html", verbose_name=_("Amount"), attrs=NUMBER)
    usd_amount = FigureColumn(accessor="signed", verbose_name=_("USD"), shown=cents)

    class Meta:
        model = Transaction
        fields = ()
        order_by = "-value_on"
        empty_text = _("No entry matches.")


class RateTable(tables.Table):
    """Rates of exchange, newest first."""

    effective_on = tables.DateColumn(short=True, verbose_name=_("Effective on"))
    currency = tables.Column(verbose_name=_("Currency"))
    rate = FigureColumn(verbose_name=_("Units per USD"), shown=units)
    source = tables.Column(verbose_name=_("Source"), orderable=False)
    edit = PieceColumn(
        "tracking/_rate_edit.html", verbose_name=_("Change"), orderable=False, empty_values=()
    )

    class Meta:
        model = ExchangeRate
        fields = ()
        empty_text = _("No rate is kept yet.")


class RiskTable(tables.Table):
    """The risk register, gravest first."""

    activity = PieceColumn(
        "tracking/_risk_activity.html",
        verbose_name=_("Activity"),
        order_by=(
            "activity__priority__section__order", "activity__priority__order", "activity__order",
        ),
    )  # fmt: skip
    what = PieceColumn("tracking/_risk_what.html", verbose_name=_("What may happen"))
    likelihood = tables.Column(verbose_name=_("Likelihood"))
    consequence = tables.Column(verbose_name=_("Consequence"))
    score = PieceColumn("tracking/_risk_score.html", verbose_name=_("Score"), attrs=NUMBER)
    treatment = tables.Column(verbose_name=_("Treatment"), empty_values=())
    owner = tables.Column(verbose_name=_("Owner"))
    state = tables.Column(verbose_name=_("State"))

    class Meta:
        order_by = "-score"
        empty_text = _("No risk matches. Clear a filter to see more.")


class ContributionTable(tables.Table):
    """The contributions with what they are worth in USD."""

    donor = PieceColumn(
        "tracking/_contribution_link.html",
        verbose_name=_("Donor"),
        order_by=("donor__name", "reference"),
    )
    reference = tables.Column(verbose_name=_("Reference"))
    earmark = PieceColumn(
        "tracking/_place.html",
        verbose_name=_("Earmarked for"),
        order_by=("office__code", "heading__order"),
        empty_values=(),
    )
    pledged = FigureColumn(verbose_name=_("Pledged"), shown=cents)
    committed = FigureColumn(verbose_name=_("Committed"), shown=cents)
    received = FigureColumn(verbose_name=_("Received"), shown=cents)
    outstanding = FigureColumn(verbose_name=_("Outstanding"), shown=cents)
    funded = FigureColumn(verbose_name=_("Funded"), shown=cents)
    unassigned = FigureColumn(verbose_name=_("Not assigned to a cell"), shown=cents)

    class Meta:
        model = TrackedContribution
        fields = ()
        order_by = "donor"
        empty_text = _("No contribution matches.")
