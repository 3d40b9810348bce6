"""The files of one appeal, read and proved before anything is written."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ..models import Basis, in_languages
from .documents import LoadedEntry, read_amount, read_entry, read_list

TOTAL = "TOTAL"
# What the files say of a row, by its columns.
APPEAL = (
    "code", *in_languages("title", "table_title"), "year", "starts_on", "ends_on", "closes_on",
    "currency", "time_zone", "rhythm", "published_on", "published_on_basis", "source_name",
    "source_sha256",
)  # fmt: skip
REGION = ("code", *in_languages("name"))
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


@dataclass(frozen=True)
class Files:
    """Everything that the files of one appeal say."""

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


def read_files(file: Path) -> Files:
    """Read the appeal's file and those it names; raises FixtureError for what does not add up."""
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
    files = Files(
        appeal=top.entry("appeal"),
        region=top.entry("region"),
        framework=top.entry("framework"),
        headings=headings,
        table=read_table(top.entry("requirements"), [row.text("code") for row in headings]),
        sections=sections,
        partners=read_list(file.parent / top.text("partners")),
        countries=read_list(file.parent / top.text("countries")),
        sdg_targets=read_list(file.parent / top.text("sdg_targets")),
        compact_objectives=read_list(file.parent / top.text("compact_objectives")),
    )
    prove_totals(files.table)
    prove_names(files)
    return files


def read_table(entry: LoadedEntry, headings: list[str]) -> FixtureTable:
    """The rows of the table: an amount or a dash per heading, then the stated total."""
    amounts: dict[tuple[str, str], Decimal | None] = {}
    totals: dict[tuple[str, str], Decimal] = {}
    for office, row in entry.items():
        if not isinstance(row, list) or len(row) != len(headings) + 1:
            entry.refuse(
                f"{office} needs {len(headings)} amounts and a total, in one list.", office
            )
        *cells, last = [read_amount(entry, office, printed) for printed in row]
        is_total = office == TOTAL
        if last is None or (is_total and None in cells):
            entry.refuse(f"A stated total of {office} is missing.", office)
        totals["" if is_total else office, ""] = last
        for heading, amount in zip(headings, cells, strict=True):
            if is_total:
                totals["", heading] = amount or Decimal(0)
            else:
                amounts[office, heading] = amount
    if TOTAL not in entry:
        entry.refuse(f"The row {TOTAL} is missing.")
    return FixtureTable(entry, amounts, totals)


def prove_totals(table: FixtureTable) -> None:
    """Compare every stated total with the sum of its cells."""
    for (office, heading), stated in table.totals.items():
        computed = sum(
            amount
            for (row, column), amount in table.amounts.items()
            if amount is not None and office in ("", row) and heading in ("", column)
        )
        if computed != stated:
            what = " ".join(part for part in (office, heading) if part) or "the whole table"
            table.entry.refuse(
                f"the amounts of {what} add up to {grouped(computed)},"
                f" but the stated total is {grouped(stated)}.",
                office or TOTAL,
            )


def grouped(amount: Decimal | int) -> str:
    return f"{amount:,}".replace(",", " ")


def prove_names(files: Files) -> None:
    """Every code and name in use is known; table and sections have the same offices."""
    known = {
        "countries": {row.text("code") for row in files.countries},
        "partners": {row.text("name_en") for row in files.partners},
        "sdg_targets": {row.text("code") for row in files.sdg_targets},
        "compact_objectives": {str(row.whole("number")) for row in files.compact_objectives},
    }
    headings = {row.text("code") for row in files.headings}
    offices = [section.entry("office").text("code") for section in files.sections]
    if offices != [office for office in files.table.entry if office != TOTAL]:
        files.table.entry.refuse("its offices must be those of the sections, in the same order.")
    for section in files.sections:
        _prove_list(section.entry("office"), "countries", known["countries"])
        codes: set[str] = set()
        for priority in section.entries("priorities"):
            code = priority.text("code")
            if code in codes or not code.startswith(f"{section.entry('office').text('code')}-"):
                priority.refuse(f"{code} is here twice, or is not of this office.", "code")
            codes.add(code)
            for key, names in known.items():
                _prove_list(priority, key, names)
            _prove_headings(priority, headings)


def _prove_list(entry: LoadedEntry, key: str, known: set[str]) -> None:
    for name in entry.texts(key):
        if name not in known:
            entry.refuse(f"“{name}” is not among the known {key.replace('_', ' ')}.", key)


def _prove_headings(priority: LoadedEntry, known: set[str]) -> None:
    headings = priority.entry("headings")
    if not headings:
        priority.refuse("a priority needs at least one heading.", "headings")
    for heading in headings:
        if heading not in known:
            headings.refuse(f"the heading “{heading}” is unknown.", heading)
        headings.choice(heading, Basis.values)
