"""The ledger: entering, posting, reversing and reading transactions."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appeal.amounts import cents
from appeal.models import Activity, Appeal, StaleVersion

from .. import access, actions
from ..filters import TransactionFilter
from ..forms import ConfirmForm, ReverseForm, TransactionForm
from ..models import TrackedActivity, Transaction
from ..tables import TransactionTable
from .activities import PAGE_SIZES, turn_to_page
from .pages import answered_once, next_page, once, open_appeal, read_viewpoint, today_in


def transaction_list(request: HttpRequest, appeal_code: str) -> HttpResponse:
    """The ledger, narrowed and sorted by the address."""
    appeal = open_appeal(request, appeal_code)
    rows = access.transactions(request.user).of(appeal).with_names().with_signed()
    narrowed = TransactionFilter(request.GET, rows, appeal=appeal)
    table = TransactionTable(narrowed.qs.newest_first())
    turn_to_page(request, table)
    return render(
        request,
        "tracking/transaction_list.html",
        {"filter": narrowed, "table": table, "sizes": PAGE_SIZES},
    )


def transaction_detail(request: HttpRequest, appeal_code: str, pk: int) -> HttpResponse:
    """One entry, who entered and posted it, and what can be done with it."""
    appeal = open_appeal(request, appeal_code)
    entry = entry_of(request, appeal, pk)
    return render(request, "tracking/transaction_detail.html", _entry_page(request, entry))


def entry_of(request: HttpRequest, appeal: Appeal, pk: int) -> Transaction:
    """The entry as it is stored now, if the person may see it; 404 otherwise."""
    visible = access.transactions(request.user).of(appeal).with_names().with_signed()
    return get_object_or_404(visible, pk=pk)


def _entry_page(request: HttpRequest, entry: Transaction) -> dict[str, Any]:
    def is_in(rows: Any) -> bool:
        return rows.filter(pk=entry.pk).exists()

    balance = money_of(request, entry.activity).balance
    return {
        "entry": entry,
        "would_overspend": max(entry.usd_amount - balance, Decimal(0)),
        "may_edit": is_in(access.editable_transactions(request.user)),
        "may_post": is_in(access.postable_transactions(request.user)),
        "may_reverse": is_in(access.reversible_transactions(request.user)),
        "confirm": ConfirmForm(initial={"version": entry.version}),
        "back": next_page(request, _address(entry)),
    }


@answered_once
def transaction_new(request: HttpRequest, appeal_code: str, code: str) -> HttpResponse:
    """Record expenditure on an activity, as a draft for finance to post."""
    appeal = open_appeal(request, appeal_code)
    own = access.spendable_activities(request.user, appeal).with_plan()
    activity = get_object_or_404(own, code=code)
    form = TransactionForm(request.POST or None, activity=activity)
    back = next_page(
        request, reverse("tracking:activity_detail", args=[appeal.code, activity.code])
    )
    return _entry_form(request, form, activity, back)


@answered_once
def transaction_edit(request: HttpRequest, appeal_code: str, pk: int) -> HttpResponse:
    """Change a draft; where it was posted meanwhile the page says so and keeps what was typed."""
    appeal = open_appeal(request, appeal_code)
    is_sent = request.method == "POST"
    own = access.entered_transactions if is_sent else access.editable_transactions
    entry = own(request.user).of(appeal).with_names().filter(pk=pk).first()
    if entry is None and is_sent and access.discarded_transactions(request.user, pk).exists():
        return discarded(request)
    if entry is None:
        raise Http404
    activity = TrackedActivity.objects.with_plan().get(pk=entry.activity_id)
    form = TransactionForm(
        request.POST or None, activity=activity, instance=entry, initial={"version": entry.version}
    )
    return _entry_form(request, form, activity, _address(entry))


def _entry_form(
    request: HttpRequest, form: TransactionForm, activity: TrackedActivity, back: str
) -> HttpResponse:
    last_day = activity.appeal.last_value_day(today_in(activity.appeal))
    form.fields["value_on"].widget.attrs["max"] = last_day.isoformat()
    money = money_of(request, activity)
    page = {"form": form, "activity": activity, "back": back, "money": money}
    template = "tracking/transaction_form.html"
    if request.method != "POST" or not form.is_valid():
        return render(request, template, page, status=422 if request.method == "POST" else 200)
    entry = form.instance
    if entry.pk:
        entry.version = form.cleaned_data["version"]

    def save() -> str:
        actions.draft_transaction(entry=entry, by=request.user, at=timezone.now())
        messages.success(
            request,
            _("Saved as a draft: USD %(amount)s on %(activity)s. Finance posts it.")
            % {"amount": cents(entry.amount), "activity": activity.code},
        )
        return back

    try:
        return once(request, form.cleaned_data["idempotency_key"], save)
    except actions.NotPostable as refusal:
        form.add_error("value_on", str(refusal))
        return render(request, template, page, status=422)
    except StaleVersion:
        theirs = Transaction.objects.with_names().filter(pk=entry.pk).first()
        if theirs is None:
            return discarded(request)
        page["theirs"] = theirs
        form.set_on(theirs.version)
        return render(request, template, page, status=409)


def money_of(request: HttpRequest, activity: TrackedActivity | Activity) -> TrackedActivity:
    """The activity with its official figures of today."""
    appeal = activity.appeal
    viewpoint = read_viewpoint(request, appeal)
    return TrackedActivity.objects.with_money(viewpoint).get(pk=activity.pk)


def discarded(request: HttpRequest) -> HttpResponse:
    """Somebody discarded the draft meanwhile: says so, and shows what was typed."""
    form = TransactionForm.base_fields
    typed = [(field.label, request.POST.get(name)) for name, field in form.items()]
    kept = [(label, value) for label, value in typed if label and value]
    return render(request, "tracking/transaction_discarded.html", {"typed": kept}, status=409)


@answered_once
def transaction_post(request: HttpRequest, appeal_code: str, pk: int) -> HttpResponse:
    """Post a draft: from then on it counts and never changes."""
    appeal = open_appeal(request, appeal_code)
    entry = get_object_or_404(
        access.kept_transactions(request.user).of(appeal).with_names().with_signed(), pk=pk
    )

    def act(form: ConfirmForm) -> str:
        actions.post_transaction(
            entry=entry,
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Posted. It counts in every figure from now on."))
        return next_page(request, _address(entry))

    return _act_on_entry(request, entry, ConfirmForm, "confirm", act)


@answered_once
def transaction_discard(request: HttpRequest, appeal_code: str, pk: int) -> HttpResponse:
    """Throw a draft away."""
    appeal = open_appeal(request, appeal_code)
    entry = get_object_or_404(
        access.editable_transactions(request.user).of(appeal).with_names().with_signed(), pk=pk
    )

    def act(form: ConfirmForm) -> str:
        actions.discard_transaction(entry=entry, version=form.cleaned_data["version"])
        messages.success(request, _("The draft is discarded."))
        return reverse("tracking:activity_detail", args=[appeal.code, entry.activity.code])

    return _act_on_entry(request, entry, ConfirmForm, "confirm", act)


@answered_once
def transaction_reverse(request: HttpRequest, appeal_code: str, pk: int) -> HttpResponse:
    """Correct a posted entry by its mirror image."""
    appeal = open_appeal(request, appeal_code)
    entry = get_object_or_404(
        access.kept_transactions(request.user).of(appeal).with_names().with_signed(), pk=pk
    )

    def act(form: ReverseForm) -> str:
        reversal = actions.reverse_transaction(
            entry=entry,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Reversed. Both entries stay in the ledger."))
        return _address(reversal)

    return _act_on_entry(request, entry, ReverseForm, "reversing", act)


def _act_on_entry(
    request: HttpRequest,
    entry: Transaction,
    form_class: type[ConfirmForm] | type[ReverseForm],
    name: str,
    act: Callable[[Any], str],
) -> HttpResponse:
    """Show the entry with the form that asks, or do it once; a refusal keeps what was typed."""
    form = form_class(request.POST or None, initial={"version": entry.version})
    page = _entry_page(request, entry)
    if request.method != "POST":
        if name == "reversing" and page["may_reverse"]:
            page[name] = form
        return render(request, "tracking/transaction_detail.html", page)
    if not form.is_valid():
        page[name] = form
        return render(request, "tracking/transaction_detail.html", page, status=422)
    try:
        return once(request, form.cleaned_data["idempotency_key"], lambda: act(form))
    except actions.NotPostable as refusal:
        reason = str(refusal)
    except StaleVersion:
        reason = _("Somebody changed this entry meanwhile: look at it and try again.")
    page = _entry_page(request, entry_of(request, entry.cell.appeal, entry.pk))
    page["refusal"] = reason
    if name == "reversing":
        page[name] = form
    return render(request, "tracking/transaction_detail.html", page, status=409)


def _address(entry: Transaction) -> str:
    return reverse("tracking:transaction_detail", args=[entry.cell.appeal.code, entry.pk])
