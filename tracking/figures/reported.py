"""What reports said last of each activity."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

# What is read of a line of a report; by the first two of it the latest is last.
LINE = (
    "report__period__ends_on", "id", "report", "activity", "status", "percent",
    "report__period__code",
)  # fmt: skip

# By the id of an activity, as `ActivityFigures` names it.
Reported = dict[int, dict[str, Any]]


def latest_among(lines: Iterable[Any]) -> Reported:
    """What the latest of some lines say of each activity; they come in their order."""
    found: Reported = defaultdict(dict)
    for line in lines:
        found[line.activity]["reported_status"] = line.status
        if line.percent is not None:
            period = line.report__period__code
            found[line.activity] |= {"progress": line.percent, "progress_period": period}
    return found
