"""The files of one appeal, read and proved before anything is written."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Basis, in_languages
from .documents import Faults, FirstFault, LoadedEntry, read_amount, read_entry, read_list

TOTAL = "TOTAL"
# What the files say of a row, by its columns.
APPEAL = (
    "code", *in_languages("title", "table_title"), "year", "starts_on", "ends_on", "closes_on",
    "currency", "time_zone", "rhythm", "published_on", "published_on_basis", "source_name",
    "source_sha256", "needs_second_person",
)  # fmt: skip
# What a draft may lack until it is published.
UNTIL_PUBLISHED = ("source_name", "source_sha256")
KNOWN = {
    "countries": gettext_lazy("countries"),
    "partners": gettext_lazy("partners"),
    "sdg_targets": gettext_lazy("SDG targets"),
    "compact_objectives": gettext_lazy("Global Compact objectives"),
}
# What to do about a name that is not known, where others can be added.
UNKNOWN = {
    "countries": gettext_lazy("Correct its code: two letters of ISO 3166-1."),
    "partners": gettext_lazy("Correct its name, or list it with the partners."),
}
REGION = ("code", *in_languages("name"))
ACTIVITY = (
    "code", "own_title", "description", "language", "lead", "starts_on", "ends_on", "dates_basis",
    "hold",
)  # fmt: skip
MILESTONE = ("title", "due_on")
TARGET = ("ends_on", "value")
BUDGET = ("amount", "basis")
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

    def refuse(self, reason: str, office: str, heading: str) -> NoReturn:
        """Raise DocumentError where a total is stated."""
        self.entry.refuse(reason, office or TOTAL)


@dataclass(frozen=True)
class Files:
    """Everything that the files of one appeal, or its workbook, say.

    `known` are the codes and names that they may use, by what they are of.
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
    rows = {
        name: read_list(file.parent / top.text(name))
        for name in ("partners", "countries", "sdg_targets", "compact_objectives")
    }
    files = Files(
        appeal=top.entry("appeal"),
        region=top.entry("region"),
        framework=top.entry("framework"),
        headings=headings,
        table=read_table(top.entry("requirements"), [row.text("code") for row in headings]),
        sections=sections,
        **rows,
        known={
            "countries": {row.text("code") for row in rows["countries"]},
            "partners": {row.text("name_en") for row in rows["partners"]},
            "sdg_targets": {row.text("code") for row in rows["sdg_targets"]},
            "compact_objectives": {str(row.whole("number")) for row in rows["compact_objectives"]},
        },
        faults=FirstFault(),
    )
    prove_table(files.table, files.faults)
    prove_sections(files)
    return files


def prove_table(table: FixtureTable, faults: Faults) -> None:
    """Every stated total is the sum of its cells."""
    for office, heading in table.totals:
        faults.gather(prove_total, table, office, heading)


def prove_sections(files: Files) -> None:
    """Every code and name in use is known, and budgets fit what is printed."""
    files.faults.gather(prove_offices, files)
    headings = {row.text("code") for row in files.headings}
    for section in files.sections:
        files.faults.gather(
            _prove_list, section.entry("office"), "countries", files.known["countries"]
        )
        codes: set[str] = set()
        for priority in section.entries("priorities"):
            files.faults.gather(prove_priority, priority, section, codes)
            files.faults.gather(prove_words, priority, files.known)
            files.faults.gather(_prove_headings, priority, headings)
        prove_budgets(files, section)


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


def prove_total(table: FixtureTable, office: str, heading: str) -> None:
    """Compare a stated total with the sum of its cells."""
    computed = sum(
        amount
        for (row, column), amount in table.amounts.items()
        if amount is not None and office in ("", row) and heading in ("", column)
    )
    stated = table.totals[office, heading]
    if computed != stated:
        what = " ".join(part for part in (office, heading) if part) or _("the whole table")
        table.refuse(
            _("the amounts of %(what)s add up to %(computed)s, but the stated total is %(stated)s.")
            % {"what": what, "computed": grouped(computed), "stated": grouped(stated)},
            office,
            heading,
        )


def grouped(amount: Decimal | int) -> str:
    exact = int(amount) if amount == int(amount) else amount
    return f"{exact:,}".replace(",", " ")


def prove_offices(files: Files) -> None:
    """Table and sections have the same offices, in the same order."""
    offices = [section.entry("office").text("code") for section in files.sections]
    if offices != [office for office in files.table.entry if office != TOTAL]:
        files.table.entry.refuse(_("its offices must be those of the sections, in the same order."))


def prove_priority(priority: LoadedEntry, section: LoadedEntry, codes: set[str]) -> None:
    """It is of its office, and has a code of its own; `codes` are those before it."""
    code = priority.text("code")
    if code in codes or not code.startswith(f"{section.entry('office').text('code')}-"):
        priority.refuse(
            _("%(code)s is here twice, or is not of this office.") % {"code": code}, "code"
        )
    codes.add(code)


def prove_words(priority: LoadedEntry, known: dict[str, set[str]]) -> None:
    """What it and its activities name is known."""
    for entry in (priority, *priority.entries("activities")):
        for key, names in known.items():
            _prove_list(entry, key, names)


def prove_budgets(files: Files, section: LoadedEntry) -> None:
    """Each is of a line with an amount, once for an activity; they come to no more."""
    office = section.entry("office").text("code")
    left = {
        heading: amount for (own, heading), amount in files.table.amounts.items() if own == office
    }
    for priority in section.entries("priorities"):
        for activity in (priority, *priority.entries("activities")):
            taken: set[str] = set()
            for budget in activity.entries("budgets"):
                files.faults.gather(_prove_budget, budget, left, taken)


def _prove_budget(budget: LoadedEntry, left: dict[str, Decimal | None], taken: set[str]) -> None:
    heading, amount = budget.text("heading"), budget.number("amount")
    named = {"heading": heading}
    if heading not in left:
        budget.refuse(_("the heading “%(heading)s” is unknown.") % named, "heading")
    if heading in taken:
        budget.refuse(_("The activity has a budget under %(heading)s already.") % named, "heading")
    taken.add(heading)
    if not amount or amount <= 0:
        budget.refuse(_("A budget must be above zero."), "amount")
    rest = left[heading]
    if rest is None:
        budget.refuse(
            _("Nothing is printed for the office under %(heading)s, so no budget can draw on it.")
            % named,
            "heading",
        )
    if amount > rest:
        budget.refuse(
            _("The budgets under %(heading)s exceed the printed amount by %(amount)s.")
            % (named | {"amount": grouped(amount - rest)}),
            "amount",
        )
    left[heading] = rest - amount


def _prove_list(entry: LoadedEntry, key: str, known: set[str]) -> None:
    for name in entry.texts(key):
        if name not in known:
            sentence = _("“%(name)s” is not one of the known %(known)s.")
            told = [sentence % {"name": name, "known": KNOWN[key]}, str(UNKNOWN.get(key, ""))]
            entry.refuse(" ".join(filter(None, told)), key)


def _prove_headings(priority: LoadedEntry, known: set[str]) -> None:
    headings = priority.entry("headings")
    if not headings:
        priority.refuse(_("a priority needs at least one heading."), "headings")
    for heading in headings:
        if heading not in known:
            headings.refuse(
                _("the heading “%(heading)s” is unknown.") % {"heading": heading}, heading
            )
        headings.choice(heading, Basis.values)
