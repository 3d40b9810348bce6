"""Posting several drafts of the ledger: shown with what they come to, then done."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from appeal import duties
from appeal.base.given import given
from appeal.models import Appeal
from appeal.web.request import Request

from .. import access, actions
from ..figures import draft_sums
from ..filters import TransactionFilter
from ..forms import MOST_CHOSEN, SeveralForm
from ..models import Transaction
from ..models.ledger import TransactionQuerySet
from .pages import next_page, open_appeal_to, read_viewpoint
from .ticked import answer_ticked, chosen

PAGE = "tracking/ledger/transactions_post.html"


def transactions_post(request: Request, appeal_code: str) -> HttpResponse:
    """Say what the ticked drafts come to and ask; post all of them or none when it is confirmed.

    What is asked comes by the address: the ticks of a list, or its filter.
    """
    appeal = open_appeal_to(request, appeal_code, duties.POST)
    back = next_page(request, reverse("tracking:transaction_list", args=[appeal.code]))
    own = access.waiting(request.user, duties.POST).of(appeal)
    if request.method != "POST":
        return _ask(request, appeal, own, back)
    form = SeveralForm(request.POST, auto_id="several-%s")

    def post(**step: Any) -> str:
        found = chosen(own.with_names(), step["versions"])
        count = actions.post_transactions(entries=found, **step)
        told = ngettext("%(count)s draft posted.", "%(count)s drafts posted.", count)
        messages.success(request, told % {"count": count})
        return back

    def show(**refused: object) -> dict[str, object]:
        wanted = form.cleaned_data.get("chosen", {})
        page = _page(request, appeal, own.filter(pk__in=wanted), back)
        return page | refused

    return answer_ticked(request, form, post, show, PAGE, back)


def _ask(request: Request, appeal: Appeal, own: TransactionQuerySet, back: str) -> HttpResponse:
    """The page that asks, of what is ticked or of all that the ledger's filter finds."""
    if "all" in request.GET:
        viewpoint = read_viewpoint(request, appeal)
        rows = own.with_usd()
        found = TransactionFilter(
            request.GET, rows, appeal=appeal, viewpoint=viewpoint, reader=request.user
        ).qs
    else:
        try:
            wanted = SeveralForm().fields["chosen"].clean(request.GET.getlist("chosen"))
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
            return redirect(back)
        found = own.filter(pk__in=wanted)
    return render(request, PAGE, _page(request, appeal, found, back))


def _page(
    request: Request, appeal: Appeal, found: TransactionQuerySet, back: str
) -> dict[str, object]:
    """The drafts in the order of their dates, those that would be refused apart."""
    viewpoint = read_viewpoint(request, appeal)
    entries: Sequence[Transaction] = list(
        found.with_names().with_usd().order_by("value_on", "pk")[:MOST_CHOSEN]
    )
    refusals = actions.posting_refusals(appeal, entries, request.user, given(viewpoint.today))
    ready = [entry for entry in entries if entry.pk not in refusals]
    return {
        "back": back,
        "several": SeveralForm(auto_id="several-%s"),
        "ready": ready,
        "refused": [(row, refusals[row.pk]) for row in entries if row.pk in refusals],
        "drafts": draft_sums(
            Transaction.objects.filter(pk__in=[row.pk for row in ready]).with_usd()
        ),
        "left": found.count() - len(entries),
    }
