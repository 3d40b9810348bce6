"""What a filled cell says is what its reader sees: numbers, days and texts, there and back."""

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from appeal.base.excel import InputCell, Kind, UnreadableCell, read_filled, write
from appeal.base.excel.columns import Column
from appeal.base.excel.number_formats import shown_marks, shows_percent
from appeal.base.excel.sheets import Sheet
from appeal.base.excel.text import escaped, unescaped, without_control_characters
from tests.appeal.base.excel.test_excel import make_book
from tests.appeal.base.excel.test_guard import (  # noqa: F401
    changed,
    honest,
    notes,
    parts_of,
    with_note,
    with_part,
)

pytestmark = [pytest.mark.unit, pytest.mark.once]


def template(text: Any = None) -> bytes:
    """A template of one row with a note, which says `text`."""
    columns = [
        Column("Key", lambda row: "k", name="key"),
        Column("Note", lambda row: text, name="note", input_cell=InputCell(Kind.TEXT, longest=50)),
    ]
    sheet = Sheet(name="rows", title="Rows", columns=columns, rows=["a"])
    return write(make_book(sheet, template={"form": "X1"}))


def filled(value: Any, number_format: str, epoch: Any = WINDOWS_EPOCH) -> tuple[str, Any, bool]:
    """How a cell with this value is read: kind, value, whether it is a percentage."""
    book = openpyxl.load_workbook(io.BytesIO(template("here")))
    book.epoch = epoch
    (cell,) = (
        cell for page in book for row in page.iter_rows() for cell in row if cell.value == "here"
    )
    cell.value, cell.number_format = value, number_format
    saved = io.BytesIO()
    book.save(saved)
    (row,) = read_filled(saved).rows
    note = row.cells["note"]
    return note.kind, note.value, note.is_percent


PERCENT = [
    ("0%", 1, True),
    ("0.00 %", 1, True),
    ('[Red]0%;[Blue]-0%;"none"', 1, True),
    ('[Red]0%;[Blue]-0%;"none"', -1, True),
    ('[Red]0%;[Blue]-0%;"none"', 0, False),
    ("0;-0%", 1, False),
    ("0;-0%", -1, True),
    ("[>1]0;0%", 0.5, True),
    ("[>1]0;0%", 2, False),
    ("[<=1]0%;0", 1, True),
    ("[<>1]0;0%", 1, True),
    ('0"%"', 1, False),
    ("0\\%", 1, False),
    ("0_%", 1, False),
    ("0*%", 1, False),
    ('0" 50% of it"', 1, False),
    ("[$%-409]0", 1, False),
    ('0"a""%"', 1, False),
    ('"%"0%', 1, True),
    ("General", 1, False),
    ("#,##0.00", 1, False),
    ("@", 1, False),
]


@pytest.mark.parametrize(("number_format", "value", "is_percent"), PERCENT)
def test_only_a_percent_sign_that_excel_works_with_makes_a_percentage(
    number_format: str, value: float, *, is_percent: bool
) -> None:
    assert shows_percent(number_format, value) is is_percent


@pytest.mark.parametrize(
    ("number_format", "value", "percent"),
    [("0%", 0.5, 50), ('0"%"', 1, 1), ("0\\%", 40, 40), ("General", 40, 40)],
)
def test_a_percentage_is_what_its_reader_sees(
    number_format: str, value: float, percent: int
) -> None:
    kind, number, is_percent = filled(value, number_format)

    assert kind == "number"
    assert InputCell(Kind.WHOLE).read(number, "en", is_percent=is_percent) == percent


MARKS = [
    ('"$"#,##0.00', ["$"]),
    ('_("$"* #,##0.00_);_("$"* \\(#,##0.00\\)', ["$"]),
    ("[$€-407]\\ #,##0", ["€"]),
    ("[$GTQ]\\ #,##0.00", ["GTQ"]),
    ("[$Q-100A]#,##0.00;[Red][$L-480A]#,##0.00", ["Q"]),
    ('#,##0.00" USD"', ["USD"]),
    ("$#,##0", ["$"]),
    ("\\Q0", ["Q"]),
    ('0" people"', []),
    ("[Red]0.00", []),
    ("[$-409]0.00", []),
    ("General", []),
]


@pytest.mark.parametrize(("number_format", "marks"), MARKS)
def test_the_sign_of_a_currency_may_stand_in_the_format(
    number_format: str, marks: list[str]
) -> None:
    assert shown_marks(number_format, 10) == marks


def test_an_amount_shown_in_another_currency_is_refused() -> None:
    amount = InputCell(Kind.AMOUNT, currency="GTQ")

    assert amount.read(10, "en", marks=["Q"]) == 10
    with pytest.raises(UnreadableCell, match="“\\$ 10” is in USD, but the currency here is GTQ"):
        amount.read(10, "en", marks=["$"])
    assert InputCell(Kind.QUANTITY).read(10, "en", marks=["$"]) == 10


def test_half_a_percent_beside_a_printed_sign_is_no_whole_number() -> None:
    _kind, number, is_percent = filled(0.5, '0"%"')

    with pytest.raises(UnreadableCell, match="whole number"):
        InputCell(Kind.WHOLE).read(number, "en", is_percent=is_percent)


@pytest.mark.parametrize("number", ["1E400", "-1E400", "1.5E+9999"])
def test_a_number_without_end_is_an_error_of_its_cell(honest: bytes, number: str) -> None:  # noqa: F811
    said = notes(with_note(honest, f'<c r="C7"><v>{number}</v></c>'))

    assert said[1] == ("error", "#NUM!")


NOON = datetime(2020, 11, 5, 12, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    "value",
    [
        date(2020, 11, 5),
        NOON,
        NOON.replace(hour=23, minute=59, second=59, microsecond=999_999),
        44140,
        44140.5,
        44140.99999999999,
    ],
)
def test_a_time_belongs_to_its_day(value: Any) -> None:
    assert filled(value, "yyyy-mm-dd")[:2] == ("day", "2020-11-05")


def test_a_day_of_a_workbook_that_counts_from_1904_is_the_same_day() -> None:
    read = filled(date(2020, 11, 5), "yyyy-mm-dd", epoch=MAC_EPOCH)

    assert read[:2] == ("day", "2020-11-05")


@pytest.mark.parametrize(("value", "number_format"), [(0.5, "hh:mm"), (1e15, "yyyy-mm-dd")])
def test_a_time_alone_and_a_day_beyond_the_calendar_are_no_day(
    value: float, number_format: str
) -> None:
    kind, value, _is_percent = filled(value, number_format)

    assert kind == "number"
    with pytest.raises(UnreadableCell, match="not a date"):
        InputCell(Kind.DAY).read(value, "en")


ESCAPED = [
    ("a_x000D_\nb", "a\nb"),
    ("a_x000d__x000A_b", "a\nb"),
    ("_x0041_", "A"),
    ("_x005F_x0041_", "_x0041_"),
    ("_x005f_x005F_x005f_x0041_", "_x005F_x0041_"),
    ("a_x0000_b_xD83D_c", "abc"),
    ("x005F_ stays", "x005F_ stays"),
    ("_x41_ _xZZZZ_ _X0041_", "_x41_ _xZZZZ_ _X0041_"),
]
HOLDERS = {
    "inline": '<c r="C7" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>',
    "result": '<c r="C7" t="str"><f>A1</f><v>{}</v></c>',
}


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize(("spelt", "meant"), ESCAPED)
def test_an_escape_is_the_character_that_it_stands_for(
    honest: bytes,  # noqa: F811
    holder: str,
    spelt: str,
    meant: str,
) -> None:
    assert notes(with_note(honest, HOLDERS[holder].format(spelt)))[1] == ("text", meant)


STRINGS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<si><t>other</t></si><si><r><t>{}</t></r></si></sst>"
)
OVERRIDE = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


@pytest.mark.parametrize(("spelt", "meant"), ESCAPED)
def test_so_it_is_in_the_table_of_strings(honest: bytes, spelt: str, meant: str) -> None:  # noqa: F811
    book = changed(honest, "[Content_Types].xml", ("</Types>", OVERRIDE))
    book = with_part(book, "xl/sharedStrings.xml", STRINGS.format(spelt).encode())

    said = notes(with_note(book, '<c r="C7" t="s"><v>1</v></c>'))

    assert said[1] == ("text", meant)


TYPED = ["_x0041_", "_x005F_", "_x0041_x0042_", "__x000D__", "x005F_", "=_x0041_", "two\nlines"]


@pytest.mark.parametrize("text", TYPED)
def test_a_text_that_looks_like_an_escape_comes_back_as_typed(text: str) -> None:
    (row,) = read_filled(io.BytesIO(template(text))).rows

    assert row.cells["note"].value == text


@pytest.mark.parametrize("text", TYPED)
def test_so_it_does_from_rows_that_are_streamed(text: str) -> None:
    column = Column("Note", lambda row: row)
    content = write(make_book(Sheet("rows", "Rows", [column], [text], is_streamed=True)))

    spelt = "".join(part.decode() for part in parts_of(content).values() if b"inlineStr" in part)

    assert f">{escaped(text)}<" in spelt


@given(st.text())
def test_every_text_comes_back_from_its_spelling(text: str) -> None:
    kept = without_control_characters(text)[0]

    assert unescaped(escaped(kept)) == kept


def test_a_long_text_is_not_cut_for_its_escapes() -> None:
    text = "_x0041_" * 4000

    (row,) = read_filled(io.BytesIO(template(text))).rows

    assert row.cells["note"].value == text
