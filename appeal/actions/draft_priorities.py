"""The priorities of a draft: added, changed, removed with their activities."""

from collections.abc import Mapping
from datetime import datetime

from ..base.actions import action
from ..models import (
    Activity,
    Basis,
    Classification,
    Heading,
    Priority,
    Section,
    StaleVersion,
    create_logged,
    in_languages,
)
from .activities import next_activity
from .drafting import hold_draft
from .removing import remove

PRIORITY = ("printed_as", *in_languages("title", "summary"))


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
