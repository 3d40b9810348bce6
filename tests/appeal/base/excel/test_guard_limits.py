"""Each limit on a workbook and on what its cells hold, at its edge: just passes, just refused."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zipfile import ZipFile

import pytest

from appeal.base.amounts import LONGEST, NoNumber, read_number
from appeal.base.excel import (
    InputCell,
    Kind,
    UnreadableCell,
    UnreadableFile,
    filled,
    guard,
    read_filled,
    text,
    write,
)
from tests.appeal.base.excel.test_guard import parts_of, template, with_part

pytestmark = [pytest.mark.unit, pytest.mark.once]
Edges = tuple[bytes, Any, Any]


def largest(content: bytes) -> int:
    with ZipFile(io.BytesIO(content)) as archive:
        return max(part.file_size for part in archive.infolist())


def whole(content: bytes) -> int:
    with ZipFile(io.BytesIO(content)) as archive:
        return sum(part.file_size for part in archive.infolist())


def packed(content: bytes, name: str) -> Fraction:
    """How many times smaller a part is packed."""
    with ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo(name)
        return Fraction(part.file_size, part.compress_size)


BIN, SIZE = "xl/media/a.bin", 2_000_000
XML = "xl/more.xml"


def with_xml(content: bytes, xml: str) -> bytes:
    return with_part(content, XML, xml.encode())


def with_attributes(count: int) -> str:
    return "<a " + " ".join(f'a{number}="1"' for number in range(count)) + "/>"


def elements(content: bytes) -> int:
    """How many elements all parts of XML hold."""
    return sum(
        part.count(b"<") - part.count(b"</") - part.count(b"<?") - part.count(b"<!")
        for name, part in parts_of(content).items()
        if name.endswith((".xml", ".rels"))
    )


# By the limit's name: a workbook, the limit that it just keeps to, and the one it just breaks.
EDGES: dict[str, Callable[[bytes], Edges]] = {
    "LARGEST_FILE": lambda book: (book, len(book), len(book) - 1),
    "LARGEST_PART": lambda book: (book, largest(book), largest(book) - 1),
    "LARGEST_WHOLE": lambda book: (book, whole(book), whole(book) - 1),
    "MOST_PARTS": lambda book: (book, len(parts_of(book)), len(parts_of(book)) - 1),
    "HIGHEST_RATIO": lambda book: (
        blown := with_part(book, BIN, bytes(SIZE)),
        packed(blown, BIN),
        packed(blown, BIN) - Fraction(1, 10**6),
    ),
    "RATIO_FROM": lambda book: (with_part(book, BIN, bytes(SIZE)), SIZE, SIZE - 1),
    "LONGEST_TEXT": lambda book: (with_xml(book, f"<a>{'x' * 50_000}</a>"), 50_000, 49_999),
    "DEEPEST": lambda book: (with_xml(book, "<a>" * 60 + "</a>" * 60), 60, 59),
    "MOST_ATTRIBUTES": lambda book: (with_xml(book, with_attributes(90)), 90, 89),
    "MOST_ELEMENTS": lambda book: (book, elements(book), elements(book) - 1),
}  # fmt: skip


@pytest.fixture(scope="module")
def honest() -> bytes:
    return write(template())


def is_read(content: bytes) -> bool:
    try:
        return read_filled(io.BytesIO(content)).code == "X1"
    except UnreadableFile as refusal:
        if "This file contains more than a filled template can" in str(refusal):
            return False
        raise


@pytest.mark.parametrize("limit", EDGES)
def test_a_workbook_at_the_limit_is_read_and_beyond_it_refused(
    honest: bytes, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    content, kept, broken = EDGES[limit](honest)

    monkeypatch.setattr(guard, limit, kept)
    assert is_read(content)

    monkeypatch.setattr(guard, limit, broken)
    assert not is_read(content)


def test_a_token_that_does_not_end_is_refused_as_soon_as_it_is_too_long(
    honest: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "PIECE", 16)
    content = with_xml(honest, f'<a b="{"x" * 3191}"/>')  # 200 pieces, the last of which ends it

    monkeypatch.setattr(guard, "LONGEST_TEXT", 199 * 16)
    assert is_read(content)

    monkeypatch.setattr(guard, "LONGEST_TEXT", 199 * 16 - 1)
    assert not is_read(content)


def test_so_much_text_is_kept_of_a_file_and_not_a_letter_more() -> None:
    budget = filled.Budget(left=10)
    budget.spend("123456789")
    budget.spend(5)

    with pytest.raises(UnreadableFile, match="This file contains more than a filled template can"):
        budget.spend("x")


@pytest.mark.parametrize(("above", "is_found"), [(0, True), (1, False)])
def test_the_names_of_columns_are_looked_for_in_the_first_rows(
    honest: bytes, monkeypatch: pytest.MonkeyPatch, above: int, is_found: bool
) -> None:
    monkeypatch.setattr(filled, "SEARCHED_ROWS", names_stand_in(honest) - above)

    assert bool(read_filled(io.BytesIO(honest)).rows) is is_found


def names_stand_in(content: bytes) -> int:
    """The row above the headings, which stand above the first of the rows."""
    return read_filled(io.BytesIO(content)).rows[0].number - 2


@pytest.mark.parametrize(
    ("entry", "kept", "refused", "sentence"),
    [
        (InputCell(Kind.TEXT, longest=5), "12345", "123456", "Shorten it to 5"),
        (
            InputCell(Kind.WHOLE, least=Decimal(0), most=Decimal(100)),
            100,
            101,
            "highest possible value is 100",
        ),
        (
            InputCell(Kind.WHOLE, least=Decimal(0), most=Decimal(100)),
            0,
            -1,
            "lowest possible value is 0",
        ),
        (InputCell(Kind.WHOLE), 10**15 - 1, 10**15, "too large"),
        (InputCell(Kind.AMOUNT), 0.25, 0.251, "at most 2 decimals"),
        (InputCell(Kind.QUANTITY), 0.1234, 0.12345, "at most 4 decimals"),
        (InputCell(Kind.RATE), 0.123456, 0.1234567, "at most 6 decimals"),
        (InputCell(Kind.DAY), date(1900, 1, 1), date(1899, 12, 31), "between 1900 and 2999"),
        (InputCell(Kind.DAY), date(2999, 12, 31), date(3000, 1, 1), "between 1900 and 2999"),
    ],
)
def test_a_cell_holds_what_it_may_and_no_more(
    entry: InputCell, kept: Any, refused: Any, sentence: str
) -> None:
    assert entry.read(kept, "en") is not None
    with pytest.raises(UnreadableCell, match=sentence):
        entry.read(refused, "en")


def test_a_number_is_as_long_as_anybody_means_it() -> None:
    assert read_number("1" * LONGEST) == Decimal("1" * LONGEST)
    with pytest.raises(NoNumber):
        read_number("1" * (LONGEST + 1))


def test_a_text_is_cut_beyond_what_a_cell_of_excel_holds() -> None:
    fits, too_long = "x" * text.CELL_LIMIT, "x" * (text.CELL_LIMIT + 1)

    assert text.cut_to_cell(fits) == fits
    assert len(text.cut_to_cell(too_long)) == text.CELL_LIMIT
    assert text.cut_to_cell(too_long).endswith("[cut]")


def test_the_title_of_a_sheet_is_cut_to_what_excel_takes() -> None:
    fits = "x" * text.TITLE_LIMIT

    assert text.sheet_title(fits, []) == fits
    assert text.sheet_title(f"{fits}y", []) == f"{fits[:-1]}…"
