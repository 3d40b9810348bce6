"""Drafts of the ledger: recording one, and changing it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.amounts import cents
from appeal.models import Activity, StaleVersion
from appeal.views.answering import answer
from appeal.web.request import Request

from .. import access, actions
from ..figures import figures_of
from ..forms import TransactionForm, WorthForm
from ..models import Transaction, open_commitments, rests_of
from ..row_addresses import address_of
from .pages import next_page, open_appeal, own_activity, read_viewpoint, signing, today_in


def transaction_new(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Record an entry on an activity, as a draft for finance to post."""
    activity = own_activity(request, appeal_code, code, duties.ENTER)
    form = TransactionForm(
        request.POST or None, activity=activity, initial=_preset(request, activity)
    )
    return _entry_form(request, form, activity, next_page(request, address_of(activity)))


def _preset(request: Request, activity: Activity) -> dict[str, Any]:
    """What the address asks for: a kind, and a commitment; a release takes all that is left."""
    kind, wanted = request.GET.get("kind"), request.GET.get("against", "")
    found = (
        open_commitments(activity.appeal).filter(activity=activity, pk=wanted)
        if wanted.isdecimal() and len(wanted) < 19
        else ()
    )
    preset: dict[str, Any] = {"kind": kind} if kind in Transaction.Kind.values else {}
    for commitment in found:
        preset |= {
            "against": commitment,
            "cell": commitment.cell_id,
            "counterpart": commitment.counterpart,
            "currency": commitment.currency,
        }
        if kind == Transaction.Kind.RELEASE:
            preset["amount"] = rests_of(activity)[commitment.pk].own_rest
    return preset


def transaction_edit(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Change a draft; if it has been posted, the page says so and shows what was typed."""
    appeal = open_appeal(request, appeal_code)
    is_sent = request.method == "POST"
    entries = Transaction.objects.of(appeal).with_names()
    own = access.rows(request.user, duties.ENTER, entries if is_sent else entries.drafts())
    entry = own.filter(pk=pk).first()
    if entry is None:
        gone = access.discarded_transactions(request.user, pk).first() if is_sent else None
        if gone is None:
            raise Http404
        return discarded(request, TransactionForm(request.POST, activity=gone.activity))
    activity = Activity.objects.with_plan().get(pk=entry.activity_id)
    form = TransactionForm(request.POST or None, activity=activity, instance=entry)
    return _entry_form(request, form, activity, address_of(entry, appeal))


def _entry_form(
    request: Request, form: TransactionForm, activity: Activity, back: str
) -> HttpResponse:
    last_day = activity.appeal.last_value_day(today_in(activity.appeal))
    form.fields["value_on"].widget.attrs["max"] = last_day.isoformat()
    viewpoint = read_viewpoint(request, activity.appeal)
    money = figures_of(activity.appeal, viewpoint, only=[activity.pk]).activity(activity.pk)
    page = {"activity": activity, "back": back, "money": money, "form": form}

    def show(status: int) -> HttpResponse:
        return render(request, "tracking/ledger/transaction_form.html", page, status=status)

    return answer_entry(request, form, back, show)


def answer_entry(
    request: Request, form: TransactionForm, back: str, show: Callable[[int], HttpResponse]
) -> HttpResponse:
    """Save the draft and go `back`, or `show` the form with what is wrong or asked.

    A draft that somebody discarded has no form to go back to, so that has a page of its own.
    """
    entry = form.instance

    def save() -> str:
        given = {name: form.cleaned_data[name] for name in ("version", "answers")}
        actions.draft_transaction(entry=entry, **signing(request), **given)
        _tell(request, entry)
        return back

    try:
        return answer(request, form, save, show)
    except StaleVersion:
        return discarded(request, form)


def _tell(request: Request, entry: Transaction) -> None:
    """Say what was saved, and what prevents its posting so far."""
    hindrances = list(actions.period_refusals(entry))
    sentence = (
        _("Saved as a draft: %(currency)s %(amount)s on %(activity)s.")
        if hindrances
        else _("Saved as a draft: %(currency)s %(amount)s on %(activity)s. Finance posts it.")
    )
    saved = {
        "currency": entry.currency,
        "amount": cents(entry.amount),
        "activity": entry.activity.code,
    }
    messages.success(request, sentence % saved)
    try:
        actions.rate_of(entry)
    except actions.NoRate as refusal:
        hindrances.append(refusal)
    for hindrance in hindrances:
        messages.warning(request, str(hindrance))


def entry_worth(request: Request, appeal_code: str) -> HttpResponse:
    """What an amount comes to in USD, while it is typed; nothing as long as it is not complete."""
    open_appeal(request, appeal_code)
    form = WorthForm(request.GET)
    told: dict[str, object] = {}
    if form.is_valid() and form.cleaned_data["currency"] != "USD":
        entry = Transaction(**form.cleaned_data)
        try:
            rate = actions.rate_of(entry)
        except actions.NoRate as refusal:
            told = {"refusal": refusal}
        else:
            told = {"entry": entry, "rate": rate, "usd": actions.in_usd(entry.amount, rate)}
    return render(request, "tracking/ledger/_worth.html", told)


def discarded(request: Request, form: TransactionForm) -> HttpResponse:
    """Somebody else discarded the draft: says so, and shows what was typed."""
    page = {"typed": form.typed()}
    return render(request, "tracking/ledger/transaction_discarded.html", page, status=409)
