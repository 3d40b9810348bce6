"""Amounts as people write them: shown in the reader's language, read in it, or refused."""

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext_lazy as _

SPACES = re.compile(r"[\s\u00a0\u202f]")


DASH = "–"


def grouped(value: Decimal | float, decimals: int) -> str:
    """A number with its thousands apart and so many decimals, as the active language writes it."""
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    return number_format(rounded, decimals, use_l10n=True, force_grouping=True)


def money(value: Decimal | None) -> str:
    """A mostly whole amount: 1,250; cents only where there are some; an en dash for NULL."""
    if value is None:
        return DASH
    return grouped(value, 0 if value == value.to_integral_value() else 2)


def cents(value: Decimal | None) -> str:
    """Dollars and cents: 1,250.50; an en dash for NULL."""
    return DASH if value is None else grouped(value, 2)


def quantity(value: Decimal | None) -> str:
    """A number with the decimals that it has, up to four: 1,250 or 12.5; an en dash for NULL."""
    if value is None:
        return DASH
    exponent = round(Decimal(value), 4).normalize().as_tuple().exponent
    return grouped(value, max(0, -int(exponent)))


def units(value: Decimal | None) -> str:
    """A rate of exchange: 7.70, with as many decimals as it has; an en dash for NULL."""
    if value is None:
        return DASH
    return grouped(value, max(2, -int(Decimal(value).normalize().as_tuple().exponent)))


def read_amount(text: str) -> Decimal:
    """A written amount as Decimal: 1250.5, 1,250.50, 1.250,50 or 1 250,50, USD or $ before it.

    A lone sign before exactly three digits could be either: it is what the active language makes
    of it. Raises ValueError for what is no amount.
    """
    written = SPACES.sub(" ", text).strip().removeprefix("USD").removeprefix("$").strip()
    sign = decimal_sign(written)
    whole, _sign, fraction = written.partition(sign) if sign else (written, "", "")
    apart = {" ", ",", "."} - {sign}
    groups = "|".join(rf"\d{{1,3}}({re.escape(mark)}\d{{3}})+" for mark in sorted(apart))
    if not written.isascii() or not re.fullmatch(rf"[+-]?(\d+|{groups})", whole):
        raise ValueError(text)
    if sign and not fraction.isdigit():
        raise ValueError(text)
    return Decimal(re.sub(r"[ ,.]", "", whole) + (f".{fraction}" if sign else ""))


def decimal_sign(written: str) -> str:
    """Which of comma and full stop sets the decimals apart; empty where there are none."""
    last = max(written.rfind(","), written.rfind("."))
    if last < 0:
        return ""
    sign, other = written[last], "." if written[last] == "," else ","
    if written.count(sign) > 1:
        return ""
    is_ambiguous = other not in written and len(written) - last == 4
    if is_ambiguous and sign != get_format("DECIMAL_SEPARATOR"):
        return ""
    return sign


class AmountField(forms.DecimalField):
    """A form field for money that accepts 1,250.50 or 1 250.50 and explains what it refuses."""

    default_error_messages = {
        "invalid": _("This is not an amount. Write digits only, for example %(example)s."),
        "max_decimal_places": _("An amount has at most two decimals, for example %(example)s."),
        "max_whole_digits": _("This amount is too large."),
        "max_digits": _("This amount is too large."),
        "min_value": _("The amount must be above zero."),
    }

    def __init__(self, **kwargs: Any) -> None:
        limits = {"max_digits": 15, "decimal_places": 2, "min_value": Decimal("0.01")}
        for name, limit in limits.items():
            kwargs.setdefault(name, limit)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return read_amount(str(value))
        except ValueError:
            raise ValidationError(
                self.error_messages["invalid"], "invalid", {"example": self.example}
            ) from None

    def run_validators(self, value: Any) -> None:
        """One sentence for the first thing that is wrong, in this field's words."""
        try:
            super().run_validators(value)
        except ValidationError as error:
            first = error.error_list[0]
            message = self.error_messages.get(first.code or "", first.message)
            raise ValidationError(message, first.code, {"example": self.example}) from None

    @property
    def example(self) -> str:
        return f"1250{get_format('DECIMAL_SEPARATOR')}50"

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return str(value).replace(".", get_format("DECIMAL_SEPARATOR"))
        return value


class QuantityField(AmountField):
    """The same for a quantity of an indicator: zero or more, with up to four decimals."""

    default_error_messages = {
        "invalid": _("This is not a number. Write digits only, for example %(example)s."),
        "max_decimal_places": _("A number has at most four decimals, for example %(example)s."),
        "max_whole_digits": _("This number is too large."),
        "max_digits": _("This number is too large."),
        "min_value": _("The number must be zero or more."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("decimal_places", 4)
        kwargs.setdefault("min_value", Decimal(0))
        super().__init__(**kwargs)

    @property
    def example(self) -> str:
        return f"12{get_format('DECIMAL_SEPARATOR')}5"

    def prepare_value(self, value: Any) -> Any:
        """Without the zeros that the database keeps behind 12.5."""
        if isinstance(value, Decimal):
            value = Decimal(f"{value.normalize():f}")
        return super().prepare_value(value)
