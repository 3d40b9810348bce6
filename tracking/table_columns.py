"""The columns of lists, and how their cells are drawn: a page of rows in one go."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import django_tables2 as tables
from django.template import Context
from django.template.base import render_value_in_context
from django.template.loader import get_template
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import mark_safe

from appeal.base.amounts import DASH, dollars
from appeal.templatetags.figures import near

# Its cells are numbers by their heading: see site.css.
NUMBER = {"th": {"class": "num"}}
# What a row is called: wide enough that a title is not broken after each word.
PLACE = {"th": {"class": "place"}}
TITLE = {"td": {"class": "title"}}
# A value of a row, as it is in its cell.
Drawing = Callable[[Any], str]
# What is made of a row or its value.
Reading = Callable[[Any], object]


class TextColumn(tables.Column):
    """What a row says, in words where it is one of several choices."""

    def drawing(self, context: Context) -> Drawing:
        def drawn(value: object) -> str:
            return escape(value) if type(value) is str else render_value_in_context(value, context)

        return drawn


class FigureColumn(TextColumn):
    """A figure: to the right, shown by one of our filters.

    `term` is its entry in the glossary; a summed one has its total below the list.
    """

    def __init__(
        self,
        *args: object,
        shown: Reading = dollars,
        term: str = "",
        is_summed: bool = False,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, attrs=NUMBER, empty_values=(), **kwargs)
        self.shown, self.term, self.is_summed = shown, term, is_summed

    def drawing(self, context: Context) -> Drawing:
        return lambda value: render_value_in_context(self.shown(value), context)


class UsdColumn(FigureColumn):
    """A figure in USD, with its total below the list."""

    def __init__(self, *args: object, **kwargs: Any) -> None:
        super().__init__(*args, is_summed=True, **kwargs)


class DayColumn(TextColumn):
    """A day, written short."""

    def drawing(self, context: Context) -> Drawing:
        return lambda value: date_format(value)


class PieceColumn(TextColumn):
    """A cell drawn by a template piece, which receives the row as `record`.

    Once for all rows that are the same to it, where `alike` says what of a row it shows.
    """

    def __init__(
        self,
        piece: str,
        *args: object,
        shown: Reading = dollars,
        alike: Reading = id,
        term: str = "",
        is_summed: bool = False,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.piece, self.shown, self.term, self.is_summed = piece, shown, term, is_summed
        self.alike = alike

    def drawing(self, context: Context) -> Drawing:
        piece: Any = get_template(self.piece)

        parts = piece.template.nodelist
        known: dict[object, str] = {}

        def drawn(value: object) -> str:
            row = self.alike(context["record"])
            if row not in known:
                context["value"] = value
                known[row] = str(parts.render(context)).strip()
            return known[row]

        return drawn


class LinkedDayColumn(DayColumn):
    """A day that leads to the page of its row, which is looked up once for all rows."""

    def __init__(self, address: str, *args: object, term: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.address, self.term = address, term

    def drawing(self, context: Context) -> Drawing:
        before = near(context, self.address, context["appeal"].code, 0).removesuffix("0/")
        return lambda day: f'<a href="{before}{context["record"].pk}/">{date_format(day)}</a>'


def drawn(
    columns: Iterable[object], records: Iterable[object], context: Context
) -> Iterator[tuple[Any, str]]:
    """The rows of a page, each with its cells as they are in it."""
    with context.push(record=None):
        cells = [_cell(column, context) for column in columns]
        for record in records:
            context["record"] = record
            yield record, mark_safe("".join(cell(record) for cell in cells))  # noqa: S308


def _cell(bound: Any, context: Context) -> Drawing:
    column = bound.column
    style = column.attrs.get("td", {}).get("class")
    begin = f'<td class="{style}">' if style else "<td>"
    read, draw = _reading(str(bound.accessor)), column.drawing(context)

    def cell(record: object) -> str:
        value = read(record)
        return f"{begin}{DASH if value in column.empty_values else draw(value)}"

    return cell


def _reading(accessor: str) -> Callable[[Any], Any]:
    """What reads activity__code of a row; None where the row or what it leads to has none."""
    *way, name = accessor.split("__")
    display = f"get_{name}_display"

    def read(record: object) -> Any:
        for step in way:
            record = getattr(record, step, None)
        in_words = getattr(record, display, None)
        return in_words() if in_words else getattr(record, name, None)

    return read
