"""Whatever a reader accepts it reads again from how we write it, and no two doors differ.

Doors are the pages with their admin, and the templates; each in the three languages.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from hypothesis import example, given, settings
from hypothesis import strategies as st

from appeal.base.amounts import cents, money, quantity, units
from appeal.base.days import DayField
from appeal.base.excel import InputCell, Kind, UnreadableCell
from appeal.base.number_fields import AmountField, NumberField, QuantityField, WholeField
from tracking.forms import RateField
from tracking.models import rounded

pytestmark = [pytest.mark.unit, pytest.mark.once]

Write = Callable[[Decimal], str]
LANGUAGES = ("en", "es", "fr")
PIECES = [
    *"0123456789", "00", "000", "12", "125", "500", "1250", ",", ".", ",", ".", " ", "\u00a0",
    "\u202f", "'", "’", "-", "+", "%", "Q", "Q.", "GTQ", "L", "$", "USD", "C$", "€", "e", "x", "９",
    "\n", "B/.",
]  # fmt: skip
NUMBERS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join)
# Whole numbers, groups and decimals, so that much of what is tried is accepted.
LIKELY = st.from_regex(
    r"(Q |\$|GTQ )?[0-9]{1,3}([ ,.'\u202f]?[0-9]{3}){0,3}([.,][0-9]{1,4})?( GTQ| €)?",
    fullmatch=True,
)
TEXTS = NUMBERS | LIKELY


def said(field: NumberField) -> list[Write]:
    return [lambda value: field.said(value), lambda value: str(field.prepare_value(value))]


def doors(currency: str) -> dict[str, tuple[NumberField, InputCell, list[Write]]]:
    """Each kind of number: its field, its entry in a template, how pages write it."""
    amount, rate = AmountField(currency=currency), RateField()
    number, percent = QuantityField(), WholeField(min_value=0, max_value=100)
    most = Decimal(10) ** 13
    return {
        "amount": (
            amount,
            InputCell(Kind.AMOUNT, least=Decimal("0.01"), most=most, currency=currency),
            [cents, money, lambda value: f"{currency} {cents(value)}", *said(amount)],
        ),
        "quantity": (
            number,
            InputCell(Kind.QUANTITY, least=Decimal(0), most=most / 100),
            [quantity, *said(number)],
        ),
        "rate": (
            rate,
            InputCell(Kind.RATE, least=Decimal("0.000001"), most=Decimal(9_000_000)),
            [units, *said(rate)],
        ),
        "percent": (
            percent,
            InputCell(Kind.WHOLE, least=Decimal(0), most=Decimal(100)),
            [quantity, str, lambda value: str(percent.prepare_value(Decimal(value)))],
        ),
    }


def on_page(field: Any, text: str) -> Any:
    try:
        return field.clean(text)
    except ValidationError:
        return None


def in_template(entry: InputCell, value: Any, language: str) -> Any:
    try:
        return entry.read(value, language)
    except UnreadableCell:
        return None


@settings(max_examples=200)
@pytest.mark.parametrize("kind", ["amount", "quantity", "rate", "percent"])
@pytest.mark.parametrize("language", LANGUAGES)
@example(text="1.0000000000001", currency="USD")
@given(text=TEXTS, currency=st.sampled_from(["USD", "GTQ", "EUR"]))
def test_a_number_is_read_again_from_how_it_is_written(
    kind: str, language: str, text: str, currency: str
) -> None:
    field, entry, writers = doors(currency)[kind]
    with translation.override(language):
        page, template = on_page(field, text), in_template(entry, text, language)

        if page is not None:
            written = [write(page) for write in writers]
            assert {each: on_page(field, each) for each in written} == dict.fromkeys(written, page)
        if template is not None:
            assert in_template(entry, float(template), language) == template
            assert template.is_finite()
        if None not in (page, template):
            # The form of a rate rounds it, where it can say so.
            assert (rounded(page) if kind == "rate" else page) == template


@settings(max_examples=200)
@pytest.mark.parametrize("kind", ["amount", "quantity", "rate", "percent"])
@given(text=TEXTS)
def test_a_template_reads_a_text_alike_in_every_language_or_refuses_it(
    kind: str, text: str
) -> None:
    _field, entry, _writers = doors("GTQ")[kind]

    read = {in_template(entry, text, language) for language in LANGUAGES} - {None}

    assert len(read) <= 1


@settings(max_examples=200)
@given(text=LIKELY)
def test_a_leading_zero_is_no_group_of_thousands(text: str) -> None:
    for language in LANGUAGES:
        with translation.override(language):
            read = on_page(QuantityField(), f"0,{text}"), on_page(QuantityField(), f"0.{text}")
        assert all(number is None or number < 1 for number in read)


DAY = InputCell(Kind.DAY)
MONTHS = ["Jan", "March", "sept", "oct.", "octubre", "janv.", "août", "1er"]
DAYISH = st.lists(
    st.sampled_from([*"0123456789", "20", "2020", "/", "-", ".", " ", *MONTHS]), max_size=8
).map("".join)


@settings(max_examples=300)
@given(text=DAYISH | st.dates(date(1800, 1, 1), date(3100, 1, 1)).map(str))
def test_a_day_is_read_alike_through_every_door(text: str) -> None:
    for language in LANGUAGES:
        with translation.override(language):
            assert on_page(DayField(required=False), text) == in_template(DAY, text, language)


@settings(max_examples=300)
@given(day=st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_a_day_is_read_again_from_how_it_is_written(day: date) -> None:
    for language in LANGUAGES:
        with translation.override(language):
            written = {day.isoformat(), date_format(day), date_format(day, "SHORT_DATE_FORMAT")}
            assert {on_page(DayField(), each) for each in written} == {day}
            assert {in_template(DAY, each, language) for each in written} == {day}


CHOICES = InputCell(
    Kind.CHOICE,
    choices={"ongoing": _("ongoing"), "planned": _("planned"), "GT-1.1": "GT-1.1 Recepción"},
)
WORDS = [
    *"aeo", "ongoing", "en", "curso", "cours", "GT-1.1", "Recepción", "Recepcio\u0301n",
    " ", "\u00a0", "\t", "PLANNED", "planifi\u00e9", "prevu",
]  # fmt: skip


@settings(max_examples=200)
@given(text=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map("".join))
def test_a_choice_is_read_again_from_its_label(text: str) -> None:
    for language in LANGUAGES:
        code = in_template(CHOICES, text, language)
        if code is not None:
            with translation.override(language):
                label = str(CHOICES.choices[code])
            assert in_template(CHOICES, label, language) == code
            assert in_template(CHOICES, label.replace(" ", "\u202f"), "en") == code
