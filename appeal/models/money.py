"""Money: exact in Python (Decimal) and exact in the database (whole cents)."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable, register_combinable_fields
from django.utils.translation import gettext_lazy as _

from ..base.number_fields import AmountField

MAX_DIGITS = 15
CENTS = Decimal("0.01")


class MoneyField(models.Field):
    """An amount to the cent, below 10^13; Decimal in Python, an integer of cents in the database.

    Not a DecimalField: SQLite adds decimals up as floats (1000 x 0.10 = 99.9999999999986), whole
    cents add up exactly on both engines. Not an integer field either, so that a sum or difference
    of amounts is an amount again and can never surface as a number of cents.
    """

    description = _("Amount of money")
    default_error_messages = {
        "invalid": _("“%(value)s” is not an amount. Enter a number such as 1250.50."),
        "decimals": _("An amount can have at most two decimals; “%(value)s” has more."),
        "too_large": _("“%(value)s” is too large: the largest amount is 9 999 999 999 999.99."),
    }

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def to_python(self, value: Any) -> Decimal | None:
        """The amount as Decimal with two decimals; raises ValidationError, TypeError for floats."""
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("Money is never a float; pass a Decimal, an int or a string.")
        try:
            amount = Decimal(value)
        except (InvalidOperation, TypeError, ValueError):
            self._refuse("invalid", value)
        if not amount.is_finite():
            self._refuse("invalid", value)
        if abs(amount) >= 10 ** (MAX_DIGITS - 2):
            self._refuse("too_large", value)
        if amount != amount.quantize(CENTS):
            self._refuse("decimals", value)
        return amount.quantize(CENTS)

    def _refuse(self, code: str, value: object) -> None:
        raise ValidationError(self.error_messages[code], code=code, params={"value": value})

    def get_prep_value(self, value: object) -> int | None:
        amount = self.to_python(super().get_prep_value(value))
        return None if amount is None else int(amount.scaleb(2))

    def from_db_value(self, value: Any, expression: object, connection: object) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{
                "form_class": AmountField,
                "max_digits": MAX_DIGITS,
                "decimal_places": 2,
                # What a row may hold is said by its validators and constraints.
                "min_value": None,
                **kwargs,
            }
        )


register_combinable_fields(MoneyField, Combinable.ADD, MoneyField, MoneyField)
register_combinable_fields(MoneyField, Combinable.SUB, MoneyField, MoneyField)
register_combinable_fields(MoneyField, Combinable.MUL, models.IntegerField, MoneyField)

ZERO = models.Value(Decimal(0), output_field=MoneyField())
