"""The appeal at a glance: headlines, map, matrix, the course of spending, offices and headings."""

from django.http import HttpResponse
from django.shortcuts import render

from appeal.web.request import Request

from ..charts import curves_of
from ..figures import monthly_figures_of, months_of
from ..models import reports_counted
from .lists import views_context
from .matrix import MEASURE_GROUPS, chosen_measure, grid_of
from .pages import open_appeal, read_viewpoint
from .region_map import map_of


def overview(request: Request, appeal_code: str) -> HttpResponse:
    """What a briefing needs: every figure of the appeal, one measure of it on map and matrix."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    measure = chosen_measure(request.GET.get("measure"), "delivery")
    figures = monthly_figures_of(appeal, viewpoint)
    months = months_of(figures, figures.facts.plans)
    return render(
        request,
        "tracking/overview/overview.html",
        {
            "viewpoint": viewpoint,
            "measure_groups": MEASURE_GROUPS,
            "measure": measure,
            **views_context(request, appeal, "overview"),
            "figures": figures,
            "grid": grid_of(figures, measure),
            "map": map_of(measure, figures.offices),
            "months": months,
            "curves": curves_of(months),
            **reports_counted(appeal, viewpoint, figures.facts.offices),
        },
    )
