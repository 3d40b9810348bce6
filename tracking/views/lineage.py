"""What a row continues from an earlier appeal, said by whoever plans or records it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal.views.confirming import confirm
from appeal.web.request import Request
from appeal.web.which import appeals_seen

from ..forms.lineage import LineageForm
from ..lineage import KINDS, offered
from ..row_addresses import address_of
from .pages import next_page, open_appeal, own_row, sent, sent_at


def lineage_edit(request: Request, appeal_code: str, kind: str, pk: int) -> HttpResponse:
    """Choose what a priority, activity, indicator or contribution goes on with, or nothing."""
    appeal = open_appeal(request, appeal_code)
    if kind not in KINDS:
        raise Http404
    lineal = KINDS[kind]
    row = own_row(request, lineal.duty, lineal.of(appeal), pk=pk)
    form = LineageForm(sent(request), row=row, groups=offered(row, appeals_seen(request)))

    def save() -> str:
        of = lineal.model._default_manager.filter(pk=form.chosen).first()
        version = form.cleaned_data["version"]
        plan.continue_row(row=row, of=of, version=version, at=sent_at(request))
        messages.success(request, _("Saved: %(row)s.") % {"row": row})
        return str(page["back"])

    page = {
        "title": _("What it continues"),
        "lead": _(
            "Choose what this goes on with from an earlier appeal. The two pages then lead to each"
            " other, and the years are compared line by line."
        ),
        "label": _("Save"),
        "back": next_page(request, address_of(row, appeal)),
        "from_where": row,
    }
    return confirm(request, form, page, save)
