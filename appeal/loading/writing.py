"""Writes what the files say as a new draft appeal."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from .. import actions
from ..base.actions import signed
from ..models import (
    Activity,
    Appeal,
    Basis,
    Classification,
    CompactObjective,
    Country,
    Heading,
    Indicator,
    Language,
    Office,
    Partner,
    Priority,
    Region,
    Requirement,
    SdgTarget,
    Section,
    StatedTotal,
    create_logged,
)
from .documents import LoadedEntry
from .reading import Files


def write(files: Files, at: datetime | None) -> Appeal:
    """The appeal with all that belongs to it, one activity per priority, as a draft."""
    write_reference(files)
    region, _ = Region.objects.get_or_create(
        code=files.region.text("code"), defaults=files.region.translations("name")
    )
    appeal = new_appeal(files.appeal, region)
    with signed(at=at or actions.published_at(appeal)):
        appeal.save(force_insert=True)
        write_partners(files)
        offices = {
            row.text("code"): get_office(row, region)
            for row in (section.entry("office") for section in files.sections)
        }
        write_table(files, appeal, offices)
        for order, section in enumerate(files.sections, start=1):
            office = offices[section.entry("office").text("code")]
            write_section(section, appeal, office, order)
    return appeal


def write_reference(files: Files) -> None:
    """Countries and frameworks that are not there yet."""
    for row in files.countries:
        row.only("code", "iso3", "name_en", "name_es", "name_fr")
        Country.objects.get_or_create(
            code=row.text("code"),
            defaults={"iso3": row.text("iso3"), **row.translations("name")},
        )
    for order, row in enumerate(files.sdg_targets, start=1):
        row.only("code", "title_en", "title_es", "title_fr")
        SdgTarget.objects.get_or_create(
            code=row.text("code"), defaults={"order": order, **row.translations("title")}
        )
    for row in files.compact_objectives:
        row.only("number", "title_en", "title_es", "title_fr")
        CompactObjective.objects.get_or_create(
            number=row.whole("number"), defaults=row.translations("title")
        )
    for order, row in enumerate(files.headings, start=1):
        Heading.objects.get_or_create(
            code=row.text("code"),
            defaults={
                "order": order,
                "kind": row.choice("kind", Heading.Kind),
                **row.translations("title", "table_title"),
            },
        )


def write_partners(files: Files) -> None:
    """The partners that are not there yet."""
    new = []
    known = set(Partner.objects.values_list("name_en", flat=True))
    for row in files.partners:
        row.only("name_en", "name_es", "name_fr", "kind")
        if row.text("name_en") not in known:
            new.append(Partner(kind=row.choice("kind", Partner.Kind), **row.translations("name")))
    create_logged(new)


def new_appeal(row: LoadedEntry, region: Region) -> Appeal:
    appeal = Appeal(
        region=region,
        **{name: row.text(name) for name in ("code", "currency", "time_zone")},
        **{name: row.text(name) for name in ("source_name", "source_sha256")},
        **{name: row.day(name) for name in ("starts_on", "ends_on", "closes_on", "published_on")},
        **row.translations("title", "table_title"),
        year=row.whole("year"),
        published_on_basis=row.choice("published_on_basis", Basis),
        rhythm=row.choice("rhythm", Appeal.Rhythm),
    )
    row.prove(appeal)
    try:
        appeal.validate_constraints()
    except ValidationError as error:
        row.refuse(" ".join(error.messages))
    return appeal


def get_office(row: LoadedEntry, region: Region) -> Office:
    row.only("code", "name_en", "name_es", "name_fr", "kind", "language", "countries")
    office = Office.objects.filter(code=row.text("code")).first()
    if office is None:
        office = Office(
            region=region,
            code=row.text("code"),
            kind=row.choice("kind", Office.Kind),
            language=row.choice("language", Language),
            **row.translations("name"),
        )
        row.prove(office)
        office.save()
        office.countries.set(Country.objects.filter(code__in=row.texts("countries")))
    return office


def write_table(files: Files, appeal: Appeal, offices: dict[str, Office]) -> None:
    headings = {heading.code: heading for heading in Heading.objects.all()}
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


def write_section(entry: LoadedEntry, appeal: Appeal, office: Office, order: int) -> None:
    row = entry.entry("section").only("printed_name", "summary_en", "summary_es", "summary_fr")
    section = Section(
        appeal=appeal,
        office=office,
        order=order,
        printed_name=row.text("printed_name"),
        **row.translations("summary"),
    )
    row.prove(section)
    create_logged([section])
    for position, priority in enumerate(entry.entries("priorities"), start=1):
        write_priority(priority, section, position)


def write_priority(row: LoadedEntry, section: Section, order: int) -> None:
    row.only(
        "code", "printed_as", "headings", "title_en", "title_es", "title_fr", "summary_en",
        "summary_es", "summary_fr", "countries", "partners", "sdg_targets",
        "compact_objectives", "indicators",
    )  # fmt: skip
    priority = Priority(
        section=section,
        code=row.text("code"),
        order=order,
        printed_as=row.choice("printed_as", Priority.PrintedAs),
        **row.translations("title", "summary"),
    )
    row.prove(priority)
    create_logged([priority])
    create_logged(
        [
            Classification(
                priority=priority, heading=Heading.objects.get(code=heading), basis=basis
            )
            for heading, basis in row.entry("headings").items()
        ]
    )
    write_activity(row, priority, section)


def write_activity(row: LoadedEntry, priority: Priority, section: Section) -> None:
    """The one activity that a priority begins with; its dates are the appeal's."""
    activity = Activity(
        priority=priority,
        code=f"{priority.code}.1",
        order=1,
        starts_on=section.appeal.starts_on,
        ends_on=section.appeal.ends_on,
        dates_basis=Basis.ASSIGNED,
    )
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
    indicators = enumerate(row.entries("indicators"), start=1)
    create_logged([new_indicator(entry, activity, order) for order, entry in indicators])


def new_indicator(row: LoadedEntry, activity: Activity, order: int) -> Indicator:
    row.only(
        "title_en", "title_es", "title_fr", "unit_en", "unit_es", "unit_fr", "measure",
        "direction", "accumulation", "baseline", "baseline_basis", "target", "target_basis",
        "means_of_verification",
    )  # fmt: skip
    facts: dict[str, Any] = {}
    for name in ("baseline", "target"):
        if name in row:
            facts[name] = row.number(name)
            facts[f"{name}_basis"] = row.choice(f"{name}_basis", Basis)
    indicator = Indicator(
        activity=activity,
        order=order,
        measure=row.choice("measure", Indicator.Measure),
        direction=row.choice("direction", Indicator.Direction),
        accumulation=row.choice("accumulation", Indicator.Accumulation),
        means_of_verification=row.optional("means_of_verification"),
        **row.translations("title", "unit"),
        **facts,
    )
    row.prove(indicator)
    return indicator
