"""The ledger: its entries narrowed and sorted by the address, and what of them is posted."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from appeal import duties
from appeal.base.viewpoint import Include, Viewpoint
from appeal.duties import Duty
from appeal.models import Appeal
from appeal.web.request import Request

from .. import access
from ..figures import DraftSums, draft_sums, spent_of
from ..filters import TransactionFilter
from ..forms import SeveralForm
from ..listed_grants import put_payers
from ..models import Transaction
from ..models.ledger import TransactionQuerySet
from ..tables import TransactionTable
from .lists import acted_on, ids, list_context
from .pages import open_appeal, read_viewpoint, with_own_drafts

Kind = Transaction.Kind


def transaction_list(request: Request, appeal_code: str) -> HttpResponse:
    """The ledger, narrowed and sorted by the address, and what of it is posted in USD."""
    appeal = open_appeal(request, appeal_code)
    return render(request, "tracking/ledger/transaction_list.html", ledger_page(request, appeal))


def ledger_page(request: Request, appeal: Appeal) -> dict[str, Any]:
    """What the ledger shows for the address, and which drafts the person may post at once."""
    viewpoint = with_own_drafts(request, read_viewpoint(request, appeal))
    rows = ledger_rows(request, appeal, viewpoint)
    narrowed = TransactionFilter(
        request.GET, rows, appeal=appeal, viewpoint=viewpoint, reader=request.user
    )
    postable = acted_on(viewpoint, access.to_do(request.user, duties.POST).of(appeal))
    is_worked_on = bool(postable) and not viewpoint.query
    exclude = () if is_worked_on else ("chosen",)
    shown = narrowed.qs.newest_first()
    page = list_context(
        request,
        appeal,
        "transaction_list",
        TransactionTable,
        shown,
        exclude=exclude,
        details=lambda rows: (
            rows.select_related("activity", "cell__heading").with_usd().with_reversal(viewpoint)
        ),
    )
    if "grant" in page["table"].columns.names():
        put_payers(page["table"].page.object_list, viewpoint)
    until = viewpoint.as_at if _is_of_a_day(viewpoint) else None
    sums = _sums(request, narrowed, until, is_few=page["table"].page.is_counted)
    return {
        "viewpoint": viewpoint,
        "filter": narrowed,
        "drafts": _draft_sums(narrowed, viewpoint),
        "found": len(postable & ids(narrowed.qs.drafts().order_by())) if is_worked_on else 0,
        "ticked": postable if request.GET.get("ticked") == "all" else (),
        "sums": None if sums is None else [(k.label, sums[k]) for k in Kind if k in sums],
        "spent": spent_of(sums or {}),
        "postable": postable,
        "may_attribute": not viewpoint.is_past and _may(request, appeal, duties.ATTRIBUTE),
        "may_reconcile": not viewpoint.is_past and _may(request, appeal, duties.RECONCILE),
        "several": SeveralForm(auto_id="several-%s"),
        **page,
    }


def _may(request: Request, appeal: Appeal, duty: Duty) -> bool:
    """Whether the person does it for any office of the appeal."""
    return access.rows(request.user, duty, Appeal.objects.filter(pk=appeal.pk)).exists()


def _is_of_a_day(viewpoint: Viewpoint) -> bool:
    """Without dates, drafts dated ahead stay in sight."""
    return bool(viewpoint.query) or viewpoint.include != Include.DRAFT


def ledger_rows(request: Request, appeal: Appeal, viewpoint: Viewpoint) -> TransactionQuerySet:
    """All that the ledger shows the person; `viewpoint` counts their own drafts, see there."""
    if _is_of_a_day(viewpoint):
        return access.transactions_then(request.user, viewpoint, appeal).with_usd()
    return access.transactions(request.user, appeal).with_usd()


def _draft_sums(narrowed: TransactionFilter, viewpoint: Viewpoint) -> DraftSums:
    """What the drafts that are found come to, where the reader is shown any."""
    if viewpoint.is_past or viewpoint.include != Include.DRAFT:
        return DraftSums()
    return draft_sums(narrowed.qs.drafts())


def _sums(
    request: Request, narrowed: TransactionFilter, until: date | None, *, is_few: bool
) -> dict[str, Decimal] | None:
    """The USD of each kind of what is found and posted; None where it takes long to work out.

    For many entries they come from stored totals if those say it, and are asked for if not.
    """
    if is_few:
        return narrowed.few_sums()
    return narrowed.sums() if "sums" in request.GET else narrowed.kept_sums(until)
