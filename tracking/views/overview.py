"""The way in, and the pages that add up: home, matrix, office."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from appeal import access as plan
from appeal.models import Appeal, Office, Priority
from appeal.viewpoint import Viewpoint

from .. import access
from ..models import (
    OfficeReport,
    ReportingPeriod,
    TrackedActivity,
    TrackedAppeal,
    TrackedCell,
    TrackedHeading,
    TrackedOffice,
    Transaction,
)
from .contributions import funding_context
from .lists import ids
from .pages import open_appeal, read_viewpoint
from .statuses import put_flags

MEASURES = {
    "requirement": _("Requirement"),
    "allocated": _("Allocated"),
    "unallocated": _("Unallocated"),
    "spent": _("Spent"),
    "committed": _("Committed"),
    "balance": _("Balance"),
    "delivery": _("Delivery: spent / requirement"),
    "funded": _("Funded"),
    "coverage": _("Coverage: funded / requirement"),
    "pledged": _("Pledged"),
    "progress": _("Progress"),
}


def index(request: HttpRequest) -> HttpResponse:
    """Sends a person to their current appeal."""
    appeal = plan.appeals(request.user).current_first().first()
    if appeal is None:
        return render(request, "tracking/index.html")
    return redirect("tracking:home", appeal.code)


def home(request: HttpRequest, appeal_code: str) -> HttpResponse:
    """The appeal at a glance, and what waits for this person."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    offices = TrackedOffice.objects.of(appeal).with_figures(appeal, viewpoint)
    return render(
        request,
        "tracking/home.html",
        {
            "viewpoint": viewpoint,
            "whole": TrackedAppeal.objects.with_figures(viewpoint).get(pk=appeal.pk),
            "offices": offices.with_counts(appeal, viewpoint),
            "headings": TrackedHeading.objects.of(appeal).with_figures(appeal, viewpoint),
            "own": own_work(request, appeal, viewpoint),
            "to_review": access.approvable_reports(request.user)
            .of(appeal)
            .with_lines()
            .order_by("period__ends_on", "office__code"),
            "to_post": access.postable_transactions(request.user).of(appeal).count(),
            "approved": OfficeReport.objects.of(appeal)
            .ended(viewpoint.as_at)
            .with_review(viewpoint.known_at)
            .filter(state_then=OfficeReport.State.APPROVED)
            .count(),
            "expected": appeal.sections.count()
            * ReportingPeriod.objects.of(appeal).ended(viewpoint.as_at).count(),
        },
    )


def own_work(request: HttpRequest, appeal: Appeal, viewpoint: Viewpoint) -> list[dict[str, Any]]:
    """For each office the person reports for: its next period, and how many lines it has."""
    own = access.reporting_offices(request.user).filter(sections__appeal=appeal)
    if appeal.state != Appeal.State.PUBLISHED or own.count() > 3:
        return []
    work = []
    for office in own:
        periods = ReportingPeriod.objects.of(appeal).open(viewpoint.as_at).awaiting(office)
        period = periods.first()
        activities = TrackedActivity.objects.of(appeal).in_offices(own.filter(pk=office.pk))
        report = OfficeReport.objects.with_lines().filter(office=office, period=period).first()
        work.append(
            {
                "office": office,
                "period": period,
                "is_overdue": period and period.due_on < viewpoint.as_at,
                "lines": report.lines if report else 0,
                "returned": report.returned_because() if report else "",
                "activities": activities.going().count(),
                "drafts": Transaction.objects.of(appeal).drafts().filter(office=office).count(),
            }
        )
    return work


def matrix(request: HttpRequest, appeal_code: str) -> HttpResponse:
    """Office by heading, one measure at a time."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    measure = request.GET.get("measure", "")
    measure = measure if measure in MEASURES else "requirement"
    cells = TrackedCell.objects.of(appeal).with_figures(viewpoint)
    values = {(cell.office_id, cell.heading_id): getattr(cell, measure) for cell in cells}
    headings = list(TrackedHeading.objects.of(appeal).with_figures(appeal, viewpoint))
    offices = TrackedOffice.objects.of(appeal).with_figures(appeal, viewpoint)
    whole = TrackedAppeal.objects.with_figures(viewpoint).get(pk=appeal.pk)
    rows = [
        (office, [(h, values.get((office.pk, h.pk))) for h in headings], getattr(office, measure))
        for office in offices
    ]
    return render(
        request,
        "tracking/matrix.html",
        {
            "viewpoint": viewpoint,
            "measures": MEASURES,
            "measure": measure,
            "label": MEASURES[measure],
            "headings": headings,
            "rows": rows,
            "totals": [getattr(heading, measure) for heading in headings],
            "grand": getattr(whole, measure),
        },
    )


def office_detail(request: HttpRequest, appeal_code: str, office_code: str) -> HttpResponse:
    """One office: its money by heading, its priorities and activities, its reports."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    offices = TrackedOffice.objects.of(appeal).with_figures(appeal, viewpoint)
    office = get_object_or_404(offices.with_counts(appeal, viewpoint), code=office_code)
    cells = TrackedCell.objects.of(appeal).filter(office=office).with_figures(viewpoint)
    activities = TrackedActivity.objects.of(appeal).in_offices(Office.objects.filter(pk=office.pk))
    activities = activities.existing(viewpoint).with_plan().with_figures(viewpoint)
    activities = activities.in_printed_order()
    put_flags(activities, viewpoint)
    visible = access.reports(request.user).filter(office=office)
    return render(
        request,
        "tracking/office_detail.html",
        {
            "viewpoint": viewpoint,
            "office": office,
            "section": appeal.sections.get(office=office),
            "countries": office.countries.order_by("name_en"),
            "cells": cells.select_related("heading").order_by("heading__order"),
            "activities": activities,
            "reports": periods_with_reports(
                appeal, visible.begun(viewpoint.known_at).with_review(viewpoint.known_at)
            ),
            "priorities": Priority.objects.of(appeal).filter(section__office=office).count(),
            "may_report": access.reporting_offices(request.user).filter(pk=office.pk).exists(),
            "manages": plan.managed_cells(request.user)
            .filter(appeal=appeal, office=office)
            .exists(),
            "reportable": ids(access.reportable_activities(request.user, appeal)),
            "spendable": ids(access.spendable_activities(request.user, appeal)),
            **funding_context(request, appeal, office, viewpoint),
        },
    )


def periods_with_reports(appeal: Appeal, reports: Any) -> list[tuple[ReportingPeriod, Any]]:
    """Each period of the appeal with the report among `reports` on it, or None."""
    by_period = {report.period_id: report for report in reports}
    periods = ReportingPeriod.objects.of(appeal).order_by("starts_on")
    return [(period, by_period.get(period.pk)) for period in periods]
