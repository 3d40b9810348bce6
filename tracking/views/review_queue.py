"""The queue of a reviewer: submitted reports read and decided one after another."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import duties
from appeal.models import Appeal
from appeal.web.request import Request

from .. import access
from ..models import OfficeReport
from .pages import open_appeal_to, read_viewpoint
from .reports import place_of, report_page

PAGE = "tracking/reports/review_queue.html"


def review_queue(request: Request, appeal_code: str) -> HttpResponse:
    """The report that the address names, or the first that waits, with its lines and a decision."""
    appeal = open_appeal_to(request, appeal_code, duties.APPROVE)
    viewpoint = read_viewpoint(request, appeal)
    if viewpoint.is_past:
        return redirect(address_of_queue(appeal))
    waiting = waiting_for(request, appeal)
    asked = request.GET.get("report", "")
    found = [row for row in waiting if str(row.pk) == asked]
    if asked and not found:
        messages.warning(request, _("That report no longer waits for your decision."))
    report = next(iter([*found, *waiting]), None)
    if report is None:
        return render(request, PAGE, {"waiting": waiting})
    place = place_of(request, appeal.code, report.office.code, report.period.code)
    page = report_page(request, place, report, viewpoint)
    return render(request, PAGE, page | {"waiting": waiting, "is_queue": True})


def waiting_for(request: Request, appeal: Appeal) -> QuerySet[OfficeReport]:
    """What waits for the person's approval, the earliest period first."""
    own = access.to_do(request.user, duties.APPROVE).of(appeal).with_lines().with_review()
    return own.order_by("period__ends_on", "office__code")


def address_of_queue(appeal: Appeal) -> str:
    return reverse("tracking:review_queue", args=[appeal.code])
