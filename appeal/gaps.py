"""Where the plan and its money do not meet: what a manager has to look at."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet

from .models import Activity, Allocation, Appeal, Office, Requirement


@dataclass(frozen=True)
class Gaps:
    """The rows of each rule, in printed order.

    `unassigned`: funded cells that no activity draws on. `partly`: cells of which a part is drawn
    on. `unfunded`: activities without an
    allocation. `indicative`: activities whose split nobody confirmed yet. `overdrawn`: cells whose
    allocations pass a revised requirement.
    """

    unassigned: QuerySet[Requirement]
    partly: QuerySet[Requirement]
    unfunded: QuerySet[Activity]
    indicative: QuerySet[Activity]
    overdrawn: QuerySet[Requirement]


def find_gaps(*, appeal: Appeal, on: date, office: Office | None = None) -> Gaps:
    """The gaps of an appeal, or of one office in it, with the requirements current on `on`."""
    cells = Requirement.objects.of(appeal).with_requirement(on).with_allocated()
    cells = cells.select_related("office", "heading").in_printed_order()
    activities = Activity.objects.of(appeal).with_plan().with_allocated().in_printed_order()
    activities = activities.going()
    if office:
        cells = cells.filter(office=office)
        activities = activities.filter(priority__section__office=office)
    drawn = Allocation.objects.filter(activity=OuterRef("pk"))
    return Gaps(
        unassigned=cells.filter(requirement__gt=0, allocated=0),
        partly=cells.filter(allocated__gt=0, allocated__lt=F("requirement")),
        unfunded=activities.filter(~Exists(drawn)),
        indicative=activities.filter(is_indicative=True),
        overdrawn=cells.filter(allocated__gt=F("requirement")),
    )
