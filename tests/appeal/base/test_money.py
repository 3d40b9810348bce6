"""Money: exact to the cent in the database, and read from what people write."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, Sum
from django.utils import translation

from appeal.base.amounts import Lone, NoNumber, OtherCurrency, dollars, read_amount
from appeal.base.number_fields import AmountField
from appeal.models import MoneyField, Office, Requirement, StatedTotal
from tests.factories import make_appeal, make_cell

TEN_TRILLION = 10**13


class AmountForm(forms.Form):
    amount = AmountField()


def refusal(written: str) -> str:
    """What the form says about an amount; empty where it accepts it."""
    return " ".join(AmountForm({"amount": written}).errors.get("amount", []))


@pytest.mark.django_db
def test_a_thousand_times_ten_cents_is_a_hundred() -> None:
    appeal = make_appeal()
    offices = Office.objects.bulk_create(
        Office(region=appeal.region, code=f"{number:04}", name_en="An office", kind="country")
        for number in range(1000)
    )
    StatedTotal.objects.bulk_create(
        StatedTotal(appeal=appeal, office=office, amount=Decimal("0.10")) for office in offices
    )

    summed = appeal.stated_totals.aggregate(all=Sum("amount"))["all"]

    assert isinstance(summed, Decimal)
    assert str(summed) == "100.00"


@pytest.mark.django_db
def test_an_amount_comes_back_as_the_decimal_that_was_saved() -> None:
    cell = make_cell(amount=Decimal("9999999999999.99"))

    cell.refresh_from_db()

    assert str(cell.amount) == "9999999999999.99"


@pytest.mark.django_db
@pytest.mark.parametrize(("given", "kept"), [(7, "7.00"), ("7.5", "7.50"), ("7.500", "7.50")])
def test_whole_numbers_and_texts_are_amounts_too(given: int | str, kept: str) -> None:
    cell = make_cell(amount=given)

    cell.refresh_from_db()

    assert str(cell.amount) == kept


@pytest.mark.django_db
def test_a_dash_stays_null() -> None:
    cell = make_cell(amount=None)

    cell.refresh_from_db()

    assert cell.amount is None


@pytest.mark.unit
@pytest.mark.parametrize(
    "given",
    ["NaN", "sNaN", "Infinity", "-Infinity", "0.001", "1,000", "", "ten", TEN_TRILLION, "1E13"],
)
def test_what_is_no_amount_is_refused_with_a_sentence(given: str | int) -> None:
    with pytest.raises(ValidationError) as refused:
        MoneyField().to_python(given)

    assert refused.value.messages[0].endswith(".")


@pytest.mark.unit
def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="never a float"):
        MoneyField().to_python(0.1)


@pytest.mark.django_db
@pytest.mark.parametrize("given", [Decimal("NaN"), Decimal("0.001"), Decimal(TEN_TRILLION)])
def test_what_is_no_amount_does_not_reach_the_database_by_a_query_either(given: Decimal) -> None:
    cell = make_cell(amount=5)

    with pytest.raises(ValidationError), transaction.atomic():
        Requirement.objects.filter(pk=cell.pk).update(amount=given)

    cell.refresh_from_db()
    assert cell.amount == 5


@pytest.mark.django_db
def test_sums_differences_and_multiples_are_decimals_again() -> None:
    cell = make_cell(amount=Decimal("10.25"))

    row = Requirement.objects.annotate(
        double=F("amount") + F("amount"), nothing=F("amount") - F("amount"), thrice=F("amount") * 3
    ).get(pk=cell.pk)
    largest = Requirement.objects.filter(pk=cell.pk).aggregate(it=Max("amount"))["it"]

    figures = [str(figure) for figure in (row.double, row.nothing, row.thrice, largest)]
    assert figures == ["20.50", "0.00", "30.75", "10.25"]


@pytest.mark.django_db
def test_amounts_are_compared_and_sorted_as_amounts() -> None:
    cells = [make_cell(amount=Decimal(amount)) for amount in ("9.50", "100", "10.25")]

    own = Requirement.objects.filter(pk__in=[cell.pk for cell in cells])
    above = own.filter(amount__gt=Decimal("9.99")).order_by("amount")

    assert [cell.amount for cell in above] == [Decimal("10.25"), Decimal(100)]


READ = [
    ("en", "1250", "1250"),
    ("en", "1250.5", "1250.5"),
    ("en", "1,250.50", "1250.50"),
    ("en", "1,250,000", "1250000"),
    ("en", "1 250.50", "1250.50"),
    ("en", "1\u202f250\u00a0000.50", "1250000.50"),
    ("en", " USD 1,250 ", "1250"),
    ("en", "$1250", "1250"),
    ("es", "1,250.50", "1250.50"),
    ("es", "1 250.50", "1250.50"),
    ("fr", "1250,50", "1250.50"),
    ("fr", "1 250,50", "1250.50"),
    ("fr", "1\u202f250\u202f000,5", "1250000.5"),
    ("fr", "1.250,50", "1250.50"),
    ("en", "1,25", "1.25"),
    ("en", "1.250,50", "1250.50"),
    ("es", "1.250,50", "1250.50"),
    ("es", "1250,50", "1250.50"),
    ("fr", "1250.50", "1250.50"),
    ("fr", "1,250.50", "1250.50"),
    ("en", "1,250", "1250"),
    ("fr", "1.250", "1250"),
    ("es", "1.250.000", "1250000"),
    *((language, f"0{sign}500", "0.500") for language in ("en", "es", "fr") for sign in ",."),
    *((language, "0,125", "0.125") for language in ("en", "es", "fr")),
    *((language, "00,892", "0.892") for language in ("en", "es", "fr")),
    ("en", "012,345", "12.345"),
    ("en", "-0,500", "-0.500"),
    ("en", ".5", "0.5"),
    ("es", ",305", "0.305"),
    ("en", "12,345", "12345"),
    ("es", "12,345", "12345"),
    ("fr", "12,345", "12.345"),
    ("en", "1'250.50", "1250.50"),
    ("es", "1’250’000", "1250000"),
    ("fr", "1\u02bc250,50", "1250.50"),
    ("en", "1\u2009250.50", "1250.50"),
]


@pytest.mark.unit
@pytest.mark.parametrize(("language", "written", "meant"), READ)
def test_an_amount_is_read_in_the_language_of_the_page(
    language: str, written: str, meant: str
) -> None:
    with translation.override(language):
        amount = read_amount(written)

    assert amount == Decimal(meant)


MISREAD = [
    ("en", "12,34,567"),
    ("en", "1,250 000"),
    ("en", "1250,000"),
    ("en", "1.2.3"),
    ("en", "1."),
    ("en", "0 500"),
    ("en", "0,500,000"),
    ("en", "012,345,678"),
    ("en", "1 250,500"),
    ("fr", "1 250.500"),
    ("en", "1'250,000"),
    ("en", "1\n250"),
    ("en", "1’25"),
    ("en", "\uff11250"),
    ("en", "١٢٥٠"),
    ("en", "Q.500"),
    ("en", "5 %"),
    ("en", "1 250 k"),
    ("en", "XYZ 5"),
    ("en", "-Q 5"),
    ("en", "Q"),
    ("en", "Q Q 5"),
    ("en", "-∞"),
    ("en", "1E400"),
    ("en", "1" * 501),
    ("en", "1e5"),
    ("en", "NaN"),
    ("en", "Infinity"),
    ("en", "0x10"),
    ("en", "1_000"),
    ("en", "٣"),
    ("en", "1.²"),
    ("en", "ten"),
]


@pytest.mark.unit
@pytest.mark.parametrize(("language", "written"), MISREAD)
def test_what_could_be_read_in_two_ways_or_not_at_all_is_refused(
    language: str, written: str
) -> None:
    with translation.override(language), pytest.raises(NoNumber):
        read_amount(written)


OWN = [
    ("GTQ", "Q 1,250.50"),
    ("GTQ", "Q1,250.50"),
    ("GTQ", "q 1250.50"),
    ("GTQ", "Q. 1,250.50"),
    ("GTQ", "Q.1250.50"),
    ("GTQ", "GTQ 1250.50"),
    ("GTQ", "gtq\u00a01250.50"),
    ("GTQ", "1250.50 Q"),
    ("GTQ", "1250.50 GTQ"),
    ("GTQ", "Q 1250.50 GTQ"),
    ("HNL", "L 1,250.50"),
    ("HNL", "Lps. 1,250.50"),
    ("CRC", "₡1,250.50"),
    ("NIO", "C$ 1,250.50"),
    ("DOP", "RD$1,250.50"),
    ("PAB", "B/. 1,250.50"),
    ("EUR", "€1,250.50"),
    ("EUR", "1 250,50 €"),
    ("USD", "$1,250.50"),
    ("USD", "US$ 1,250.50"),
    ("USD", "$ 1250.50 USD"),
    ("MXN", "$1,250.50"),
    ("MXN", "$1,250.50 MXN"),
    ("BZD", "BZ$1,250.50"),
    ("JMD", "$1,250.50"),
]


@pytest.mark.unit
@pytest.mark.parametrize(("currency", "written"), OWN)
def test_the_sign_and_the_code_of_its_own_currency_may_stand_with_an_amount(
    currency: str, written: str
) -> None:
    assert read_amount(written, currency) == Decimal("1250.50")
    assert read_amount(written, None, Lone.REFUSED) == Decimal("1250.50")


FOREIGN = [
    ("GTQ", "USD 10", "USD"),
    ("GTQ", "$10", "USD"),
    ("GTQ", "10 $", "USD"),
    ("USD", "Q 10", "GTQ"),
    ("USD", "GTQ 10", "GTQ"),
    ("USD", "10 €", "EUR"),
    ("USD", "C$10", "NIO"),
    ("NIO", "$10", "USD"),
    ("DOP", "$10", "USD"),
    ("MXN", "US$10", "USD"),
    ("USD", "$10 MXN", "MXN"),
    ("MXN", "$10 USD", "USD"),
    ("JMD", "BZ$10", "BZD"),
]


@pytest.mark.unit
@pytest.mark.parametrize(("currency", "written", "other"), FOREIGN)
def test_an_amount_in_another_currency_is_refused_by_the_names_of_both(
    currency: str, written: str, other: str
) -> None:
    with pytest.raises(OtherCurrency) as refused:
        read_amount(written, currency)

    assert str(refused.value) == (
        f"“{written}” is in {other}, but the currency here is {currency}. Enter the amount in"
        f" {currency} or correct the currency."
    )


@pytest.mark.unit
def test_the_form_gives_the_amount_that_was_meant() -> None:
    form = AmountForm({"amount": "USD 1,250.50"})

    assert form.is_valid()
    assert form.cleaned_data["amount"] == Decimal("1250.50")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("1250,000", "This is not an amount. Use digits only, for example 1250.50."),
        ("1.250", "An amount can have at most two decimals, for example 1250.50."),
        ("10000000000000", "This amount is too large."),
        ("1" * 40, "This amount is too large."),
        ("0", "The amount must be above zero."),
        ("-5", "The amount must be above zero."),
        ("", "This field is required."),
    ],
)
def test_the_form_refuses_with_one_sentence(written: str, sentence: str) -> None:
    assert refusal(written) == sentence


@pytest.mark.unit
def test_the_example_in_a_refusal_is_written_as_the_reader_would() -> None:
    with translation.override("fr"):
        assert "1250,50" in refusal("dix")


@pytest.mark.unit
def test_the_largest_amount_is_accepted() -> None:
    assert refusal("9,999,999,999,999.99") == ""


@pytest.mark.unit
@pytest.mark.parametrize(
    ("language", "shown"), [("en", "1250.50"), ("es", "1250.50"), ("fr", "1250,50")]
)
def test_a_stored_amount_is_shown_so_that_it_can_be_sent_back(language: str, shown: str) -> None:
    stored = Decimal("1250.50")

    with translation.override(language):
        form = AmountForm(initial={"amount": stored})
        again = AmountForm({"amount": form["amount"].value()})

        assert form["amount"].value() == shown
        assert again.is_valid()
        assert again.cleaned_data["amount"] == stored


@pytest.mark.unit
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        ("0", "0"),
        ("1250.40", "1,250"),
        ("0.40", "0.40"),
        ("-0.40", "-0.40"),
        ("-1", "-1"),
    ],
)
def test_a_figure_is_read_in_whole_dollars_and_what_is_there_never_as_nothing(
    value: str | None, shown: str
) -> None:
    assert dollars(value and Decimal(value)) == shown
