"""The priorities as published: as a list, and one by one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from appeal import duties

from .. import access
from ..models import Activity, Priority, put_names
from ..web.request import Request
from .pages import open_appeal
from .viewpoints import read_viewpoint


def priority_list(request: Request, appeal_code: str) -> HttpResponse:
    """All priorities in printed order, by office."""
    appeal = open_appeal(request, appeal_code)
    priorities = Priority.objects.of(appeal).with_headings().in_printed_order()
    return render(request, "appeal/priorities/priority_list.html", {"priorities": priorities})


def priority_detail(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """One published priority and its activities."""
    appeal = open_appeal(request, appeal_code)
    priority = get_object_or_404(Priority.objects.of(appeal).with_headings(), code=code)
    viewpoint = read_viewpoint(request, appeal)
    activities = (
        Activity.objects.filter(priority=priority)
        .existing(viewpoint)
        .with_plan()
        .with_allocated(viewpoint)
        .order_by("order")
    )
    return render(
        request,
        "appeal/priorities/priority_detail.html",
        {
            "priority": priority,
            "activities": put_names(activities, *Activity.NAMED),
            "viewpoint": viewpoint,
            "may_plan": not viewpoint.is_past
            and access.may(request.user, duties.PLAN, appeal, priority.section.office),
        },
    )
