"""Letting grants pay several entries: proposed by the rule, shown, then done."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext

from appeal import duties
from appeal.base.viewpoint import EVERYTHING
from appeal.models import Appeal, User
from appeal.web.request import Request

from .. import access, actions
from ..figures import total
from ..filters import TransactionFilter
from ..forms import MOST_CHOSEN, AttributeSeveralForm
from ..models import Contribution, Transaction, payable_entries, unfunded
from ..models.ledger import TransactionQuerySet
from .pages import next_page, open_appeal_to, read_viewpoint
from .ticked import answer_ticked, chosen

PAGE = "tracking/ledger/transactions_attribute.html"


def transactions_attribute(request: Request, appeal_code: str) -> HttpResponse:
    """Propose a grant for each entry found that nobody pays; let those that are ticked pay."""
    appeal = open_appeal_to(request, appeal_code, duties.ATTRIBUTE)
    back = next_page(request, reverse("tracking:transaction_list", args=[appeal.code]))
    own = access.rows(request.user, duties.ATTRIBUTE, payable_entries(appeal))
    if request.method != "POST":
        return render(request, PAGE, _page(appeal, _found(request, appeal, own), back))
    form = AttributeSeveralForm(request.POST, auto_id="several-%s")

    def pay(versions: Mapping[int, int], by: User, at: datetime) -> str:
        """What is ticked names the grant of each entry where other lists name its version."""
        found = chosen(own.with_names(), versions)
        grants = Contribution.objects.of(appeal).with_names().in_bulk({*versions.values()})
        paying = {pk: grants[grant] for pk, grant in versions.items() if grant in grants}
        reason = form.cleaned_data["reason"]
        count = actions.attribute_entries(entries=found, grants=paying, reason=reason, by=by, at=at)
        told = ngettext(
            "A grant pays %(count)s entry from now on.",
            "Grants pay %(count)s entries from now on.",
            count,
        )
        messages.success(request, told % {"count": count})
        return back

    def show(**refused: object) -> dict[str, object]:
        rows, wanted = own.filter(unfunded(EVERYTHING)), form.cleaned_data.get("chosen")
        return _page(appeal, rows.filter(pk__in=wanted) if wanted else rows, back) | refused

    return answer_ticked(request, form, pay, show, PAGE, back)


def _found(request: Request, appeal: Appeal, own: TransactionQuerySet) -> TransactionQuerySet:
    """What the ledger's filter in the address finds of what nobody pays yet."""
    viewpoint = read_viewpoint(request, appeal)
    narrowed = TransactionFilter(
        request.GET, own.with_usd(), appeal=appeal, viewpoint=viewpoint, reader=request.user
    )
    return narrowed.qs.filter(unfunded(EVERYTHING))


def _page(appeal: Appeal, found: TransactionQuerySet, back: str) -> dict[str, object]:
    """The entries in the order of their dates, each with its proposal; those without one apart."""
    rows = found.with_names().select_related("against").order_by("value_on", "pk")
    entries: Sequence[Transaction] = list(rows[:MOST_CHOSEN])
    proposals = actions.propose_grants(appeal, entries)
    able = [each for each in proposals if each.grant]
    return {
        "back": back,
        "several": AttributeSeveralForm(auto_id="several-%s"),
        "able": able,
        "usd": total(each.usd for each in able),
        "unable": [each for each in proposals if not each.grant],
        "left": found.count() - len(entries),
    }
