"""What is no plain workbook, or made to harm, is refused in one sentence and in bounded memory."""

import io
import random
import re
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
import pytest

from appeal.base.excel import (
    Book,
    Column,
    InputCell,
    Kind,
    Sheet,
    UnreadableFile,
    read_filled,
    write,
)
from appeal.base.excel import guard as limits
from tests.appeal.base.excel.test_excel import make_book

pytestmark = [pytest.mark.unit, pytest.mark.once]

Change = Callable[[str], str]
SHEET, BOOK, TYPES = "xl/worksheets/sheet2.xml", "xl/workbook.xml", "[Content_Types].xml"
# What reading a harmless file of this size takes, several times over.
MOST_MEMORY = 40 * 1024 * 1024


def template(**fields: Any) -> Book:
    columns = [
        Column("Key", lambda row: row, name="key"),
        Column("Amount", lambda row: None, name="amount", input_cell=InputCell(Kind.AMOUNT)),
        Column(
            "Note", lambda row: "Said", name="note", input_cell=InputCell(Kind.TEXT, longest=50)
        ),
    ]
    sheet = Sheet(name="rows", title="Rows", columns=columns, rows=["a", "b", "c"])
    return make_book(sheet, template={"form": "X1", "appeal": "T1"}, **fields)


@pytest.fixture(scope="module")
def honest() -> bytes:
    return write(template())


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes], **options: Any) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    return zipped(parts_of(content) | {name: part})


def changed(content: bytes, name: str, *pairs: tuple[str, str]) -> bytes:
    """The workbook with texts of one part replaced; each must occur."""
    text = parts_of(content)[name].decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return with_part(content, name, text.encode())


def refusal(content: bytes) -> str:
    """The sentence with which a file is refused; its memory stays bounded."""
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile) as refused:
            read_filled(io.BytesIO(content))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY
    return str(refused.value)


def lied_about(content: bytes, name: str, size: int) -> bytes:
    """The zip whose table of contents and local header claim another size of a part."""
    told = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        real = archive.getinfo(name)
        start = archive.start_dir
    told[real.header_offset + 22 : real.header_offset + 26] = struct.pack("<I", size)
    at = content.index(name.encode(), start)
    told[at - 46 + 24 : at - 46 + 28] = struct.pack("<I", size)
    return bytes(told)


def test_an_honest_template_is_read(honest: bytes) -> None:
    filled = read_filled(io.BytesIO(honest))

    assert (filled.code, filled.words["appeal"]) == ("X1", "T1")
    assert [row.cells["note"].value for row in filled.rows] == ["Said"] * 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not an Excel file"),
        (b"office,amount\nGT,1\n", "not an Excel file"),
        (b"%PDF-1.7 ...", "not an Excel file"),
        (zipped({"a.txt": b"a"}), "not an Excel file"),
        (zipped({TYPES: b"<Types/>", "word/document.xml": b"<a/>"}), "not an Excel file"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


@pytest.mark.parametrize("kept", [10, 200, 0.3, 0.6, 0.9, 0.99])
def test_a_truncated_file_is_refused(honest: bytes, kept: float) -> None:
    length = int(kept if kept > 1 else len(honest) * kept)

    assert refusal(honest[:length])


@pytest.mark.parametrize(
    ("name", "part", "sentence"),
    [
        ("xl/vbaProject.bin", b"macro", "macros"),
        ("xl/macrosheets/sheet1.xml", b"<a/>", "macros"),
        ("xl/activeX/activeX1.xml", b"<a/>", "macros"),
        ("xl/externalLinks/externalLink1.xml", b"<a/>", "other files"),
        ("xl/connections.xml", b"<a/>", "other files"),
        ("xl/embeddings/oleObject1.bin", b"ole", "contains other files"),
        ("../../etc/passwd", b"x", "damaged"),
        ("/etc/passwd", b"x", "damaged"),
        ("xl\\..\\..\\a.xml", b"x", "damaged"),
        ("C:evil.xml", b"<a/>", "damaged"),
        ("XL/WORKBOOK.XML", b"<a/>", "more than"),
        ("xl/theme/theme1.xml", b"<a><b></a>", "damaged"),
        ("xl/deep.xml", b"<a>" * 5000 + b"</a>" * 5000, "more than"),
        ("xl/wide.xml", b"<a %s/>" % b" ".join(b'a%d="1"' % n for n in range(500)), "more than"),
        ("xl/huge.xml", b"<a>" + b"x" * 3_000_000 + b"</a>", "more than"),
        ("xl/token.xml", b'<a b="' + b"x" * 3_000_000 + b'"/>', "more than"),
        ("xl/bomb.xml", b"<a>" + b"<b/>" * 2_000_000 + b"</a>", "more than"),
        ("xl/bomb.bin", b"\0" * 70_000_000, "more than"),
        ("xl/utf16.xml", "<a/>".encode("utf-16"), "damaged"),
        ("xl/latin.xml", b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "damaged"),
        (
            "xl/dtd.xml",
            b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
            "damaged",
        ),
        (
            "xl/laughs.xml",
            b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
            "damaged",
        ),
        ("xl/xxe.xml", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "damaged"),
        (
            "xl/worksheets/_rels/sheet2.xml.rels",
            b'<Relationships><Relationship Id="r" Type="http://x/oleLink" Target="file:///a"'
            b' TargetMode="External"/></Relationships>',
            "other files",
        ),
    ],
)  # fmt: skip
def test_a_part_that_has_no_place_in_a_template_is_refused(
    honest: bytes, name: str, part: bytes, sentence: str
) -> None:
    assert sentence in refusal(with_part(honest, name, part))


@pytest.mark.parametrize(
    ("name", "pairs", "sentence"),
    [
        (TYPES, [("spreadsheetml.sheet.main", "spreadsheetml.template.main")], "not an Excel"),
        (
            TYPES,
            [
                (
                    "openxmlformats-officedocument.spreadsheetml.sheet.main",
                    "ms-excel.sheet.macroEnabled.main",
                )
            ],
            "macros",
        ),
        (SHEET, [('<row r="5"', '<row r="16777216"')], "damaged"),
        (SHEET, [('<c r="A5"', '<c r="XFD5"')], "more than"),
        (SHEET, [('<c r="A5"', '<c r="A99999999"')], "damaged"),
        (SHEET, [("<sheetData>", "<!DOCTYPE a><sheetData>")], "damaged"),
    ],
)
def test_a_workbook_that_lies_is_refused(
    honest: bytes, name: str, pairs: list[tuple[str, str]], sentence: str
) -> None:
    assert sentence in refusal(changed(honest, name, *pairs))


def test_what_a_sheet_says_of_its_own_size_is_not_believed(honest: bytes) -> None:
    text = parts_of(honest)[SHEET].decode()
    assert "<dimension" not in text
    lie = text.replace("<sheetViews>", '<dimension ref="A1:XFD16777216"/><sheetViews>', 1)
    assert lie != text
    content = with_part(honest, SHEET, lie.encode())

    assert len(read_filled(io.BytesIO(content)).rows) == 3


def test_sizes_that_are_lied_about_are_found_out(honest: bytes) -> None:
    assert refusal(lied_about(honest, SHEET, 10))
    assert refusal(lied_about(honest, SHEET, 3_000_000_000))


def test_many_sheets_hold_no_more_than_one(honest: bytes) -> None:
    sheet = b"<a>" + b"<b/>" * 150_000 + b"</a>"
    parts = {f"xl/worksheets/sheet{number}.xml": sheet for number in range(10, 15)}

    assert "more than" in refusal(zipped(parts_of(honest) | parts))


def test_too_many_parts_are_refused(honest: bytes) -> None:
    parts = {f"xl/media/{number}.bin": b"" for number in range(600)}

    assert "more than" in refusal(zipped(parts_of(honest) | parts))


def test_a_zip_within_a_zip_within_a_zip_is_only_a_part(honest: bytes) -> None:
    inner = zipped({"a": zipped({"b": b"\0" * 5_000_000})})

    assert read_filled(io.BytesIO(with_part(honest, "xl/media/a.bin", inner))).code == "X1"


def test_one_long_text_in_many_cells_is_refused() -> None:
    """Each is stored once, and stands in memory as often as it is used."""
    book = openpyxl.load_workbook(io.BytesIO(write(template())))
    page = book.worksheets[1]
    for row in range(6, 1500):
        page.cell(row, 3).value = "x" * 32_000
    stream = io.BytesIO()
    book.save(stream)

    assert "more than" in refusal(stream.getvalue())


def test_a_file_over_the_limit_is_refused() -> None:
    assert "more than" in refusal(b"PK\x03\x04" + b"\0" * limits.LARGEST_FILE)


# What other programs write, and what openpyxl would read otherwise than it stands.


def notes(content: bytes) -> list[Any]:
    """What the template's column of notes says, row by row; None where nothing stands."""
    rows = read_filled(io.BytesIO(content)).rows
    cells = [row.cells.get("note") for row in rows]
    return [cell and (cell.kind, cell.value) for cell in cells]


SAID = ("text", "Said")
# Row 7 of the template, as it is written: key, amount, note.
NOTE_7 = re.compile(r'<c r="C7"[^>]*>.*?</c>')


def with_note(content: bytes, cell: str) -> bytes:
    """The template with another cell in place of the second row's note."""
    text = parts_of(content)[SHEET].decode()
    assert NOTE_7.search(text)
    return with_part(content, SHEET, NOTE_7.sub(cell, text).encode())


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ('<c r="C7" t="str"><f>IF(1,"","")</f><v></v></c>', None),
        ('<c r="C7" t="str"><f>IF(1,"","")</f><v/></c>', None),
        ('<c t="str"><f>"a"</f><v>a</v></c>', ("text", "a")),
        ('<c r="C7"><f>1+1</f><v>2</v></c>', ("number", 2)),
        ('<c r="C7"><f>1+1</f></c>', ("formula", None)),
        ('<c r="C7"><f>1+1</f><v></v></c>', ("formula", None)),
        ("<c><f>1+1</f></c>", ("formula", None)),
        ('<c r="C7" t="str"><f>1+1</f></c>', ("formula", None)),
        ('<c r="C7" t="inlineStr"><is><t>a</t></is></c>', ("text", "a")),
    ],
)
def test_an_empty_result_is_an_empty_cell_and_a_missing_one_is_refused(
    honest: bytes, cell: str, note: Any
) -> None:
    assert notes(with_note(honest, cell)) == [SAID, note, SAID]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C7" t="s"><v>-1</v></c>',
        '<c r="C7" t="s"><v> -1 </v></c>',
        '<c r="C7" t="s"><v>+1</v></c>',
        '<c r="C7" t="s"><v>1_0</v></c>',
        '<c r="C7" t="s"><v>99999</v></c>',
        '<c r="C7" s="-1"><v>1</v></c>',
        '<c r="C8"><v>1</v></c>',
        '<c r="B7"><v>1</v></c>',
        '<c r="C7"><v>1</v></c><c r="C7"><v>2</v></c>',
        '<c r="7C"><v>1</v></c>',
    ],
)
def test_a_cell_that_leads_elsewhere_is_refused(honest: bytes, cell: str) -> None:
    assert "damaged" in refusal(with_note(honest, cell))


def test_of_two_rows_with_one_number_none_is_dropped_in_silence(honest: bytes) -> None:
    twice = changed(honest, SHEET, ("</sheetData>", '<row r="7"><c><v>1</v></c></row></sheetData>'))

    assert "damaged" in refusal(twice)


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="A1048576" s="1"/></row>',
        '<row r="9"><c r="XFD9" s="1"/></row>',
        '<row r="9"><c r="XFD9" s="1"> </c></row>',
    ],
)
def test_a_style_without_a_value_does_not_count_however_far_out(honest: bytes, far: str) -> None:
    content = changed(honest, SHEET, ("</sheetData>", f"{far}</sheetData>"))

    assert notes(content) == [SAID] * 3


@pytest.mark.parametrize(
    "far",
    [
        '<row r="20001"><c><v>1</v></c></row>',
        '<row r="9"><c r="DA9"><v>1</v></c></row>',
        '<row r="20001"><c r="C20001" t="inlineStr"><is><t>a</t></is></c></row>',
        '<row r="9"><c r="DA9"><f>1+1</f></c></row>',
    ],
)
def test_a_value_beyond_every_template_is_refused(honest: bytes, far: str) -> None:
    content = changed(honest, SHEET, ("</sheetData>", f"{far}</sheetData>"))

    assert "more than" in refusal(content)


@pytest.mark.parametrize(
    "near",
    ['<row r="20000"><c r="C20000"><v>1</v></c></row>', '<row r="9"><c r="CZ9"><v>1</v></c></row>'],
)
def test_a_value_at_the_edge_is_read(honest: bytes, near: str) -> None:
    content = changed(honest, SHEET, ("</sheetData>", f"{near}</sheetData>"))

    assert notes(content)[:3] == [SAID] * 3


MOVED = [("xl/worksheets/sheet2.xml", "xl/pages/two.xml"), ("xl/worksheets/sheet2.xml", "two.bin")]


@pytest.mark.parametrize(("old", "new"), MOVED)
@pytest.mark.parametrize(
    ("cell", "note"),
    [("<c><v>5</v></c>", ("number", 5)), ("<c><f>1+1</f></c>", ("formula", None))],
)
def test_a_sheet_is_looked_at_wherever_it_lies(
    honest: bytes, old: str, new: str, cell: str, note: Any
) -> None:
    parts = {
        name.replace(old, new): part.replace(f"/{old}".encode(), f"/{new}".encode())
        for name, part in parts_of(with_note(honest, cell)).items()
    }
    assert new in parts

    assert notes(zipped(parts)) == [SAID, note, SAID]


def test_a_sheet_elsewhere_keeps_to_the_same_limits(honest: bytes) -> None:
    far = changed(
        honest, SHEET, ("</sheetData>", "<row r='9999999'><c><v>1</v></c></row></sheetData>")
    )
    parts = {
        name.replace(SHEET, "two.dat"): part.replace(f"/{SHEET}".encode(), b"/two.dat")
        for name, part in parts_of(far).items()
    }

    assert "more than" in refusal(zipped(parts))


def test_the_workbook_may_be_all_xml_by_default(honest: bytes) -> None:
    """As a widely used library of .NET writes it."""
    text = parts_of(honest)[TYPES].decode()
    override = re.search(r'<Override PartName="/xl/workbook.xml"[^>]*/>', text)
    default = re.search(r'<Default Extension="xml"[^>]*/>', text)
    assert override
    kind = limits.WORKBOOK
    text = text.replace(override[0], "").replace(default[0] if default else "\0", "")
    text = text.replace("</Types>", f'<Default Extension="xml" ContentType="{kind}"/></Types>')

    assert notes(with_part(honest, TYPES, text.encode())) == [SAID] * 3


def test_the_workbook_may_have_another_name(honest: bytes) -> None:
    parts = {
        name.replace("workbook.xml", "book22.xml"): part.replace(b"/workbook.xml", b"/book22.xml")
        for name, part in parts_of(honest).items()
    }

    assert notes(zipped(parts)) == [SAID] * 3


def test_a_row_put_above_every_sheet_does_no_harm() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(template())))
    for page in book.worksheets:
        page.insert_rows(1)
        page["A1"] = "Table 1"
    stream = io.BytesIO()
    book.save(stream)

    filled = read_filled(io.BytesIO(stream.getvalue()))

    assert (filled.code, filled.words["appeal"]) == ("X1", "T1")
    assert notes(stream.getvalue()) == [SAID] * 3


def test_strict_open_xml_is_told_how_to_be_saved(honest: bytes) -> None:
    transitional = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    parts = {
        name: part.replace(transitional.encode(), strict.encode())
        for name, part in parts_of(honest).items()
    }

    assert "Save it as “Excel Workbook (.xlsx)” and upload it again" in refusal(zipped(parts))


# Thousands of small damages


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The file with bytes changed, lost or doubled: of the zip, or of one of its parts."""
    if chance.random() < 0.3:
        return spoiled(content, chance)
    parts = parts_of(content)
    name = chance.choice(sorted(parts))
    if chance.random() < 0.1:
        del parts[name]
    else:
        parts[name] = spoiled(parts[name], chance)
    return zipped(parts)


def spoiled(content: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(content)
    for _time in range(chance.randint(1, 4)):
        at = chance.randrange(len(spoiled) or 1)
        width = chance.choice((1, 1, 2, 8, 60))
        piece = bytes(spoiled[at : at + width])
        spoiled[at : at + width] = chance.choice(
            (b"", piece * 2, bytes(chance.randrange(256) for _byte in piece), *SPICES)
        )
    return bytes(spoiled)


SPICES = (
    b"<", b">", b"&", b'"', b"]]>", b"<!--", b"\0", b"999999999999", b"-1", b"1e400", b"NaN",
    b"=1+1", b"A1:XFD1048576", b"\xff\xfe", b"inlineStr", b"t=\"e\"", b"</c>", b"<f/>",
)  # fmt: skip


@pytest.mark.slow
def test_thousands_of_damaged_templates_are_read_or_refused_and_nothing_else(
    honest: bytes,
) -> None:
    chance = random.Random(20200615)  # noqa: S311
    outcomes = {"read": 0, "refused": 0}

    for _number in range(2500):
        content = damaged(honest, chance)
        try:
            read_filled(io.BytesIO(content))
            outcomes["read"] += 1
        except UnreadableFile:
            outcomes["refused"] += 1

    assert min(outcomes.values()) > 100
