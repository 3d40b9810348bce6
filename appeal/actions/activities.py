"""Activities: what managers change of them, and new ones of a priority."""

from datetime import datetime
from itertools import count

from ..base.actions import action
from ..models import Activity, Priority

WRITTEN = ("own_title", "description", "lead", "starts_on", "ends_on", "hold")


def next_activity(priority: Priority, language: str) -> Activity:
    """The next one of a priority, not saved: for the whole year, under the first free number."""
    taken = set(priority.activities.values_list("code", flat=True))
    codes = (f"{priority.code}.{number}" for number in count(1))
    last = priority.activities.order_by("order").last()
    appeal = priority.section.appeal
    return Activity(
        priority=priority,
        code=next(code for code in codes if code not in taken),
        order=last.order + 1 if last else 1,
        starts_on=appeal.starts_on,
        ends_on=appeal.ends_on,
        language=language,
    )


@action
def keep_activity(*, activity: Activity, version: int | None, at: datetime) -> Activity:
    """Save a new activity, or what was changed of one over its `version`.

    Raises ValidationError for what its fields refuse, IntegrityError for what the database does,
    StaleVersion if somebody else saved it.
    """
    activity.full_clean()
    return activity.keep(version, WRITTEN)
