"""The columns of a sheet, declared: heading, value, format, and what `Check` proves of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from ..paths import Read, reader_of, text_reader_of

Text = str | Promise


class Format(Enum):
    """How the values of a column look: number format, and whether they line up on the right.

    The grouping of thousands is the reader's own: Excel shows `#,##0` as 82 138 527, 82.138.527 or
    82,138,527, negative amounts included.
    """

    TEXT = ("General", False)
    MONEY = ("#,##0", True)
    CENTS = ("#,##0.00", True)
    INTEGER = ("0", True)
    PERCENT = ("0%", True)
    TENTHS = ("0.0%", True)
    HUNDREDTHS = ("0.00%", True)
    POINTS = ("+0.0;-0.0;0.0", True)
    DAY = ("yyyy-mm-dd", False)
    INSTANT = ("yyyy-mm-dd hh:mm", False)
    RATE = ("#,##0.000000", True)
    # As it is typed; where it is only shown, whole ones as money is, others BROKEN.
    NUMBER = ("General", True)
    BROKEN = ("#,##0.0#", True)

    @property
    def number_format(self) -> str:
        return self.value[0]

    @property
    def is_right_aligned(self) -> bool:
        return self.value[1]


class Tone(Enum):
    """What a word or a figure means to the reader; colour is never the only sign."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    QUIET = "quiet"


class Hue(Enum):
    """What a series of a chart is about: each has one colour in every chart, and a plan is dashed.

    PLAN: what is required, budgeted or planned. FUNDS: what donors gave. SPENT: what was spent.
    """

    PLAN = "plan"
    FUNDS = "funds"
    SPENT = "spent"


class Look(Enum):
    """How figures are highlighted, calculated by Excel from the values themselves.

    HEAT: the larger, the darker, over all columns of the sheet that have it. SHARE: a bar from 0
    to 100 %. COVERAGE: below a half bad, below 100 % a warning, from 100 % on good. SIGNED: below
    zero bad.
    """

    HEAT = "heat"
    SHARE = "share"
    COVERAGE = "coverage"
    SIGNED = "signed"


@dataclass(frozen=True, eq=False)
class Column:
    """A heading and the value under it.

    `path` says where a row has its value, a text, number, date or None; a function works it out.
    A `link` gives the address that a click on the cell opens. `total` names the entry of its
    sheet's `totals` that is in the total row. `Check` proves it: it is the sum of the column
    or, where the column is a ratio `of` two others, that of their sums. What `adds` names are the
    columns of the same row that a value is the sum of. `above` is printed over the heading; `hxl`
    is the column's tag of the humanitarian exchange language. `width` is in characters. `tones`
    colours the cells that hold one of its words, `hue` its series in a chart. In a template
    `input_cell` says what is filled in, but for the rows that `is_locked` names.
    """

    heading: Text
    path: str | Read
    format: Format = Format.TEXT
    width: float = 12
    total: str = ""
    above: Text = ""
    hxl: str = ""
    look: Look | None = None
    hue: Hue | None = None
    tones: Mapping[Any, Tone] = field(default_factory=dict)
    of: "tuple[Column, Column] | None" = None
    adds: "Sequence[Column]" = ()
    link: Callable[[Any], str | None] | None = None
    name: str = ""
    input_cell: Any = None
    is_hidden: bool = False
    is_locked: Callable[[Any], bool] | None = None

    @cached_property
    def value(self) -> Read:
        """Gives what is under it in a row."""
        reading = text_reader_of if self.format is Format.TEXT else reader_of
        return reading(self.path) if isinstance(self.path, str) else self.path

    def wide(self, width: float, **changes: Any) -> "Column":
        """A copy of this column with this width, and with `changes`."""
        return replace(self, width=width, **changes)

    def under(self, path: str) -> "Column":
        """A copy that reads its value one step deeper, from what each row has at `path`."""
        return replace(self, path=f"{path}.{self.path}")


@dataclass(frozen=True)
class Control:
    """One more line of `Check`: a live formula over columns, and what the application computed.

    `formula` is Excel's, in English; `{}` means the cells from the first to the last column.
    A `value` that is known only once all rows are read is a function.
    """

    label: Text
    formula: str
    columns: Sequence[Column]
    value: Any
    format: Format = Format.INTEGER
