"""The appeal at a glance: headlines, map, matrix, the course of spending, offices and headings."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appeal.models import Appeal
from appeal.viewpoint import Viewpoint

from .. import access
from ..charts import curves_of
from ..models import (
    TO_A_HEADING,
    TO_AN_OFFICE,
    OfficeReport,
    ReportingPeriod,
    TrackedAppeal,
    TrackedHeading,
    TrackedOffice,
    Undistributed,
    months_of,
    undistributed,
)
from .lists import saved_views
from .measures import MEASURES, chosen_measure, grid_of, map_of
from .pages import open_appeal, read_viewpoint


def overview(request: HttpRequest, appeal_code: str) -> HttpResponse:
    """What a briefing needs: every figure of the appeal, one measure of it on map and matrix."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    measure = chosen_measure(request.GET.get("measure"), "delivery")
    figures = figures_of(appeal, viewpoint)
    activities = access.activities(request.user, appeal).existing(viewpoint)
    activities = activities.with_plan().with_allocated(viewpoint.known_at)
    months = months_of(appeal, activities.with_plan_then(viewpoint), viewpoint)
    return render(
        request,
        "tracking/overview.html",
        {
            "viewpoint": viewpoint,
            "measures": MEASURES,
            "measure": measure,
            "page_name": "overview",
            "saved_views": saved_views(request, appeal, "overview"),
            "grid": grid_of(appeal, viewpoint, measure, **figures),
            "map": map_of(measure, figures["offices"]),
            "months": months,
            "curves": curves_of(months),
            **figures,
            **rests_of(**figures),
            **reports_counted(appeal, viewpoint),
        },
    )


def matrix(request: HttpRequest, appeal_code: str) -> HttpResponse:
    """Office by heading, one measure at a time."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    measure = chosen_measure(request.GET.get("measure"), "requirement")
    figures = figures_of(appeal, viewpoint)
    return render(
        request,
        "tracking/matrix.html",
        {
            "viewpoint": viewpoint,
            "measures": MEASURES,
            "measure": measure,
            "page_name": "matrix",
            "saved_views": saved_views(request, appeal, "matrix"),
            "grid": grid_of(appeal, viewpoint, measure, **figures),
            **figures,
        },
    )


def figures_of(appeal: Appeal, viewpoint: Viewpoint) -> dict[str, Any]:
    """`whole`, `offices` and `headings` with their figures."""
    offices = TrackedOffice.objects.of(appeal).with_figures(appeal, viewpoint)
    offices = offices.with_counts(appeal, viewpoint).prefetch_related("countries")
    return {
        "whole": TrackedAppeal.objects.with_figures(viewpoint).get(pk=appeal.pk),
        "offices": list(offices),
        "headings": list(TrackedHeading.objects.of(appeal).with_figures(appeal, viewpoint)),
    }


def rests_of(*, whole: Any, offices: list[Any], headings: list[Any]) -> dict[str, Undistributed]:
    """What of the appeal stands in no row of the offices, and in none of the headings."""
    return {
        "office_rest": undistributed(TO_AN_OFFICE, whole, offices),
        "heading_rest": undistributed(TO_A_HEADING, whole, headings),
    }


def reports_counted(appeal: Appeal, viewpoint: Viewpoint) -> dict[str, int]:
    """How many reports are approved, of how many that are expected by the date."""
    ended = OfficeReport.objects.of(appeal).ended(viewpoint.as_at)
    known = ended.with_review(viewpoint.known_at)
    periods = ReportingPeriod.objects.of(appeal).ended(viewpoint.as_at).count()
    return {
        "approved": known.filter(state_then=OfficeReport.State.APPROVED).count(),
        "expected": appeal.sections.count() * periods,
    }
