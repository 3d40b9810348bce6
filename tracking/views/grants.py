"""Which grant pays an entry, and what a grant pays."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.amounts import cents
from appeal.base.viewpoint import EVERYTHING, Viewpoint
from appeal.models import Activity, as_known, days_of
from appeal.views.answering import answer
from appeal.web.request import Request

from .. import actions
from ..figures import ContributionFigures, grants_of, terms_then
from ..forms import AttributionForm
from ..models import (
    Contribution,
    CostCategory,
    DonorReport,
    Transaction,
    known_payers,
    payable_entries,
)
from ..models.attributions import AttributionQuerySet
from ..row_addresses import address_of
from .pages import open_appeal, own_row, signing

Page = dict[str, object]


def entry_grants(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Who pays a posted entry, since when, and moving it to another grant."""
    appeal = open_appeal(request, appeal_code)
    posted = payable_entries(appeal).with_names()
    entry = own_row(request, duties.ATTRIBUTE, posted, pk=pk)
    payers = known_payers(entry, EVERYTHING)
    form = AttributionForm(request.POST or None, entry=entry, payers=payers)
    back = address_of(entry, appeal)

    def act() -> str:
        moved = actions.attribute_entry(entry=entry, **form.moved, **signing(request))
        said = {"amount": cents(moved.usd), "payer": form.moved["receiver"]}
        messages.success(request, _("From now on: USD %(amount)s, %(payer)s.") % said)
        return back

    def show(status: int) -> HttpResponse:
        page = {
            "entry": entry,
            "form": form,
            "back": back,
            "payers": payers.items(),
            "attributions": moves_of(entry, EVERYTHING),
        }
        return render(request, "tracking/ledger/entry_grants.html", page, status=status)

    return answer(request, form, act, show)


def moves_of(entry: Transaction, viewpoint: Viewpoint) -> AttributionQuerySet:
    """What was said of who pays an entry, as known then."""
    rows = entry.attributions.filter(viewpoint.by_then("recorded_at"))
    named = ("giver__donor", "giver_category", "receiver__donor", "category", "recorded_by")
    return rows.select_related(*named).order_by("recorded_at", "pk")


def grant_page(
    contribution: Contribution, viewpoint: Viewpoint, given: ContributionFigures
) -> Page:
    """What the page of a contribution shows of what it pays, and by which terms."""
    figures = grants_of(contribution.appeal, viewpoint, contribution).of(contribution, given)
    activities = Activity.objects.in_bulk(figures.by_activity)
    named = CostCategory.objects.in_bulk([pk for pk in figures.by_category if pk])
    by_activity = [(activities[pk], usd) for pk, usd in figures.by_activity.items()]
    by_category = [(named[pk] if pk else None, usd) for pk, usd in figures.by_category.items()]
    return {
        "grant": figures,
        "by_activity": sorted(by_activity, key=lambda pair: (-pair[1], pair[0].code)),
        "by_month": [(days_of(month)[0], usd) for month, usd in figures.by_month.items()],
        "by_category": by_category if named else [],
        **terms_page(contribution, viewpoint),
    }


def terms_page(contribution: Contribution, viewpoint: Viewpoint) -> Page:
    """The terms of a grant with its categories and reports due, as they were known then."""
    categories = as_known(CostCategory.objects.all(), viewpoint)
    reports = as_known(DonorReport.objects.all(), viewpoint)
    return {
        "terms": terms_then(contribution, viewpoint),
        "categories": categories.filter(contribution=contribution).order_by("order", "id"),
        "reports": reports.filter(contribution=contribution).order_by("due_on"),
    }
