"""Writes what the files say as a new draft appeal."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from .. import actions
from ..base.actions import signed
from ..models import (
    Activity,
    Allocation,
    Appeal,
    Basis,
    Classification,
    CompactObjective,
    Country,
    Framework,
    Heading,
    Office,
    Partner,
    Priority,
    Region,
    Requirement,
    SdgTarget,
    Section,
    StatedTotal,
    create_logged,
    in_languages,
)
from .documents import LoadedEntry
from .faults import Faults
from .reading import FRAMEWORK, REGION, Files
from .rows import (
    new_activity,
    new_appeal,
    new_core,
    new_heading,
    new_indicator,
    new_milestone,
    new_office,
    new_priority,
    new_section,
    new_target,
)
from .verifying import verify_framework


def check_offices(files: Files) -> None:
    """No office is one of another region."""
    rows = [section.entry("office") for section in files.sections]
    elsewhere = Office.objects.filter(code__in=[row.get("code") for row in rows])
    elsewhere = elsewhere.exclude(region__code=files.region.text("code"))
    regions = {office.code: office.region for office in elsewhere.select_related("region")}
    for row in rows:
        if region := regions.get(row.get("code", "")):
            files.faults.gather(
                row.refuse,
                _("The office %(code)s belongs to another region, %(region)s.")
                % {"code": row["code"], "region": region},
                "code",
            )


def insert(appeal: Appeal, files: Files) -> None:
    """Save the new appeal, unless somebody else has begun one with its code a moment ago."""
    try:
        with transaction.atomic():
            appeal.save(force_insert=True)
    except IntegrityError:
        files.appeal.refuse(str(actions.CODE_TAKEN), "code")


def write(files: Files, at: datetime | None, part_of: Appeal | None = None) -> Appeal:
    """The appeal with all that belongs to it, one activity per priority, as a draft.

    What its rows continue was found before: see `find_earlier`. Where `files.faults` has gathered
    some, what is written is not whole. `part_of`: the demonstration that it is part of.
    """
    add_missing(Region, [files.region], *REGION)
    region = Region.objects.get(code=files.region.text("code"))
    appeal = new_appeal(files.appeal, region, get_framework(files))
    appeal.join_demonstration(part_of)
    with signed(at=at or actions.published_at(appeal)):
        insert(appeal, files)
        write_reference(files)
        offices: dict[str, Office] = {}
        for section in files.sections:
            files.faults.gather(find_or_make_office, offices, section.entry("office"), region)
        if files.faults:
            return appeal
        write_table(files, appeal, offices)
        files.faults.gather(write_core, files, appeal)
        for order, section in enumerate(files.sections, start=1):
            office = offices[section.entry("office").text("code")]
            files.faults.gather(write_section, section, appeal, office, order, files.faults)
    return appeal


def write_reference(files: Files) -> None:
    """Countries, targets, objectives and partners that are not there yet."""
    titles, names = in_languages("title"), in_languages("name")
    add_missing(Country, files.countries, "code", "iso3", *names)
    add_missing(SdgTarget, files.sdg_targets, "code", *titles)
    add_missing(CompactObjective, files.compact_objectives, "number", *titles)
    add_missing(Partner, files.partners, *names, "kind")


def add_missing(model: type[Model], rows: list[LoadedEntry], key: str, *names: str) -> None:
    """Save the rows whose `key` is not there yet, in the order of the file where they have one."""
    known = set(model._default_manager.values_list(key, flat=True))
    has_order = "order" in {field.name for field in model._meta.fields}
    for order, row in enumerate(rows, start=1):
        given: dict[str, Any] = {"order": order} if has_order else {}
        made = row.made(model, key, *names, **given)
        if getattr(made, key) not in known:
            made.save(force_insert=True)


def get_framework(files: Files) -> Framework:
    """The framework of the headings, which are made with it; one that is there must have them."""
    made = files.framework.made(Framework, *FRAMEWORK)
    framework = Framework.objects.filter(code=made.code).first()
    if framework is None:
        made.save(force_insert=True)
        for order, row in enumerate(files.headings, start=1):
            new_heading(row, made, order).save(force_insert=True)
        return made
    verify_framework(framework, files)
    return framework


def find_or_make_office(offices: dict[str, Office], row: LoadedEntry, region: Region) -> None:
    """The office of the row under its code; one that is there already stays as it is."""
    made = new_office(row, region)
    office = Office.objects.filter(code=made.code).first()
    if office is None:
        office = made
        office.save(force_insert=True)
        office.countries.set(Country.objects.filter(code__in=row.texts("countries")))
    offices[office.code] = office


def write_table(files: Files, appeal: Appeal, offices: dict[str, Office]) -> None:
    headings = {heading.code: heading for heading in Heading.objects.of(appeal)}
    Requirement.objects.bulk_create(
        Requirement(appeal=appeal, office=offices[office], heading=headings[heading], amount=amount)
        for (office, heading), amount in files.table.amounts.items()
    )
    StatedTotal.objects.bulk_create(
        StatedTotal(
            appeal=appeal,
            office=offices.get(office),
            heading=headings.get(heading),
            amount=amount,
        )
        for (office, heading), amount in files.table.totals.items()
    )


def write_core(files: Files, appeal: Appeal) -> None:
    create_logged([new_core(row, appeal) for row in files.core])


def write_section(
    entry: LoadedEntry, appeal: Appeal, office: Office, order: int, faults: Faults
) -> None:
    section = new_section(entry.entry("section"), appeal, office, order)
    create_logged([section])
    for position, priority in enumerate(entry.entries("priorities"), start=1):
        faults.gather(write_priority, priority, section, position)


def write_priority(row: LoadedEntry, section: Section, order: int) -> None:
    priority = new_priority(row, section, order)
    create_logged([priority])
    headings = Heading.objects.of(section.appeal)
    create_logged(
        [
            Classification(priority=priority, heading=headings.get(code=heading), basis=basis)
            for heading, basis in row.entry("headings").items()
        ]
    )
    for number, entry in enumerate(row.entries("activities"), start=1):
        write_activity(entry, new_activity(entry, priority, number))
    if "activities" not in row:
        write_activity(row, first_activity(priority, section))


def first_activity(priority: Priority, section: Section) -> Activity:
    """The one that a priority begins with; its dates are the appeal's."""
    return Activity(
        priority=priority,
        code=f"{priority.code}.1",
        order=1,
        starts_on=section.appeal.starts_on,
        ends_on=section.appeal.ends_on,
        dates_basis=Basis.ASSIGNED,
    )


def write_activity(row: LoadedEntry, activity: Activity) -> None:
    """With what its row names and how its results are measured."""
    create_logged([activity])
    # The relations go into the change log together, not one line for each.
    activity.skip_history_when_saving = True  # type: ignore[attr-defined]
    activity.countries.set(Country.objects.filter(code__in=row.texts("countries")))
    activity.partners.set(Partner.objects.filter(name_en__in=row.texts("partners")))
    activity.sdg_targets.set(SdgTarget.objects.filter(code__in=row.texts("sdg_targets")))
    activity.compact_objectives.set(
        CompactObjective.objects.filter(number__in=row.texts("compact_objectives"))
    )
    del activity.skip_history_when_saving  # type: ignore[attr-defined]
    activity.save(update_fields=["language"])
    for order, entry in enumerate(row.entries("indicators"), start=1):
        write_indicator(entry, activity, order)
    write_milestones(row, activity)
    cells = {
        cell.heading.code: cell
        for cell in Requirement.objects.filter(appeal=activity.appeal, office=activity.office)
        .select_related("heading")
    } if row.entries("budgets") else {}  # fmt: skip
    create_logged(
        [
            Allocation(
                activity=activity,
                cell=cells[entry.text("heading")],
                amount=entry.number("amount"),
                basis=entry.choice("basis", Allocation.Basis.values),
            )
            for entry in row.entries("budgets")
        ]
    )


def write_milestones(row: LoadedEntry, activity: Activity) -> None:
    create_logged(
        [
            new_milestone(entry, activity, order)
            for order, entry in enumerate(row.entries("milestones"), start=1)
        ]
    )


def write_indicator(row: LoadedEntry, activity: Activity, order: int) -> None:
    """With its targets, one for the end of a period."""
    indicator = new_indicator(row, activity, order)
    create_logged([indicator])
    days: set[date] = set()
    create_logged([new_target(entry, indicator, days) for entry in row.entries("targets")])
