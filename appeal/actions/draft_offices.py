"""The offices of a draft: added, put into their printed order, taken out."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import ngettext

from ..base.actions import action
from ..base.refusals import Refusal
from ..models import Appeal, Country, Heading, Office, Requirement, Section
from .drafting import CODE_TAKEN, CodeTaken, hold_draft, touched

# Far behind every printed order: where sections wait while their numbers change.
ASIDE = 10_000


class HasPriorities(Refusal):
    """An office with priorities stays in the appeal."""


@action
def keep_offices(
    *, appeal: Appeal, version: int | None, offices: Sequence[tuple[Office, str]], at: datetime
) -> Appeal:
    """The offices of a draft in printed order, each with its printed name, and no others.

    A new one gets a dash under every heading; with one that goes its amounts go. Raises
    HasPriorities, NotDraft, StaleVersion.
    """
    stored = hold_draft(appeal, version)
    own = {section.office_id: section for section in stored.sections.all()}
    kept = {office.pk for office, _name in offices}
    for pk, section in own.items():
        if pk not in kept:
            take_out(section)
    stored.sections.update(order=F("order") + ASIDE)
    for order, (office, name) in enumerate(offices, start=1):
        section = own.get(office.pk) or Section(appeal=stored, office=office)
        section.order, section.printed_name = order, name
        section.full_clean(exclude=["summary_en"], validate_constraints=False)
        section.keep(None, ["order", "printed_name"])
    _fill_up(stored)
    return touched(stored)


@action
def add_office(
    *, appeal: Appeal, office: Office, countries: Iterable[Country], at: datetime
) -> Office:
    """Add a new office to the region of a draft, and to the draft: last, with dashes.

    Raises NotDraft, CodeTaken, ValidationError.
    """
    stored = hold_draft(appeal)
    office.region = stored.region
    office.full_clean(exclude=["countries"], validate_unique=False)
    try:
        with transaction.atomic():
            office.save(force_insert=True)
    except IntegrityError as error:
        raise CodeTaken(CODE_TAKEN, "code") from error
    office.countries.set(countries)
    there = stored.sections.select_related("office").order_by("order")
    printed = [(section.office, section.printed_name) for section in there]
    keep_offices(appeal=stored, version=None, offices=[*printed, (office, office.name)], at=at)
    return office


def take_out(section: Section) -> None:
    """Delete an office's part of a draft with its amounts; raises HasPriorities."""
    if count := section.priorities.count():
        raise HasPriorities(
            ngettext(
                "%(office)s has %(count)s priority in this appeal. Remove it first.",
                "%(office)s has %(count)s priorities in this appeal. Remove them first.",
                count,
            )
            % {"office": section.office, "count": count}
        )
    for rows in (section.appeal.stated_totals, section.appeal.requirements):
        rows.filter(office=section.office_id).delete()
    section.delete()


def _fill_up(appeal: Appeal) -> None:
    """A dash wherever an office has no line under a heading yet."""
    there = set(appeal.requirements.values_list("office", "heading"))
    headings = Heading.objects.of(appeal).values_list("pk", flat=True)
    places = [
        (office, heading)
        for office in appeal.sections.values_list("office", flat=True)
        for heading in headings
    ]
    Requirement.objects.bulk_create(
        Requirement(appeal=appeal, office_id=office, heading_id=heading)
        for office, heading in places
        if (office, heading) not in there
    )
