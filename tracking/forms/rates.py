"""What people type about rates of exchange."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import Lone, units
from appeal.base.currencies import CURRENCIES
from appeal.base.days import DayField
from appeal.base.number_fields import NumberField
from appeal.web.forms import OnceForm
from appeal.web.marked_forms import MarkedForm

from ..models import MOST_UNITS, ExchangeRate, rounded
from .answers import AnswerForm


class CurrencyField(forms.CharField):
    """Three letters of ISO 4217, suggested from those with a known rate, in capitals."""

    default_error_messages = {
        "unknown": _(
            "“%(written)s” is not an ISO 4217 currency. Enter its three letters, such as GTQ."
        )
    }

    def __init__(self, **kwargs: Any) -> None:
        suggested = {"list": "currencies", "autocomplete": "off", "autocapitalize": "characters"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=suggested), **kwargs)

    def clean(self, value: object) -> str:
        currency = super().clean(value).upper()
        if currency and currency not in CURRENCIES:
            raise ValidationError(self.error_messages["unknown"], "unknown", {"written": value})
        return currency


def known_currency(written: object) -> str | None:
    """The currency entered in such a field; None if the field refuses it."""
    currency = str(written or "").strip().upper()
    return currency if currency in CURRENCIES else None


class RatedCurrencyField(CurrencyField):
    """A currency that has a rate: any but the dollar."""

    default_error_messages = {"dollar": _("A US dollar needs no rate.")}

    def clean(self, value: object) -> str:
        currency = super().clean(value)
        if currency == "USD":
            raise ValidationError(self.error_messages["dollar"], "dollar")
        return currency


class RateField(NumberField):
    """Units per USD, as exact as written; three decimals are never taken for thousands."""

    default_error_messages = {
        "invalid": _("“%(written)s” is not a rate. Enter units per USD, such as %(example)s."),
        "max_digits": _("A rate can be at most 9 million units per USD."),
        "max_whole_digits": _("A rate can be at most 9 million units per USD."),
        "max_value": _("A rate can be at most 9 million units per USD."),
        "min_value": _("A rate must be above zero."),
    }
    sample = "7.70"
    fewest = 2

    def __init__(self, **kwargs: object) -> None:
        limits = {"min_value": Decimal("0.000001"), "max_value": MOST_UNITS}
        super().__init__(lone=Lone.DECIMALS, **(limits | kwargs))

    def run_validators(self, value: object) -> None:
        super().run_validators(rounded(value) if isinstance(value, Decimal) else value)

    def shortened(self, value: Decimal) -> Decimal:
        return short(value)


def short(rate: Decimal) -> Decimal:
    """A rate with two decimals, or as many more as it has."""
    return rate.normalize() if rate != round(rate, 2) else round(rate, 2)


def rounding_said(exact: Decimal) -> str:
    """The message about a rate with more decimals than are stored."""
    sentence = gettext("%(exact)s has too many decimals, so it is rounded to %(kept)s.")
    return sentence % {"exact": units(exact), "kept": units(rounded(exact))}


class RateForm(AnswerForm, OnceForm, MarkedForm):
    """The rate of one currency from one day on; `exact` is what was written, if it is rounded."""

    exact: Decimal | None = None
    overtaken = _("Somebody changed this rate while you were writing")

    currency = RatedCurrencyField(label=_("Currency"), help_text=_("ISO 4217, such as GTQ."))
    effective_on = DayField(
        label=_("Effective on"),
        help_text=_("Used from this day to the end of the month, unless there is a later rate."),
    )
    rate = RateField(label=_("Units per USD"), help_text=_("For example 7.70."))

    class Meta:
        model = ExchangeRate
        fields = ("currency", "effective_on", "rate", "source", "unusual_reason")
        help_texts = {"source": _("Where the rate was published.")}

    def clean_rate(self) -> Decimal:
        written = self.cleaned_data["rate"]
        self.exact = written if written != rounded(written) else None
        return rounded(written)
