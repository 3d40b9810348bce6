"""Where the plan and its money do not meet: what a manager has to look at."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, QuerySet

from .models import Activity, Allocation, Appeal, Office, Requirement, as_known
from .viewpoint import Viewpoint


@dataclass(frozen=True)
class Gaps:
    """The rows of each rule, in printed order.

    `unassigned`: funded cells that no activity draws on. `partly`: cells of which a part is drawn
    on. `unfunded`: activities without an allocation. `indicative`: activities whose split nobody
    confirmed yet. `overdrawn`: cells whose allocations pass a revised requirement.
    """

    unassigned: QuerySet[Requirement]
    partly: QuerySet[Requirement]
    unfunded: QuerySet[Activity]
    indicative: QuerySet[Activity]
    overdrawn: QuerySet[Requirement]


def find_gaps(*, appeal: Appeal, viewpoint: Viewpoint, office: Office | None = None) -> Gaps:
    """The gaps of an appeal, or of one office in it, by what holds from a viewpoint."""
    cells = Requirement.objects.of(appeal).seen_from(viewpoint)
    cells = cells.select_related("office", "heading").in_printed_order()
    activities = Activity.objects.of(appeal).with_plan().with_allocated(viewpoint)
    going = as_known(Activity, viewpoint).going()
    activities = activities.filter(pk__in=going.values("id")).in_printed_order()
    if office:
        cells = cells.filter(office=office)
        activities = activities.filter(priority__section__office=office)
    drawn = as_known(Allocation, viewpoint).filter(activity=OuterRef("pk"))
    return Gaps(
        unassigned=cells.filter(requirement__gt=0, allocated=0),
        partly=cells.filter(allocated__gt=0, allocated__lt=F("requirement")),
        unfunded=activities.filter(~Exists(drawn)),
        indicative=activities.filter(is_indicative=True),
        overdrawn=cells.filter(allocated__gt=F("requirement")),
    )


def overdrawn_by(cell: Requirement, on: date) -> Decimal:
    """What is allocated from a cell beyond the requirement current on `on`; 0 where it fits."""
    row = Requirement.objects.with_requirement(on).with_allocated().get(pk=cell.pk)
    return max((row.allocated or Decimal(0)) - (row.requirement or Decimal(0)), Decimal(0))
