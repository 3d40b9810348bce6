"""Reports beside the log of their review, and periods beside that of their locks."""

from collections.abc import Iterator
from itertools import pairwise

from ..models import OfficeReport, PeriodEvent, ReviewEvent

# What each state of a report is left for.
STEPS = {
    "draft": {"submitted"},
    "returned": {"submitted"},
    "submitted": {"draft", "returned", "approved"},
    "approved": {"draft"},
}


def wrong_reports() -> Iterator[str]:
    """Reports in a state to which their review did not lead, and reviews with a step missing."""
    reached: dict[int, str] = {}
    for event in ReviewEvent.objects.order_by("pk"):
        told, before = f"tracking_reviewevent {event.pk}", reached.get(event.report_id, "draft")
        if event.from_state != before:
            yield f"{told}: it is from {event.from_state}, not {before}."
        if event.to_state not in STEPS.get(event.from_state, ()):
            yield f"{told}: {event.from_state} leads to no {event.to_state}."
        reached[event.report_id] = event.to_state
    for pk, state in OfficeReport.objects.order_by("pk").values_list("pk", "state"):
        if state != reached.get(pk, "draft"):
            led = reached.get(pk, "draft")
            yield f"tracking_officereport {pk}: it is {state}, and its review led to {led}."


def wrong_locks() -> Iterator[str]:
    """Periods locked or unlocked twice: a step between is missing."""
    events = PeriodEvent.objects.order_by("period", "pk")
    for first, second in pairwise(events):
        if (first.period_id, first.kind) == (second.period_id, second.kind):
            yield f"tracking_periodevent {second.pk}: the period was {second.kind} already."
