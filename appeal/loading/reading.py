"""The files of one appeal, read before anything is proved or written."""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

from django.utils.translation import gettext as _

from ..models import in_languages
from .documents import LoadedEntry, read_amount, read_entry, read_list
from .faults import Faults, FirstFault

TOTAL = "TOTAL"
# What the files say of a row, by its columns.
APPEAL = (
    "code", *in_languages("title", "table_title"), "year", "starts_on", "ends_on", "closes_on",
    "currency", "time_zone", "rhythm", "published_on", "published_on_basis", "source_name",
    "source_sha256", "needs_second_person", "finance_codes_are_unique",
)  # fmt: skip
# What a draft may lack until it is published.
UNTIL_PUBLISHED = ("source_name", "source_sha256")
REGION = ("code", *in_languages("name"))
ACTIVITY = (
    "code", "own_title", "description", "language", "lead", "finance_code", "starts_on",
    "ends_on", "dates_basis", "hold",
)  # fmt: skip
MILESTONE = ("title", "due_on")
TARGET = ("ends_on", "value")
BUDGET = ("amount", "basis")
CORE = ("code", "order", *in_languages("title", "unit", "definition"), "measure", "accumulation",
        "is_people")  # fmt: skip
# What an activity has rows of.
PARTS_OF_ACTIVITY = ("indicators", "milestones", "budgets")
FRAMEWORK = ("code", *in_languages("title"))
HEADING = ("code", *in_languages("kind", "title", "table_title"))


@dataclass(frozen=True)
class FixtureTable:
    """The printed table: amounts by (office code, heading code), and its stated totals.

    A total's key is (office, ""), ("", heading) or ("", "").
    """

    entry: LoadedEntry
    amounts: dict[tuple[str, str], Decimal | None]
    totals: dict[tuple[str, str], Decimal]
    # Offices of which not every amount could be read.
    unread: set[str] = field(default_factory=set, kw_only=True)

    def refuse(self, reason: str, office: str, heading: str) -> NoReturn:
        """Raise DocumentError where a total is stated."""
        self.entry.refuse(reason, office or TOTAL)


@dataclass(frozen=True)
class Files:
    """Everything that the files of one appeal, or its workbook, say.

    `known` are the codes and names that they may use, by what they are of. `doubtful` are the
    lists whose codes could not all be read, so that nothing is held against them; `loose` are
    rows by their sheet that belong to none that is there.
    """

    appeal: LoadedEntry
    region: LoadedEntry
    framework: LoadedEntry
    headings: list[LoadedEntry]
    table: FixtureTable
    sections: list[LoadedEntry]
    partners: list[LoadedEntry]
    countries: list[LoadedEntry]
    sdg_targets: list[LoadedEntry]
    compact_objectives: list[LoadedEntry]
    known: dict[str, set[str]]
    faults: Faults
    core: list[LoadedEntry] = field(default_factory=list, kw_only=True)
    doubtful: frozenset[str] = field(default=frozenset(), kw_only=True)
    loose: dict[str, list[LoadedEntry]] = field(default_factory=dict, kw_only=True)
    # How the sheets of a workbook are called, in their order.
    sheets: tuple[str, ...] = field(default=(), kw_only=True)


def read_files(file: Path) -> Files:
    """Read the appeal's file and those it names; raises FixtureError for what cannot be read."""
    top = read_entry(file).only(
        "appeal", "region", "framework", "headings", "requirements", "sections", "partners",
        "countries", "sdg_targets", "compact_objectives",
    )  # fmt: skip
    headings = top.entries("headings")
    top.entry("appeal").only(*APPEAL)
    top.entry("region").only(*REGION)
    top.entry("framework").only(*FRAMEWORK)
    for row in headings:
        row.only(*HEADING)
    sections = [read_entry(file.parent / name) for name in top.texts("sections")]
    for section in sections:
        section.only("office", "section", "priorities")
    rows = {
        name: read_list(file.parent / top.text(name))
        for name in ("partners", "countries", "sdg_targets", "compact_objectives")
    }
    return Files(
        appeal=top.entry("appeal"),
        region=top.entry("region"),
        framework=top.entry("framework"),
        headings=headings,
        table=read_table(top.entry("requirements"), [row.text("code") for row in headings]),
        sections=sections,
        partners=rows["partners"],
        countries=rows["countries"],
        sdg_targets=rows["sdg_targets"],
        compact_objectives=rows["compact_objectives"],
        known={
            "countries": {row.text("code") for row in rows["countries"]},
            "partners": {row.text("name_en") for row in rows["partners"]},
            "sdg_targets": {row.text("code") for row in rows["sdg_targets"]},
            "compact_objectives": {str(row.whole("number")) for row in rows["compact_objectives"]},
        },
        faults=FirstFault(),
    )


def read_table(entry: LoadedEntry, headings: list[str]) -> FixtureTable:
    """The rows of the table: an amount or a dash per heading, then the stated total."""
    amounts: dict[tuple[str, str], Decimal | None] = {}
    totals: dict[tuple[str, str], Decimal] = {}
    for office, row in entry.items():
        if not isinstance(row, list) or len(row) != len(headings) + 1:
            entry.refuse(
                _("%(office)s needs %(count)d amounts and a total, in one list.")
                % {"office": office, "count": len(headings)},
                office,
            )
        *cells, last = [read_amount(entry, office, printed) for printed in row]
        is_total = office == TOTAL
        if last is None or (is_total and None in cells):
            entry.refuse(_("A stated total of %(office)s is missing.") % {"office": office}, office)
        totals["" if is_total else office, ""] = last
        for heading, amount in zip(headings, cells, strict=True):
            if is_total:
                totals["", heading] = amount or Decimal(0)
            else:
                amounts[office, heading] = amount
    if TOTAL not in entry:
        entry.refuse(_("The row %(row)s is missing.") % {"row": TOTAL})
    return FixtureTable(entry, amounts, totals)
