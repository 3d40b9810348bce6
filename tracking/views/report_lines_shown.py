"""What a report says of each activity, and what was spent of it in the period."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField

from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, Appeal, Office, as_known
from appeal.web.request import Request

from .. import access
from ..figures import SpentWithin, spent_within
from ..models import LeftEmpty, ProgressUpdate, ReportingPeriod
from .comments import Thread
from .ledger import ledger_rows
from .pages import with_own_drafts
from .reported_results import ToldLine, told_by

Place = tuple[Appeal, Office, ReportingPeriod]


@dataclass(frozen=True)
class ReportLine:
    """What a report says of an activity, what it said before, and what was said about that."""

    activity: Activity
    update: ProgressUpdate | None = None
    told: ToldLine | None = None
    earlier: list[tuple[ProgressUpdate, ToldLine]] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    remark: BoundField | None = None
    empty: LeftEmpty | None = None
    spent: SpentWithin | None = None


def lines_of(
    request: Request,
    place: Place,
    page: dict[str, Any],
    activities: list[Activity],
    threads: list[Thread],
) -> Iterator[ReportLine]:
    """The lines of the activities that are shown; `page` is that of their report."""
    report, form = page["report"], page["returning"] if page.get("may_return") else None
    viewpoint: Viewpoint = page["viewpoint"]
    readable = access.reports_then(request.user, viewpoint)
    shown = {"report": report.pk, "activity__in": [activity.pk for activity in activities]}
    standing = as_known(ProgressUpdate.objects.all(), viewpoint).standing().filter(**shown)
    standing = standing.with_before(readable, viewpoint).select_related("updated_by")
    updates = {line.activity_id: line for line in standing}
    revisions = access.earlier_revisions(request.user, viewpoint).filter(**shown)
    before = list(revisions.select_related("updated_by"))
    told = told_by(
        [*(line.id for line in updates.values()), *(line.pk for line in before)], viewpoint
    )
    earlier: dict[int, list[tuple[ProgressUpdate, ToldLine]]] = {}
    for line in before:
        earlier.setdefault(line.activity_id, []).append((line, told[line.pk]))
    empty = {row.activity.pk: row for row in page["empty"]}
    spent = _spent(request, place, activities, viewpoint)
    for activity in activities:
        update = updates.get(activity.pk)
        yield ReportLine(
            activity,
            update,
            told[update.id] if update else None,
            earlier.get(activity.pk, []),
            [thread for thread in threads if thread.comment.activity_id == activity.pk],
            form[f"remark_{activity.pk}"] if form else None,
            empty.get(activity.pk),
            spent[activity.pk],
        )


def unwritten_lines(
    request: Request, place: Place, activities: list[Activity], viewpoint: Viewpoint
) -> list[ReportLine]:
    """Those of a report that has not been begun."""
    spent = _spent(request, place, activities, viewpoint)
    return [ReportLine(activity, spent=spent[activity.pk]) for activity in activities]


def _spent(
    request: Request, place: Place, activities: list[Activity], viewpoint: Viewpoint
) -> dict[int, SpentWithin]:
    """What was spent in the period on what is shown, drafts as far as the person sees them."""
    appeal, _office, period = place
    seen = with_own_drafts(request, viewpoint)
    entries = ledger_rows(request, appeal, seen)
    ids = [activity.pk for activity in activities]
    return spent_within(appeal, seen, (period.starts_on, period.ends_on), ids, entries)
