"""R2, the funding status."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from .expected import Book, Value, table
from .funding import contributions
from .money import group, heading_name, offices, remainder, scope, under_headings
from .raw import Row
from .seen import Seen, whole

TITLES = {
    "requirement": "Requirement",
    "funded": "Funded",
    "coverage": "Coverage",
    "committed": "Committed",
    "spent": "Spent",
    "delivery": "Delivery",
    "balance": "Balance",
}
TO_AN_OFFICE, TO_A_HEADING = "Not distributed to an office", "Not distributed to a heading"


class MatrixLine:
    """A row of the matrices: what is named, its figures and those of its cells by heading."""

    def __init__(self, name: str, total: Row, cells: dict[int, Row]) -> None:
        self.name, self.total, self.cells = name, total, cells
        self.rest = remainder(total, cells.values())


def funding_status(seen: Seen) -> Book:
    lines, bottom = list(_lines(seen)), _whole(seen)
    loose = [] if seen.office else [_loose(seen, lines, bottom)]
    sheets: dict[str, Any] = {
        title: _matrix(seen, name, [*lines, *loose], bottom)
        if name == "funded"
        else _matrix(seen, name, lines, bottom)
        for name, title in TITLES.items()
    }
    return sheets | {"Not distributed": _apart(seen, lines, loose), "Pledges": _pledges(seen)}


def _lines(seen: Seen) -> Iterator[MatrixLine]:
    for office, money in offices(seen):
        cells = {h["id"]: group(seen, office["id"], h["id"]) for h in seen.headings}
        yield MatrixLine(office["name_en"], money, cells)


def _whole(seen: Seen) -> MatrixLine:
    return MatrixLine("", scope(seen), {row["id"]: money for row, money in under_headings(seen)})


def _loose(seen: Seen, lines: list[MatrixLine], bottom: MatrixLine) -> MatrixLine:
    """What stands at no office, heading by heading."""
    cells = {pk: remainder(row, [ln.cells[pk] for ln in lines]) for pk, row in bottom.cells.items()}
    return MatrixLine(TO_AN_OFFICE, remainder(bottom.total, [ln.total for ln in lines]), cells)


def _matrix(seen: Seen, name: str, lines: list[MatrixLine], bottom: MatrixLine) -> Any:
    columns: dict[str, Value] = {"Office": lambda line: line.name}
    for row in seen.headings:
        columns[row["code"]] = lambda line, pk=row["id"]: line.cells[pk][name]
    if name == "funded":
        columns[TO_A_HEADING] = lambda line: line.rest[name]
    columns["Total"] = lambda line: line.total[name]
    totals = {title: value(bottom) for title, value in columns.items() if title != "Office"}
    return table(lines, columns, totals=totals)


def _apart(seen: Seen, lines: list[MatrixLine], loose: list[MatrixLine]) -> Any:
    rows = [(line.name, whole(c["funded"] for c in line.cells.values()), line.rest["funded"])
            for line in lines]  # fmt: skip
    for line in loose:
        for row in seen.headings:
            rows.append((heading_name(row), Decimal(0), line.cells[row["id"]]["funded"]))
        rows.append(("The appeal as a whole", Decimal(0), line.rest["funded"]))
    names = ("Where it is now", "In requirement lines", "Not distributed to a requirement line")
    columns: dict[str, Value] = {name: lambda row, at=at: row[at] for at, name in enumerate(names)}
    totals = {name: whole(row[at] for row in rows) for at, name in enumerate(names) if at}
    return table(rows, columns, totals=totals)


def _pledges(seen: Seen) -> Any:
    rows = [
        row
        for row in contributions(seen).values()
        if row["pledged"] and seen.office in (None, row["office_id"])
    ]
    rows.sort(key=lambda row: (sorting(row["donor"]["name"]), row["id"]))
    columns: dict[str, Value] = {
        "Donor": lambda row: row["donor"]["name"],
        "Reference": lambda row: row["reference"] or None,
        **earmarks(seen),
        "Pledged": lambda row: row["pledged"],
    }
    return table(rows, columns, totals={"Pledged": whole(row["pledged"] for row in rows)})


def earmarks(seen: Seen) -> dict[str, Value]:
    names = {pk: row["name_en"] for pk, row in seen.all_offices.items()}
    codes = {pk: row["code"] for pk, row in seen.all_headings.items()}
    return {
        "Earmarked to the office": lambda row: names.get(row["office_id"]),
        "Earmarked to the heading": lambda row: codes.get(row["heading_id"]),
    }


def sorting(name: str) -> str:
    """Without accents, and small letters like large ones."""
    plain = str.maketrans("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunAEIOUUN")
    return name.translate(plain).casefold()
