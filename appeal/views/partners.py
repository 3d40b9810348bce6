"""The partners that activities name: read by everybody, changed by managers."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import access, actions, duties
from ..forms import PartnerForm
from ..models import Partner
from ..models.ordering import in_order
from ..web.request import Request
from .pages import open_appeal, open_appeal_to
from .row_changes import edit_row, merge_row, remove_row


def partner_list(request: Request, appeal_code: str) -> HttpResponse:
    """Every partner, with how many activities name it."""
    appeal = open_appeal(request, appeal_code)
    partners = in_order(Partner.objects.annotate(uses=Count("activities")), "name")
    may_keep = access.may(request.user, duties.KEEP_PARTNERS, appeal)
    page = {"partners": partners, "may_keep": may_keep}
    return render(request, "appeal/partners/partner_list.html", page)


def _page(appeal_code: str, **more: object) -> dict[str, object]:
    back = reverse("appeal:partner_list", args=[appeal_code])
    return {"back": back, "from_where": _("Partners"), **more}


def partner_new(request: Request, appeal_code: str) -> HttpResponse:
    """Add a partner, which activities can name from then on."""
    open_appeal_to(request, appeal_code, duties.KEEP_PARTNERS)
    page = _page(appeal_code, title=_("Add a partner"), label=_("Save"))
    return edit_row(request, PartnerForm(request.POST or None), page)


def partner_edit(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Change the name or kind of a partner, for every activity that names it."""
    appeal = open_appeal_to(request, appeal_code, duties.KEEP_PARTNERS)
    partner = get_object_or_404(Partner, pk=pk)
    links = [(_("Remove it"), reverse("appeal:partner_remove", args=[appeal_code, pk]))]
    if access.may(request.user, duties.MERGE, appeal):
        way = reverse("appeal:partner_merge", args=[appeal_code, pk])
        links.insert(0, (_("Merge it into another"), way))
    page = _page(appeal_code, title=_("Change a partner"), label=_("Save"), links=links)
    return edit_row(request, PartnerForm(request.POST or None, instance=partner), page)


def partner_merge(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Name another partner wherever this one is named."""
    open_appeal_to(request, appeal_code, duties.MERGE)
    partner = get_object_or_404(Partner, pk=pk)
    others = in_order(Partner.objects.exclude(pk=pk), "name")
    return merge_row(request, partner, others, _page(appeal_code), actions.merge_partners)


def partner_remove(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Take a partner away that no activity names."""
    open_appeal_to(request, appeal_code, duties.KEEP_PARTNERS)
    return remove_row(request, get_object_or_404(Partner, pk=pk), _page(appeal_code))
