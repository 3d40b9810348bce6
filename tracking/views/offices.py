"""The page of one office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from appeal import access as plan
from appeal.models import Office, Priority
from appeal.ordering import in_order

from .. import access
from ..models import (
    TO_A_HEADING,
    ReportingPeriod,
    TrackedActivity,
    TrackedCell,
    TrackedOffice,
    reports_due,
    undistributed,
)
from .contributions import funding_context
from .lists import ids
from .pages import open_appeal, read_viewpoint
from .statuses import put_flags


def office_detail(request: HttpRequest, appeal_code: str, office_code: str) -> HttpResponse:
    """One office: its money by heading, its priorities and activities, its reports."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    offices = TrackedOffice.objects.of(appeal).with_figures(appeal, viewpoint)
    office = get_object_or_404(offices.with_counts(appeal, viewpoint), code=office_code)
    cells = TrackedCell.objects.of(appeal).filter(office=office).with_figures(viewpoint)
    cells = cells.select_related("heading").order_by("heading__order")
    published = [cell.amount for cell in cells if cell.amount is not None]
    activities = TrackedActivity.objects.of(appeal).in_offices(Office.objects.filter(pk=office.pk))
    activities = activities.existing(viewpoint).with_plan().with_figures(viewpoint)
    activities = activities.in_printed_order()
    put_flags(activities, viewpoint)
    periods = ReportingPeriod.objects.of(appeal).order_by("starts_on")
    return render(
        request,
        "tracking/office_detail.html",
        {
            "viewpoint": viewpoint,
            "office": office,
            "section": appeal.sections.get(office=office),
            "countries": in_order(office.countries.all(), "name"),
            "cells": cells,
            "published": sum(published) if published else None,
            "rest": undistributed(TO_A_HEADING, office, cells),
            "activities": activities,
            "dues": list(reports_due(appeal, viewpoint, [office], periods)),
            "visible": ids(access.reports(request.user).of(appeal).filter(office=office)),
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
