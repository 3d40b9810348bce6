"""The rows of a list in the order in which it shows them, by a column or by a figure."""

from collections.abc import Iterable, Mapping
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet, Sum
from django_tables2.columns import BoundColumn
from django_tables2.data import TableQuerysetData
from django_tables2.utils import OrderBy

from appeal.models.ordering import ordering

from .figures import AppealFigures, total
from .figures.rows import figures_by_key, put_figures


def in_shown_order(
    table: type[tables.Table], rows: QuerySet, query: Mapping[str, object], *figures: AppealFigures
) -> Any:
    """The rows in the order in which the page of the list shows them for the same address."""
    return table(rows, *figures, order_by=query.get("sort") or None).data.shown


class InOrder(TableQuerysetData):
    """The rows of a list, in an order that is the same on both engines and leaves none out."""

    def order_by(self, aliases: Iterable[str]) -> None:
        columns = [each for alias in aliases for each in self._columns(alias)]
        self.order = ordering(self.data, columns)  # type: ignore[has-type]
        self.data = self.data.order_by(*self.order)  # type: ignore[has-type]

    @property
    def shown(self) -> Any:
        """The rows in that order."""
        return self.data

    def sums(self, columns: Iterable[BoundColumn]) -> dict[str, Any]:
        """The sum of each of the columns over all rows, by their names."""
        asked = {f"sum_{column.name}": Sum(str(column.accessor)) for column in columns}
        found = self.data.order_by().aggregate(**asked)
        return {name.removeprefix("sum_"): usd for name, usd in found.items()}

    def _columns(self, alias: str) -> list[str]:
        """What a column of the table is sorted by; the other way round for `-name`."""
        column = self.table.columns[OrderBy(alias).bare]
        names: Iterable[Any] = map(OrderBy, column.column.order_by or (column.accessor,))
        if alias.startswith("-"):
            names = (each.opposite for each in names)
        return [each.for_queryset() for each in names]


# How the accessor of a column begins that shows a figure of its row.
FIGURE = "figures__"


def figure_of(column: BoundColumn) -> str:
    """The name of the figure that a column shows, which may be called otherwise in an address."""
    return str(column.accessor).removeprefix(FIGURE)


class InOrderOfFigures(InOrder):
    """Rows with their figures. Sorted by one, their keys are sorted, and a page of rows is read."""

    def __init__(self, rows: QuerySet, figures: AppealFigures) -> None:
        super().__init__(rows)
        self.figures = figures
        self.keys: list[int] | None = None

    def order_by(self, aliases: Iterable[str]) -> None:
        aliases = list(aliases)
        for alias in aliases:
            if str(self.table.columns[OrderBy(alias).bare].accessor).startswith(FIGURE):
                return self._order_by_figure(alias)
        return super().order_by(aliases)

    def _order_by_figure(self, alias: str) -> None:
        name = figure_of(self.table.columns[OrderBy(alias).bare])
        sign = -1 if alias.startswith("-") else 1
        found = [(pk, getattr(row, name)) for pk, row in figures_by_key(self.data, self.figures)]
        known = [each for each in found if each[1] is not None]
        known.sort(key=lambda each: each[1], reverse=sign < 0)
        self.keys = [pk for pk, _value in known] + [pk for pk, value in found if value is None]

    def __len__(self) -> int:
        return super().__len__() if self.keys is None else len(self.keys)

    def __getitem__(self, key: slice) -> list[Any]:
        if self.keys is None:
            return put_figures(self.data[key], self.figures)
        by_key = self.data.order_by().in_bulk(self.keys[key])
        return put_figures([by_key[pk] for pk in self.keys[key]], self.figures)

    @property
    def shown(self) -> list[Any]:
        return self[:]

    def sums(self, columns: Iterable[BoundColumn]) -> dict[str, Any]:
        rows = [row for _pk, row in figures_by_key(self.data, self.figures)]
        return {
            column.name: total(getattr(row, figure_of(column)) for row in rows)
            for column in columns
        }
