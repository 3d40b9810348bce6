"""Taking back what was entered by mistake and nothing builds on: a rate, a risk, a contribution."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal import duties
from appeal.views.keeping import take_away
from appeal.web.request import Request

from .. import access, actions
from ..models import Risk
from .contributions import address, kept
from .pages import next_page, open_appeal, sent_at


def contribution_remove(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Remove a contribution of which no flow and no assignment was recorded."""
    contribution = kept(request, open_appeal(request, appeal_code), pk)
    page = {
        "back": reverse("tracking:contribution_list", args=[appeal_code]),
        "from_where": _("Contributions"),
        "links": [(contribution, address(contribution))],
    }

    def act() -> None:
        plan.remove(row=contribution, at=sent_at(request))

    return take_away(request, contribution, page, act, plan.why_it_stays(contribution))


def rate_remove(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Remove a rate of exchange at which nothing was recorded."""
    appeal = open_appeal(request, appeal_code)
    if not access.may(request.user, duties.KEEP_RATES, appeal):
        raise Http404
    rate = get_object_or_404(access.kept_rates(request.user), pk=pk)
    page = {
        "back": next_page(request, reverse("tracking:rate_list", args=[appeal_code])),
        "from_where": _("Rates of exchange"),
    }

    def act() -> None:
        actions.remove_rate(rate=rate, at=sent_at(request))

    return take_away(request, rate, page, act, actions.why_rate_stays(rate))


def risk_remove(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Remove a risk that was entered by mistake; one that was treated is closed instead."""
    appeal = open_appeal(request, appeal_code)
    risks = access.rows(request.user, duties.KEEP_RISKS, Risk).of(appeal)
    risk = get_object_or_404(risks.select_related("activity__priority__section__appeal"), pk=pk)
    page = {
        "back": reverse("tracking:activity_detail", args=[appeal_code, risk.activity.code]),
        "from_where": risk.activity,
    }

    def act() -> None:
        actions.remove_risk(risk=risk, at=sent_at(request))

    return take_away(request, risk, page, act, actions.why_risk_stays(risk))
