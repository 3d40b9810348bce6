"""Amounts as people write them: read in the language of the page, or refused with a sentence."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

SPACES = re.compile(r"[\s\u00a0\u202f]")


def read_amount(text: str) -> Decimal:
    """A written amount as Decimal, by the decimal sign of the active language.

    Thousands may be set apart by spaces or by the language's other sign, in groups of three; a
    leading USD or $ is dropped. Raises ValueError where it could be read in two ways or not at all.
    """
    decimal = get_format("DECIMAL_SEPARATOR")
    other = "," if decimal == "." else "."
    written = SPACES.sub(" ", text).strip().removeprefix("USD").removeprefix("$").strip()
    whole, sign, fraction = written.partition(decimal)
    grouped = rf"[+-]?(\d+|\d{{1,3}}( \d{{3}})+|\d{{1,3}}({re.escape(other)}\d{{3}})+)"
    if not re.fullmatch(grouped, whole) or (sign and not fraction.isdigit()):
        raise ValueError(text)
    if not written.isascii():
        raise ValueError(text)
    digits = whole.replace(" ", "").replace(other, "")
    return Decimal(f"{digits}.{fraction}" if sign else digits)


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
        kwargs |= {"max_digits": 15, "decimal_places": 2, "min_value": Decimal("0.01")}
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
