"""The way of a report: submitted, taken back, returned, approved, re-opened; each a button."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.refusals import Refusal
from appeal.views.answering import press
from appeal.web.request import Request

from .. import access, actions
from ..forms import ConfirmForm, OnceForm, ReasonForm, ReturnForm
from ..models import OfficeReport
from ..models.reports import OfficeReportQuerySet
from .pages import next_page, read_viewpoint, sent_at
from .reports import activities_of, address_of, place_of, report_page
from .review_queue import PAGE as QUEUE
from .review_queue import address_of_queue, waiting_for
from .told_lines import Place


def report_submit(
    request: Request, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """Hand the report to its reviewers."""
    place = place_of(request, appeal_code, office_code, period_code)
    form = ConfirmForm(request.POST)
    done = _(
        "Submitted. A reviewer must approve it; until then it does not count in official figures."
    )
    own = access.rows(request.user, duties.REPORT, OfficeReport.objects.all())
    submit = _commented(form, actions.submit_report, done)
    return _step(request, place, own, {"confirm": form}, submit)


def report_take_back(
    request: Request, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """Take the report back from its reviewers, to change it."""
    place = place_of(request, appeal_code, office_code, period_code)
    form = ConfirmForm(request.POST, auto_id="take_back_%s")
    done = _("Taken back. Change the report and submit it again.")
    own = access.rows(request.user, duties.TAKE_BACK, OfficeReport.objects.all())
    take_back = _commented(form, actions.take_back_report, done)
    return _step(request, place, own, {"taking_back": form}, take_back)


def report_return(
    request: Request, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """Give the report back to its office, with a reason and remarks on its lines."""
    place = place_of(request, appeal_code, office_code, period_code)
    form = ReturnForm(
        request.POST,
        activities=activities_of(place, read_viewpoint(request, place[0])),
        auto_id="return_%s",
    )

    def give_back(**step: Any) -> str:
        actions.return_report(**step, reason=form.cleaned_data["reason"], remarks=form.remarks)
        return _("Returned. The office continues with copies of its lines and submits again.")

    own = access.rows(request.user, duties.RETURN, OfficeReport.objects.all())
    return _step(request, place, own, {"returning": form}, give_back)


def report_approve(
    request: Request, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """Make the report official."""
    place = place_of(request, appeal_code, office_code, period_code)
    form = ConfirmForm(request.POST)
    done = _("Approved. The report now counts in all official figures.")
    own = access.rows(request.user, duties.APPROVE, OfficeReport.objects.all())
    approve = _commented(form, actions.approve_report, done)
    return _step(request, place, own, {"confirm": form}, approve)


def report_reopen(
    request: Request, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """Take an approved report out of the official figures, for its office to correct it."""
    place = place_of(request, appeal_code, office_code, period_code)
    form = ReasonForm(request.POST, auto_id="reopen_%s")

    def reopen(**step: Any) -> str:
        actions.reopen_report(**step, reason=form.cleaned_data["reason"])
        return _("Re-opened. It does not count in official figures until it is approved again.")

    own = access.rows(request.user, duties.REOPEN, OfficeReport.objects.all())
    return _step(request, place, own, {"reopening": form}, reopen)


def _commented(
    form: ConfirmForm, act: Callable[..., OfficeReport], done: str
) -> Callable[..., str]:
    """Takes the step with the comment that was typed, and says that it is `done`."""

    def take(**step: Any) -> str:
        act(**step, comment=form.cleaned_data["comment"])
        return done

    return take


def _told(form: OnceForm, refusal: Refusal | None, stored: OfficeReport) -> dict[str, object]:
    """Why the step was not taken, with what was typed; the form goes on with what is stored."""
    if not refusal:
        return {"refused": form}
    form.set_on(stored.version)
    typed = [text for text in form.cleaned_data.values() if text and isinstance(text, str)]
    return {"refusal": str(refusal), "typed": typed}


def _step(
    request: Request,
    place: Place,
    own: OfficeReportQuerySet,
    named: dict[str, OnceForm],
    act: Callable[..., str],
) -> HttpResponse:
    """One step of a review: only by POST, only of `own` reports; `named` is the form by its name.

    A refusal shows the report with what was typed; what is sent from the queue stays there.
    """
    appeal, office, period = place
    is_queue = "queue" in request.POST
    own = own.with_lines().with_review()
    report = get_object_or_404(own, office=office, period=period)
    (form,) = named.values()

    def save() -> str:
        version = form.cleaned_data["version"]
        done = act(report=report, version=version, by=request.user, at=sent_at(request))
        if not is_queue:
            messages.success(request, done)
            return next_page(request, address_of(report))
        told = {"office": office, "period": period, "done": done}
        messages.success(request, _("%(office)s, %(period)s: %(done)s") % told)
        return address_of_queue(appeal)

    def show(status: int, refusal: Refusal | None = None) -> HttpResponse:
        stored = own.get(pk=report.pk) if refusal else report
        told = _told(form, refusal, stored)
        page = report_page(request, place, stored, None, **named) | told
        if not is_queue:
            return render(request, "tracking/reports/report_detail.html", page, status=status)
        page |= {"waiting": waiting_for(request, appeal), "is_queue": True}
        return render(request, QUEUE, page, status=status)

    query = request.GET.urlencode()
    back = f"{address_of(report)}?{query}" if query else address_of(report)
    return press(request, form, save, show, back)
