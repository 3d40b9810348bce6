"""What reports said last of each activity."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from appeal.base.statements import answered
from appeal.base.viewpoint import Viewpoint

from ..models import included_updates

# What is read of a line of a report; by the first two of it the latest is last.
LINE = (
    "report__period__ends_on", "id", "report", "activity", "status", "percent",
    "report__period__code",
)  # fmt: skip

# By the id of an activity, as `ActivityFigures` names it.
Reported = dict[int, dict[str, Any]]


@answered(*LINE)
def read_latest(viewpoint: Viewpoint, **own: object) -> QuerySet:
    """Of each activity the last line that counts, and its last with a percentage."""
    lines = included_updates(viewpoint).filter(**own).latest_of_each()
    return lines.reverse().values_list(*LINE)


def latest_among(lines: Iterable[Any]) -> Reported:
    """What the latest of some lines say of each activity; they come in their order."""
    found: Reported = defaultdict(dict)
    for line in lines:
        found[line.activity]["reported_status"] = line.status
        if line.percent is not None:
            period = line.report__period__code
            found[line.activity] |= {"progress": line.percent, "progress_period": period}
    return found
