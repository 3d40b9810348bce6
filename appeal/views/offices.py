"""The settings of an office: its names, its working language and the countries it covers."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import duties

from .. import access
from ..forms import OfficeForm
from ..web.request import Request
from .pages import open_appeal
from .row_changes import edit_row


def office_edit(request: Request, appeal_code: str, office_code: str) -> HttpResponse:
    """Change the names of an office, the language of its people, and the countries it covers."""
    appeal = open_appeal(request, appeal_code)
    own = access.offices(request.user, duties.PLAN, appeal)
    office = get_object_or_404(own, code=office_code)
    page = {
        "title": _("Office settings"),
        "lead": _(
            "The names are used on every page and in every report; the printed name does not"
            " change. Figures are in %(currency)s, the currency of the appeal, and entries in that"
            " of each payment: an office has none of its own."
        )
        % {"currency": appeal.currency},
        "label": _("Save"),
        "back": reverse("appeal:revisions", args=[appeal_code, office_code]),
        "from_where": office,
    }
    form = OfficeForm(request.POST or None, instance=office)
    form.offer()
    return edit_row(request, form, page)
