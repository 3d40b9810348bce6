"""Invented rates of exchange, for every month in which the appeal takes a value date."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import QuerySet
from simple_history.utils import bulk_create_with_history

from appeal.loading.documents import LoadedEntry, read_entry

from ..actions import first_days
from ..models import ExchangeRate
from .scene import Scene

FILE = settings.BASE_DIR / "fixtures" / "demonstration" / "rates.yaml"
FOUR_PLACES = Decimal("0.0001")


class Rates:
    """What offices pay in, and what it is worth."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        file = read_entry(FILE).only("source", "units_per_usd", "local", "without_a_rate")
        self.source = scene.phrases["en"].marked(file.text("source"))
        self.local: LoadedEntry = file.entry("local")
        self.without: list[str] = file.texts("without_a_rate")
        self.units: LoadedEntry = file.entry("units_per_usd")
        self._known: dict[tuple[str, date], Decimal] = {}

    def record(self) -> None:
        """A rate for each month from its first day; existing rates are left alone."""
        rows = [
            ExchangeRate(currency=currency, effective_on=day, rate=rate, source=self.source)
            for currency in self.units
            for day, rate in self._monthly(currency)
        ]
        for row in rows:
            row._history_date = self.scene.at(row.effective_on, 8)
        stand = set(ExchangeRate.objects.values_list("currency", "effective_on"))
        new = [row for row in rows if (row.currency, row.effective_on) not in stand]
        bulk_create_with_history(new, ExchangeRate)
        known = ExchangeRate.objects.values_list("currency", "effective_on", "rate")
        self._known = {(currency, day): rate for currency, day, rate in known}

    def real(self) -> QuerySet[ExchangeRate]:
        """Rates of the appeal's months that somebody else entered."""
        days = (self.scene.appeal.starts_on, self.scene.appeal.closes_on)
        return ExchangeRate.objects.filter(effective_on__range=days).exclude(source=self.source)

    def of(self, currency: str, day: date) -> Decimal:
        """Units per USD on a day."""
        return Decimal(1) if currency == "USD" else self._known[currency, day.replace(day=1)]

    def _monthly(self, currency: str) -> Iterable[tuple[date, Decimal]]:
        appeal, chance = self.scene.appeal, self.scene.dice("rates", currency)
        rate = self.units.number(currency) or Decimal(1)
        for day in first_days(appeal.starts_on, self.scene.today, 1):
            yield day, rate.quantize(FOUR_PLACES)
            rate *= Decimal(chance.randint(994, 1010)) / 1000
