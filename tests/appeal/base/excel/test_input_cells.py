"""What people type into a template is read rightly or refused in a sentence, never guessed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _

from appeal.base.excel import InputCell, Kind, UnreadableCell

pytestmark = [pytest.mark.unit, pytest.mark.once]

AMOUNT = InputCell(Kind.AMOUNT, least=Decimal("0.01"), most=Decimal("9999999999999.99"))
QUETZALES = InputCell(Kind.AMOUNT, currency="GTQ")
WHOLE = InputCell(Kind.WHOLE, least=Decimal(0), most=Decimal(100))
QUANTITY = InputCell(Kind.QUANTITY, least=Decimal(0))
RATE = InputCell(Kind.RATE, least=Decimal("0.000001"))
TEXT = InputCell(Kind.TEXT, longest=10)
DAY = InputCell(Kind.DAY)
# As openpyxl gives it: Excel knows no time zone.
EXCELS_DAY = datetime(2020, 6, 30, 13, 5)  # noqa: DTZ001
CHOICE = InputCell(Kind.CHOICE, choices={"ongoing": _("ongoing"), "GT-1.1": "GT-1.1 Reception"})


@pytest.mark.parametrize(
    ("entry", "value", "language", "expected"),
    [
        (AMOUNT, 1250.5, "en", "1250.50"),
        (AMOUNT, 1250, "es", "1250"),
        (AMOUNT, 0.1 + 0.2, "en", "0.30"),
        (AMOUNT, "1250.50", "en", "1250.50"),
        (AMOUNT, "1,250.50", "en", "1250.50"),
        (AMOUNT, "1250,50", "fr", "1250.50"),
        (AMOUNT, "1 250,50", "fr", "1250.50"),
        (AMOUNT, "1\u202f250,50", "fr", "1250.50"),
        (AMOUNT, "1\xa0250\xa0000", "fr", "1250000"),
        (AMOUNT, "1,250,000", "en", "1250000"),
        (QUANTITY, 0, "en", "0"),
        (QUANTITY, "0", "es", "0"),
        (QUANTITY, "0.125", "en", "0.125"),
        (WHOLE, 40, "en", "40"),
        (WHOLE, "40 %", "es", "40"),
        (RATE, 7.654321, "en", "7.654321"),
        (RATE, "7,65", "fr", "7.65"),
        *((RATE, text, "es", "0.892") for text in ("0,892", "00,892", "0.892", ".892")),
        (RATE, "0,001", "en", "0.001"),
        (QUANTITY, "0,500", "en", "0.5"),
        (QUANTITY, "0.500", "fr", "0.5"),
        (QUETZALES, "Q 1'250.50", "es", "1250.50"),
        (QUETZALES, "GTQ\u00a0100", "es", "100"),
        (AMOUNT, "$ 100", "es", "100"),
    ],
)
def test_a_number_is_read_where_there_is_one_way_to_read_it(
    entry: InputCell, value: Any, language: str, expected: str
) -> None:
    assert entry.read(value, language) == Decimal(expected)


@pytest.mark.parametrize(
    ("entry", "value", "language", "sentence"),
    [
        (AMOUNT, "1.250", "es", "could mean thousands or three decimals"),
        (AMOUNT, "1,250", "en", "could mean thousands or three decimals"),
        (AMOUNT, "12,345 USD", "en", "could mean thousands or three decimals"),
        (AMOUNT, "Q 100", "en", "is in GTQ, but the currency here is USD"),
        (QUETZALES, "$100", "en", "is in USD, but the currency here is GTQ"),
        (AMOUNT, "Q.500", "es", "could mean thousands or three decimals"),
        (RATE, "7.654", "en", "could mean thousands or three decimals"),
        (RATE, "GTQ 7.65", "en", "not a number"),
        (QUANTITY, "40 %", "en", "not a number"),
        (AMOUNT, "0,125", "en", "2 decimals"),
        (QUANTITY, "1" * 40, "en", "too large"),
        (QUANTITY, "1" * 501, "en", "not a number"),
        (AMOUNT, "Infinity", "en", "not a number"),
        (AMOUNT, "\uff14\uff10", "en", "not a number"),
        (AMOUNT, "about 40", "en", "not a number"),
        (AMOUNT, "1e5", "en", "not a number"),
        (AMOUNT, "٤٠", "en", "not a number"),
        (AMOUNT, "=1+1", "en", "not a number"),
        (AMOUNT, True, "en", "not a number"),
        (AMOUNT, date(2020, 1, 1), "en", "not a number"),
        (AMOUNT, float("nan"), "en", "too large"),
        (AMOUNT, float("inf"), "en", "too large"),
        (AMOUNT, 1e300, "en", "too large"),
        (AMOUNT, 10**13, "en", "highest possible"),
        (AMOUNT, -5, "en", "lowest possible"),
        (AMOUNT, 0, "en", "lowest possible"),
        (AMOUNT, 1.234, "en", "2 decimals"),
        (WHOLE, 40.5, "en", "whole number"),
        (WHOLE, 101, "en", "highest possible value is 100"),
        (QUANTITY, 0.00001, "en", "4 decimals"),
    ],
)
def test_a_number_that_could_mean_two_things_or_none_is_refused(
    entry: InputCell, value: Any, language: str, sentence: str
) -> None:
    with pytest.raises(UnreadableCell, match=sentence):
        entry.read(value, language)


def test_a_cell_shown_as_a_percentage_is_read_as_it_is_seen() -> None:
    assert WHOLE.read(0.45, "en", is_percent=True) == 45


@pytest.mark.parametrize("kind", [Kind.AMOUNT, Kind.RATE])
def test_money_shown_as_a_percentage_is_refused(kind: Kind) -> None:
    with pytest.raises(UnreadableCell, match="Format it as a number"):
        InputCell(kind).read(81.55, "en", is_percent=True)


DAYS = [
    ("es", date(2020, 10, 20)),
    ("es", EXCELS_DAY.replace(month=10, day=20)),
    *((language, "2020-10-20") for language in ("en", "es", "fr")),
    ("en", " 2020-10-20 "),
    ("es", "20/10/2020"),
    ("fr", "20/10/2020"),
    ("en", "20 Oct 2020"),
    ("en", "20 October 2020"),
    ("es", "20 oct 2020"),
    ("es", "20\u00a0octubre\u00a02020"),
    ("fr", "20 octobre 2020"),
    ("fr", "20 oct. 2020"),
]


@pytest.mark.parametrize(("language", "value"), DAYS)
def test_a_day_is_excels_or_iso_or_written_as_the_template_writes_it(
    language: str, value: Any
) -> None:
    assert DAY.read(value, language) == date(2020, 10, 20)


def test_the_day_stands_before_the_month() -> None:
    assert DAY.read("3/4/2020", "es") == DAY.read("03/04/2020", "fr") == date(2020, 4, 3)
    assert DAY.read("1er mars 2020", "fr") == date(2020, 3, 1)


NO_DAYS = [
    *(("en", text) for text in ("03/04/2020", "20/10/2020", "10/20/2020", "20 octubre 2020")),
    *(("es", text) for text in ("10/20/2020", "20/10/20", "20-10-2020", "20.10.2020", "octubre")),
    *(("fr", text) for text in ("20 octubre 2020", "30 foo 2020", "2020-13-01", "20201020")),
    ("fr", "2020-W10-1"),
    ("fr", "\uff12020-10-20"),
    ("fr", 44012),
    ("fr", True),
    ("fr", "2020-10-20 00:00"),
]


@pytest.mark.parametrize(("language", "value"), NO_DAYS)
def test_no_other_day_is_guessed(language: str, value: Any) -> None:
    with pytest.raises(UnreadableCell, match="not a date"):
        DAY.read(value, language)


def test_a_day_that_nobody_means_is_refused() -> None:
    with pytest.raises(UnreadableCell, match="between 1900 and 2999"):
        DAY.read(date(1, 1, 1), "en")


@pytest.mark.parametrize(
    "written", ["ongoing", "Ongoing", "en curso", "EN COURS", " en cours ", "en\u00a0cours"]
)
def test_a_choice_is_known_in_every_language(written: str) -> None:
    assert CHOICE.read(written, "en") == "ongoing"


WRITTEN = ["GT-1.1", "gt-1.1", "GT-1.1 Reception", "GT-1.1 as we say"]
SPACED = [f"GT-1.1{space}Reception" for space in ("\u00a0", "\u202f", "\t", "\n", "  ")]


@pytest.mark.parametrize("written", [*WRITTEN, *SPACED])
def test_a_choice_with_a_code_is_known_by_it(written: str) -> None:
    assert CHOICE.read(written, "en") == "GT-1.1"


def test_what_is_no_choice_is_refused_with_the_choices() -> None:
    with pytest.raises(UnreadableCell, match=r"GT-1\.1 Reception"):
        CHOICE.read("on going", "en")


def test_a_number_may_be_meant_as_text_and_too_long_a_text_is_refused() -> None:
    assert TEXT.read(2020.0, "en") == "2020"
    assert TEXT.read("a\x00b", "en") == "ab"
    with pytest.raises(UnreadableCell, match="11 characters long"):
        TEXT.read("x" * 11, "en")
