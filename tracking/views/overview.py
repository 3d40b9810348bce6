"""The appeal at a glance: headlines, map, matrix, the course of spending, offices and headings."""

from django.http import HttpResponse
from django.shortcuts import render

from appeal.web.request import Request

from ..charts import curves_of
from ..figures import AppealFigures, monthly_figures_of, months_of
from ..models import OfficeReport, ReportingPeriod, state_then
from .lists import saved_views
from .matrix import MEASURES, chosen_measure, grid_of
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
            "measures": MEASURES,
            "measure": measure,
            "page_name": "overview",
            "saved_views": saved_views(request, appeal, "overview"),
            "figures": figures,
            "grid": grid_of(figures, measure),
            "map": map_of(measure, figures.offices),
            "months": months,
            "curves": curves_of(months),
            **reports_counted(figures),
        },
    )


def reports_counted(figures: AppealFigures) -> dict[str, int]:
    """How many reports are approved, of all that were due before the date."""
    appeal, viewpoint = figures.facts.appeal, figures.facts.viewpoint
    due = ReportingPeriod.objects.of(appeal).fallen_due(viewpoint.as_at)
    states = list(due.values_list("pk", state_then(viewpoint, "reports")))
    return {
        "approved": sum(state == OfficeReport.State.APPROVED for _period, state in states),
        "expected": len(figures.facts.offices) * len({period for period, _state in states}),
    }
