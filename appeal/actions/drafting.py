"""A draft: begun, and its offices, amounts and priorities changed until it is published."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..base.actions import action
from ..base.refusals import Refusal, TooLate
from ..models import (
    Activity,
    Appeal,
    Basis,
    Classification,
    Country,
    Heading,
    Office,
    Priority,
    Requirement,
    Section,
    StaleVersion,
    StatedTotal,
    User,
    create_logged,
    in_languages,
)
from .activities import next_activity
from .removing import remove

APPEAL = (
    "code", *in_languages("title", "table_title"), "year", "starts_on", "ends_on", "closes_on",
    "currency", "time_zone", "rhythm", "source_name",
)  # fmt: skip
PRIORITY = ("printed_as", *in_languages("title", "summary"))
CODE_TAKEN = gettext_lazy("Somebody else has just used this code. Choose another one.")
# An appeal of which nobody says when it closes.
CLOSES_AFTER = timedelta(days=90)
# Far behind every printed order: where sections wait while their numbers change.
ASIDE = 10_000
# An office and a heading; None is the total over all of them.
Place = tuple[int | None, int | None]
Amounts = Mapping[Place, Decimal | None]


class NotDraft(TooLate):
    """The appeal is published, so that what is printed stays; or it was discarded."""


class CodeTaken(TooLate):
    """Somebody else has just begun an appeal with this code."""


class HasPriorities(Refusal):
    """An office with priorities stays in the appeal."""


def refuse_published(appeal: Appeal) -> None:
    """Raises NotDraft with a sentence."""
    if appeal.state != Appeal.State.DRAFT:
        raise NotDraft(
            _(
                "%(appeal)s is published, so what was printed can no longer change. Record a new"
                " amount as a revision."
            )
            % {"appeal": appeal}
        )


def hold_draft(appeal: Appeal, version: int | None = None) -> Appeal:
    """The draft as stored, which nobody else changes until the transaction ends.

    Raises NotDraft, also where it was discarded since, and StaleVersion where it is not of the
    `version` that the person saw.
    """
    stored = Appeal.objects.select_for_update(no_key=True).filter(pk=appeal.pk).first()
    if stored is None:
        raise NotDraft(
            _("Somebody has just discarded %(appeal)s. Nothing can be saved in it any more.")
            % {"appeal": appeal}
        )
    refuse_published(stored)
    if version is not None and stored.version != version:
        raise StaleVersion(stored)
    return stored


@action
def keep_appeal(*, appeal: Appeal, version: int | None, by: User, at: datetime) -> Appeal:
    """Begin a draft, or save what was changed of one.

    Raises NotDraft, StaleVersion, CodeTaken, ValidationError for what its days or its code refuse.
    """
    if appeal.pk:
        hold_draft(appeal, version)
    appeal.full_clean(exclude=["source_name", "source_sha256"])
    try:
        with transaction.atomic():
            return appeal.keep(version, APPEAL)
    except IntegrityError as error:
        raise CodeTaken(CODE_TAKEN, "code") from error


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
    return _touched(stored)


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


def _touched(appeal: Appeal) -> Appeal:
    """Another version, and a line of the change log: cells and totals have neither."""
    return appeal.save_over(appeal.version, ["state"])


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


@action
def keep_table(
    *, appeal: Appeal, version: int | None, amounts: Amounts, totals: Amounts, at: datetime
) -> Appeal:
    """The amounts of a draft's requirement lines, None for a dash, and its stated totals.

    A total that is None is not stated. Raises NotDraft, StaleVersion.
    """
    stored = hold_draft(appeal, version)
    for cell in stored.requirements.all():
        amount = amounts.get((cell.office_id, cell.heading_id), cell.amount)
        if amount != cell.amount:
            cell.amount = amount
            cell.save(update_fields=["amount"])
    had = {(total.office_id, total.heading_id): total for total in stored.stated_totals.all()}
    for (office, heading), amount in totals.items():
        total = had.get((office, heading))
        if amount is None:
            if total:
                total.delete()
        elif total is None:
            StatedTotal.objects.create(
                appeal=stored, office_id=office, heading_id=heading, amount=amount
            )
        elif total.amount != amount:
            total.amount = amount
            total.save(update_fields=["amount"])
    return _touched(stored)


def next_priority(section: Section) -> Priority:
    """The next one of an office, not saved: under the first free number, after its others.

    A number is not free that is another priority's in an appeal that this one goes on from.
    """
    code = section.office.code
    going_on = Priority.objects.of(section.appeal).filter(continues__isnull=False)
    appeals = [section.appeal_id, *going_on.values_list("continues__section__appeal", flat=True)]
    own = Priority.objects.filter(section__office=section.office_id, section__appeal__in=appeals)
    taken = set(own.values_list("code", flat=True))
    number = next(n for n in range(1, len(taken) + 2) if f"{code}-{n}" not in taken)
    last = section.priorities.order_by("order").last()
    return Priority(
        section=section,
        code=f"{code}-{number}",
        order=last.order + 1 if last else 1,
        printed_as=Priority.PrintedAs.BULLET,
    )


@action
def keep_priority(
    *,
    priority: Priority,
    version: int | None,
    headings: Mapping[Heading, str],
    at: datetime,
) -> Priority:
    """Save a new priority of a draft with its one activity, or what was changed of one.

    `headings` are all that it is read under, each with its basis. Raises NotDraft, StaleVersion,
    ValidationError.
    """
    section = priority.section
    hold_draft(section.appeal)
    is_new = not priority.pk
    if is_new:
        fresh = next_priority(section)
        priority.code, priority.order = fresh.code, fresh.order
    priority.full_clean(exclude=["headings"])
    priority.keep(version, PRIORITY)
    had = {row.heading_id: row for row in priority.classifications.all()}
    for pk, row in had.items():
        if pk not in {heading.pk for heading in headings}:
            row.delete()
    for heading, basis in headings.items():
        row = had.get(heading.pk) or Classification(priority=priority, heading=heading)
        if row.basis != basis:
            row.basis = basis
            row.save()
    if is_new:
        begin_activity(priority)
    return priority


def begin_activity(priority: Priority) -> Activity:
    """The activity that a priority begins with: for the whole year."""
    activity = next_activity(priority, priority.section.office.language)
    activity.dates_basis = Basis.ASSIGNED
    create_logged([activity])
    return activity


@action
def remove_priority(*, priority: Priority, version: int | None, at: datetime) -> None:
    """Take a priority out of a draft, with its activities.

    Raises NotDraft, StaleVersion, and StillUsed where a later appeal continues it.
    """
    hold_draft(priority.section.appeal)
    if version is not None and not Priority.objects.filter(pk=priority.pk, version=version):
        raise StaleVersion(priority)
    for activity in priority.activities.all():
        for allocation in activity.allocations.all():
            allocation.delete()
        remove(row=activity, version=None, at=at)
    for row in priority.classifications.all():
        row.delete()
    remove(row=priority, version=None, at=at)
