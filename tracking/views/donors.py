"""The donors of contributions: read by everybody, changed by managers of a region."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import duties
from appeal.models.ordering import in_order
from appeal.views.row_changes import edit_row, merge_row, remove_row
from appeal.web.request import Request

from .. import access, actions
from ..forms import DonorForm
from ..models import Donor
from .pages import open_appeal, open_appeal_to


def donor_list(request: Request, appeal_code: str) -> HttpResponse:
    """Every donor, with how many contributions it gave."""
    appeal = open_appeal(request, appeal_code)
    donors = in_order(Donor.objects.annotate(uses=Count("contributions")), "name")
    may_keep = access.may(request.user, duties.MERGE, appeal)
    page = {"donors": donors, "may_keep": may_keep}
    return render(request, "tracking/contributions/donor_list.html", page)


def _kept(request: Request, appeal_code: str, pk: int) -> Donor:
    """A donor, if the person may change it; 404 otherwise."""
    open_appeal_to(request, appeal_code, duties.MERGE)
    return get_object_or_404(Donor, pk=pk)


def _page(appeal_code: str, **more: object) -> dict[str, Any]:
    back = reverse("tracking:donor_list", args=[appeal_code])
    return {"back": back, "from_where": _("Donors"), **more}


def donor_edit(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Change the name or kind of a donor, for all its contributions."""
    donor = _kept(request, appeal_code, pk)
    ways = (("donor_merge", _("Merge it into another")), ("donor_remove", _("Remove it")))
    links = [(words, reverse(f"tracking:{way}", args=[appeal_code, pk])) for way, words in ways]
    page = _page(appeal_code, title=_("Change a donor"), label=_("Save"), links=links)
    return edit_row(request, DonorForm(request.POST or None, instance=donor), page)


def donor_merge(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Give the contributions of this donor to another."""
    donor = _kept(request, appeal_code, pk)
    others = in_order(Donor.objects.exclude(pk=pk), "name")
    return merge_row(request, donor, others, _page(appeal_code), actions.merge_donors)


def donor_remove(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Take a donor away that gave nothing."""
    donor = _kept(request, appeal_code, pk)
    return remove_row(request, donor, _page(appeal_code))
