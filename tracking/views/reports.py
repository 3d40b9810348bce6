"""Office reports: the grid of who reported, one report, and its narrative."""

from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.given import given
from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, Office
from appeal.views.answering import answer_page
from appeal.web.request import Request

from .. import access, actions
from ..forms import ConfirmForm, OnceForm, ReasonForm, ReportForm, ReturnForm
from ..models import (
    OfficeReport,
    ReportingPeriod,
    due_of,
    going_or_told,
    left_empty,
    put_texts,
    reports_due,
)
from ..row_addresses import address_of
from .comments import Thread, threads_of
from .pages import open_appeal, read_viewpoint, sent_at
from .reminding import reminding
from .report_lines_shown import Place, lines_of, unwritten_lines

PER_PAGE = 25


def report_list(request: Request, appeal_code: str) -> HttpResponse:
    """Office by period: the state of each report, what is due and what is late."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    periods = ReportingPeriod.objects.of(appeal).with_lock(viewpoint).order_by("starts_on")
    offices = Office.objects.of(appeal).in_printed_order()
    dues = reports_due(appeal, viewpoint, offices, periods)
    return render(
        request,
        "tracking/reports/report_list.html",
        {
            "viewpoint": viewpoint,
            "may_review": access.offices(request.user, duties.APPROVE, appeal).exists(),
            "periods": periods,
            "rows": [(office, list(row)) for office, row in groupby(dues, attrgetter("office"))],
            "visible": set(
                access.reports_then(request.user, viewpoint).of(appeal).values_list("pk", flat=True)
            ),
            **reminding(request, appeal, viewpoint),
        },
    )


def report_detail(
    request: Request, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """One office's report on one period."""
    place = place_of(request, appeal_code, office_code, period_code)
    viewpoint = read_viewpoint(request, place[0])
    report = _visible(request, place, viewpoint)
    page = report_page(request, place, report, viewpoint)
    if page["due"].is_overdue:
        page |= reminding(request, place[0], viewpoint)
    return render(request, "tracking/reports/report_detail.html", page)


def place_of(request: Request, appeal: str, office: str, period: str) -> Place:
    """What the address of a report names; 404 where there is no such thing."""
    found = open_appeal(request, appeal)
    return (
        found,
        get_object_or_404(Office.objects.of(found), code=office),
        get_object_or_404(ReportingPeriod.objects.of(found).with_lock(), code=period),
    )


def _visible(request: Request, place: Place, viewpoint: Viewpoint) -> OfficeReport | None:
    """The report if the person may see it; None where it has not begun; 404 where it is hidden."""
    _appeal, office, period = place
    visible = access.reports_then(request.user, viewpoint).with_review(viewpoint).with_lines()
    report = visible.filter(office=office, period=period).first()
    is_own = access.offices(request.user, duties.WORK).filter(pk=office.pk).exists()
    if report is None and not is_own:
        raise Http404
    return report


def report_page(
    request: Request,
    place: Place,
    report: OfficeReport | None,
    viewpoint: Viewpoint | None = None,
    **bound: OnceForm,
) -> dict[str, Any]:
    """What the page of a report shows; `bound` are its forms that were sent, by their names."""
    appeal, office, period = place
    viewpoint = viewpoint or read_viewpoint(request, appeal)
    if viewpoint.is_past:
        period = ReportingPeriod.objects.with_lock(viewpoint).get(pk=period.pk)
    due = due_of(appeal, viewpoint, office, period, report)
    page: dict[str, Any] = {"office": office, "period": period, "report": report}
    page |= {"due": due, "viewpoint": viewpoint}
    activities = activities_of(place, viewpoint)
    if not report:
        turn = _turn(request, activities, [])
        lines = unwritten_lines(request, place, list(turn.object_list), viewpoint)
        may_begin = not viewpoint.is_past and _may_begin(request, place)
        return page | {"turn": turn, "lines": lines, "may_write": may_begin}
    put_texts([report], viewpoint)
    said = threads_of(request, viewpoint, report=report)
    page["turn"] = turn = _turn(request, activities, said["threads"])
    shown = list(turn.object_list)
    page["empty"] = left_empty(report, activities, viewpoint)
    # What is shown from a past day is read and not worked on.
    page |= bound if viewpoint.is_past else _forms(request, report, shown) | bound
    page["lines"] = list(lines_of(request, place, page, shown, said["threads"]))
    said["threads"] = [thread for thread in said["threads"] if not thread.comment.activity_id]
    reviews = list(report.reviews.known(viewpoint).select_related("by").order_by("pk"))
    is_back = given(due.report).state_then in OfficeReport.WRITABLE and reviews
    return page | {
        "missing": [row.activity for row in page["empty"] if not row.has_line],
        "no_values": sum(len(row.indicators) for row in page["empty"]),
        "due_milestones": sum(len(row.milestones) for row in page["empty"]),
        "reviews": reviews,
        "given_back": reviews[-1] if is_back else None,
        "said": said,
    }


def _turn(request: Request, activities: list[Activity], threads: list[Thread]) -> Page:
    """The page that the address asks for, by its number or by a line or thread that is on it."""
    pages = Paginator(activities, PER_PAGE)
    asked = request.GET
    number: str | int | None = asked.get("page")
    if number is None and ("line" in asked or "thread" in asked):
        about = {str(row.comment.pk): row.comment.activity_id for row in threads}
        wanted = about.get(asked.get("thread", ""))
        found = (row.pk == wanted or row.code == asked.get("line") for row in activities)
        number = next((n // PER_PAGE + 1 for n, is_it in enumerate(found) if is_it), 1)
    return pages.get_page(number)


def activities_of(place: Place, viewpoint: Viewpoint) -> list[Activity]:
    """The office's activities in printed order; cancelled ones where the period has a line."""
    appeal, office, period = place
    own = Activity.objects.of(appeal).in_office(office)
    shown = own.existing(viewpoint).filter(going_or_told(period, viewpoint))
    return list(shown.with_plan_then(viewpoint).with_plan().in_printed_order())


def _may_begin(request: Request, place: Place) -> bool:
    appeal, office, period = place
    own = access.rows(request.user, duties.REPORT, Activity.objects.of(appeal))
    return not period.is_locked and own.in_office(office).exists()


def _forms(request: Request, report: OfficeReport, activities: list[Activity]) -> dict[str, Any]:
    """What the person may do with the report, and the forms for it."""
    user, started = request.user, {"version": report.version}

    def is_in(rows: QuerySet) -> bool:
        return rows.filter(pk=report.pk).exists()

    may_reopen = is_in(access.to_do(user, duties.REOPEN))
    may_return = is_in(access.to_do(user, duties.RETURN))
    may_take_back = is_in(access.to_do(user, duties.TAKE_BACK))
    taking_back = ConfirmForm(initial=started, auto_id="taking_back_%s")
    is_waiting = is_in(access.waiting(user, duties.APPROVE))
    returning = ReturnForm(activities=activities, initial=started, auto_id="returning_%s")
    return {
        "is_waiting": report.state == OfficeReport.State.SUBMITTED,
        "deciders": SimpleLazyObject(partial(access.deciders, report)),
        "may_write": is_in(access.to_do(user, duties.REPORT)),
        "may_approve": is_in(access.to_do(user, duties.APPROVE)),
        "why_not": actions.why_not_approve(report, user) if is_waiting else "",
        "may_return": may_return,
        "may_reopen": may_reopen,
        "confirm": ConfirmForm(initial=started, auto_id="confirm_%s"),
        "returning": returning if may_return else None,
        "taking_back": taking_back if may_take_back else None,
        "reopening": ReasonForm(initial=started, auto_id="reopening_%s") if may_reopen else None,
    }


def report_edit(
    request: Request, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """The narrative of a report; if it has been submitted, what was typed is shown again."""
    _appeal, office, period = place_of(request, appeal_code, office_code, period_code)
    is_sent = request.method == "POST"
    own = access.rows(request.user, duties.REPORT, OfficeReport.objects.all())
    own = own if is_sent else access.to_do(request.user, duties.REPORT)
    rows = own.select_related("office", "period__appeal")
    report = get_object_or_404(rows, office=office, period=period)
    form = ReportForm(request.POST or None, instance=report)

    def save() -> str:
        actions.write_narrative(
            report=report,
            version=form.cleaned_data["version"],
            fields=ReportForm.Meta.fields,
            at=sent_at(request),
        )
        messages.success(request, _("Narrative saved."))
        return address_of(report)

    page = {"report": report, "back": address_of(report)}
    return answer_page(request, form, save, "tracking/reports/report_edit.html", page)
