"""The plan as published: the reconciliation, the priorities."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from ..models import Activity, Priority, Requirement
from ..reconciliation import reconcile
from .pages import open_appeal


def reconciliation(request: HttpRequest, appeal_code: str) -> HttpResponse:
    """Every cell and stated total against what is computed, allocated and left."""
    appeal = open_appeal(request, appeal_code)
    if not appeal.stated_totals.exists():
        raise Http404
    on = appeal.last_value_day(appeal.day_of(timezone.now()))
    cells = Requirement.objects.of(appeal).with_requirement(on).with_allocated()
    return render(
        request, "appeal/reconciliation.html", {"table": reconcile(appeal, cells), "on": on}
    )


def priority_list(request: HttpRequest, appeal_code: str) -> HttpResponse:
    """All priorities in printed order, by office."""
    appeal = open_appeal(request, appeal_code)
    priorities = Priority.objects.of(appeal).with_headings().in_printed_order()
    return render(request, "appeal/priority_list.html", {"priorities": priorities})


def priority_detail(request: HttpRequest, appeal_code: str, code: str) -> HttpResponse:
    """One published priority and its activities."""
    appeal = open_appeal(request, appeal_code)
    priority = get_object_or_404(Priority.objects.of(appeal).with_headings(), code=code)
    activities = (
        Activity.objects.filter(priority=priority)
        .with_plan()
        .with_allocated()
        .prefetch_related("countries", "partners", "sdg_targets", "compact_objectives")
        .order_by("order")
    )
    return render(
        request,
        "appeal/priority_detail.html",
        {"priority": priority, "activities": activities},
    )
