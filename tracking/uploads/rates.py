"""The rates of exchange (T2), kept by managers."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.excel import Column, Entry, Format, Kind, Sheet
from appeal.models import Appeal, User

from .. import access, actions
from ..forms import RateForm
from ..models import MOST_UNITS, ExchangeRate, Upload
from .columns import column, currency_entry, text_entry
from .forms import Form, NotUploadable, Place
from .records import RecordSheet, to_judge
from .rows import Reading

SOURCE = ExchangeRate._meta.get_field("source").default


class RateSheet(RecordSheet):
    """A rate a row: of a currency, from a day on."""

    name = "rates"
    title = gettext_lazy("Rates of exchange")
    ruled = ("effective_on", "currency")
    alone = ("currency", "effective_on")

    def own_columns(self) -> Sequence[Column]:
        rate = Entry(
            Kind.RATE, least=Decimal("0.000001"), most=MOST_UNITS,
            prompt=gettext_lazy("Units of the currency for one US dollar."),
        )  # fmt: skip
        currency = currency_entry(gettext_lazy("ISO 4217, such as GTQ."))
        day = Entry(Kind.DAY, prompt=gettext_lazy("The first day on which the rate holds."))
        source = text_entry(ExchangeRate, "source", gettext_lazy("Blank: the UN operational rate."))
        return (
            column("currency", gettext_lazy("Currency"), currency, 12),
            column("effective_on", gettext_lazy("Effective on"), day, 14, Format.DAY),
            column("rate", gettext_lazy("Units per USD"), rate, 18, Format.RATE),
            column("source", gettext_lazy("Source"), source, 44),
        )

    def stored(self) -> Sequence[ExchangeRate]:
        """Those of the months in which the appeal spends."""
        within = (self.appeal.starts_on, self.appeal.closes_on)
        return list(ExchangeRate.objects.filter(effective_on__range=within).newest_first())

    def values(self, rate: ExchangeRate) -> dict[str, Any]:
        return {name: getattr(rate, name) for name in self.entries}

    def keep(
        self, reading: Reading, record: Any, typed: dict[str, Any], upload: Upload, at: datetime
    ) -> Any:
        day, units = typed["effective_on"], typed["rate"]
        written = {
            "currency": typed["currency"],
            "effective_on": day.isoformat() if day else "",
            "rate": units,
            "source": typed["source"] or SOURCE,
            "idempotency_key": upload.sha256[:32],
            "version": record.version if record else 0,
        }
        form = RateForm(written, instance=copy(record))
        self.tell_form(reading, form)
        if reading.problems:
            return None
        try:
            return actions.keep_rate(rate=form.instance, at=at)
        except actions.NotKeepable as refusal:
            reading.refuse("effective_on", refusal)


class RatesForm(Form):
    """Rates that are known, and those that are new."""

    code = "T2"
    spare = 100

    def place(self, appeal: Appeal, words: Mapping[str, str], user: User) -> Place:
        self.check_reader(appeal, Place(), user)
        return Place()

    def check_reader(self, appeal: Appeal, place: Place, user: User) -> None:
        if not access.keeps_rates(user, appeal):
            raise NotUploadable(_("The rates of exchange are kept by managers."))

    def columns(self, appeal: Appeal, place: Place) -> Mapping[str, Sequence[Column]]:
        return {RateSheet.name: RateSheet(appeal, place).columns}

    def sheets(self, appeal: Appeal, place: Place, spare: int = 0) -> list[Sheet]:
        return [RateSheet(appeal, place).sheet(spare)]

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        rates = RateSheet(upload.appeal, Place())
        rates.carry_out(to_judge(readings, rates), upload, at)
