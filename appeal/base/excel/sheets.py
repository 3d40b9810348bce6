"""What a workbook contains, declared: columns, sheets, books and what `Check` compares.

Nothing here knows requests, models or openpyxl. Texts may be lazy: they come out in the language
that is active while the workbook is written.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.utils.text import slugify
from django.utils.translation import get_language

from .columns import Column, Control, Format, Text, Tone

WHOLE_APPEAL = "all"
# Begins what names a column of a template: `#progress.percent`.
CODED = "#"


class Drawing(Enum):
    """How a chart draws its series."""

    BARS = "bars"
    STACKED_BARS = "stacked bars"
    LINES = "lines"


@dataclass(frozen=True)
class Chart:
    """A native chart of a table: a series per column, the rows' `labels` along its axis.

    Bars lie, so that long labels can be read, unless the labels are `is_short`; lines are always
    drawn over short labels. A `target` is a line over vertical bars. The axis takes the number
    format of the first series and begins at zero. Series that mean something to the reader have
    the colours of their `tones`, or the hue of their columns.
    """

    drawing: Drawing
    title: Text
    labels: Column
    series: Sequence[Column]
    is_short: bool = False
    target: Column | None = None
    tones: Sequence[Tone] = ()


@dataclass(frozen=True)
class Fact:
    """A label and its value on a cover; a note says in words what else there is to know.

    `Check` proves it by its `formula`, where {0} means the cells of the first of `over`, a
    column of any sheet, or for a word.
    """

    label: Text
    value: Any
    format: Format = Format.TEXT
    note: Text = ""
    tone: Tone | None = None
    formula: str = ""
    over: Sequence[Column | Text] = ()


@dataclass(frozen=True)
class Part:
    """A part of a cover: a title over facts, running text or, beside each other, two charts.

    The facts of a part without a title are what the cover is about, in large figures beside each
    other, four at most. A chart draws columns of one of the workbook's sheets. Charts of more than
    ten rows ask for a part that `is_tall`.
    """

    title: Text = ""
    facts: Sequence[Fact] = ()
    text: Text = ""
    charts: Sequence[Chart] = ()
    is_tall: bool = False


Parts = Sequence[Part | tuple[Part, Part]]


@dataclass(frozen=True)
class Cover:
    """A page that is read like a letter, upright: what the workbook opens with.

    Two parts in one are beside each other, without the notes of their facts.
    """

    title: Text
    parts: Parts
    lines: Sequence[Text] = ()

    @property
    def each_part(self) -> Iterator[Part]:
        """One by one, those beside each other from left to right."""
        for part in self.parts:
            yield from part if isinstance(part, tuple) else (part,)


@dataclass(frozen=True)
class Subtotal:
    """A total row of those rows alone that hold these words in these columns.

    For entries of several kinds, whose sum over all kinds has no name. `total` belongs to `column`;
    one that is known only once all rows are read is a function.
    """

    label: Text
    where: Mapping[Column, Text]
    column: Column
    total: Any

    @property
    def value(self) -> Any:
        return self.total() if callable(self.total) else self.total


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook.

    `name` names the Excel table and is never translated; `null` is what an absent value looks like;
    `lines` are between title and table, `charts` on a page after it. The first `frozen` columns
    stay when scrolling; `repeated` (first and last column, from 1), or these, are printed again on
    every page beside the first, where a table is too wide for one. The rows of one that
    `is_streamed` are read once, while the file is being sent; they have no links and no entries.
    """

    name: str
    title: Text
    columns: Sequence[Column]
    rows: Iterable[Any]
    lines: Sequence[Text] = ()
    null: str = ""
    totals: Mapping[str, Any] = field(default_factory=dict)
    subtotals: Sequence[Subtotal] = ()
    controls: Sequence[Control] = ()
    frozen: int = 1
    repeated: tuple[int, int] | None = None
    charts: Sequence[Chart] = ()
    is_streamed: bool = False

    def code_of(self, column: Column) -> str:
        """By what a column of a template is found again; empty where nobody looks for it."""
        return f"{CODED}{self.name}.{column.name}" if column.name else ""


@dataclass(frozen=True)
class Context:
    """Who asked for a workbook, when, and for which part of the appeal, in words.

    `generated_at` is in the appeal's time zone. `scope_code` is in the name of the file. `seal` is
    the end of the chain of seals then, by which the file proves what the database held.
    """

    by: str
    generated_at: datetime
    scope: Text
    scope_code: str = WHOLE_APPEAL
    filters: Text = ""
    seal: str = ""


@dataclass(frozen=True)
class Definition:
    """What a figure or a sign means, as `About` explains it."""

    term: Text
    meaning: Text


@dataclass(frozen=True)
class Book:
    """A workbook: `About`, sheets, `Check`; one with a cover has it first and `About` near the end.

    `facts` are further lines of `About`, pairs of label and text or date. The `currency` is that of
    all amounts of which no column says another. `is_tagged` writes the
    columns' HXL tags under their headings. A `template` is to be filled in and uploaded: these
    words, by name, say what it is when it comes back; its first sheet begins with `instructions`.
    """

    code: str
    title: Text
    appeal_code: str
    appeal_title: Text
    as_at: date
    include: Text
    context: Context
    sheets: Sequence[Sheet | Cover]
    definitions: Sequence[Definition] = ()
    facts: Sequence[tuple[Text, Text | date]] = ()
    currency: str = ""
    is_demonstration: bool = False
    is_tagged: bool = False
    known_on: date | None = None
    template: Mapping[str, str] = field(default_factory=dict)
    instructions: Sequence[tuple[Text, Text]] = ()

    @property
    def file_name(self) -> str:
        """`<appeal>_<workbook>_<title>_<scope>_<as-at>_<language>.xlsx`, in the active language."""
        scope = re.sub(r"[^A-Za-z0-9-]+", "-", self.context.scope_code).strip("-") or WHOLE_APPEAL
        subject = slugify(re.sub("['’]", " ", str(self.title)))
        parts = self.appeal_code, self.code, subject, scope, self.as_at.isoformat()
        return "_".join([*parts, get_language() or "en"]) + ".xlsx"

    @property
    def has_cover(self) -> bool:
        return any(isinstance(sheet, Cover) for sheet in self.sheets)
