"""The milestones of activities, and when they were reached."""

from django.db.models import Min, QuerySet

from appeal.base.statements import answered
from appeal.base.viewpoint import Viewpoint
from appeal.models import Milestone, as_known

from ..models import achieved

MILESTONE = ("activity", "id", "title", "due_on")


@answered(*MILESTONE)
def read_milestones(viewpoint: Viewpoint, **own: object) -> QuerySet:
    rows = as_known(Milestone.objects.all(), viewpoint).filter(**own)
    return rows.order_by("order").values_list(*MILESTONE)


@answered("milestone", "on")
def read_achieved(viewpoint: Viewpoint, **own: object) -> QuerySet:
    """The first day on which each was reported as achieved."""
    reached = achieved(viewpoint).filter(**own).order_by()
    return reached.values_list("milestone").annotate(Min("achieved_on"))
