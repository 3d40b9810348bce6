"""What the documents of an appeal say is proved: totals add up, codes are known, budgets fit."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base.amounts import money
from ..models import Basis
from .core import prove_core
from .documents import LoadedEntry
from .faults import Faults
from .reading import TOTAL, Files, FixtureTable

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


def prove_table(table: FixtureTable, faults: Faults) -> None:
    """Every stated total is the sum of its cells."""
    for office, heading in table.totals:
        faults.gather(prove_total, table, office, heading)


def prove_sections(files: Files) -> None:
    """Every code and name in use is known, and budgets fit what is printed."""
    if not files.doubtful & {"offices", "matrix"}:
        files.faults.gather(prove_offices, files)
    known = {name: own for name, own in files.known.items() if name not in files.doubtful}
    for section in files.sections:
        _prove_list(files.faults, section.entry("office"), "countries", files.known["countries"])
        codes: set[str] = set()
        for priority in section.entries("priorities"):
            files.faults.gather(prove_priority, priority, section, codes)
        _prove_priorities(files, section.entries("priorities"), known)
        if not files.doubtful & {"headings", "matrix"}:
            prove_budgets(files, section)
    _prove_priorities(files, files.loose.get("priorities", []), known)
    for activity in files.loose.get("activities", []):
        prove_words(files.faults, activity, known)


def _prove_priorities(
    files: Files, priorities: Iterable[LoadedEntry], known: dict[str, set[str]]
) -> None:
    headings = {row.get("code") for row in files.headings}
    for priority in priorities:
        for entry in (priority, *priority.entries("activities")):
            prove_words(files.faults, entry, known)
        if "core" not in files.doubtful:
            prove_core(priority, files.core, files.faults)
        files.faults.gather(_prove_any_heading, priority)
        for heading in priority.entry("headings"):
            if heading not in headings and "headings" not in files.doubtful:
                files.faults.gather(_refuse_heading, priority.entry("headings"), heading)
            else:
                files.faults.gather(priority.entry("headings").choice, heading, Basis.values)


def prove_total(table: FixtureTable, office: str, heading: str) -> None:
    """Compare a stated total with the sum of its cells."""
    amounts = (
        amount
        for (row, column), amount in table.amounts.items()
        if amount is not None and office in ("", row) and heading in ("", column)
    )
    computed = sum(amounts, Decimal(0))
    stated = table.totals[office, heading]
    if computed != stated:
        what = " ".join(part for part in (office, heading) if part) or _("the whole table")
        table.refuse(
            _("the amounts of %(what)s add up to %(computed)s, but the stated total is %(stated)s.")
            % {"what": what, "computed": money(computed), "stated": money(stated)},
            office,
            heading,
        )


def prove_offices(files: Files) -> None:
    """Table and sections have the same offices, in the same order."""
    offices = [section.entry("office").text("code") for section in files.sections]
    if offices != [office for office in files.table.entry if office != TOTAL]:
        files.table.entry.refuse(_("its offices must be those of the sections, in the same order."))


def prove_priority(priority: LoadedEntry, section: LoadedEntry, codes: set[str]) -> None:
    """It is of its office, and has a code of its own; `codes` are those before it."""
    code, office = priority.text("code"), section.entry("office").get("code")
    if code in codes or (office and not code.startswith(f"{office}-")):
        priority.refuse(
            _("%(code)s is here twice, or is not of this office.") % {"code": code}, "code"
        )
    codes.add(code)


def prove_words(faults: Faults, entry: LoadedEntry, known: dict[str, set[str]]) -> None:
    """What a priority or an activity names is known."""
    for key, names in known.items():
        _prove_list(faults, entry, key, names)


def _prove_list(faults: Faults, entry: LoadedEntry, key: str, known: set[str]) -> None:
    for name in entry.texts(key):
        if name not in known:
            faults.gather(_refuse_name, entry, key, name)


def _refuse_name(entry: LoadedEntry, key: str, name: str) -> NoReturn:
    sentence = _("“%(name)s” is not one of the known %(known)s.")
    told = [sentence % {"name": name, "known": KNOWN[key]}, str(UNKNOWN.get(key, ""))]
    entry.refuse(" ".join(filter(None, told)), key)


def _prove_any_heading(priority: LoadedEntry) -> None:
    if not priority.entry("headings"):
        priority.refuse(_("a priority needs at least one heading."), "headings")


def _refuse_heading(headings: LoadedEntry, heading: str) -> NoReturn:
    headings.refuse(_("the heading “%(heading)s” is unknown.") % {"heading": heading}, heading)


def prove_budgets(files: Files, section: LoadedEntry) -> None:
    """Each is of a line with an amount, once for an activity; they come to no more."""
    office = section.entry("office").get("code")
    if office in files.table.unread or office not in files.table.entry:
        return
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
            % (named | {"amount": money(amount - rest)}),
            "amount",
        )
    left[heading] = rest - amount
