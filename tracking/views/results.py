"""Results that add up: the core indicators of the region or of an office, and one of them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from appeal import access as plan
from appeal import duties
from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, CompactObjective, CoreIndicator, Office, SdgTarget, User
from appeal.web.request import Request

from .. import access
from ..figures import CoreResult, core_results, grouped
from .pages import open_appeal, read_viewpoint


def result_list(request: Request, appeal_code: str) -> HttpResponse:
    """What was reached by each core indicator, of the region or of one office."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    office = None
    if asked := request.GET.get("office"):
        office = get_object_or_404(Office.objects.of(appeal), code=asked)
    results = core_results(appeal, viewpoint, office)
    page = {
        "viewpoint": viewpoint,
        "office": office,
        "offices": Office.objects.of(appeal).in_printed_order(),
        "results": results,
        "may_keep": not viewpoint.is_past and plan.may(request.user, duties.KEEP_CORE, appeal),
    }
    return render(request, "tracking/results/result_list.html", page)


def result_detail(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """One core indicator, from the number of the region down to each activity's indicator."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    core = get_object_or_404(CoreIndicator.objects.of(appeal), code=code)
    found = [row for row in core_results(appeal, viewpoint) if row.core.pk == core.pk]
    page = {
        "viewpoint": viewpoint,
        "core": found[0].core if found else core,
        "result": found[0] if found else None,
        "may_keep": not viewpoint.is_past and plan.may(request.user, duties.KEEP_CORE, appeal),
        **stating(request.user, appeal, viewpoint, found),
    }
    return render(request, "tracking/results/result_detail.html", page)


def result_goals(request: Request, appeal_code: str) -> HttpResponse:
    """What was reached under each SDG target and objective of the Global Compact."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    found = grouped(
        (place.of, (result.core, place.rolled))
        for result in core_results(appeal, viewpoint)
        for place in result.by_goal
    )
    targets = [(goal, rows) for goal, rows in found.items() if isinstance(goal, SdgTarget)]
    others = [(goal, rows) for goal, rows in found.items() if isinstance(goal, CompactObjective)]
    page = {
        "viewpoint": viewpoint,
        "targets": sorted(targets, key=lambda pair: pair[0].order),
        "objectives": sorted(others, key=lambda pair: pair[0].number),
    }
    return render(request, "tracking/results/result_goals.html", page)


def stating(
    user: User, appeal: Appeal, viewpoint: Viewpoint, found: list[CoreResult]
) -> dict[str, Any]:
    """Of which offices the person may state the overlap, and whether of the region."""
    if viewpoint.is_past or not found or not found[0].core.is_people:
        return {"stated_by": set(), "may_state": False}
    offices = access.offices(user, duties.STATE_OVERLAP, appeal)
    return {
        "stated_by": set(offices.values_list("pk", flat=True)),
        "may_state": access.may(user, duties.STATE_OVERLAP, appeal),
    }
