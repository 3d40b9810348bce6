"""The appeal at a glance: headlines, map, matrix, the course of spending, offices and headings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appeal.models import Appeal
from appeal.viewpoint import Viewpoint

from .. import access
from ..charts import curves_of
from ..figures import figures_of, months_of
from ..models import OfficeReport, ReportingPeriod
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
    months = months_of(figures, activities.values_list("pk", flat=True))
    return render(
        request,
        "tracking/overview.html",
        {
            "viewpoint": viewpoint,
            "measures": MEASURES,
            "measure": measure,
            "page_name": "overview",
            "saved_views": saved_views(request, appeal, "overview"),
            "figures": figures,
            "grid": grid_of(figures, measure),
            "map": map_of(measure, figures.offices),
            "months": months,
            "curves": curves_of(months),
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
            "figures": figures,
            "grid": grid_of(figures, measure),
        },
    )


def reports_counted(appeal: Appeal, viewpoint: Viewpoint) -> dict[str, int]:
    """How many reports are approved, of how many that are expected by the date."""
    ended = OfficeReport.objects.of(appeal).ended(viewpoint.as_at)
    known = ended.with_review(viewpoint.known_at)
    periods = ReportingPeriod.objects.of(appeal).ended(viewpoint.as_at).count()
    return {
        "approved": known.filter(state_then=OfficeReport.State.APPROVED).count(),
        "expected": appeal.sections.count() * periods,
    }
