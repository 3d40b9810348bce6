"""What a person fills in in a template: declared once, and read back by the same declaration."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ..amounts import (
    DASH,
    Lone,
    NoNumber,
    OtherCurrency,
    TwoWays,
    WrittenAmount,
    read_amount,
    read_number,
)
from ..currencies import meant_by
from ..days import is_meant, read_day
from ..refusals import Refusal
from .columns import Text
from .text import without_control_characters

CLEAR = "CLEAR"
# Beyond what any column keeps.
MOST = Decimal(10) ** 15


class UnreadableCell(Refusal):
    """A cell cannot be read for sure; the text says what would be right."""


class Kind(Enum):
    """What is asked for."""

    TEXT = "text"
    DAY = "day"
    CHOICE = "choice"
    WHOLE = "whole number"
    PERCENT = "percentage"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    RATE = "rate"


DECIMALS = {Kind.WHOLE: 0, Kind.PERCENT: 2, Kind.AMOUNT: 2, Kind.QUANTITY: 4, Kind.RATE: 6}
# What may be written with a %.
PERCENTAGES = (Kind.WHOLE, Kind.PERCENT)


@dataclass(frozen=True)
class InputCell:
    """A cell to fill in: its kind, what it may hold at least and at most, or its choices.

    `choices` are labels by code, in the reader's language; `longest` is in characters. `prompt` is
    what Excel shows beside the cell. `currency` is that of an amount; None where the row says it.
    """

    kind: Kind
    choices: Mapping[str, Text] = field(default_factory=dict)
    least: Decimal | None = None
    most: Decimal | None = None
    longest: int = 0
    prompt: Text = ""
    currency: str | None = "USD"

    def read(
        self, value: object, language: str, *, is_percent: bool = False, marks: Sequence[str] = ()
    ) -> Any:
        """The value of a cell as str, Decimal, date or code of a choice.

        `value` is what the workbook holds: text, number, date or bool. `language` is that of the
        template, by which written numbers are read. `is_percent`: the cell shows a percentage, so
        that 0.45 is what its reader sees as 45; `marks` are the signs of currencies that it shows.
        Raises UnreadableCell.
        """
        if isinstance(value, str):
            value = without_control_characters(value)[0].strip()
        if self.kind is Kind.TEXT:
            return self._text(value)
        if self.kind is Kind.DAY:
            return self._day(value, language)
        if self.kind is Kind.CHOICE:
            return self._choice(value)
        number = self._number(value, language)
        if is_percent and self.kind in (Kind.AMOUNT, Kind.RATE):
            raise UnreadableCell(
                _("This cell is formatted as a percentage. Format it as a number.")
            )
        if not number.is_finite() or abs(number) >= MOST:
            raise UnreadableCell(_("This number is too large."))
        fitting = self._fitting(number * 100 if is_percent else number)
        return self._in_currency(fitting, number, marks) if self.kind is Kind.AMOUNT else fitting

    def _in_currency(self, fitting: Decimal, number: Decimal, marks: Sequence[str]) -> Decimal:
        """The amount with its signs, from its text or from the cell's format."""
        if isinstance(number, WrittenAmount):
            return WrittenAmount(fitting, number.written, number.meant)
        shown = WrittenAmount(fitting, " ".join([*marks, str(number)]), [*map(meant_by, marks)])
        try:
            return shown.checked(self.currency)
        except OtherCurrency as refusal:
            raise UnreadableCell(str(refusal)) from None

    def _text(self, value: object) -> str:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = value.isoformat()[:10] if isinstance(value, date) else str(value)
        if self.longest and len(text) > self.longest:
            raise UnreadableCell(
                _("This text is %(length)d characters long. Shorten it to %(longest)d or fewer.")
                % {"length": len(text), "longest": self.longest}
            )
        return text

    def _day(self, value: object, language: str) -> date:
        if isinstance(value, datetime):
            value = value.date()
        if not isinstance(value, date):
            try:
                with translation.override(language):
                    value = read_day(value if isinstance(value, str) else "")
            except ValueError:
                raise UnreadableCell(
                    _("This is not a date. Enter an Excel date, or write it like 2020-06-30.")
                ) from None
        if not is_meant(value):
            raise UnreadableCell(_("Enter a date between 1900 and 2999."))
        return value

    def _choice(self, value: object) -> str:
        written = _plain(self._text(value))
        first = written.partition(" ")[0]
        if code := self._codes.get(written) or self._codes.get(first) or self._labels.get(written):
            return code
        raise UnreadableCell(
            _("“%(written)s” is not one of the choices. Choose from: %(choices)s.")
            % {"written": str(value)[:60], "choices": _listed(self.choices)}
        )

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {_plain(code): code for code in reversed(list(self.choices))}

    @cached_property
    def _labels(self) -> dict[str, str]:
        """The choices by their labels in every language; of two that are alike the first."""
        return {
            _plain(text): code
            for code in reversed(list(self.choices))
            for text in in_all_languages(self.choices[code])
        }

    def _number(self, value: object, language: str) -> Decimal:
        """A number of a cell, or one written as text where there is only one way to read it."""
        if isinstance(value, bool | date):
            raise UnreadableCell(_("This is not a number."))
        if isinstance(value, int | float):
            return Decimal(str(value))
        written = str(value)
        try:
            with translation.override(language):
                return self._written(written)
        except TwoWays:
            sentence = _(
                "“%(written)s” could mean thousands or three decimals. Enter it as a number."
            )
        except NoNumber:
            sentence = _("“%(written)s” is not a number.")
        except OtherCurrency as refusal:
            raise UnreadableCell(str(refusal)) from None
        raise UnreadableCell(sentence % {"written": written[:40]})

    def _written(self, text: str) -> Decimal:
        if self.kind is Kind.AMOUNT:
            return read_amount(text, self.currency, Lone.REFUSED)
        is_percent = self.kind in PERCENTAGES
        return read_number(text.removesuffix("%") if is_percent else text, Lone.REFUSED)

    def _fitting(self, number: Decimal) -> Decimal:
        decimals = DECIMALS[self.kind]
        # 0.1 + 0.2 in a cell is a sum of binary fractions: further digits mean nothing.
        rounded = round(number, decimals + 6)
        if rounded != round(rounded, decimals):
            raise UnreadableCell(
                _("Enter a whole number.")
                if decimals == 0
                else _("Round this to at most %(decimals)d decimals.") % {"decimals": decimals}
            )
        if self.least is not None and rounded < self.least:
            raise UnreadableCell(
                _("The lowest possible value is %(least)s.") % {"least": self.least}
            )
        if self.most is not None and rounded > self.most:
            raise UnreadableCell(_("The highest possible value is %(most)s.") % {"most": self.most})
        return round(rounded, decimals)


def in_all_languages(label: Text) -> list[str]:
    """The label as readers of each language see it."""
    shown = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            shown.append(str(label))
    return shown


def _listed(choices: Mapping[str, Text]) -> str:
    labels = [str(label) for label in choices.values()]
    return (", ".join(labels[:8]) or DASH) + (" …" if len(labels) > 8 else "")


def _plain(text: str) -> str:
    """The text as it is compared: white space of any kind, capitals and composed accents alike."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()
