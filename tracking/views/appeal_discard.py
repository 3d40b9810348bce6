"""A draft appeal is discarded, once it was said what goes with it."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal.base.amounts import DASH, money
from appeal.figures.readiness import readiness_of
from appeal.models import Appeal, Office
from appeal.views.confirming import confirm
from appeal.views.drafts import open_draft
from appeal.web.forms import OnceForm
from appeal.web.request import Request

from .pages import sent, sent_at


def appeal_discard(request: Request, appeal_code: str) -> HttpResponse:
    """Discard a draft with its offices, amounts and priorities."""
    appeal = open_draft(request, appeal_code)
    form = OnceForm(sent(request), initial={"version": appeal.version})

    def discard() -> str:
        version = form.cleaned_data["version"]
        plan.discard_draft(appeal=appeal, version=version, at=sent_at(request))
        said = _("The draft %(code)s was discarded.")
        messages.success(request, said % {"code": appeal.code})
        return reverse("tracking:appeal_list")

    page = {
        "title": _("Discard the draft %(code)s") % {"code": appeal.code},
        "lead": _("Its offices, amounts and priorities go with it."),
        "facts": _what_goes(appeal),
        "label": _("Discard the draft"),
        "back": reverse("appeal:draft", args=[appeal.code]),
        "from_where": _("The draft"),
        "refusal": plan.why_it_goes_on(appeal),
    }
    return confirm(request, form, page, discard)


def _what_goes(appeal: Appeal) -> list[tuple[str, object]]:
    frozen = readiness_of(appeal).frozen
    offices = Office.objects.of(appeal).in_printed_order()
    required = f"{appeal.currency} {money(frozen['required'])}"
    return [
        (_("Offices"), ", ".join(map(str, offices)) or DASH),
        (_("Amounts"), f"{frozen['amounts']} ({required})" if frozen["amounts"] else DASH),
        (_("Priorities"), frozen["priorities"]),
        (
            _("What stays"),
            _(
                "The change log shows what the priorities and activities were, but not the amounts:"
                " download the draft as T0 first if you may need them."
            ),
        ),
    ]
