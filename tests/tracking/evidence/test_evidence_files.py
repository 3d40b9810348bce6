"""What an uploaded file really is: by name and by content, hostile ones included."""

import io
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tracking import evidence_files
from tracking.evidence_files import NotAccepted, check_file, clean_name, content_type

pytestmark = [pytest.mark.unit, pytest.mark.once]

PDF = b"%PDF-1.4\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
EXE = b"MZ\x90\x00" + b"\0" * 60
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<html><script>alert(1)</script></html>"


def with_flag(whole: bytes, *, encrypted: bool = False, size: int = 0) -> bytes:
    """The zip, whose list of parts says so of its first part."""
    told = bytearray(whole)
    listed = whole.index(b"PK\x01\x02")
    for at in (6, listed + 8):
        told[at] |= encrypted
    if size:
        told[8:10] = told[listed + 10 : listed + 12] = b"\0\0"  # not packed at all
        told[listed + 20 : listed + 28] = 2 * size.to_bytes(4, "little")
    return bytes(told)


def office_file(*names: str, content: str = "") -> bytes:
    """A zip with the given parts, as Word and Excel write them."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as parts:
        for name in names:
            parts.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


DOCX = office_file("[Content_Types].xml", "word/document.xml")
XLSX = office_file("[Content_Types].xml", "xl/workbook.xml")


def check(name: str, content: bytes) -> None:
    check_file(SimpleUploadedFile(name, content), 10)


@pytest.mark.parametrize(
    ("name", "content", "served_as"),
    [
        ("contract.pdf", PDF, "application/pdf"),
        ("CONTRACT.PDF", PDF, "application/pdf"),
        ("photo.jpg", JPEG, "image/jpeg"),
        ("photo.jpeg", JPEG, "image/jpeg"),
        ("photo.png", PNG, "image/png"),
        ("letter.docx", DOCX, "wordprocessingml.document"),
        ("list.xlsx", XLSX, "spreadsheetml.sheet"),
        ("notes.txt", "Año nuevo".encode(), "text/plain; charset=utf-8"),
        ("rows.csv", b"\xef\xbb\xbfa;b\n1;2\n", "text/csv; charset=utf-8"),
        ("page.txt", HTML, "text/plain; charset=utf-8"),
    ],
)
def test_what_is_allowed_passes_and_is_served_as_what_it_is(
    name: str, content: bytes, served_as: str
) -> None:
    check(name, content)

    assert content_type(clean_name(name)).endswith(served_as)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.exe", EXE),
        ("report.pdf.exe", PDF),
        ("drawing.svg", SVG),
        ("page.html", HTML),
        ("macro.docm", DOCX),
        ("old.doc", b"\xd0\xcf\x11\xe0"),
        ("parts.zip", DOCX),
        ("noextension", PDF),
        ("trailing.pdf.", PDF),
        ("report.pdf/.exe", EXE),
    ],
)
def test_a_kind_that_is_not_on_the_list_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(NotAccepted, match="This kind of file is not accepted"):
        check(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", EXE),
        ("report.pdf", b"\n" + PDF),
        ("photo.png", SVG),
        ("photo.png", JPEG),
        ("photo.jpg", HTML),
        ("letter.docx", PDF),
        ("letter.docx", XLSX),
        ("list.xlsx", DOCX),
        ("letter.docx", office_file("word/document.xml")),
        ("letter.docx", b"PK\x03\x04 but no zip"),
        ("letter.docx", DOCX[:60]),
        ("letter.docx", with_flag(DOCX, encrypted=True)),
        ("letter.docx", with_flag(DOCX, size=2**20)),
        ("notes.txt", b"abc\0def"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(NotAccepted, match="although its name says so"):
        check(name, content)


@pytest.mark.parametrize("content", [b"caf\xe9", "niño".encode("utf-16"), b"abc\xc3"])
def test_a_text_in_another_encoding_is_told_so(content: bytes) -> None:
    with pytest.raises(NotAccepted, match="UTF-8"):
        check("notes.txt", content)


@pytest.mark.parametrize(
    "part", ["word/vbaProject.bin", "word/VBAPROJECT.bin", "xl/macrosheets/sheet1.xml"]
)
def test_a_file_with_macros_is_refused_whatever_its_ending(part: str) -> None:
    content = office_file("[Content_Types].xml", "word/document.xml", part)

    with pytest.raises(NotAccepted, match="macros"):
        check("letter.docx", content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.document.macro&#69;nabled.main+xml",
        "application/vnd.ms-office.vbaProject",
    ],
)
def test_macros_are_found_whatever_their_part_is_called(kind: str, encoding: str) -> None:
    listed = f'<Types><Override PartName="/word/x.bin" ContentType="{kind}"/></Types>'
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as parts:
        parts.writestr("[Content_Types].xml", listed.encode(encoding))
        parts.writestr("word/document.xml", "x")

    with pytest.raises(NotAccepted, match="macros"):
        check("letter.docx", whole.getvalue())


def test_a_list_of_parts_is_read_to_its_end_or_the_file_is_refused() -> None:
    longest = "[Content_Types].xml", "word/document.xml"
    check("letter.docx", office_file(*longest, content="0" * 512 * 1024))

    with pytest.raises(NotAccepted, match="although its name says so"):
        check("letter.docx", office_file(*longest, content="0" * (512 * 1024 + 1)))


def test_a_zip_bomb_is_never_unpacked() -> None:
    bomb = office_file("[Content_Types].xml", "word/document.xml", content="0" * 200_000_000)

    tracemalloc.start()
    with pytest.raises(NotAccepted, match="although its name says so"):
        check("letter.docx", bomb)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 5_000_000


def test_an_office_file_of_too_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_files, "MOST_PARTS", 2)

    check("letter.docx", DOCX)
    with pytest.raises(NotAccepted):
        check("letter.docx", office_file("[Content_Types].xml", "word/document.xml", "word/a.xml"))


def test_an_empty_file_and_one_too_large_are_refused_with_the_limit() -> None:
    with pytest.raises(NotAccepted, match="empty"):
        check("report.pdf", b"")
    with pytest.raises(NotAccepted, match="larger than 10 MB"):
        check("report.pdf", PDF + b"0" * 10 * 1024 * 1024)
    check("report.pdf", PDF + b"0" * (10 * 1024 * 1024 - len(PDF)))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ana\\invoice.pdf", "invoice.pdf"),
        ("..pdf", "file.pdf"),
        (".pdf", "file.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ('say "no".pdf', "say _no_.pdf"),
        ("abc\u202efdp.exe", "abcfdp.exe"),
        ("fa\u0301brica.pdf", "f\u00e1brica.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 189 + ".pdf"),
    ],
)
def test_a_name_is_cleaned_of_folders_and_of_signs_that_deceive(given: str, kept: str) -> None:
    assert clean_name(given) == kept
