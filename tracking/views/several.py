"""Acting on several rows of a list at once: posting drafts, approving reports."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeal import duties
from appeal.base.refusals import Refusal
from appeal.views.answering import press
from appeal.web.request import Request

from .. import access, actions
from ..forms import SeveralForm
from ..models import Transaction
from .home import home_page
from .pages import next_page, open_appeal, sent_at
from .transactions import ledger_page


def transactions_post(request: Request, appeal_code: str) -> HttpResponse:
    """Post the drafts that are ticked in the ledger, all of them or none."""
    appeal = open_appeal(request, appeal_code)
    if not access.acts_somewhere(request.user, duties.POST, appeal):
        raise Http404
    back = next_page(request, reverse("tracking:transaction_list", args=[appeal.code]))
    form = SeveralForm(request.POST, auto_id="several-%s")

    def post(**step: Any) -> str:
        own = (
            access.rows(request.user, duties.POST, Transaction.objects.drafts())
            .of(appeal)
            .with_names()
        )
        count = actions.post_transactions(entries=_chosen(own, step["versions"]), **step)
        told = ngettext("%(count)s draft is posted.", "%(count)s drafts are posted.", count)
        messages.success(request, told % {"count": count})
        return back

    def show(**refused: Any) -> dict[str, Any]:
        return ledger_page(request, appeal) | refused

    return _answer(request, form, post, show, "tracking/transaction_list.html", back)


def reports_approve(request: Request, appeal_code: str) -> HttpResponse:
    """Approve the reports that are ticked on the home page, all of them or none."""
    appeal = open_appeal(request, appeal_code)
    if not access.acts_somewhere(request.user, duties.REVIEW, appeal):
        raise Http404
    back = reverse("tracking:home", args=[appeal.code])
    form = SeveralForm(request.POST, auto_id="several-%s")

    def approve(**step: Any) -> str:
        own = access.submitted_reports(request.user).of(appeal)
        own = own.select_related("office", "period")
        count = actions.approve_reports(reports=_chosen(own, step["versions"]), **step)
        told = ngettext("%(count)s report is approved.", "%(count)s reports are approved.", count)
        messages.success(request, told % {"count": count})
        return back

    def show(**refused: Any) -> dict[str, Any]:
        return home_page(request, appeal) | refused

    return _answer(request, form, approve, show, "tracking/home.html", back)


def _chosen(own: Any, versions: Mapping[int, int]) -> list[Any]:
    """The rows that are ticked, as long as all of them still wait for this person."""
    found = list(own.filter(pk__in=versions))
    if len(found) < len(versions):
        sentence = _("One of them no longer waits for you: look at the list and tick again.")
        raise actions.SeveralRefused({"": sentence})
    return found


def _answer(
    request: Request,
    form: SeveralForm,
    act: Callable[..., str],
    show: Callable[..., dict[str, Any]],
    template: str,
    back: str,
) -> HttpResponse:
    """Do it once with all that is ticked; a refusal shows the list again, with the ticks."""

    def step() -> str:
        return act(versions=form.cleaned_data["chosen"], by=request.user, at=sent_at(request))

    def shown(status: int, refusal: Refusal | None = None) -> HttpResponse:
        page = show(several=form)
        if isinstance(refusal, actions.SeveralRefused):
            page |= {"ticked": set(form.cleaned_data["chosen"]), "refusals": refusal.refusals}
        return render(request, template, page, status=status)

    return press(request, form, step, shown, back)
