"""The partners that activities name: read by everybody, kept by managers."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import access, actions
from ..forms import PartnerForm
from ..models import Partner, User
from ..ordering import in_order
from ..web.request import Request
from .keeping import keep, merge, take_away
from .pages import open_appeal


def partner_list(request: Request, appeal_code: str) -> HttpResponse:
    """Every partner, with how many activities name it."""
    appeal = open_appeal(request, appeal_code)
    partners = in_order(Partner.objects.annotate(uses=Count("activities")), "name")
    may_keep = access.is_open_to(appeal) and access.kept_partners(request.user).exists()
    page = {"partners": partners, "may_keep": may_keep}
    return render(request, "appeal/partner_list.html", page)


Partners = Callable[[User], QuerySet[Partner]]


def _kept(
    request: Request, appeal_code: str, pk: int, rows: Callable[[User], QuerySet[Partner]]
) -> Partner:
    """One of `rows`, for whoever keeps them; 404 otherwise."""
    if not access.is_open_to(open_appeal(request, appeal_code)):
        raise Http404
    partner: Partner = get_object_or_404(rows(request.user), pk=pk)
    return partner


def _page(appeal_code: str, **more: Any) -> dict[str, Any]:
    back = reverse("appeal:partner_list", args=[appeal_code])
    return {"back": back, "from_where": _("Partners"), **more}


def partner_edit(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Change the name or kind of a partner, for every activity that names it."""
    partner = _kept(request, appeal_code, pk, access.kept_partners)
    links = [(_("Remove it"), reverse("appeal:partner_remove", args=[appeal_code, pk]))]
    if access.merged_partners(request.user).exists():
        way = reverse("appeal:partner_merge", args=[appeal_code, pk])
        links.insert(0, (_("Merge it into another"), way))
    page = _page(appeal_code, title=_("Change a partner"), label=_("Save"), links=links)
    return keep(request, PartnerForm(request.POST or None, instance=partner), page)


def partner_merge(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Name another partner wherever this one is named."""
    partner = _kept(request, appeal_code, pk, access.merged_partners)
    others = in_order(access.merged_partners(request.user).exclude(pk=pk), "name")
    return merge(request, partner, others, _page(appeal_code), actions.merge_partners)


def partner_remove(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Take a partner away that no activity names."""
    partner = _kept(request, appeal_code, pk, access.kept_partners)
    return take_away(request, partner, _page(appeal_code))
