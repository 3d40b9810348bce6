"""Lists that come as text: in whatever encoding, with whatever between their cells."""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from appeal.base.excel import UnreadableFile
from appeal.web.forms import CONTROL

ARCHIVE, OLD_WORKBOOK = b"PK", b"\xd0\xcf\x11\xe0"
SEPARATORS = ",;\t|"
NAMED = re.compile(r"sep=([^\r\n\"])\r?$", re.IGNORECASE | re.MULTILINE)
# The number of a line and its cells.
Line = tuple[int, Sequence[str]]


def begins_as_workbook(content: bytes) -> bool:
    return content.startswith((ARCHIVE, OLD_WORKBOOK))


def text_of(content: bytes) -> str | None:
    """None for what is no text. Excel saves plain CSV in Windows-1252, Unicode text in UTF-16."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if CONTROL.search(text) else text
    return None


def separators_of(text: str) -> str:
    """What may stand between the cells: what the first line names, or else anything usual."""
    named = NAMED.match(text)
    return named[1] if named else SEPARATORS


def lines_of(reader: Any) -> Iterator[Line]:
    """What is left of a CSV, each with the number of its line; empty ones are left out."""
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
