"""What cells of templates say is read by the readers of the pages, strictly, and in one way."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from appeal.models import Appeal
from tests.appeal.base.excel.test_guard import changed, parts_of
from tests.factories import make_contribution, make_indicator, make_rate, make_update
from tests.tracking.browsing import activity_of
from tests.tracking.uploads.filling import (
    decide,
    downloaded,
    filled_in,
    outcomes,
    place,
    saved,
    sentences,
    uploaded,
)
from tests.tracking.uploads.test_upload_templates import rows_of, voucher
from tests.workbooks import opened
from tracking.models import Flow, IndicatorActual, ReportingPeriod, Transaction, Upload

pytestmark = pytest.mark.once


def entries(client: Client, *rows: dict[str, Any], language: str = "es") -> Upload:
    """An upload of T1 with these rows."""
    cells = {key: value for number, row in enumerate(rows) for key, value in row.items()}
    return uploaded(client, filled_in(downloaded(client, "T1", office="GT", lang=language), cells))


def foreign(written: str, other: str, own: str) -> str:
    return (
        f"“{written}” is in {other}, but the currency here is {own}. Enter the amount in {own} or"
        " correct the currency."
    )


def test_signs_and_days_are_read_as_the_language_of_the_template_writes_them(
    finance: Client, mi2020: Appeal
) -> None:
    make_rate(currency="GTQ", effective_on=date(2020, 2, 1), rate=8)
    upload = entries(
        finance,
        voucher(0, amount="Q 1'600.00", currency="GTQ", value_on="03/02/2020"),
        voucher(1, amount="GTQ\u00a0800", currency="gtq", value_on="3 feb 2020"),
        voucher(2, amount="$ 1,600.50", activity="GT-1.1\u00a0"),
    )

    assert set(outcomes(upload).values()) == {"new"}, [
        sentences(row) for row in upload.upload_rows.all()
    ]
    decide(finance, upload)
    kept = Transaction.objects.order_by("amount").values_list("value_on", "currency", "amount")
    assert list(kept) == [
        (date(2020, 2, 3), "GTQ", Decimal(800)),
        (date(2020, 2, 3), "GTQ", Decimal(1600)),
        (date(2020, 2, 3), "USD", Decimal("1600.50")),
    ]


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        ({"amount": "$10", "currency": "GTQ"}, "amount", foreign("$10", "USD", "GTQ")),
        ({"amount": "USD 10", "currency": "GTQ"}, "amount", foreign("USD 10", "USD", "GTQ")),
        ({"amount": "Q10"}, "amount", foreign("Q10", "GTQ", "USD")),
        ({"amount": "12,345"}, "amount", "” could mean thousands or three decimals"),
        ({"amount": "0,125"}, "amount", "Round this to at most 2 decimals"),
        ({"amount": "1e5"}, "amount", "is not a number"),
        ({"value_on": "02/20/2020"}, "value_on", "This is not a date"),
    ],
)
def test_what_is_not_clear_is_refused_at_its_cell(
    finance: Client, mi2020: Appeal, row: dict[str, Any], column: str, sentence: str
) -> None:
    upload = entries(finance, voucher(0, **row))

    (filled,) = rows_of(upload, "entries")
    (said,) = sentences(filled)
    assert said.startswith(filled.cells[column]["at"])
    assert sentence in said


def test_a_number_that_its_cell_shows_in_another_currency_is_refused(
    finance: Client, mi2020: Appeal
) -> None:
    content = filled_in(
        downloaded(finance, "T1", office="GT", lang="en"),
        voucher(0, currency="GTQ") | voucher(1) | voucher(2, currency="EUR"),
    )
    book = opened(content)
    page, first, columns = place(book, "entries")
    for number in range(3):
        page.cell(first + number, columns["amount"]).number_format = "[$Q-100A]#,##0.00"

    upload = uploaded(finance, saved(book))

    own, dollars, euros = (sentences(row) for row in rows_of(upload, "entries"))
    assert own == []
    assert dollars == [f"F7 {foreign('Q 100', 'GTQ', 'USD')}"]
    assert euros == [f"F8 {foreign('Q 100', 'GTQ', 'EUR')}"]


@pytest.mark.parametrize("number", ["1E400", "-1E400"])
@pytest.mark.parametrize("column", ["amount", "value_on", "reference", "activity"])
def test_a_number_without_end_is_refused_at_its_cell_and_kept_nowhere(
    finance: Client, mi2020: Appeal, column: str, number: str
) -> None:
    content = filled_in(
        downloaded(finance, "T1", office="GT", lang="en"), voucher(0, **{column: 123456789})
    )
    sheet = next(name for name, part in parts_of(content).items() if b">123456789<" in part)

    upload = uploaded(finance, changed(content, sheet, (">123456789<", f">{number}<")))

    (filled,) = rows_of(upload, "entries")
    at = filled.cells[column]["at"]
    assert f"{at} This cell has an Excel error. Enter the value." in sentences(filled)
    assert filled.cells[column]["value"] == "#NUM!"


def test_a_currency_that_is_none_is_refused_alone(finance: Client, mi2020: Appeal) -> None:
    upload = entries(finance, voucher(0, amount="Q10", currency="QQQ"))

    (filled,) = rows_of(upload, "entries")
    assert [each["at"] for each in filled.problems] == [filled.cells["currency"]["at"]]


def flow(client: Client, appeal: Appeal, amount: str) -> Upload:
    """An upload of T3 with one pledge to a contribution in euros."""
    make_rate(currency="EUR", effective_on=date(2020, 2, 1), rate="0.9")
    make_contribution(appeal=appeal, reference="C-1", currency="EUR")
    row = {"contribution": "C-1", "kind": "pledge", "value_on": date(2020, 2, 3), "amount": amount}
    cells = {("flows", 0, name): value for name, value in row.items()}
    return uploaded(client, filled_in(downloaded(client, "T3", lang="en"), cells))


def test_a_flow_is_in_the_currency_of_its_contribution(manager: Client, mi2020: Appeal) -> None:
    decide(manager, flow(manager, mi2020, "€ 1,250.50"))

    assert Flow.objects.get().amount == Decimal("1250.50")


def test_a_flow_in_another_currency_is_refused_at_its_cell(manager: Client, mi2020: Appeal) -> None:
    (row,) = rows_of(flow(manager, mi2020, "$10"), "flows")

    assert sentences(row) == [f"{row.cells['amount']['at']} {foreign('$10', 'USD', 'EUR')}"]


def test_an_allocation_is_in_dollars(manager: Client, mi2020: Appeal) -> None:
    content = downloaded(manager, "T4", office="GT", lang="en")

    upload = uploaded(manager, filled_in(content, {("allocations", 0, "amount"): "Q 100"}))

    row, *_others = rows_of(upload, "allocations")
    assert sentences(row) == [f"{row.cells['amount']['at']} {foreign('Q 100', 'GTQ', 'USD')}"]


@pytest.mark.parametrize("column", ["value", "sex_female"])
@pytest.mark.parametrize("number", [10**11, 10**14, "100 000 000 000"])
def test_a_quantity_that_no_column_keeps_is_refused_at_its_cell(
    reporter: Client, mi2020: Appeal, column: str, number: Any
) -> None:
    make_indicator(activity=activity_of("GT-1.1"), order=1, by_sex=True)
    cells = {("indicators", 0, "value"): 5, ("indicators", 0, column): number}

    upload = uploaded(reporter, filled_in(downloaded(reporter), cells))

    (row,) = rows_of(upload, "indicators")
    (said,) = sentences(row)
    assert said.startswith(row.cells[column]["at"])


NATIONS = [
    ("HN 1,250; GT 7", "” could mean thousands or three decimals"),
    ("HN ٤٠", "is not a number"),
    ("HN 1e3", "is not a number"),
    ("HN -5", "The lowest possible value is 0."),
    ("HN 5; HN 6", "write each country once"),
    ("HN", "write each country once"),
]


@pytest.mark.parametrize(("written", "sentence"), NATIONS)
def test_the_numbers_of_nationalities_are_read_as_strictly(
    reporter: Client, mi2020: Appeal, written: str, sentence: str
) -> None:
    make_indicator(activity=activity_of("GT-1.1"), order=1, by_nationality=True)
    cells = {("indicators", 0, "value"): 5000, ("indicators", 0, "nationality"): written}

    upload = uploaded(reporter, filled_in(downloaded(reporter), cells))

    (row,) = rows_of(upload, "indicators")
    assert sentence in sentences(row)[0]


def test_what_the_template_says_of_nationalities_it_reads_again(
    reporter: Client, mi2020: Appeal
) -> None:
    activity = activity_of("GT-1.1")
    make_indicator(activity=activity, order=1, by_nationality=True)
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_update(activity=activity, period=period, percent=20)
    cells = {("indicators", 0, "value"): 50, ("indicators", 0, "nationality"): "HN 12.1250; GT 0,5"}
    decide(reporter, uploaded(reporter, filled_in(downloaded(reporter), cells)))
    stored = {part.category: part.value for part in IndicatorActual.objects.get().breakdowns.all()}
    assert stored == {"HN": Decimal("12.125"), "GT": Decimal("0.5")}

    again = uploaded(reporter, downloaded(reporter, office="GT", period="2020-Q1", lang="fr"))

    assert set(outcomes(again).values()) == {"unchanged"}


def test_a_percentage_is_read_as_it_is_written(reporter: Client, mi2020: Appeal) -> None:
    upload = uploaded(
        reporter, filled_in(downloaded(reporter), {("progress", 0, "percent"): "40 %"})
    )

    assert outcomes(upload) == {("progress", 0): "new"}
    assert rows_of(upload, "progress")[0].changes[0]["new"] == {"number": "40"}
