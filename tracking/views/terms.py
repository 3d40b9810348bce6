"""The terms of a grant, with what its donor asks."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from appeal.web.request import Request

from .. import actions
from ..forms import TermsForm
from ..row_addresses import address_of
from .contribution_flows import form_page
from .contributions import answer_record, kept
from .pages import open_appeal, signing


def terms_edit(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Change code, dates, currency, overhead and earmarking, cost categories and reports due."""
    contribution = kept(request, open_appeal(request, appeal_code), pk)
    form = TermsForm(request.POST or None, instance=contribution)

    def act() -> str:
        actions.keep_terms(
            contribution=contribution,
            version=form.cleaned_data["version"],
            categories=form.categories,
            reports=form.reports,
            **signing(request),
        )
        messages.success(request, _("Terms saved: %(grant)s.") % {"grant": contribution})
        return address_of(contribution)

    page = form_page(
        contribution,
        title=_("Terms of the grant"),
        lead=_("What the agreement says: when it pays, in which currency it is reported, and how."),
        label=_("Save"),
    )
    return answer_record(request, form, page, act)
