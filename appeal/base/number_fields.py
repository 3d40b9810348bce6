"""The fields of forms for numbers and amounts: read by one rule, echoed as they are understood."""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from .amounts import Lone, NoNumber, OtherCurrency, WrittenAmount, grouped, read_amount, read_number

TOO_LARGE = ("max_whole_digits", "max_digits")


class NumberInPage(forms.BoundField):
    """A number in a page, and beside it what was typed is understood as.

    Scripts say it while somebody types, by the same rule.
    """

    field: "NumberField"

    def as_widget(self, widget: Any = None, attrs: Any = None, only_initial: bool = False) -> Any:
        if widget or self.field.widget.is_hidden or self.field.disabled:
            return super().as_widget(widget, attrs, only_initial)
        attrs = (attrs or {}) | self.field.reading
        shown = super().as_widget(widget, attrs, only_initial)
        named = {"for": self.id_for_label} if self.id_for_label else {}
        return format_html(
            '{}<output class="understood"{}>{}</output>', shown, flatatt(named), self.understood
        )

    @property
    def understood(self) -> str:
        """What was typed, in the words of the page; empty for digits alone and for no number."""
        typed = str(self.value() or "") if self.form.is_bound else ""
        if typed.strip().isdigit():
            return ""
        try:
            number = self.field.clean(typed)
        except ValidationError:
            return ""
        return "" if number is None else f"= {self.field.said(number)}"


class NumberField(forms.DecimalField):
    """A form field for a number, however its thousands and decimals are set apart.

    `lone` is how strictly it is read. It says in one sentence of its own what it refuses. `fewest`
    are the decimals that are always shown, `unit` what is before the number.
    """

    default_error_messages = {
        "invalid": _("This is not a number. Use digits only, for example %(example)s."),
        "max_decimal_places": _(
            "A number can have at most %(places)s decimals, for example %(example)s."
        ),
        **dict.fromkeys(TOO_LARGE, _("This number is too large.")),
    }
    # What Django's field is told unless the form says otherwise.
    limits: ClassVar[dict[str, Any]] = {}
    sample = "12.5"
    fewest = 0
    unit = ""
    # Each kind of number by the name that scripts ask for its sentences.
    kinds: ClassVar[dict[str, type["NumberField"]]] = {}

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.kinds[cls.kind()] = cls

    @classmethod
    def kind(cls) -> str:
        return cls.__name__.removesuffix("Field").lower()

    @classmethod
    def written_in(cls, currency: str | None) -> Self:
        """A field of this kind, for a number in `currency` where it is one of money."""
        return cls()

    def __init__(self, *, lone: Lone = Lone.AS_WRITTEN, **kwargs: object) -> None:
        self.lone = lone
        typed = {"inputmode": "decimal", "autocomplete": "off", "maxlength": 80}
        kwargs.setdefault("widget", forms.TextInput(attrs=typed))
        super().__init__(**(self.limits | kwargs))

    def read(self, text: str) -> Decimal:
        return read_number(text, self.lone)

    def to_python(self, value: object) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal | int):
            return Decimal(value)
        try:
            return self.read(str(value))
        except NoNumber:
            raise self._refusal("invalid", value) from None

    def run_validators(self, value: object) -> None:
        """One sentence for the first thing that is wrong, in this field's words."""
        try:
            super().run_validators(value)
        except ValidationError as error:
            first = error.error_list[0]
            if first.code not in self.error_messages:
                raise
            raise self._refusal(first.code, value) from None

    def get_bound_field(self, form: Any, field_name: str) -> NumberInPage:
        return NumberInPage(form, self, field_name)

    def said(self, number: Decimal) -> str:
        """A number that was understood, as the page writes it."""
        has = -int(Decimal(number).normalize().as_tuple().exponent)
        return f"{self.unit} {grouped(number, max(self.fewest, has))}".strip()

    @property
    def reading(self) -> dict[str, Any]:
        """What scripts read and write the number by."""
        return {
            "data-lone": self.lone.name,
            "data-decimal": get_format("DECIMAL_SEPARATOR"),
            "data-thousands": get_format("THOUSAND_SEPARATOR"),
            "data-least": self.fewest,
            "data-most": 20 if self.decimal_places is None else self.decimal_places,
            "data-currency": self.unit,
            "data-kind": self.kind(),
        }

    def _refusal(self, code: str, value: object) -> ValidationError:
        said = {"example": self.example, "places": self.decimal_places, "written": value}
        return ValidationError(self.error_messages[code], code, said)

    @property
    def example(self) -> str:
        return self.sample.replace(".", get_format("DECIMAL_SEPARATOR"))

    def prepare_value(self, value: object) -> Any:
        """As a person would type it, without the zeros that the database stores after 12.5."""
        if isinstance(value, Decimal):
            return f"{self.shortened(value):f}".replace(".", get_format("DECIMAL_SEPARATOR"))
        return value

    def shortened(self, value: Decimal) -> Decimal:
        return Decimal(f"{value.normalize():f}")


NumberField.kinds[NumberField.kind()] = NumberField


class AmountField(NumberField):
    """A field for money: above zero, to the cent, in the `currency` of the entry.

    None: a currency that is refused itself, so that no sign can contradict it.
    """

    default_error_messages = {
        "invalid": _("This is not an amount. Use digits only, for example %(example)s."),
        "max_decimal_places": _(
            "An amount can have at most two decimals, for example %(example)s."
        ),
        **dict.fromkeys(TOO_LARGE, _("This amount is too large.")),
        "min_value": _("The amount must be above zero."),
    }
    limits: ClassVar = {"max_digits": 15, "decimal_places": 2, "min_value": Decimal("0.01")}
    sample = "1250.50"
    fewest = 2

    def __init__(self, *, currency: str | None = "USD", **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(**kwargs)

    @classmethod
    def written_in(cls, currency: str | None) -> Self:
        return cls(currency=currency)

    @property
    def unit(self) -> str:  # type: ignore[override]
        return self.currency or ""

    def read(self, text: str) -> Decimal:
        return read_amount(text, self.currency, self.lone)

    def to_python(self, value: object) -> Any:
        try:
            return (
                value.checked(self.currency)
                if isinstance(value, WrittenAmount)
                else super().to_python(value)
            )
        except OtherCurrency as refusal:
            raise ValidationError(str(refusal), "currency") from None

    def shortened(self, value: Decimal) -> Decimal:
        return value


class QuantityField(NumberField):
    """A field for a quantity of an indicator: zero or more, with up to four decimals."""

    default_error_messages = {
        "max_decimal_places": _(
            "A number can have at most four decimals, for example %(example)s."
        ),
        "min_value": _("The number must be zero or more."),
    }
    limits: ClassVar = {"max_digits": 15, "decimal_places": 4, "min_value": Decimal(0)}


class WholeField(NumberField):
    """A field for a whole number."""

    default_error_messages = {"max_decimal_places": _("Enter a whole number.")}
    limits: ClassVar = {"decimal_places": 0}
    sample = "12"

    def clean(self, value: object) -> Any:
        number = super().clean(value)
        return number if number is None else int(number)
