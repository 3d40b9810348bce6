"""R16: the rates of exchange."""

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Book, Column, Control, Format, Sheet

from .. import access
from ..filters import RateFilter
from ..shown_order import in_shown_order
from ..tables import RateTable
from .asked import Asked
from .columns import CURRENCY, UNUSUAL


def rates_of_exchange(asked: Asked) -> Book:
    """R16: the rates that their page shows for the same filters and order."""
    chosen = RateFilter(asked.query, access.rates(asked.user).newest_first())
    asked = asked.narrowed(chosen, asked.query.get("currency", ""))
    rows = list(in_shown_order(RateTable, chosen.qs, asked.query))
    currency = CURRENCY.wide(11, hxl="#currency+code")
    columns = [
        Column(_("Effective on"), "effective_on", Format.DAY, width=13),
        currency,
        Column(_("Units per USD"), "rate", Format.RATE, width=18),
        Column(_("Source"), "source", width=50),
        UNUSUAL.wide(40),
    ]
    count = Control(_("Rates"), "COUNTA({})", [currency], chosen.qs.count())
    return asked.book([Sheet("rates", _("Exchange rates"), columns, rows, controls=[count])])
