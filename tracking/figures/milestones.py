"""Which milestones were reached by a date, and which were not."""

from django.db.models import QuerySet

from appeal.models import Activity, Milestone, as_known
from appeal.viewpoint import Viewpoint

from ..models import MilestoneAchievement, counted_updates


def achieved(viewpoint: Viewpoint) -> QuerySet:
    """Milestones reported as achieved in a counted line, by their own date and not its period's."""
    return as_known(MilestoneAchievement, viewpoint.of_drafts).filter(
        achieved_on__lte=viewpoint.as_at,
        update__in=counted_updates(viewpoint).values("id"),
    )


def pending_milestones(viewpoint: Viewpoint) -> QuerySet:
    """Milestones not reached by the date, of activities neither suspended nor cancelled then."""
    held = as_known(Activity, viewpoint).exclude(hold="")
    rows = as_known(Milestone, viewpoint).exclude(activity__in=held.values("id"))
    return rows.exclude(id__in=achieved(viewpoint).values("milestone"))


def overdue_milestones(viewpoint: Viewpoint) -> QuerySet:
    """Those of them that were due before the date."""
    return pending_milestones(viewpoint).filter(due_on__lt=viewpoint.as_at)
