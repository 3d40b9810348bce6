"""What an office says of itself in a draft."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import actions
from ..forms import DraftSectionForm
from ..web.request import Request
from .confirming import confirm
from .drafts import explained, open_draft
from .pages import sent, sent_at


def draft_section(request: Request, appeal_code: str, office_code: str) -> HttpResponse:
    """Change the summary and the printed name of an office of the draft."""
    appeal = open_draft(request, appeal_code)
    section = get_object_or_404(
        appeal.sections.select_related("appeal", "office"), office__code=office_code
    )
    form = DraftSectionForm(sent(request), instance=section)
    back = reverse("appeal:draft_priorities", args=[appeal.code, office_code])

    def save() -> str:
        kept = explained(
            lambda: actions.keep_section(
                section=form.instance, version=form.cleaned_data["version"], at=sent_at(request)
            )
        )
        messages.success(request, _("Saved: %(row)s.") % {"row": kept.office})
        return back

    page = {
        "title": _("Summary of %(office)s") % {"office": section.office},
        "lead": _("It begins the office's page. An appeal that was copied has the earlier text."),
        "label": _("Save"),
        "back": back,
        "from_where": section.office,
    }
    return confirm(request, form, page, save)
