"""The work plan in time: activities, milestones and reports due, beside an earlier plan."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from appeal.views.viewpoints import read_earlier_viewpoint
from appeal.web.request import Request

from .. import access
from ..figures import figures_of
from ..figures.rows import put_figures, put_flags
from ..forms import TimelineFilter
from ..models import ReportingPeriod
from ..timelines import calendar_of, gone_since, timeline_rows
from .pages import open_appeal, read_viewpoint

PER_PAGE = 40


def timeline(request: Request, appeal_code: str) -> HttpResponse:
    """The activities of an office or the region over the year, and what moved in their plan.

    They are compared with the plan of the day that the address names, by default as published.
    """
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    default = (viewpoint.as_at, appeal.published_on or viewpoint.as_at)
    earlier = read_earlier_viewpoint(request, appeal, viewpoint, default)
    narrowed = TimelineFilter(request.GET, appeal=appeal)
    office = narrowed.chosen
    figures = figures_of(appeal, viewpoint, office=office)
    before = figures_of(appeal, earlier, office=office)
    rows = access.activities(request.user, appeal).existing(viewpoint)
    if office:
        rows = rows.in_office(office)
    turn = Paginator(rows.with_plan().in_printed_order(), PER_PAGE).get_page(
        request.GET.get("page")
    )
    shown = put_flags(put_figures(turn.object_list, figures), figures)
    year = calendar_of(appeal)
    periods = ReportingPeriod.objects.of(appeal).order_by("due_on")
    page = {
        "viewpoint": viewpoint,
        "compared_with": earlier.pinned_on,
        "filter": narrowed,
        "office": office,
        "rows": timeline_rows(shown, figures, before, year),
        "turn": turn,
        "months": year.months(),
        "now": year.at(viewpoint.as_at, is_over=True),
        "dues": [(year.at(row.due_on), row) for row in periods if row.due_on <= year.last],
        "gone": gone_since(figures, before),
    }
    return render(request, "tracking/timeline/timeline.html", page)
