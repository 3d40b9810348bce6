"""The page of one office."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from appeal import access as plan
from appeal import duties
from appeal.models import Activity, Priority, Requirement
from appeal.models.ordering import in_order
from appeal.web.request import Request

from .. import access
from ..figures import figures_of
from ..figures.rows import put_figures, put_flags
from ..models import ReportingPeriod, reports_due
from ..tables import PAGE_SIZES
from .contributions import funding_context
from .lists import acted_on, ids
from .pages import open_appeal, read_viewpoint
from .reminding import reminding


def office_detail(request: Request, appeal_code: str, office_code: str) -> HttpResponse:
    """One office: its money by heading, its priorities and activities, its reports."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    section = get_object_or_404(appeal.sections.select_related("office"), office__code=office_code)
    office = section.office
    figures = figures_of(appeal, viewpoint, office=office)
    user, own = request.user, Activity.objects.of(appeal)
    activities = own.in_office(office)
    activities = activities.existing(viewpoint).with_plan().in_printed_order()
    turn = Paginator(activities, PAGE_SIZES[0]).get_page(request.GET.get("page"))
    shown = put_flags(put_figures(turn.object_list, figures), figures)
    periods = ReportingPeriod.objects.of(appeal).order_by("starts_on")
    cells = Requirement.objects.filter(appeal=appeal, office=office)
    return render(
        request,
        "tracking/overview/office_detail.html",
        {
            "viewpoint": viewpoint,
            "office": office,
            "figures": figures,
            "section": section,
            "countries": in_order(office.countries.all(), "name"),
            "activities": shown,
            "turn": turn,
            "dues": list(reports_due(appeal, viewpoint, [office], periods)),
            "visible": ids(access.reports_then(user, viewpoint).filter(office=office)),
            "priorities": Priority.objects.of(appeal).filter(section__office=office).count(),
            "may_report": access.offices(user, duties.REPORT).filter(pk=office.pk).exists(),
            "manages": bool(acted_on(viewpoint, plan.rows(user, duties.PLAN, cells))),
            "reportable": acted_on(viewpoint, access.rows(user, duties.REPORT, own)),
            "spendable": acted_on(viewpoint, access.rows(user, duties.ENTER, own)),
            **reminding(request, appeal, viewpoint),
            **funding_context(request, appeal, office, figures),
        },
    )
