"""Files of rates of exchange as they are published: CSV or XML, taken apart into lines."""

import csv
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

from ..evidence_files import digest
from ..models import LINE
from ..text_files import Line, begins_as_workbook, lines_of, separators_of, text_of
from .t2_rate_lists import Listed, columns_of, filled_rows, refuse_twice
from .t2_rates import CSV, XML

# That of the United Nations has 230 rates in 50 kB, each told in five elements.
LARGEST_FILE, MOST_RATES, MOST_TITLE_LINES, MOST_TAGS = 1_000_000, 1000, 20, 40
DATASET, ELEMENT = "UN_OPERATIONAL_RATES_DATASET", "UN_OPERATIONAL_RATES"


def is_workbook(file: Any) -> bool:
    """Whether the file is for `read_filled` to read, or to refuse: whatever is no text."""
    file.seek(0)
    content = file.read(LARGEST_FILE)
    file.seek(0)
    return begins_as_workbook(content) or text_of(content) is None


def read_rate_file(file: Any, appeal: Appeal) -> Filled:
    """A list of rates as a filled template has it; raises UnreadableFile for what is none."""
    if file.size > LARGEST_FILE:
        raise UnreadableFile(
            _("This file is too large for a list of rates. Split it into smaller files.")
        )
    sha256, content = digest(file), file.read()
    text = text_of(content) or ""
    is_xml = text.lstrip().startswith("<")
    listed = _read_xml(content) if is_xml else _read_csv(text)
    if not listed.lines:
        raise UnreadableFile(
            _("This file has no rates: there is nothing below its column headings.")
        )
    words = {"appeal": appeal.code, "language": get_language() or "en"}
    return Filled(XML if is_xml else CSV, words, list(filled_rows(listed, sha256)))


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
    for separator in separators_of(text):
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        above: list[str] = []
        try:
            for cells in islice(reader, MOST_TITLE_LINES):
                if {"currency", "rate"} <= columns_of(cells).keys():
                    return Listed(LINE, cells, _bounded(lines_of(reader)), " ".join(above))
                above += cells
        except csv.Error:
            continue
    raise UnreadableFile(
        _(
            "This is neither an Excel file (.xlsx) nor a list of rates. A list of rates has a line"
            " with the headings currency, effective_on and rate, with the rates below them."
        )
    )
