"""Office reports: the grid of who reported, one report, and its way to approval."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appeal.models import Appeal, Office, StaleVersion

from .. import access, actions
from ..forms import ConfirmForm, ReportForm
from ..models import OfficeReport, ProgressUpdate, ReportingPeriod, TrackedActivity
from .pages import answered_once, once, open_appeal, read_viewpoint


def report_list(request: HttpRequest, appeal_code: str) -> HttpResponse:
    """Office by period: the state of each report, what is due and what is late."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    periods = list(ReportingPeriod.objects.of(appeal).order_by("starts_on"))
    reports = {
        (report.office_id, report.period_id): report
        for report in OfficeReport.objects.of(appeal).with_lines()
    }
    offices = Office.objects.filter(sections__appeal=appeal).order_by("sections__order")
    visible = set(access.reports(request.user).of(appeal).values_list("pk", flat=True))
    rows = [(office, [(p, reports.get((office.pk, p.pk))) for p in periods]) for office in offices]
    return render(
        request,
        "tracking/report_list.html",
        {"viewpoint": viewpoint, "periods": periods, "rows": rows, "visible": visible},
    )


def report_detail(
    request: HttpRequest, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """One office's report on one period."""
    appeal = open_appeal(request, appeal_code)
    office, period = _place(appeal, office_code, period_code)
    report = _visible(request, office, period)
    return render(request, "tracking/report_detail.html", _page(request, office, period, report))


def _place(appeal: Appeal, office: str, period: str) -> tuple[Office, ReportingPeriod]:
    return (
        get_object_or_404(Office.objects.filter(sections__appeal=appeal), code=office),
        get_object_or_404(ReportingPeriod.objects.of(appeal), code=period),
    )


def _visible(request: HttpRequest, office: Office, period: ReportingPeriod) -> OfficeReport | None:
    """The report if the person may see it; None where it has not begun; 404 where it is hidden."""
    visible = access.reports(request.user).with_lines()
    report = visible.filter(office=office, period=period).first()
    is_own = access.draft_offices(request.user).filter(pk=office.pk).exists()
    if report is None and not is_own:
        raise Http404
    return report


def _page(
    request: HttpRequest, office: Office, period: ReportingPeriod, report: OfficeReport | None
) -> dict[str, Any]:
    activities = (
        TrackedActivity.objects.of(period.appeal)
        .in_offices(Office.objects.filter(pk=office.pk))
        .with_plan()
        .in_printed_order()
    )
    standing = ProgressUpdate.objects.standing().filter(report=report).with_before()
    lines = {line.activity_id: line for line in standing.select_related("updated_by")}
    user = request.user

    def is_in(rows: Any) -> bool:
        return report is not None and rows.filter(pk=report.pk).exists()

    may_write = access.reporting_offices(user).filter(pk=office.pk).exists()
    return {
        "office": office,
        "period": period,
        "report": report,
        "lines": [(activity, lines.get(activity.pk)) for activity in activities],
        "missing": sum(activity.pk not in lines for activity in activities),
        "viewpoint": read_viewpoint(request, period.appeal),
        "reviews": report.reviews.select_related("by").order_by("pk") if report else [],
        "may_write": may_write and (report is None or is_in(access.writable_reports(user))),
        "may_submit": is_in(access.writable_reports(user)),
        "may_approve": is_in(access.approvable_reports(user)),
        "confirm": ConfirmForm(initial={"version": report.version if report else 0}),
    }


@answered_once
def report_edit(
    request: HttpRequest, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """The narrative of a report; where it was submitted meanwhile what was typed stays."""
    appeal = open_appeal(request, appeal_code)
    office, period = _place(appeal, office_code, period_code)
    is_sent = request.method == "POST"
    own = (access.written_reports if is_sent else access.writable_reports)(request.user)
    rows = own.select_related("office", "period__appeal")
    report = get_object_or_404(rows, office=office, period=period)
    form = ReportForm(request.POST or None, instance=report, initial={"version": report.version})
    page = {"form": form, "report": report, "back": _address(report)}
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "tracking/report_edit.html", page, status=status)
    if not report.is_writable:
        form.add_error(
            None,
            _("The report is %(state)s by now and takes no more entries.")
            % {"state": report.get_state_display()},
        )
        return render(request, "tracking/report_edit.html", page, status=409)

    def save() -> str:
        report.save_over(form.cleaned_data["version"], ReportForm.Meta.fields)
        messages.success(request, _("The narrative is saved."))
        return _address(report)

    try:
        return once(request, form.cleaned_data["idempotency_key"], save)
    except StaleVersion:
        page["theirs"] = OfficeReport.objects.get(pk=report.pk)
        form.set_on(page["theirs"].version)
        return render(request, "tracking/report_edit.html", page, status=409)


@answered_once
def report_submit(
    request: HttpRequest, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """Hand the report to its reviewers."""
    done = _("Submitted. A reviewer approves it; until then it does not count officially.")
    return _move(
        request,
        (appeal_code, office_code, period_code),
        access.written_reports,
        actions.submit_report,
        done,
    )


@answered_once
def report_approve(
    request: HttpRequest, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """Make the report official."""
    done = _("Approved. The report counts in every official figure from now on.")
    return _move(
        request,
        (appeal_code, office_code, period_code),
        access.reviewed_reports,
        actions.approve_report,
        done,
    )


def _move(
    request: HttpRequest,
    place: tuple[str, str, str],
    allowed: Callable[[Any], Any],
    action: Callable[..., OfficeReport],
    done: str,
) -> HttpResponse:
    """One step of a review: only by POST, only for whom `allowed` lists the report."""
    appeal = open_appeal(request, place[0])
    office, period = _place(appeal, *place[1:])
    own = allowed(request.user).with_lines()
    report = get_object_or_404(own, office=office, period=period)
    if request.method != "POST":
        return redirect(_address(report))
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        page = _page(request, office, period, report) | {"confirm": form}
        return render(request, "tracking/report_detail.html", page, status=422)

    def act() -> str:
        action(
            report=report,
            version=form.cleaned_data["version"],
            comment=form.cleaned_data["comment"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, done)
        return _address(report)

    try:
        return once(request, form.cleaned_data["idempotency_key"], act)
    except (actions.NotSubmittable, actions.NotApprovable) as refusal:
        reason = str(refusal)
    except StaleVersion:
        reason = _("Somebody changed this report meanwhile: read it again, then repeat.")
    page = _page(request, office, period, own.get(pk=report.pk))
    page["refusal"] = reason
    page["confirm"].initial["comment"] = form.cleaned_data["comment"]
    return render(request, "tracking/report_detail.html", page, status=409)


def _address(report: OfficeReport) -> str:
    return reverse(
        "tracking:report_detail",
        args=[report.period.appeal.code, report.office.code, report.period.code],
    )
