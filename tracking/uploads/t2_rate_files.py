"""Files of rates of exchange as they are published: CSV or XML, taken apart into lines."""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeal.base.excel import Filled, UnreadableFile
from appeal.models import Appeal
from appeal.web.forms import CONTROL

from ..evidence_files import digest
from ..models import LINE
from .t2_rate_lists import Listed, columns_of, filled_rows, refuse_twice
from .t2_rates import CSV, XML

# That of the United Nations has 230 rates in 50 kB, each told in five elements.
LARGEST_FILE, MOST_RATES, MOST_TITLE_LINES, MOST_TAGS = 1_000_000, 1000, 20, 40
ARCHIVE, OLD_WORKBOOK = b"PK", b"\xd0\xcf\x11\xe0"
SEPARATORS = ",;\t|"
DATASET, ELEMENT = "UN_OPERATIONAL_RATES_DATASET", "UN_OPERATIONAL_RATES"


Line = tuple[int, Sequence[str]]


def is_workbook(file: Any) -> bool:
    """Whether the file is for `read_filled` to read, or to refuse: whatever is no text."""
    file.seek(0)
    content = file.read(LARGEST_FILE)
    file.seek(0)
    return content.startswith((ARCHIVE, OLD_WORKBOOK)) or _as_text(content) is None


def read_rate_file(file: Any, appeal: Appeal) -> Filled:
    """A list of rates as a filled template has it; raises UnreadableFile for what is none."""
    if file.size > LARGEST_FILE:
        raise UnreadableFile(
            _("This file is too large for a list of rates. Split it into smaller files.")
        )
    sha256, content = digest(file), file.read()
    text = _as_text(content) or ""
    is_xml = text.lstrip().startswith("<")
    listed = _read_xml(content) if is_xml else _read_csv(text)
    if not listed.lines:
        raise UnreadableFile(
            _("This file has no rates: there is nothing below its column headings.")
        )
    words = {"appeal": appeal.code, "language": get_language() or "en"}
    return Filled(XML if is_xml else CSV, words, list(filled_rows(listed, sha256)))


def _as_text(content: bytes) -> str | None:
    """None for what is no text. Excel saves plain CSV in Windows-1252, Unicode text in UTF-16."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if CONTROL.search(text) else text
    return None


def _read_xml(content: bytes) -> Listed:
    try:
        root = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, LookupError, ValueError):
        root = None
    elements = root.findall(ELEMENT) if root is not None and root.tag == DATASET else []
    headings = list(dict.fromkeys(child.tag for element in elements for child in element))
    if not 0 < len(headings) <= MOST_TAGS:
        raise UnreadableFile(
            _(
                "This XML file is not the UN list of operational rates of exchange. That"
                " list has %(dataset)s with one %(element)s for each country."
            )
            % {"dataset": DATASET, "element": ELEMENT}
        )
    return Listed(ELEMENT, headings, _bounded(_elements(elements, headings)))


def _elements(elements: Sequence[Any], headings: Sequence[str]) -> Iterator[Line]:
    for number, element in enumerate(elements, start=1):
        refuse_twice([child.tag for child in element])
        yield number, [(element.findtext(tag) or "").strip() for tag in headings]


def _bounded(lines: Iterator[Line]) -> list[Line]:
    """All of them, unless there are too many."""
    found = list(islice(lines, MOST_RATES + 1))
    if len(found) > MOST_RATES:
        raise UnreadableFile(
            _("This file has more than %(most)s lines. Split it into smaller files.")
            % {"most": MOST_RATES}
        )
    return found


def _read_csv(text: str) -> Listed:
    """The lines below the headings, wherever those are and whatever separates the cells."""
    named = re.match(r"sep=([^\r\n\"])\r?$", text, re.IGNORECASE | re.MULTILINE)
    for separator in named[1] if named else SEPARATORS:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        above: list[str] = []
        try:
            for cells in islice(reader, MOST_TITLE_LINES):
                if {"currency", "rate"} <= columns_of(cells).keys():
                    return Listed(LINE, cells, _bounded(_lines(reader)), " ".join(above))
                above += cells
        except csv.Error:
            continue
    raise UnreadableFile(
        _(
            "This is neither an Excel file (.xlsx) nor a list of rates. A list of rates has a line"
            " with the headings currency, effective_on and rate, with the rates below them."
        )
    )


def _lines(reader: Any) -> Iterator[Line]:
    """What is left, each with the number of its line; empty ones are left out."""
    while True:
        number = reader.line_num + 1
        try:
            cells: list[str] | None = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            cells = None
        if cells is None or reader.line_num > number:
            raise UnreadableFile(
                _(
                    "Line %(number)s cannot be read. Look for a quotation mark that is"
                    " not closed, correct it and upload the file again."
                )
                % {"number": number}
            )
        if any(cells):
            yield number, cells
