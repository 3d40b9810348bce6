"""R16: the rates of exchange."""

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Column, Control, Format, Report, Sheet

from .. import access
from ..filters import RateFilter
from ..tables import RateTable, in_shown_order
from .asked import Asked


def rates_of_exchange(asked: Asked) -> Report:
    """R16: the rates that their page shows for the same filters and order."""
    chosen = RateFilter(asked.query, access.seen_rates(asked.user).newest_first())
    asked = asked.narrowed(chosen, asked.query.get("currency", ""))
    rows = list(in_shown_order(RateTable, chosen.qs, asked.query))
    currency = Column(_("Currency"), lambda row: row.currency, width=11, hxl="#currency+code")
    sheet = Sheet(
        name="rates",
        title=_("Rates of exchange"),
        columns=[
            Column(_("Effective on"), lambda row: row.effective_on, Format.DAY, width=13),
            currency,
            Column(_("Units per USD"), lambda row: row.rate, Format.RATE, width=18),
            Column(_("Source"), lambda row: row.source, width=50),
            Column(_("Reason if unusual"), lambda row: row.unusual_reason or None, width=40),
        ],
        rows=rows,
        controls=[Control(_("Rates"), "COUNTA({})", [currency], chosen.qs.count())],
    )
    return asked.report([sheet])
