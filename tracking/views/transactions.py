"""One entry of the ledger: reading, posting, discarding and reversing it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.given import given
from appeal.base.refusals import Refusal
from appeal.base.viewpoint import Include, Viewpoint
from appeal.duties import Duty
from appeal.models import Activity, Appeal
from appeal.views.answering import press
from appeal.web.request import Request

from .. import access, actions
from ..figures import figures_of
from ..forms import ConfirmForm, ReverseForm
from ..models import (
    Transaction,
    included_in_parts,
    known_payers,
    lowering,
    open_commitments,
    payable_entries,
    rests_among,
    rests_of,
)
from ..models.ledger import TransactionQuerySet
from ..row_addresses import address_of
from .evidence import entry_evidence
from .grants import moves_of
from .pages import (
    next_page,
    open_appeal,
    own_row,
    read_viewpoint,
    sent_at,
    signing,
    with_own_drafts,
)

Kind = Transaction.Kind


def transaction_detail(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """One entry, who entered and posted it, and what can be done with it."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    if not viewpoint.is_past:
        entry = entry_of(request, appeal, pk)
    else:
        entry = _entry_then(request, appeal, pk, viewpoint)
    page = _entry_page(request, entry, viewpoint)
    return render(request, "tracking/ledger/transaction_detail.html", page)


def entry_of(request: Request, appeal: Appeal, pk: int) -> Transaction:
    """The entry as it is stored now, if the person may see it; 404 otherwise."""
    visible = access.transactions(request.user, appeal).with_names().with_usd()
    return get_object_or_404(visible, pk=pk)


def _entry_then(request: Request, appeal: Appeal, pk: int, viewpoint: Viewpoint) -> Transaction:
    """The entry as it was then, whatever its date, if the person may see it; 404 otherwise."""
    posted = access.transactions(request.user, appeal).posted(viewpoint)
    if posted.filter(pk=pk).exists():
        return entry_of(request, appeal, pk)
    any_day = replace(viewpoint, as_at=date.max, include=Include.DRAFT)
    seen = access.transactions_then(request.user, any_day, appeal)
    line: Any = get_object_or_404(seen.with_usd(), id=pk)
    entry: Transaction = line.instance
    entry.usd = line.usd
    return entry


def _entry_page(
    request: Request, entry: Transaction, viewpoint: Viewpoint | None = None
) -> dict[str, Any]:
    def is_in(rows: QuerySet) -> bool:
        return rows.filter(pk=entry.pk).exists()

    appeal = entry.cell.appeal
    viewpoint = viewpoint or read_viewpoint(request, appeal)
    reversal = entry.reversal_by(viewpoint)
    entry.reversed_by = reversal.pk if reversal else None
    page = {
        "viewpoint": viewpoint,
        "entry": entry,
        "is_posted": entry.is_posted,
        "may_edit": is_in(access.rows(request.user, duties.ENTER, Transaction.objects.drafts())),
        "may_post": is_in(access.to_do(request.user, duties.POST)),
        "why_not": actions.why_not_post(entry, request.user)
        if is_in(access.waiting(request.user, duties.POST))
        else "",
        "may_carry": not viewpoint.is_past
        and is_in(access.rows(request.user, duties.CARRY_OVER, open_commitments(appeal))),
        "not_released": actions.why_not_released(appeal),
        "may_attribute": not viewpoint.is_past
        and is_in(access.rows(request.user, duties.ATTRIBUTE, payable_entries(appeal))),
        "may_reverse": is_in(access.to_do(request.user, duties.REVERSE)),
        "may_keep_rates": access.may(request.user, duties.KEEP_RATES, appeal),
        "confirm": ConfirmForm(initial={"version": entry.version}),
        "back": next_page(request, address_of(entry, request.appeal)),
    }
    if not entry.is_posted and not viewpoint.is_past:
        page |= _before_posting(entry, viewpoint)
    if entry.is_posted and not (entry.is_reversal or reversal or entry.kind == Kind.RELEASE):
        page |= {
            "payers": known_payers(entry, viewpoint).items(),
            "attributions": moves_of(entry, viewpoint),
        }
    if entry.kind == Kind.COMMITMENT:
        page |= _drawn_on(request, entry, viewpoint)
    return page | entry_evidence(request, entry, viewpoint)


def _before_posting(entry: Transaction, viewpoint: Viewpoint) -> dict[str, Any]:
    """What hinders the posting of a draft, and what to be warned of: by how much it passes what."""
    try:
        actions.make_ready(entry, given(viewpoint.today))
    except actions.NotPostable as refusal:
        return {"hindrance": refusal, "lacks_rate": isinstance(refusal, actions.NoRate)}
    rest = rests_of(entry.activity).get(entry.against_id or 0)
    money = figures_of(entry.cell.appeal, viewpoint, only=[entry.activity_id])
    falls = lowering(entry, rest)
    page: dict[str, Any] = {"passes_balance": money.activity(entry.activity_id).passed_by(falls)}
    if rest:
        page |= {"passes_commitment": rest.passed_by(entry), "currency": rest.compared(entry)[0]}
    return page


def _drawn_on(request: Request, entry: Transaction, viewpoint: Viewpoint) -> dict[str, Any]:
    """What was drawn on a commitment, what is outstanding, and whether the person may draw."""
    drafts = with_own_drafts(request, viewpoint)
    drawn: Any = access.transactions_then(request.user, drafts, entry.cell.appeal)
    drawn = drawn.filter(against=entry.pk)
    drawn = drawn.with_names().with_signed().with_reversal(viewpoint)
    own = access.rows(request.user, duties.ENTER, Activity.objects.of(entry.cell.appeal))
    parts = included_in_parts(entry.cell.appeal, viewpoint)
    counted = [part.filter(activity=entry.activity_id) for part in parts]
    return {
        "draws": drawn.newest_first(),
        "rest": rests_among(*counted).get(entry.pk),
        "carried_on": access.transactions(request.user)
        .filter(continues=entry.pk)
        .select_related("activity", "cell__appeal"),
        "may_draw": not viewpoint.is_past
        and open_commitments(entry.cell.appeal).filter(pk=entry.pk).exists()
        and own.filter(pk=entry.activity_id).exists(),
    }


def transaction_post(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Post a draft: from then on it counts and never changes."""
    entry = _own(request, appeal_code, pk, duties.POST, Transaction.objects.all())

    def act(form: ConfirmForm) -> str:
        actions.post_transaction(
            entry=entry, version=form.cleaned_data["version"], **signing(request)
        )
        messages.success(request, _("Posted. It now counts in all figures."))
        return next_page(request, address_of(entry, request.appeal))

    return _act_on_entry(request, entry, ConfirmForm, "confirm", act)


def transaction_discard(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Throw a draft away."""
    entry = _own(request, appeal_code, pk, duties.ENTER, Transaction.objects.drafts())

    def act(form: ConfirmForm) -> str:
        version = form.cleaned_data["version"]
        actions.discard_transaction(entry=entry, version=version, at=sent_at(request))
        messages.success(request, _("Draft discarded."))
        return address_of(entry.activity, request.appeal)

    return _act_on_entry(request, entry, ConfirmForm, "confirm", act)


def transaction_reverse(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Correct a posted entry by its mirror image."""
    entry = _own(request, appeal_code, pk, duties.REVERSE, Transaction.objects.all())

    def act(form: ReverseForm) -> str:
        reversal = actions.reverse_transaction(
            entry=entry, reason=form.cleaned_data["reason"], **signing(request)
        )
        messages.success(request, _("Reversed. Both entries stay in the ledger."))
        return address_of(reversal, request.appeal)

    return _act_on_entry(request, entry, ReverseForm, "reversing", act)


def _own(
    request: Request, appeal_code: str, pk: int, duty: Duty, rows: TransactionQuerySet
) -> Transaction:
    """One of `rows` for which the person has the duty; 404 otherwise."""
    of_appeal = rows.of(open_appeal(request, appeal_code)).with_names().with_usd()
    return own_row(request, duty, of_appeal, pk=pk)


def _act_on_entry(
    request: Request,
    entry: Transaction,
    form_class: type[ConfirmForm] | type[ReverseForm],
    name: str,
    act: Callable[[Any], str],
) -> HttpResponse:
    """Show the entry with the form that asks, or do it once; a refusal keeps what was typed."""
    form = form_class(request.POST or None, initial={"version": entry.version})

    def show(status: int, refusal: Refusal | None = None) -> HttpResponse:
        if refusal:
            page = _entry_page(request, entry_of(request, entry.cell.appeal, entry.pk))
            page["refusal"], status = str(refusal), 409
            is_asked = name == "reversing"
        else:
            page = _entry_page(request, entry)
            is_asked = status == 422 or (name == "reversing" and page["may_reverse"])
        if is_asked:
            page[name] = form
        return render(request, "tracking/ledger/transaction_detail.html", page, status=status)

    return press(request, form, lambda: act(form), show)
