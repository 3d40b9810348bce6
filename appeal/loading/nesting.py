"""Rows of the sheets of T0 below those that they belong to: the sections of an appeal."""

from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Basis
from .documents import LoadedEntry
from .faults import Faults
from .reading import PARTS_OF_ACTIVITY
from .sheet_rows import SheetEntry

# The sheets of what hangs on activities.
BELOW = ("indicators", "targets", "milestones", "budgets")
NAMED = ("countries", "partners", "sdg_targets", "compact_objectives")


class Nesting:
    """Puts every row below the one that it names; one that names none is a fault.

    `title` says how a sheet is called, `of_office` are the columns of an office's own.
    """

    def __init__(
        self, faults: Faults, title: Callable[[str], str], of_office: Sequence[str]
    ) -> None:
        self.faults, self.title, self.of_office = faults, title, of_office
        # Rows by their sheet that belong to no row that is there.
        self.loose: dict[str, list[SheetEntry]] = {"priorities": [], "activities": []}
        self.loose |= {part: [] for part in PARTS_OF_ACTIVITY}

    def sections(self, nested: Mapping[str, list[SheetEntry]]) -> list[LoadedEntry]:
        """Each office with its priorities, their activities and their indicators."""
        for part in PARTS_OF_ACTIVITY:
            self.nest("activities", nested["activities"], nested[part], "activity", part)
        for row in nested["targets"]:
            self.faults.gather(self.nest_target, row, nested["activities"])
        self.nest(
            "priorities", nested["priorities"], nested["activities"], "priority", "activities"
        )
        sections: list[SheetEntry] = []
        for row in nested["offices"]:
            section = SheetEntry(row.sheet, row.at, row.cells, row.names)
            section["code"] = row.get("code")
            section["office"] = row.part(self.of_office)
            section["section"] = row.part(row.keys() - set(self.of_office))
            section["section"].later = ("summary_en",)
            section["office"]["countries"] = _names(row, "countries")
            sections.append(section)
        for row in nested["activities"]:
            row.update({name: _names(row, name) for name in NAMED})
        for row in nested["priorities"]:
            row["headings"] = _headings(row)
            row.cells["headings"] = row.cells[self._column_of_headings(row)]
        self.nest("offices", sections, nested["priorities"], "office", "priorities")
        for row in nested["priorities"]:
            for key in ("office", "published", "assigned"):
                row.pop(key, None)
        for section in sections:
            section.pop("code")
        return list(sections)

    def nest(
        self,
        sheet: str,
        parents: list[SheetEntry],
        rows: list[SheetEntry],
        link: str,
        under: str,
    ) -> None:
        """Put rows below the parent on the sheet that they name; one that names none is refused."""
        by_code = {parent.get("code"): parent for parent in parents}
        # A row may be of one whose code cannot be read, or has another's in its place.
        are_read = None not in by_code and len(by_code) == len(parents)
        for row in rows:
            parent = by_code.get(row[link]) if row.get(link) else None
            if parent is not None:
                parent.setdefault(under, []).append(row)
                continue
            self.loose[under].append(row)
            if are_read or not row.get(link):
                self.faults.gather(self.refuse_orphan, row, link, sheet)

    def nest_target(self, row: SheetEntry, activities: list[SheetEntry]) -> None:
        """Put a target below the indicator that it is of: the first of its activity is 1."""
        named = row.text("activity")
        own = next((each for each in activities if each.get("code") == named), None)
        if own is None and all(each.get("code") for each in activities):
            self.refuse_orphan(row, "activity", "activities")
        if own is None:
            return
        indicators, number = own.entries("indicators"), row.whole("indicator")
        if not 1 <= number <= len(indicators):
            row.refuse(
                ngettext(
                    "%(activity)s has %(count)d indicator on the sheet “%(sheet)s”.",
                    "%(activity)s has %(count)d indicators on the sheet “%(sheet)s”.",
                    len(indicators),
                )
                % {
                    "activity": row["activity"],
                    "count": len(indicators),
                    "sheet": self.title("indicators"),
                },
                "indicator",
            )
        indicators[number - 1].setdefault("targets", []).append(row)

    def _column_of_headings(self, row: SheetEntry) -> str:
        """Where to say that a priority is under no heading: a cell that cannot be read is why."""
        columns = ("published", "assigned")
        unread = (name for name in columns if row.place_of(name) in self.faults.settled)
        return next(unread, "assigned")

    def refuse_orphan(self, row: SheetEntry, link: str, sheet: str) -> NoReturn:
        words = {"named": row.text(link), "sheet": self.title(sheet)}
        row.refuse(_("“%(named)s” has no row on the sheet “%(sheet)s”.") % words, link)


def _names(row: SheetEntry, key: str) -> list[str]:
    return [name.strip() for name in str(row.get(key, "")).split(";") if name.strip()]


def _headings(row: SheetEntry) -> SheetEntry:
    """The headings of a priority with their bases, each in the cell that names it."""
    columns = {Basis.PUBLISHED: "published", Basis.ASSIGNED: "assigned"}
    found = {code: basis for basis, key in columns.items() for code in _names(row, key)}
    cells = {code: row.cells[columns[basis]] for code, basis in found.items()}
    entry = SheetEntry(row.sheet, row.cells["assigned"], cells, row.names)
    entry.update({code: str(basis) for code, basis in found.items()})
    return entry
