"""The way of a report: submitted, taken back, returned, approved, re-opened; each a button."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal import duties
from appeal.base.refusals import Refusal
from appeal.duties import Duty
from appeal.views.answering import press
from appeal.web.request import Request

from .. import actions
from ..forms import ConfirmForm, OnceForm, ReasonForm, ReturnForm
from ..models import OfficeReport
from ..row_addresses import address_of
from .pages import next_page, own_row, read_viewpoint, signing
from .report_lines_shown import Place
from .reports import activities_of, place_of, report_page
from .review_queue import PAGE as QUEUE
from .review_queue import address_of_queue, waiting_for


@dataclass(frozen=True)
class ReportStep:
    """A button of a report: who may press it, its form, what it does and says then.

    `shown` is what the page calls the form, `asks` the fields that the action takes.
    """

    duty: Duty
    shown: str
    form: type[OnceForm]
    asks: tuple[str, ...]
    act: Callable[..., OfficeReport]
    done: Promise

    def as_view(self, name: str) -> Callable[..., HttpResponse]:
        """The view of this step, which its address is called like."""

        def view(
            request: Request, appeal_code: str, office_code: str, period_code: str
        ) -> HttpResponse:
            return _take(request, place_of(request, appeal_code, office_code, period_code), self)

        view.__name__ = view.__qualname__ = name
        return view


report_submit = ReportStep(
    duties.REPORT, "confirm", ConfirmForm, ("comment",), actions.submit_report,
    gettext_lazy(
        "Submitted. A reviewer must approve it; until then it does not count in official figures."
    ),
).as_view("report_submit")  # fmt: skip
report_take_back = ReportStep(
    duties.TAKE_BACK, "taking_back", ConfirmForm, ("comment",),
    actions.take_back_report,
    gettext_lazy("Taken back. Change the report and submit it again."),
).as_view("report_take_back")  # fmt: skip
report_return = ReportStep(
    duties.RETURN, "returning", ReturnForm, ("reason",), actions.return_report,
    gettext_lazy("Returned. The office continues with copies of its lines and submits again."),
).as_view("report_return")  # fmt: skip
report_approve = ReportStep(
    duties.APPROVE, "confirm", ConfirmForm, ("comment",), actions.approve_report,
    gettext_lazy("Approved. The report now counts in all official figures."),
).as_view("report_approve")  # fmt: skip
report_reopen = ReportStep(
    duties.REOPEN, "reopening", ReasonForm, ("reason",), actions.reopen_report,
    gettext_lazy("Re-opened. It does not count in official figures until it is approved again."),
).as_view("report_reopen")  # fmt: skip


def _form(request: Request, place: Place, step: ReportStep) -> OnceForm:
    if step.form is not ReturnForm:
        return step.form(request.POST, auto_id=f"{step.shown}_%s")
    activities = activities_of(place, read_viewpoint(request, place[0]))
    return ReturnForm(request.POST, activities=activities, auto_id=f"{step.shown}_%s")


def _told(form: OnceForm, refusal: Refusal | None, stored: OfficeReport) -> dict[str, object]:
    """Why the step was not taken, with what was typed; the form goes on with what is stored."""
    if not refusal:
        return {"refused": form}
    form.set_on(stored.version)
    typed = [text for text in form.cleaned_data.values() if text and isinstance(text, str)]
    return {"refusal": str(refusal), "typed": typed}


def _take(request: Request, place: Place, step: ReportStep) -> HttpResponse:
    """Take the step, by POST, with a report that the person may take it with.

    A refusal shows the report with what was typed; what is sent from the queue stays there.
    """
    appeal, office, period = place
    is_queue = "queue" in request.POST
    reports = OfficeReport.objects.with_lines().with_review()
    report = own_row(request, step.duty, reports, office=office, period=period)
    form = _form(request, place, step)

    def save() -> str:
        typed = {name: form.cleaned_data[name] for name in ("version", *step.asks)}
        if isinstance(form, ReturnForm):
            typed["remarks"] = form.remarks
        step.act(report=report, **typed, **signing(request))
        if not is_queue:
            messages.success(request, str(step.done))
            return next_page(request, address_of(report))
        told = {"office": office, "period": period, "done": step.done}
        messages.success(request, _("%(office)s, %(period)s: %(done)s") % told)
        return address_of_queue(appeal)

    def show(status: int, refusal: Refusal | None = None) -> HttpResponse:
        stored = reports.get(pk=report.pk) if refusal else report
        told = _told(form, refusal, stored)
        page = report_page(request, place, stored, None, **{step.shown: form}) | told
        if not is_queue:
            return render(request, "tracking/reports/report_detail.html", page, status=status)
        page |= {"waiting": waiting_for(request, appeal), "is_queue": True}
        return render(request, QUEUE, page, status=status)

    query = request.GET.urlencode()
    back = f"{address_of(report)}?{query}" if query else address_of(report)
    return press(request, form, save, show, back)
