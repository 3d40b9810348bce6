"""Rates of exchange: the UN operational rate of each month."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal import reach
from appeal.models import Appeal, Versioned, change_log
from appeal.models.columns import rule, unique

from .questions import Questioned, reason_if_unusual

# No currency in use has a rate beyond it; one that is typed is a mistake.
MOST_UNITS = Decimal(9_000_000)
DECIMALS = 6


def rounded(units: Decimal) -> Decimal:
    """A rate as it is stored, rounded half-even: published ones have eight decimals and more.

    One far beyond `MOST_UNITS` has no decimals left to round: it stays, to be refused.
    """
    return round(units, DECIMALS) if abs(units) < 2 * MOST_UNITS else units


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    def within_month_of(self, day: date) -> Self:
        """Those effective on or before `day` in the same month, the latest first."""
        return self.filter(effective_on__lte=day, effective_on__gte=day.replace(day=1)).order_by(
            "-effective_on"
        )

    def units_per_usd(self, currency: str, day: date) -> Decimal | None:
        """The rate for a value date; 1 for USD itself, None where none is known."""
        if currency == "USD":
            return Decimal(1)
        rates = self.within_month_of(day).filter(currency=currency)
        return rates.values_list("rate", flat=True).first()

    def newest_first(self) -> Self:
        return self.order_by("-effective_on", "currency")

    def currencies(self) -> list[str]:
        """Those with a rate, in alphabetical order."""
        return list(self.order_by("currency").values_list("currency", flat=True).distinct())

    def by_day(self) -> dict[tuple[str, date], Decimal]:
        """Every rate, by its currency and first day."""
        rows = self.values_list("currency", "effective_on", "rate")
        return {(currency, day): rate for currency, day, rate in rows}


class KnownRates:
    """Every rate, read once, for whoever has many entries to value."""

    def __init__(self) -> None:
        self._months: dict[tuple[str, int, int], list[tuple[date, Decimal]]] = {}
        for (currency, day), rate in sorted(ExchangeRate.objects.by_day().items()):
            self._months.setdefault((currency, day.year, day.month), []).append((day, rate))

    def units_per_usd(self, currency: str, day: date) -> Decimal | None:
        """As `ExchangeRateQuerySet.units_per_usd` finds it."""
        if currency == "USD":
            return Decimal(1)
        known = self._months.get((currency, day.year, day.month), [])
        return next((rate for since, rate in reversed(known) if since <= day), None)


class ExchangeRate(Versioned, Questioned):
    """How many units of a currency one US dollar was worth from a day on, within its month."""

    currency = models.CharField(
        _("currency"),
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as GTQ."))],
        help_text=_("ISO 4217, such as GTQ."),
    )
    effective_on = models.DateField(_("effective on"))
    rate = models.DecimalField(
        _("units per USD"),
        max_digits=15,
        decimal_places=DECIMALS,
        validators=[
            MinValueValidator(Decimal("0.000001"), _("A rate must be above zero.")),
            MaxValueValidator(MOST_UNITS, _("A rate can be at most 9 million units per USD.")),
        ],
    )
    source = models.CharField(_("source"), max_length=100, default="UN operational rate")

    history = change_log()
    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            unique(
                "currency_has_one_rate_a_day",
                "currency",
                "effective_on",
                said=_("There is already a rate for this currency and day."),
            ),
            rule("exchange_rate_is_positive", Q(rate__gt=0), _("A rate must be above zero.")),
            rule(
                "exchange_rate_is_not_too_large",
                Q(rate__lte=MOST_UNITS),
                _("A rate can be at most 9 million units per USD."),
            ),
            rule("dollar_has_no_rate", ~Q(currency="USD"), _("A US dollar needs no rate.")),
            reason_if_unusual("unusual_rate_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {date_format(self.effective_on)}"

    def clean(self) -> None:
        """Refuse a day from which on no appeal takes an entry in that month."""
        if self.effective_on and not is_within_reach(self.effective_on):
            raise ValidationError({"effective_on": out_of_reach(self.effective_on)})


def is_within_reach(day: date) -> bool:
    """Whether an entry of any appeal can be dated from `day` to the end of its month."""
    last = day.replace(day=monthrange(day.year, day.month)[1])
    reaches = map(reach.CONTRIBUTION.days, Appeal.objects.only("starts_on", "closes_on"))
    return any(begins <= last and day <= ends for begins, ends in reaches)


def out_of_reach(day: date) -> str:
    return gettext(
        "No appeal accepts an entry dated %(day)s or later in that month, so this rate"
        " would never be used. Check the date."
    ) % {"day": date_format(day)}
