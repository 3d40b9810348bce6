"""Approving the reports that are ticked on the home page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext

from appeal import duties
from appeal.web.request import Request

from .. import access, actions
from ..forms import SeveralForm
from .home import home_page
from .pages import open_appeal_to
from .ticked import answer_ticked, chosen


def reports_approve(request: Request, appeal_code: str) -> HttpResponse:
    """Approve the reports that are ticked on the home page, all of them or none."""
    appeal = open_appeal_to(request, appeal_code, duties.APPROVE)
    back = reverse("tracking:home", args=[appeal.code])
    form = SeveralForm(request.POST, auto_id="several-%s")

    def approve(**step: Any) -> str:
        own = access.waiting(request.user, duties.APPROVE).of(appeal)
        own = own.select_related("office", "period")
        count = actions.approve_reports(reports=chosen(own, step["versions"]), **step)
        told = ngettext("%(count)s report approved.", "%(count)s reports approved.", count)
        messages.success(request, told % {"count": count})
        return back

    def show(**refused: object) -> dict[str, Any]:
        return home_page(request, appeal) | refused

    return answer_ticked(request, form, approve, show, "tracking/home/home.html", back)
