"""Changes of the plan across rows: publishing, the even split, revisions."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from .amounts import money
from .models import Activity, Allocation, Appeal, Requirement, RequirementRevision, User


def published_at(appeal: Appeal) -> datetime:
    """Midnight, in the appeal's time zone, of the day it was published."""
    day = appeal.published_on or appeal.starts_on
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(appeal.time_zone))


class NotPublishable(Exception):
    """The appeal is published already, or a stated total does not agree with its cells."""


@transaction.atomic
def publish_appeal(*, appeal: Appeal, at: datetime) -> Appeal:
    """Freeze the appeal as published; raises NotPublishable with a sentence."""
    if appeal.state != Appeal.State.DRAFT:
        raise NotPublishable(_("%(appeal)s is published already.") % {"appeal": appeal})
    for difference in differences(appeal):
        raise NotPublishable(difference)
    appeal.state = Appeal.State.PUBLISHED
    appeal.published_on = appeal.published_on or appeal.day_of(at)
    return appeal.save_over(appeal.version, ["state", "published_on"], at=at)


def differences(appeal: Appeal) -> Iterable[str]:
    """A sentence for each stated total that is not the sum of its cells."""
    cells = list(Requirement.objects.of(appeal).values_list("office", "heading", "amount"))
    for stated in appeal.stated_totals.select_related("appeal", "office", "heading"):
        computed = sum(
            amount
            for office, heading, amount in cells
            if amount is not None
            and stated.office_id in (None, office)
            and stated.heading_id in (None, heading)
        )
        if computed != stated.amount:
            yield _("%(total)s: stated %(stated)s, computed %(computed)s.") % {
                "total": stated,
                "stated": stated.amount,
                "computed": computed,
            }


@transaction.atomic
def allocate_evenly(*, appeal: Appeal, at: datetime) -> list[Allocation]:
    """Split every cell over its office's activities, as indicative allocations.

    A cell goes to the activities classified under its heading; one that is left with no cell joins
    the split of its office's largest. Whole dollars, the remainder one each in printed order.
    """
    activities = Activity.objects.of(appeal).with_plan().in_printed_order()
    under: dict[int, list[tuple[Activity, set[int]]]] = {}
    for activity in activities:
        headings = {c.heading_id for c in activity.priority.classifications.all()}
        under.setdefault(activity.office.pk, []).append((activity, headings))
    cells: dict[int, list[Requirement]] = {}
    funded = Requirement.objects.of(appeal).filter(amount__isnull=False)
    for cell in funded.select_related("office", "heading").order_by("heading__order"):
        cells.setdefault(cell.office_id, []).append(cell)
    shares = [
        Allocation(activity=activity, cell=cell, amount=amount, basis=Allocation.Basis.INDICATIVE)
        for office, of_office in cells.items()
        for cell, activity, amount in _shares(of_office, under.get(office, []))
    ]
    return bulk_create_with_history(shares, Allocation, default_date=at)


def _shares(
    cells: list[Requirement], activities: list[tuple[Activity, set[int]]]
) -> Iterable[tuple[Requirement, Activity, Decimal]]:
    """The even split of one office's cells, in printed order."""
    largest = max(cells, key=lambda cell: cell.amount or 0)
    funded = {cell.heading_id for cell in cells}
    for cell in cells:
        sharing = [
            activity
            for activity, headings in activities
            if cell.heading_id in headings or (cell == largest and not headings & funded)
        ]
        amounts = even_split(cell.amount or Decimal(0), len(sharing))
        for activity, amount in zip(sharing, amounts, strict=True):
            if amount:
                yield cell, activity, amount


def even_split(amount: Decimal, shares: int) -> list[Decimal]:
    """`amount` as `shares` parts of whole units that differ by at most one, larger ones first.

    Cents, where there are any, go to the first part.
    """
    if not shares:
        return []
    whole, cents = divmod(amount, 1)
    each, remainder = divmod(whole, shares)
    parts = [each + 1 if index < remainder else each for index in range(shares)]
    parts[0] += cents
    return parts


class TooMuchAllocated(Exception):
    """The cell does not hold what the allocations would draw from it; the text says by how much."""


@transaction.atomic
def set_allocation(*, allocation: Allocation, on: date, at: datetime | None = None) -> Allocation:
    """Save a new or changed allocation, checked under a lock against the requirement on `on`.

    From a revision below what is allocated the cell's allocations may only go down. Raises
    TooMuchAllocated; StaleVersion where somebody changed the row meanwhile.
    """
    Requirement.objects.select_for_update().get(pk=allocation.cell_id)
    cell = Requirement.objects.with_requirement(on).with_allocated().get(pk=allocation.cell_id)
    stored = Allocation.objects.filter(pk=allocation.pk, cell=cell).first()
    before = stored.amount if stored else Decimal(0)
    after = (cell.allocated or 0) - before + allocation.amount
    if allocation.amount > before and after > (cell.requirement or 0):
        raise TooMuchAllocated(
            _("%(cell)s holds %(requirement)s; these allocations would draw %(after)s from it.")
            % {"cell": cell, "requirement": money(cell.requirement), "after": money(after)}
        )
    if stored and allocation.amount != stored.amount:
        allocation.basis = Allocation.Basis.CONFIRMED
    if allocation.pk:
        columns = ["activity", "cell", "amount", "basis"]
        return allocation.save_over(allocation.version, columns, at=at)
    if at is not None:
        allocation._history_date = at
    allocation.save()
    return allocation


@transaction.atomic
def revise_requirement(
    *, cell: Requirement, amount: Decimal, effective_on: date, reason: str, by: User, at: datetime
) -> RequirementRevision:
    """Record a new requirement of a cell from a day on; what is published stays as it is."""
    Requirement.objects.select_for_update().get(pk=cell.pk)
    revision = RequirementRevision(
        cell=cell,
        amount=amount,
        effective_on=effective_on,
        reason=reason,
        revised_by=by,
        recorded_at=at,
    )
    revision.full_clean()
    revision.save(force_insert=True)
    return revision
