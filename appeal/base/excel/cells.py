"""Writes cells as text by the text rules, and counts what the rules changed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

from django.utils.functional import Promise
from openpyxl.utils.datetime import WINDOWS_EPOCH, to_excel

from .styles import numbers
from .text import cut_to_cell, escaped, lines_needed, looks_like_formula, without_control_characters


@dataclass(frozen=True)
class Formula:
    """A live formula of ours."""

    text: str


Value = str | Promise | int | float | Decimal | date | Formula | None
# A cell as a page holds it, but for its place, and how many lines its text takes.
Written = tuple[str, int]
# Words that come again are cached as written, except long ones; so are days.
SHORT, MOST = 80, 2000
REMEMBERED = {str, date, type(None)}
DAY = timedelta(days=1)
NUMBERS = {int, float, Decimal}


class Pen:
    """Writes one workbook; `removed` control characters and `cut` texts are its tally."""

    def __init__(self) -> None:
        self.removed = self.cut = 0
        self._cells: dict[tuple[str, float, str], Cells] = {}

    def cells(self, style: str, width: float, null: str = "") -> "Cells":
        """What writes cells of that style into a column so wide."""
        key = style, width, null
        if key not in self._cells:
            self._cells[key] = Cells(self, style, width, null)
        return self._cells[key]

    def fitting(self, text: str) -> str:
        """The text as a cell spells what it can hold of it, counted where it had to change."""
        clean, removed = without_control_characters(text)
        fitting = cut_to_cell(clean)
        self.removed += removed
        self.cut += fitting != clean
        return escaped(fitting)


class Cells:
    """Writes cells of one style, and says how many lines their texts take.

    `null` is written where there is no value. What is `known` was written before.
    """

    def __init__(self, pen: Pen, style: str, width: float, null: str) -> None:
        self._pen, self._width = pen, width
        self._opening, self._quoted = (
            f'" s="{numbers()[style, is_quoted]}"' for is_quoted in (False, True)
        )
        self.known: dict[object, Written] = {}
        self._null = self._text(null)
        self.known[None] = self._null

    def write(self, value: Value) -> Written:
        """Text, a number, a date, a formula or nothing; text never becomes a formula."""
        if value.__class__ in NUMBERS:
            text = str(value)
            if "." in text and "e" not in text and "E" not in text:
                # As Excel spells it: 7.5000 is 7.5.
                text = text.rstrip("0").rstrip(".")
            return f"{self._opening}><v>{text}</v></c>", 1
        if isinstance(value, datetime):
            return f"{self._opening}><v>{(value - WINDOWS_EPOCH) / DAY}</v></c>", 1
        if isinstance(value, str | Promise):
            return self._text(str(value))
        if isinstance(value, date):
            written = f"{self._opening}><v>{to_excel(value)}</v></c>", 1
            return self._remembered(value, written)
        if isinstance(value, Formula):
            return f"{self._opening}><f>{escape(value.text)}</f><v/></c>", 1
        # A truth, or one of numbers that have names.
        return self._null if value is None else self.write(int(value))

    def _text(self, text: str) -> Written:
        if text in self.known:
            return self.known[text]
        fitting = self._pen.fitting(text)
        if not fitting:
            return f"{self._opening}/>", 1
        opening = self._quoted if looks_like_formula(fitting) else self._opening
        space = "" if fitting.strip() == fitting else ' xml:space="preserve"'
        content = f"<is><t{space}>{escape(fitting)}</t></is>"
        written = f'{opening} t="inlineStr">{content}</c>', lines_needed(fitting, self._width)
        # What had to change is counted each time.
        is_lasting = fitting == text and len(text) <= SHORT
        return self._remembered(text, written) if is_lasting else written

    def _remembered(self, value: str | date, written: Written) -> Written:
        if len(self.known) > MOST:
            self.known.clear()
            self.known[None] = self._null
        self.known[value] = written
        return written
