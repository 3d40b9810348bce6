"""Exports as finance systems write them: which rows, which columns, which numbers and days."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tracking.models import BooksLayout
from tracking.reconciling import (
    Lines,
    Listing,
    UnreadableExport,
    likely_columns,
    likely_day_order,
    likely_point,
    listing,
    read_lines,
    read_listing,
)

pytestmark = [pytest.mark.unit, pytest.mark.once]

YEAR = date(2020, 1, 1), date(2020, 12, 31)
HEAD = "Date,Voucher,Amount,Currency,Payee"


def listed(content: str | bytes, name: str = "books.csv") -> Listing:
    content = content.encode() if isinstance(content, str) else content
    return read_listing(SimpleUploadedFile(name, content))


def workbook(*rows: list[Any], formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(row)
    for place, shown in (formats or {}).items():
        page[place].number_format = shown
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def lines(content: str | bytes, days: tuple[date, date] = YEAR, **said: Any) -> Lines:
    """The lines by the columns that are guessed."""
    found = listed(content)
    columns = likely_columns(found.headings)
    return read_lines(found, BooksLayout(columns=columns, **said), *days)


def one(amount: str = "10.00", day: str = "2020-03-05", head: str = HEAD, **said: Any) -> Any:
    """The line, or the sentence of what is wrong with it."""
    found = lines(f'{head}\n{day},V-1,"{amount}",USD,Hotel\n', **said)
    return found.problems[0].sentence if found.problems else found.found[0]


@pytest.mark.parametrize(
    ("written", "point", "amount"),
    [
        ("1,250.50", "", "1250.50"), ("1.250,50", "", "1250.50"), ("1 250,50", "", "1250.50"),
        ("1'250.50", "", "1250.50"), ("1,250.50-", "", "-1250.50"), ("(70.05)", "", "-70.05"),
        ("-70", "", "-70"), ("USD 70", "", "70"), ("$70.10", "", "70.10"), ("0,50", "", "0.50"),
        ("1,250", ".", "1250"), ("1.250", ",", "1250"), ("12,5", ",", "12.5"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_finance_systems_write_it(
    written: str, point: str, amount: str
) -> None:
    assert one(written, point=point).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("1,250", "can be thousands or three decimals"), ("1.250", "can be thousands"),
        ("ten", "is not a number"), ("10.0051", "at most 2 decimals"), ("Q 10", "is in GTQ"),
        ("99999999999999", "too large"),
    ],
)  # fmt: skip
def test_an_amount_that_is_not_clear_is_refused(written: str, sentence: str) -> None:
    assert sentence in one(written)


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("2020-03-04", "", date(2020, 3, 4)), ("20200304", "", date(2020, 3, 4)),
        ("2020-03-04 00:00:00", "", date(2020, 3, 4)), ("31.03.2020", "", date(2020, 3, 31)),
        ("03/31/2020", "", date(2020, 3, 31)), ("31/3/20", "", date(2020, 3, 31)),
        ("04/03/2020", "dmy", date(2020, 3, 4)), ("03/04/2020", "mdy", date(2020, 3, 4)),
        ("03/03/2020", "", date(2020, 3, 3)), ("4 March 2020", "", date(2020, 3, 4)),
        ("04-Mar-20", "", date(2020, 3, 4)), ("4 marzo 2020", "", date(2020, 3, 4)),
        ("4 mars 2020", "", date(2020, 3, 4)),
    ],
)  # fmt: skip
def test_a_date_is_read_as_finance_systems_write_it(written: str, order: str, day: date) -> None:
    assert one(day=written, day_order=order).booked_on == day


@pytest.mark.parametrize(
    ("written", "order", "sentence"),
    [
        ("03/04/2020", "", "can be two days"), ("31/12/2020", "mdy", "not a date"),
        ("soon", "", "not a date"), ("2020-02-30", "", "not a date"), ("", "", "is missing"),
        ("2021-01-01", "", "outside the days of the export"),
    ],
)  # fmt: skip
def test_a_date_that_is_not_clear_is_refused(written: str, order: str, sentence: str) -> None:
    assert sentence in one(day=written, day_order=order)


def test_each_line_that_is_not_clear_is_named_with_its_column() -> None:
    found = lines(f"{HEAD}\n2020-03-05,V-1,x,USD,A\n2020-03-05,V-2,5,USD,B\nx,V-3,5,ZZZ,C\n")

    assert [(each.number, each.heading) for each in found.problems] == [
        (2, "Amount"), (4, "Currency"), (4, "Date"),
    ]  # fmt: skip
    assert found.wrong == 2


def test_credits_are_below_zero_in_a_column_of_their_own_or_by_a_sign() -> None:
    pair = lines("Fecha;Comprobante;Debe;Haber;Moneda\n2020-03-05;1;10;;USD\n2020-03-06;2;;4;USD\n")
    sides = lines(
        "Posting date;Document number;Amount;D/C;Currency\n"
        "2020-03-05;1;10;S;USD\n2020-03-06;2;4;H;USD\n2020-03-06;3;4;?;USD\n"
    )

    assert [each.amount for each in pair.found] == [10, -4]
    assert [each.amount for each in sides.found][:2] == [10, -4]
    assert [each.sentence for each in sides.problems] == ["“?” says neither debit nor credit."]


def test_sums_and_lines_of_nothing_are_left_out_and_counted() -> None:
    said = ["2020-03-05,V-1,5,USD,A", "2020-03-05,V-2,0.00,USD,B", "Totals,,5,,", ",,5,,Sub-total"]

    found = lines("\n".join([HEAD, *said]))

    assert [each.reference for each in found.found] == ["V-1"]
    assert (found.left_out, found.problems) == (3, [])


def test_the_headings_are_below_titles_whatever_separates_them() -> None:
    found = listed("Ledger of March\n\nPrinted on;2020-04-01\nFecha;Referencia;Importe\n1;2;3\n")

    assert found.headings == ["Fecha", "Referencia", "Importe"]
    assert [number for number, _cells in found.rows] == [5]
    assert likely_columns(found.headings) == {"booked_on": 0, "reference": 1, "amount": 2}


def test_text_of_windows_is_read() -> None:
    content = "Fecha;Referencia;Importe;Moneda;Descripción\n2020-03-05;1;5;USD;Peñón\n"

    assert lines(content.encode("cp1252")).found[0].text == "Peñón"
    assert lines(content.encode("utf-16")).found[0].text == "Peñón"


def test_a_workbook_is_read_with_its_days_and_numbers() -> None:
    content = workbook(
        ["Export of the books"],
        ["Posting date", "Voucher", "Amount", "Currency"],
        [date(2020, 3, 5), 4711, 0.1 + 0.2, "USD"],
        [20200306, "V-2", "1,250.50", "gtq"],
        [date(2020, 3, 7), "V-3", 0.5, "USD"],
        formats={"C5": "0%"},
    )

    found = lines(content)

    assert [
        (each.number, each.reference, each.booked_on, each.amount, each.currency)
        for each in found.found
    ] == [
        (3, "4711", date(2020, 3, 5), Decimal("0.30"), "USD"),
        (4, "V-2", date(2020, 3, 6), Decimal("1250.50"), "GTQ"),
    ]  # fmt: skip
    assert [(each.number, each.sentence) for each in found.problems] == [
        (5, "This cell is formatted as a percentage. Format it as a number.")
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "neither an Excel file"), (b"\x00\x01\x02", "neither an Excel file"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "old Excel file"),
        (b"1,2,3\n4,5,6\n", "neither an Excel file"), (b"Date,Voucher,Amount\n", "nothing below"),
        (b'Date,Voucher,Amount\n1,"2,3\n', "Line 2 cannot be read"),
        (workbook(["only"], [1]), "No column headings"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableExport, match=sentence):
        listed(content)


@pytest.mark.parametrize(
    ("limit", "kept", "refused"), [("MOST_LINES", 3, 2), ("MOST_COLUMNS", 5, 4)]
)
def test_an_export_at_the_limit_is_read_and_beyond_it_refused(
    monkeypatch: pytest.MonkeyPatch, limit: str, kept: int, refused: int
) -> None:
    content = f"{HEAD}\n" + "2020-03-05,V-1,5,USD,A\n" * 3

    monkeypatch.setattr(listing, limit, kept)
    assert len(listed(content).rows) == 3

    monkeypatch.setattr(listing, limit, refused)
    with pytest.raises(UnreadableExport, match=f"more than {refused} "):
        listed(content)


@pytest.mark.parametrize(
    ("rows", "order", "point"),
    [
        ((("05/03/2020", "1.250,50"), ("20/03/2020", "12,345")), "dmy", ","),
        ((("05/03/2020", "1,250.50"), ("03/20/2020", "12,345")), "mdy", "."),
        ((("05.03.20", "1.250.300"), ("31.03.20", "7")), "dmy", ","),
        ((("05/03/2020", "1,250"), ("06/04/2020", "12.345")), "", ""),
        ((("20/03/2020", "1.50"), ("03/20/2020", "1,50")), "", ""),
        ((("2020-03-20", "(1,250.50)"), ("2020-03-21", "8.10-")), "", "."),
        ((("20/03/2020", "1.50"), ("soon", "free")), "", ""),
    ],
)
def test_how_dates_and_decimals_are_written_is_guessed_where_a_column_leaves_no_doubt(
    rows: Any, order: str, point: str
) -> None:
    content = HEAD + "".join(f'\n{day},V-1,"{amount}",USD,Hotel' for day, amount in rows)

    assert likely_day_order(listed(content)) == order
    assert likely_point(listed(content)) == point
