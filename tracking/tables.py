"""How the lists look: columns, their order and what they sort by."""

from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from appeal.amounts import cents, money
from appeal.templatetags.figures import delivered, progress

from .models import TrackedActivity, Transaction

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


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
        sequence = ("code", "office", "headings", "status", "...")
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
    heading = tables.Column(accessor="cell__heading__code", verbose_name=_("Paid from"))
    counterpart = tables.Column(verbose_name=_("Counterpart"), empty_values=())
    reference = tables.Column(verbose_name=_("Reference"), empty_values=())
    state = PieceColumn(
        "tracking/_entry_state.html",
        verbose_name=_("State"),
        order_by=("posted_at", "pk"),
        empty_values=(),
    )
    usd_amount = FigureColumn(accessor="signed", verbose_name=_("USD"), shown=cents)

    class Meta:
        model = Transaction
        fields = ()
        order_by = "-value_on"
        empty_text = _("No entry matches.")
