"""The rates of exchange: read by everybody, changed by managers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import duties
from appeal.models import Appeal
from appeal.views.answering import answer_page
from appeal.views.row_changes import remove_row
from appeal.web.request import Request

from .. import access, actions
from ..filters import RateFilter
from ..forms import RateForm, rounding_said
from ..models import ExchangeRate
from ..tables import RateTable
from .lists import list_context
from .pages import next_page, open_appeal, open_appeal_to, sent_at


def rate_list(request: Request, appeal_code: str) -> HttpResponse:
    """Every rate, newest first."""
    appeal = open_appeal(request, appeal_code)
    may_keep = access.may(request.user, duties.KEEP_RATES, appeal)
    narrowed = RateFilter(request.GET, access.rates(request.user).newest_first())
    exclude = () if may_keep else ("edit",)
    page = list_context(request, appeal, "rate_list", RateTable, narrowed.qs, exclude=exclude)
    return render(
        request,
        "tracking/rates/rate_list.html",
        {"filter": narrowed, "may_keep": may_keep, **page},
    )


def rate_new(request: Request, appeal_code: str) -> HttpResponse:
    """Type in one rate; the address may name the currency and the day it is needed for."""
    appeal = open_appeal_to(request, appeal_code, duties.KEEP_RATES)
    wanted = {name: request.GET.get(name) for name in ("currency", "effective_on")}
    return _rate_form(request, appeal, RateForm(request.POST or None, initial=wanted))


def rate_edit(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Correct one rate: entries that were posted at it do not change."""
    appeal = open_appeal_to(request, appeal_code, duties.KEEP_RATES)
    rate = get_object_or_404(ExchangeRate, pk=pk)
    return _rate_form(request, appeal, RateForm(request.POST or None, instance=rate))


def _rate_form(request: Request, appeal: Appeal, form: RateForm) -> HttpResponse:
    back = next_page(request, reverse("tracking:rate_list", args=[appeal.code]))
    rate = form.instance

    def save() -> str:
        given = {name: form.cleaned_data[name] for name in ("version", "answers")}
        actions.keep_rate(rate=rate, at=sent_at(request), **given)
        messages.success(request, _("Rate saved: %(rate)s.") % {"rate": rate})
        if form.exact:
            messages.info(request, rounding_said(form.exact))
        return back

    return answer_page(request, form, save, "tracking/rates/rate_form.html", {"back": back})


def rate_upload(request: Request, appeal_code: str) -> HttpResponse:
    """Where files of rates were uploaded once; people have bookmarked the address."""
    appeal = open_appeal(request, appeal_code)
    return redirect("tracking:upload_new", appeal.code)


def rate_remove(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Remove a rate of exchange at which nothing was recorded."""
    open_appeal_to(request, appeal_code, duties.KEEP_RATES)
    rate = get_object_or_404(ExchangeRate, pk=pk)
    page = {
        "back": next_page(request, reverse("tracking:rate_list", args=[appeal_code])),
        "from_where": _("Exchange rates"),
    }
    return remove_row(request, rate, page, actions.remove_rate, actions.why_rate_stays)
