"""Amounts as people write them: shown in the reader's language, read in it, or refused."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum
from typing import Self

from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from .currencies import meant_by

DASH = "–"


def grouped(value: Decimal | float, decimals: int) -> str:
    """A number with its thousands apart and so many decimals, as the active language writes it."""
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    # What rounds to zero has no sign.
    written = f"{rounded or abs(rounded):,f}"
    if (signs := (get_format("THOUSAND_SEPARATOR"), get_format("DECIMAL_SEPARATOR"))) == (",", "."):
        return written
    return written.translate(dict(zip(map(ord, ",."), signs, strict=True)))


def dollars(value: Decimal | None) -> str:
    """A figure that is read: 1,250 for 1,250.40, but 0.40; an en dash for NULL."""
    if value is None:
        return DASH
    # What is there never reads as nothing.
    return grouped(value, 2 if 0 < abs(value) < 1 else 0)


def money(value: Decimal | None) -> str:
    """A planned amount while it is written: 1,250; cents only where there are some."""
    if value is None:
        return DASH
    return grouped(value, 0 if value == int(value) else 2)


def as_typed(amount: Decimal) -> Decimal:
    """To be edited: without cents where there are none."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount


def cents(value: Decimal | None) -> str:
    """An amount of the ledger: 1,250.50; an en dash for NULL."""
    return DASH if value is None else grouped(value, 2)


def percent(value: float | Decimal | None) -> str:
    """A fraction as a percentage with one decimal: 18.4 %; an en dash for NULL."""
    return DASH if value is None else f"{grouped(Decimal(str(value)) * 100, 1)}\u00a0%"


def quantity(value: Decimal | None) -> str:
    """A number with the decimals that it has, up to four: 1,250 or 12.5; an en dash for NULL."""
    if value is None:
        return DASH
    exponent = round(Decimal(value), 4).normalize().as_tuple().exponent
    return grouped(value, max(0, -int(exponent)))


def quantity_in_full(value: Decimal) -> str:
    """A number with all the decimals that it has."""
    return grouped(value, max(0, -int(Decimal(value).normalize().as_tuple().exponent)))


def units(value: Decimal | None) -> str:
    """A rate of exchange: 7.70, with as many decimals as it has; an en dash for NULL."""
    if value is None:
        return DASH
    return grouped(value, max(2, -int(Decimal(value).normalize().as_tuple().exponent)))


class Lone(Enum):
    """What a lone comma or full stop before exactly three digits is: 12,345 can be two numbers.

    A page takes what the active language makes of it, and echoes it. A rate takes it for decimals
    where the active language writes them so; else it is refused, as a template refuses it always.
    """

    AS_WRITTEN = "as the active language writes it"
    DECIMALS = "decimals or refused"
    REFUSED = "refused"


# No Refusal: a number is read in the language of its template and refused in that of its reader, in
# the words of the cell or field.
class NoNumber(ValueError):
    """The text is no number that can be read."""


class TwoWays(NoNumber):
    """The text is one number with thousands apart and another one with three decimals."""


class OtherCurrency(ValueError):
    """The amount bears the sign or the code of another currency than its own; the text says so."""

    def __init__(self, written: str, other: str, currency: str) -> None:
        super().__init__(written, other, currency)
        self.said = {"written": written.strip(), "other": other, "currency": currency}

    def __str__(self) -> str:
        return str(OTHER_CURRENCY) % self.said


OTHER_CURRENCY = _(
    "“%(written)s” is in %(other)s, but the currency here is %(currency)s. Enter the"
    " amount in %(currency)s or correct the currency."
)
# Longer than anything that a person means as a number.
LONGEST = 500
SAME_SPACE = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
SAME_APOSTROPHE = dict.fromkeys(map(ord, "\u2019\u02bc"), "'")
# A group of thousands begins with 1 to 9, each further one has three digits, one mark parts them.
GROUPS = r"[1-9]\d{0,2}(?P<mark>[ ',.])\d{3}(?:(?P=mark)\d{3})*"
WHOLE = re.compile(rf"[+-]?(?:\d+|{GROUPS})", re.ASCII)
DECIMALS = re.compile(
    rf"[+-]?(?P<whole>\d+|{GROUPS})?(?!(?P=mark))(?P<point>[.,])(?P<fraction>\d+)", re.ASCII
)
# Currency signs and codes come before or after; Q. and Lps. include a full stop.
MARKED = re.compile(
    r"(?P<before>[^\d\s.,'+-]*)(?P<stop>\.?)(?P<number>[\d\s.,'+-]*)(?P<after>[^\d\s.,'+-]*\.?)",
    re.ASCII,
)


def read_number(text: str, lone: Lone = Lone.AS_WRITTEN) -> Decimal:
    """A written number: 1250.5, 1,250.50, 1.250,50, 1 250,50, 1'250.50 or .5.

    A leading 0 is not a group of thousands: 0,500 is a half in every language. What can mean more
    than one number is decided by `lone`. Raises NoNumber.
    """
    written = text.translate(SAME_SPACE | SAME_APOSTROPHE).strip()
    whole = WHOLE.fullmatch(written)
    decimals = DECIMALS.fullmatch(written)
    if len(written) > LONGEST or not (whole or decimals):
        raise NoNumber(text)
    if decimals and _is_lone(written, decimals):
        is_ours = decimals["point"] == get_format("DECIMAL_SEPARATOR")
        if whole and (lone is Lone.REFUSED or (lone is Lone.DECIMALS and not is_ours)):
            raise TwoWays(text)
        if not is_ours:
            decimals = None
    if decimals:
        fraction = decimals["fraction"]
        digits = written.removesuffix(f"{decimals['point']}{fraction}")
        return Decimal(f"{_digits(digits)}.{fraction}")
    if not whole:
        raise NoNumber(text)
    return Decimal(_digits(written))


def _is_lone(written: str, decimals: re.Match[str]) -> bool:
    """Whether it has one comma or full stop, before three digits, and no leading 0."""
    before = (decimals["whole"] or "0")[0]
    marks = written.count(",") + written.count(".")
    return marks == 1 and len(decimals["fraction"]) == 3 and before != "0"


def _digits(written: str) -> str:
    return re.sub(r"[ ',.]", "", written)


class WrittenAmount(Decimal):
    """An amount, the text it was read from, and the currencies that each of its signs can mean."""

    written: str
    meant: Sequence[Sequence[str]]

    def __new__(cls, amount: Decimal, written: str, meant: Sequence[Sequence[str]]) -> Self:
        made = super().__new__(cls, amount)
        made.written, made.meant = written, meant
        return made

    def checked(self, currency: str | None) -> Self:
        """The amount if it is in `currency`; raises OtherCurrency if it is not."""
        for currencies in self.meant:
            if currency and currency not in currencies:
                raise OtherCurrency(self.written, currencies[0], currency)
        return self


def read_amount(
    text: str, currency: str | None = "USD", lone: Lone = Lone.AS_WRITTEN
) -> WrittenAmount:
    """A written amount in `currency`, possibly with its sign or code: Q 1,250.50, 100 GTQ.

    None: whichever it is in; who knows it asks `checked`. Raises NoNumber, OtherCurrency.
    """
    if len(text) > LONGEST:
        raise NoNumber(text)
    found = MARKED.fullmatch(text.translate(SAME_SPACE | SAME_APOSTROPHE).strip())
    meant = [meant_by(mark) for mark in (found["before"], found["after"]) if mark] if found else []
    if not found or not all(meant):
        raise NoNumber(text)
    if found["before"] and found["stop"] and re.fullmatch(r"\d+ *", found["number"], re.ASCII):
        # Q.500 is Q 500 to some and half a quetzal to others.
        raise TwoWays(text)
    amount = read_number(("" if found["before"] else found["stop"]) + found["number"], lone)
    return WrittenAmount(amount, text, meant).checked(currency)
