"""Checks a file before openpyxl opens it: refuses what is not a plain workbook, or is harmful.

Everything is read in small pieces and stops at the first violation, so that time and memory stay
bounded whatever the file claims about itself.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, NoReturn
from xml.parsers import expat

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .cell_places import CellCount, SheetFacts
from .refusals import DAMAGED, ENCRYPTED, NOT_OURS, OLD, STRICT, TOO_MUCH, UnreadableFile

MEGABYTE = 1024 * 1024
LARGEST_FILE, LARGEST_PART, LARGEST_WHOLE = 10 * MEGABYTE, 60 * MEGABYTE, 80 * MEGABYTE
MOST_PARTS = 500
# Honest sheets of repeated rows shrink to a thirtieth; a bomb to a thousandth.
HIGHEST_RATIO, RATIO_FROM = 200, MEGABYTE
PIECE = 64 * 1024
# A cell holds 32 767 characters; with its entities and quotes no token of ours is longer.
LONGEST_TEXT, DEEPEST, MOST_ATTRIBUTES = 260_000, 40, 60
# Of all parts together; the longest template, filled in to its last cell, has 430 000.
MOST_ELEMENTS = 600_000

OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
# Names of parts, in small letters, of what has no place in a filled template.
FOREIGN: tuple[tuple[tuple[str, ...], Promise], ...] = (
    (
        ("vbaproject", "macrosheets/", "customui", "activex"),
        _("This file contains macros. Save it as a plain Excel file (.xlsx) and upload it again."),
    ),
    (
        ("externallinks/", "connections.xml", "querytables/", "webextensions/"),
        _(
            "This file takes data from other files or from the web. Remove those links and"
            " upload it again."
        ),
    ),
    (
        ("embeddings/", "oleobject", "xl/media/oleobject"),
        _("This file contains other files. Remove them and upload it again."),
    ),
)


@dataclass
class Package:
    """The names of all parts of a file, in small letters, and what they hold together."""

    names: set[str]
    elements: int = 0


def check(file: IO[bytes]) -> dict[str, SheetFacts]:
    """The facts of each sheet by the name of its part; rewinds the file.

    Raises UnreadableFile unless the file is a workbook without anything that harms.
    """
    try:
        _check_beginning(file)
        with zipfile.ZipFile(file) as archive:
            package = _check_parts(archive)
            readers = {p.filename: _check_content(archive, p, package) for p in archive.infolist()}
        return {name: reader.cells.facts for name, reader in readers.items() if reader}
    except UnreadableFile:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        struct.error,
        NotImplementedError,
        RuntimeError,
        ValueError,
        EOFError,
        OSError,
    ) as error:
        raise UnreadableFile(DAMAGED) from error
    finally:
        file.seek(0)


def _check_beginning(file: IO[bytes]) -> None:
    file.seek(0, 2)
    if file.tell() > LARGEST_FILE:
        raise UnreadableFile(TOO_MUCH)
    file.seek(0)
    head = file.read(PIECE)
    if head.startswith(OLE):
        raise UnreadableFile(str(ENCRYPTED if ENCRYPTED_STREAM in head + file.read() else OLD))
    if not head.startswith(ZIP):
        raise UnreadableFile(NOT_OURS)
    file.seek(0)


def _check_parts(archive: zipfile.ZipFile) -> Package:
    """What the table of contents says: names, number, sizes, ways of packing."""
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if len(parts) > MOST_PARTS or len(set(names)) != len(names):
        raise UnreadableFile(TOO_MUCH)
    if "[content_types].xml" not in names:
        raise UnreadableFile(NOT_OURS)
    for part, name in zip(parts, names, strict=True):
        if name.startswith(("/", "\\")) or ".." in name.split("/") or "\\" in name or ":" in name:
            raise UnreadableFile(DAMAGED)
        if part.flag_bits & 0x1:
            raise UnreadableFile(ENCRYPTED)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableFile(DAMAGED)
        for words, sentence in FOREIGN:
            if any(word in name for word in words):
                raise UnreadableFile(str(sentence))
    # What is declared is checked first since it costs nothing; what is true is counted later.
    if sum(part.file_size for part in parts) > LARGEST_WHOLE:
        raise UnreadableFile(TOO_MUCH)
    return Package(set(names))


def _check_content(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, package: Package
) -> "_Xml | None":
    """Read a part to its end, counting, and if it is XML make sure that it is harmless.

    What is XML shows in how it begins: a workbook may name any part as a sheet, wherever it lies.
    """
    name = part.filename.lower()
    reader = _Xml(name, package) if name.endswith((".xml", ".rels")) else None
    for number, piece in enumerate(_pieces(archive, part)):
        if number == 0 and reader is None and _begins_as_xml(piece):
            reader = _Xml(name, package)
        if reader:
            reader.feed(piece)
    if reader:
        reader.close()
    return reader


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    read = 0
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            read += len(piece)
            is_blown_up = read > RATIO_FROM and read > HIGHEST_RATIO * max(part.compress_size, 1)
            if read > LARGEST_PART or is_blown_up:
                raise UnreadableFile(TOO_MUCH)
            yield piece
    if read != part.file_size:
        raise UnreadableFile(DAMAGED)


def _begins_as_xml(piece: bytes) -> bool:
    return piece.startswith(WIDE) or piece.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


# The beginnings of texts in UTF-16.
WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class _Xml:
    """Reads one part of XML with an eye on its size and shape; it makes nothing of it."""

    def __init__(self, name: str, package: Package) -> None:
        self.is_types = name == "[content_types].xml"
        self.is_links = name.endswith(".rels")
        self.package = package
        self.depth = self.text = 0
        self.is_empty = True
        self.has_workbook = False
        self.cells = CellCount()
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.buffer_text = False
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.ExternalEntityRefHandler = self._refuse
        self.parser.XmlDeclHandler = self._declared
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.unparsed = 0

    def feed(self, piece: bytes) -> None:
        if self.is_empty and piece.startswith(WIDE):
            raise UnreadableFile(DAMAGED)
        self.parser.Parse(piece, False)
        # What expat holds back is one token that does not end.
        parsed = max(self.parser.CurrentByteIndex, 0)
        self.unparsed += len(piece)
        if self.unparsed - parsed > LONGEST_TEXT:
            raise UnreadableFile(TOO_MUCH)

    def close(self) -> None:
        self.parser.Parse(b"", True)
        if self.is_types and not self.has_workbook:
            raise UnreadableFile(NOT_OURS)

    def _refuse(self, *_given: object) -> NoReturn:
        raise UnreadableFile(DAMAGED)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.upper() not in ("UTF-8", "US-ASCII"):
            raise UnreadableFile(DAMAGED)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.is_empty and any(value.startswith(PURL) for value in attributes.values()):
            raise UnreadableFile(STRICT)
        self.depth += 1
        self.package.elements += 1
        self.text = 0
        self.is_empty = False
        if (
            self.depth > DEEPEST
            or self.package.elements > MOST_ELEMENTS
            or len(attributes) > MOST_ATTRIBUTES
        ):
            raise UnreadableFile(TOO_MUCH)
        tag = name.rpartition(":")[2]
        self.cells.start(tag, attributes, self.depth)
        if self.is_types and tag in ("Override", "Default"):
            self._check_type(attributes)
        elif self.is_links and attributes.get("TargetMode", "").lower() == "external":
            self._check_link(attributes)

    def _check_type(self, attributes: dict[str, str]) -> None:
        """The part that is the workbook is named by its type, or is all XML by default."""
        kind = attributes.get("ContentType", "")
        if "macroEnabled" in kind:
            raise UnreadableFile(str(FOREIGN[0][1]))
        part = attributes.get("PartName", "/xl/workbook.xml")
        if kind == WORKBOOK and part.lower().removeprefix("/") in self.package.names:
            self.has_workbook = True

    def _check_link(self, attributes: dict[str, str]) -> None:
        """A hyperlink leads out when somebody clicks on it; everything else by itself."""
        if not attributes.get("Type", "").endswith("/hyperlink"):
            raise UnreadableFile(str(FOREIGN[1][1]))

    def _end(self, name: str) -> None:
        self.cells.end(self.depth)
        self.depth -= 1
        self.text = 0

    def _characters(self, text: str) -> None:
        self.text += len(text)
        if self.text > LONGEST_TEXT:
            raise UnreadableFile(TOO_MUCH)
        self.cells.hold(text)


# What the names of strict Open XML begin with.
PURL = "http://purl.oclc.org/ooxml/"
