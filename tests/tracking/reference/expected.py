"""What a sheet is expected to hold: headings beside values, totals, lines of Check."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Value = Callable[[Any], Any]


@dataclass(frozen=True)
class Tabulated:
    """The rows under their headings; `totals` by heading, `subtotals` and `controls` by label."""

    headings: list[str]
    rows: list[list[Any]]
    totals: Mapping[str, Any] = field(default_factory=dict)
    subtotals: Sequence[tuple[str, Any]] = ()
    controls: Sequence[tuple[str, Any]] = ()


@dataclass(frozen=True)
class Letter:
    """A cover: its title, the lines under it, and its parts with their facts or text."""

    title: str
    parts: list[tuple[str, Any]]
    lines: Sequence[str] = ()


# Sheets by their titles, in their order; None where the workbook is refused.
Book = dict[str, Tabulated | Letter] | None


def table(rows: Iterable[Any], columns: Mapping[str, Value], **given: Any) -> Tabulated:
    values = [[value(row) for value in columns.values()] for row in rows]
    return Tabulated(list(columns), values, **given)
