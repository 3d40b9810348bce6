"""The rates of exchange (T2, and lists of them as they are published), changed by managers."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.amounts import units
from appeal.base.excel import Column, Format, InputCell, Kind
from appeal.base.languages import in_each_language
from appeal.models import Appeal, User

from .. import access, actions
from ..forms import RateForm, known_currency, rounding_said
from ..models import MOST_UNITS, ExchangeRate, NeighbourRates, Upload, rounded
from .columns import column, currency, day, text
from .outcomes import UNTOLD, Reading, Values, unsettled
from .records import RecordSheet, RecordTemplate
from .template import NotUploadable, UploadPlace

SHEET, CSV, XML = "rates", "T2.csv", "T2.xml"
SOURCE = ExchangeRate._meta.get_field("source").default
# Beyond it a number of Excel is a sum of binary fractions that nobody wrote.
MEANT_DECIMALS = 12


class RateEntry(InputCell):
    """Units per USD, as exact as they were written: rounded where that can be said."""

    def _fitting(self, number: Decimal) -> Decimal:
        super()._fitting(rounded(number))
        return number


def rate_columns() -> Sequence[Column]:
    """What is said of a rate."""
    rate = RateEntry(
        Kind.RATE, least=Decimal("0.000001"), most=MOST_UNITS,
        prompt=_("Units of the currency for one US dollar."),
    )  # fmt: skip
    blank = _("If blank: the UN operational rate.")
    asked = _("Needed if the rate looks unusual.")
    return (
        currency(_("ISO 4217, such as GTQ."), 12),
        day("effective_on", _("Effective on"), 14, _("The first day on which the rate applies.")),
        column("rate", _("Units per USD"), rate, 18, Format.RATE),
        text("source", _("Source"), 44, ExchangeRate, blank),
        text("unusual_reason", _("Reason (if unusual)"), 40, ExchangeRate, asked),
    )


class RateSheet(RecordSheet):
    """A rate a row: of a currency, from a day on. Rows that are already saved may be repeated."""

    name = SHEET
    title = _("Exchange rates")
    ruled = ("effective_on", "currency")

    def __init__(self, appeal: Appeal, place: UploadPlace) -> None:
        super().__init__(appeal, place)
        self.kept: dict[tuple[str, date | None], ExchangeRate] = {}
        self.changed: set[str] = set()

    def own_columns(self) -> Sequence[Column]:
        return rate_columns()

    def stored(self) -> Sequence[ExchangeRate]:
        """Those of the months in which the appeal spends."""
        within = (self.appeal.starts_on, self.appeal.closes_on)
        return list(ExchangeRate.objects.filter(effective_on__range=within).newest_first())

    def values(self, rate: ExchangeRate) -> Values:
        return {name: getattr(rate, name) for name in self.inputs}

    def carry_out(self, readings: Iterable[Reading], upload: Upload, at: datetime) -> None:
        """Each rate is compared with those of the other rows too, whatever their order."""
        readings = list(readings)
        self.kept = {(row.currency, row.effective_on): row for row in ExchangeRate.objects.all()}
        for reading in readings:
            round_rate(reading)
        refuse_differing(readings)
        self.neighbours = NeighbourRates(self.kept.values(), rates_of(readings))
        super().carry_out(readings, upload, at)
        actions.value_drafts(currencies=self.changed, at=at)

    def _carry_out(self, reading: Reading, record: object, upload: Upload, at: datetime) -> None:
        kept = self.kept.get(said_of(reading)) if record is None else None
        if kept is None or reading.unread or reading.value("rate") is None:
            super()._carry_out(reading, record, upload, at)
            return
        reading.name(kept)
        source = reading.value("source") or kept.source
        if (reading.value("rate"), source) != (kept.rate, kept.source):
            sentence = _(
                "%(rate)s is already saved as %(units)s (%(source)s). Edit that rate if necessary."
            )
            said = {"rate": kept, "units": units(kept.rate), "source": kept.source}
            reading.conflict(sentence % said, "rate")

    def keep(
        self, reading: Reading, record: Any, typed: Values, upload: Upload, at: datetime
    ) -> Any:
        first_day = typed["effective_on"]
        written = {
            "currency": typed["currency"],
            "effective_on": first_day.isoformat() if first_day else "",
            "rate": typed["rate"],
            "source": typed["source"] or SOURCE,
            "unusual_reason": reading.reason(typed["unusual_reason"]) or UNTOLD,
            "idempotency_key": upload.sha256[:32],
            "version": record.version if record else 0,
        }
        form = RateForm(written, instance=copy(record))
        self.tell_form(reading, form)
        if reading.problems:
            return None
        try:
            kept = form.instance
            self.changed |= actions.write_rate(
                rate=kept, version=None, at=at, neighbours=self.neighbours
            )
        except actions.NotKeepable as refusal:
            reading.refuse("effective_on", refusal)
            return None
        reading.ask(kept.questions, kept.unusual_reason.removeprefix(UNTOLD))
        if record:
            self.kept.pop((record.currency, record.effective_on), None)
        self.kept[kept.currency, kept.effective_on] = kept
        return kept


def rates_of(readings: Iterable[Reading]) -> list[ExchangeRate]:
    """The rates of the rows that say all of one."""
    return [
        ExchangeRate(currency=currency, effective_on=day, rate=reading.value("rate"))
        for reading in readings
        for currency, day in [said_of(reading)]
        if currency and day and reading.value("rate")
    ]


def said_of(reading: Reading) -> tuple[str, date | None]:
    """The currency and the day that a row is about."""
    return str(reading.value("currency", "")).strip().upper(), reading.value("effective_on")


def round_rate(reading: Reading) -> None:
    """Round to the stored decimals, with a remark if there were more."""
    written = reading.values.get("rate")
    if isinstance(written, Decimal):
        reading.values["rate"] = rounded(written)
        if round(written, MEANT_DECIMALS) != rounded(written):
            reading.remark("rate", in_each_language(lambda: rounding_said(written)))


def refuse_differing(readings: Iterable[Reading]) -> None:
    """Refuse the rows of a file that have different rates for the same currency and day."""
    told: dict[tuple[str, date | None], dict[Decimal, str]] = {}
    new = [
        each
        for each in readings
        if "id" not in each.row.cells and each.value("rate") and all(said_of(each))
    ]
    for reading in new:
        rates = told.setdefault(said_of(reading), {})
        rates.setdefault(reading.value("rate"), str(reading.row))
    for reading in new:
        rates = told[said_of(reading)]
        if len(rates) > 1:
            listed = "; ".join(f"{row}: {units(rate)}" for rate, row in rates.items())
            reading.refuse(
                "rate",
                _("The file has different rates for this currency and day: %(rates)s.")
                % {"rates": listed},
            )


class RatesTemplate(RecordTemplate):
    """Rates that are known, and those that are new."""

    code = "T2"
    spare = 100
    parts = (RateSheet,)

    def check_reader(self, appeal: Appeal, place: UploadPlace, user: User) -> None:
        if not access.may(user, duties.KEEP_RATES, appeal):
            raise NotUploadable(gettext("Only managers add exchange rates."))

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        rates = RateSheet(upload.appeal, UploadPlace())
        rates.carry_out(unsettled(readings, rates.name), upload, at)


class RateFileTemplate(RatesTemplate):
    """A published list of rates, from which only today's currencies are taken."""

    def __init__(self, code: str) -> None:
        self.code = code

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        for reading in readings:
            if not reading.is_settled:
                leave_out_foreign(reading)
        super().carry_out(readings, upload, at)


def leave_out_foreign(reading: Reading) -> None:
    """Skip a row of the dollar, or of no currency that money can be recorded in."""
    written = str(reading.row.typed("currency") or "")
    code = known_currency(written)
    if code == "USD":
        reading.skip("currency", in_each_language(dollar_said))
    elif written and code is None:
        reading.skip("currency", in_each_language(lambda: foreign_said(written)))


def dollar_said() -> str:
    return gettext("The US dollar needs no rate: this line is left out.")


def foreign_said(written: str) -> str:
    sentence = gettext("“%(written)s” is no longer a currency: this line is left out.")
    return sentence % {"written": written[:40]}
