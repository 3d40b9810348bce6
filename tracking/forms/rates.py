"""What people type about rates of exchange."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeal.forms import DAY, OnceForm

from ..currencies import CURRENCIES
from ..models import MOST_UNITS, ExchangeRate

# With a comma three digits after it could be thousands: they are asked for with a full stop.
RATE = re.compile(r"\d{1,9}(\.\d{1,6}|,(\d{1,2}|\d{4,6}))?", re.ASCII)


class CurrencyField(forms.CharField):
    """Three letters of ISO 4217, suggested from those with a known rate, in capitals."""

    default_error_messages = {
        "unknown": _("“%(written)s” is no currency of ISO 4217: write its three letters, as GTQ.")
    }

    def __init__(self, **kwargs: Any) -> None:
        suggested = {"list": "currencies", "autocomplete": "off", "autocapitalize": "characters"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=suggested), **kwargs)

    def clean(self, value: Any) -> str:
        currency = super().clean(value).upper()
        if currency and currency not in CURRENCIES:
            raise ValidationError(self.error_messages["unknown"], "unknown", {"written": value})
        return currency


class RatedCurrencyField(CurrencyField):
    """A currency that has a rate: any but the dollar."""

    default_error_messages = {"dollar": _("A US dollar needs no rate.")}

    def clean(self, value: Any) -> str:
        currency = super().clean(value)
        if currency == "USD":
            raise ValidationError(self.error_messages["dollar"], "dollar")
        return currency


class RateField(forms.CharField):
    """Units per USD, with a full stop or comma and up to six decimals."""

    default_error_messages = {
        "invalid": _(
            "“%(written)s” is no rate. Write units per USD with a full stop and at most six"
            " decimals, without separating thousands: 7.70 or 3765.42."
        ),
        "zero": _("A rate is above zero."),
        "too_large": _("A rate is at most 9 million units per USD."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> Decimal:
        text = super().clean(value)
        if not RATE.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], "invalid", {"written": text})
        rate = Decimal(text.replace(",", "."))
        if not rate:
            raise ValidationError(self.error_messages["zero"], "zero")
        if rate > MOST_UNITS:
            raise ValidationError(self.error_messages["too_large"], "too_large")
        return rate

    def prepare_value(self, value: Any) -> Any:
        return short(value) if isinstance(value, Decimal) else value


def short(rate: Decimal) -> str:
    """A rate with two decimals, or as many more as it has."""
    return f"{rate.normalize():f}" if rate != round(rate, 2) else f"{rate:.2f}"


class RateForm(OnceForm, forms.ModelForm):
    """The rate of one currency from one day on."""

    currency = RatedCurrencyField(label=_("Currency"), help_text=_("ISO 4217, such as GTQ."))
    effective_on = forms.DateField(
        label=_("Effective on"),
        widget=DAY,
        help_text=_("It holds from this day to the end of the month, unless a later one follows."),
    )
    rate = RateField(label=_("Units per USD"), help_text=_("Such as 7.70."))

    class Meta:
        model = ExchangeRate
        fields = ("currency", "effective_on", "rate", "source")
        help_texts = {"source": _("Where the rate was published.")}
