"""Whether a sheet of a workbook is as the reference has it; the first difference is named."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from appeal.base.excel import Cover
from tests.tracking.reference.expected import Letter, Tabulated
from tests.tracking.reference.forms import A_KEY, Form


def title_of(sheet: Any) -> str:
    return "cover" if isinstance(sheet, Cover) else str(sheet.title)


def compare(sheet: Any, wanted: Any, *, kept: Collection[str] = ()) -> None:
    """Fails naming the first thing of the sheet that is not as it is wanted.

    Keys are any but those that are `kept` of a file.
    """
    if isinstance(sheet, Cover):
        assert isinstance(wanted, Letter)
        found = [(str(part.title), facts_of(part)) for part in sheet.each_part]
        assert (str(sheet.title), [plain(line) for line in sheet.lines]) == (
            wanted.title,
            list(wanted.lines),
        )
        same("cover", found, wanted.parts)
        return
    assert isinstance(wanted, Tabulated)
    where = str(sheet.title)
    columns = list(sheet.columns)
    headings = [str(column.heading) for column in columns]
    assert headings == wanted.headings
    rows = [[without_keys(c, c.value(row), kept) for c in columns] for row in sheet.rows]
    for number, (row, values) in enumerate(zip(rows, wanted.rows, strict=False)):
        for heading, value, other in zip(headings, row, values, strict=True):
            same(
                f"{where}, row {number} ({plain(row[0])}, {plain(row[1])}), {heading}", value, other
            )
    assert len(rows) == len(wanted.rows), where
    totals = {str(c.heading): sheet.totals.get(c.total) for c in columns if c.total}
    same(f"{where}, totals", totals, dict(wanted.totals))
    subtotals = [(str(each.label), each.value) for each in sheet.subtotals]
    same(f"{where}, subtotals", subtotals, list(wanted.subtotals))
    controls = [(str(c.label), c.value() if callable(c.value) else c.value) for c in sheet.controls]
    same(f"{where}, controls", controls, list(wanted.controls))


def facts_of(part: Any) -> Any:
    if part.text:
        return str(part.text)
    return [(str(fact.label), fact.value, str(fact.note)) for fact in part.facts]


def plain(value: Any) -> Any:
    return str(value) if isinstance(value, Promise) else value


def same(where: str, found: Any, wanted: Any) -> None:
    """The same value: NULL is not zero, a number is no text, a ratio agrees to nine decimals."""
    found = plain(found)
    if isinstance(wanted, list | tuple) and isinstance(found, list | tuple):
        assert len(found) == len(wanted), f"{where}: {found} != {wanted}"
        for one, other in zip(found, wanted, strict=True):
            same(where, one, other)
    elif isinstance(wanted, dict):
        assert found.keys() == wanted.keys(), where
        for key, value in wanted.items():
            same(f"{where}, {key}", found[key], value)
    elif is_number(wanted) and is_number(found):
        assert abs(Decimal(found) - Decimal(wanted)) < Decimal("1e-9"), (
            f"{where}: {found} != {wanted}"
        )
    else:
        assert found == wanted, f"{where}: {found!r} != {wanted!r}"


def is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def compare_form(sheet: Any, wanted: Form) -> None:
    """What each column of a sheet asks for, and where it is not to be filled in."""
    assert sheet.name == wanted.name
    for column, (heading, box) in zip(sheet.columns, wanted.boxes.items(), strict=True):
        entry, where = column.input_cell, f"{sheet.title}, {heading}"
        assert (column.name, column.is_hidden) == (box.name, box.is_hidden), where
        assert (entry.kind.value if entry else "") == box.asks, where
        choices = {code: str(label) for code, label in (entry.choices if entry else {}).items()}
        assert list(choices.items()) == list(box.choices.items()), where
    locked = {
        (number, str(column.heading))
        for number, row in enumerate(sheet.rows)
        for column in sheet.columns
        if column.is_locked and column.is_locked(row)
    }
    assert locked == wanted.locked, sheet.title


def keys_of(sheet: Any) -> list[UUID]:
    (key,) = (column for column in sheet.columns if column.name == "key")
    return [UUID(key.value(row)) for row in sheet.rows]


def without_keys(column: Any, value: Any, kept: Collection[str]) -> Any:
    is_any = column.name == "key" and value is not None and value not in kept
    return A_KEY if is_any else value
