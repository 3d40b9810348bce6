"""Posting the drafts that are ticked in the ledger."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext

from appeal import duties
from appeal.web.request import Request

from .. import access, actions
from ..forms import SeveralForm
from ..models import Transaction
from .ledger import ledger_page
from .pages import next_page, open_appeal
from .ticked import answer_ticked, chosen


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
        count = actions.post_transactions(entries=chosen(own, step["versions"]), **step)
        told = ngettext("%(count)s draft posted.", "%(count)s drafts posted.", count)
        messages.success(request, told % {"count": count})
        return back

    def show(**refused: Any) -> dict[str, Any]:
        return ledger_page(request, appeal) | refused

    return answer_ticked(request, form, post, show, "tracking/ledger/transaction_list.html", back)
