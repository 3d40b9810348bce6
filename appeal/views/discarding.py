"""What goes with what is discarded is named, and goes once somebody has confirmed it."""

from collections.abc import Sized
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import actions
from ..base.amounts import DASH, money
from ..figures.what_goes import WhatGoes, goes_with_office
from ..forms import DiscardForm
from ..models import Appeal, Milestone
from ..web.request import Request
from .confirming import confirm
from .drafts import open_draft
from .pages import sent, sent_at

Facts = list[tuple[str, object]]


def named(appeal: Appeal, goes: WhatGoes) -> Facts:
    """Amounts, priorities and what hangs on them, each with how many there are."""
    required = f"{appeal.currency} {money(sum(goes.amounts, Decimal(0)))}"
    parts: list[tuple[str, Sized]] = [
        (_("Activities"), goes.activities),
        (_("Milestones"), goes.milestones),
        (_("Indicators"), goes.indicators),
        (_("Budgets"), goes.budgets),
    ]
    return [
        (_("Amounts"), f"{len(goes.amounts)} ({required})" if goes.amounts else DASH),
        (_("Stated totals"), len(goes.totals) or DASH),
        (_("Priorities"), len(goes.priorities) or DASH),
        *((title, len(rows)) for title, rows in parts if rows),
        *_open_again(goes),
    ]


def _open_again(goes: WhatGoes) -> Facts:
    """Of the milestones that go those that were carried over, where there are any."""
    count = Milestone.objects.filter(pk__in=goes.milestones, continues__isnull=False).count()
    if not count:
        return []
    again = ngettext(
        "%(count)s, which is open again where it comes from",
        "%(count)s, which are open again where they come from",
        count,
    )
    return [(_("Milestones carried over"), again % {"count": count})]


def draft_office_remove(request: Request, appeal_code: str, office_code: str) -> HttpResponse:
    """Take an office out of the draft, with its amounts, priorities and activities."""
    appeal = open_draft(request, appeal_code)
    section = get_object_or_404(
        appeal.sections.select_related("appeal", "office"), office__code=office_code
    )
    goes = goes_with_office(appeal, section.office)
    form = DiscardForm(sent(request), goes=goes, version=section.version)
    back = reverse("appeal:draft_offices", args=[appeal.code])

    def act() -> str:
        typed = form.cleaned_data
        actions.discard_office(
            section=section, version=typed["version"], seen=typed["seen"], at=sent_at(request)
        )
        said = _("%(office)s is no longer in this appeal.")
        messages.success(request, said % {"office": section.office})
        return back

    page = {
        "title": _("Take %(office)s out of %(appeal)s")
        % {"office": section.office, "appeal": appeal},
        "lead": _("What is named here goes with it, and cannot be brought back."),
        "facts": [*named(appeal, goes), (_("What stays"), _stays())],
        "label": _("Take it out"),
        "back": back,
        "from_where": _("Offices"),
        "refusal": actions.why_office_goes_on(appeal, section.office),
    }
    return confirm(request, form, page, act)


def _stays() -> str:
    return _(
        "The office itself, with the roles of its people. The change log shows what its priorities"
        " and activities were, but not its amounts: download the draft as T0 first if you may need"
        " them."
    )
