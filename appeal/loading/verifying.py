"""Compares the files with an appeal that is loaded: frozen facts must agree, wording is staff's."""

from collections.abc import Iterable
from typing import Any

from ..models import (
    Appeal,
    Basis,
    Classification,
    Framework,
    Heading,
    Indicator,
    Partner,
    Priority,
    Requirement,
    StatedTotal,
)
from .documents import LoadedEntry
from .reading import Files


def verify(appeal: Appeal, files: Files) -> int:
    """Add missing translations and say how many; raises FixtureError where frozen facts differ."""
    verify_facts(appeal, files.appeal)
    verify_framework(appeal.framework, files)
    verify_table(appeal, files)
    added = fill(appeal, files.appeal, "title", "table_title")
    added += fill(appeal.region, files.region, "name")
    added += fill(appeal.framework, files.framework, "title")
    for row in files.headings:
        heading = Heading.objects.of(appeal).get(code=row.text("code"))
        added += fill(heading, row, "title", "table_title")
    for row in files.partners:
        if partner := Partner.objects.filter(name_en=row.text("name_en")).first():
            added += fill(partner, row, "name")
    return added + sum(
        verify_section(appeal, section, order)
        for order, section in enumerate(files.sections, start=1)
    )


def verify_facts(appeal: Appeal, row: LoadedEntry) -> None:
    facts: dict[str, Any] = {name: row.day(name) for name in ("starts_on", "ends_on")}
    facts |= {"year": row.whole("year"), "currency": row.text("currency")}
    compare(appeal, row, facts)


def verify_framework(framework: Framework, files: Files) -> None:
    """Its code and those of its headings, in their order."""
    compare(framework, files.framework, {"code": files.framework.text("code")})
    codes = list(framework.headings.in_printed_order().values_list("code", flat=True))
    if codes != [row.text("code") for row in files.headings]:
        files.framework.refuse(
            f"{framework} has these headings, in this order: {', '.join(codes)}."
        )


def verify_table(appeal: Appeal, files: Files) -> None:
    table = files.table
    cells = Requirement.objects.of(appeal).values_list("office__code", "heading__code", "amount")
    stored = {(office, heading): amount for office, heading, amount in cells}
    for (office, heading), amount in table.amounts.items():
        if stored.pop((office, heading), "no cell") != amount:
            table.entry.refuse(
                f"the amount of {office} {heading} differs from the published one.", office
            )
    if stored:
        table.entry.refuse(f"the cell {' '.join(next(iter(stored)))} is missing.")
    totals = StatedTotal.objects.filter(appeal=appeal)
    for office, heading, amount in totals.values_list("office__code", "heading__code", "amount"):
        if table.totals.get((office or "", heading or "")) != amount:
            table.entry.refuse("a stated total differs from the published one.", office or "TOTAL")


def verify_section(appeal: Appeal, entry: LoadedEntry, order: int) -> int:
    row, code = entry.entry("section"), entry.entry("office").text("code")
    section = appeal.sections.select_related("office").filter(office__code=code).first()
    if section is None:
        row.refuse(f"the published appeal has no section of {code}.")
    compare(section, row, {"printed_name": row.text("printed_name"), "order": order})
    added = fill(section, row, "summary") + fill(section.office, entry.entry("office"), "name")
    stored = {priority.code: priority for priority in section.priorities.all()}
    published = published_headings(stored.values())
    for position, facts in enumerate(entry.entries("priorities"), start=1):
        priority = stored.pop(facts.text("code"), None)
        if priority is None:
            facts.refuse(f"{facts['code']} is not in the published appeal.", "code")
        compare(priority, facts, {"order": position, "printed_as": facts.text("printed_as")})
        printed = {h for h, basis in facts["headings"].items() if basis == Basis.PUBLISHED}
        if printed != published.get(priority.pk, set()):
            facts.refuse(f"the published headings of {priority.code} differ.", "headings")
        added += fill(priority, facts, "title", "summary")
        own = Indicator.objects.filter(activity__priority=priority)
        for row in facts.entries("indicators"):
            if indicator := own.filter(title_en=row.text("title_en")).first():
                added += fill(indicator, row, "title", "unit")
    if stored:
        entry.refuse(f"{next(iter(stored))} is published but missing here.", "priorities")
    return added


def published_headings(priorities: Iterable[Priority]) -> dict[int, set[str]]:
    """The codes of the published headings of each priority, by its id."""
    headings: dict[int, set[str]] = {}
    rows = Classification.objects.filter(
        priority__in=[priority.pk for priority in priorities], basis=Basis.PUBLISHED
    )
    for priority, heading in rows.values_list("priority", "heading__code"):
        headings.setdefault(priority, set()).add(heading)
    return headings


def compare(row: object, entry: LoadedEntry, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        if getattr(row, name) != value:
            entry.refuse(f"“{name}” of {row} is published as “{getattr(row, name)}”.", name)


def fill(row: Any, entry: LoadedEntry, *names: str) -> int:
    """Set the translations that the row lacks and the file has; say how many."""
    missing = {
        column: text
        for column, text in entry.translations(*names).items()
        if text and not getattr(row, column)
    }
    for column, text in missing.items():
        setattr(row, column, text)
    if missing:
        row.save(update_fields=list(missing))
    return len(missing)
