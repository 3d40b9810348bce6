"""A draft appeal is discarded, once it was said what goes with it."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal.base.amounts import DASH
from appeal.figures.what_goes import WhatGoes, goes_with_draft
from appeal.forms import DiscardForm
from appeal.models import Appeal
from appeal.views.confirming import confirm
from appeal.views.discarding import Facts, named
from appeal.views.drafts import open_draft
from appeal.web.request import Request

from .pages import sent, sent_at


def appeal_discard(request: Request, appeal_code: str) -> HttpResponse:
    """Discard a draft with its offices, amounts and priorities."""
    appeal = open_draft(request, appeal_code)
    goes = goes_with_draft(appeal)
    form = DiscardForm(sent(request), goes=goes, version=appeal.version)

    def discard() -> str:
        typed = form.cleaned_data
        plan.discard_draft(
            appeal=appeal, version=typed["version"], seen=typed["seen"], at=sent_at(request)
        )
        said = _("The draft %(code)s was discarded.")
        messages.success(request, said % {"code": appeal.code})
        return reverse("tracking:appeal_list")

    page = {
        "title": _("Discard the draft %(code)s") % {"code": appeal.code},
        "lead": _("Its offices, amounts and priorities go with it."),
        "facts": _what_goes(appeal, goes),
        "label": _("Discard the draft"),
        "back": reverse("appeal:draft", args=[appeal.code]),
        "from_where": _("The draft"),
        "refusal": plan.why_it_goes_on(appeal),
    }
    return confirm(request, form, page, discard)


def _what_goes(appeal: Appeal, goes: WhatGoes) -> Facts:
    return [
        (_("Offices"), ", ".join(name for _pk, name in goes.offices) or DASH),
        *named(appeal, goes),
        (
            _("What stays"),
            _(
                "The change log shows what the priorities and activities were, but not the amounts:"
                " download the draft as T0 first if you may need them."
            ),
        ),
    ]
