"""Core indicators added, changed and removed, and what is stated of overlap."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal import duties
from appeal.forms import CoreIndicatorForm
from appeal.models import Appeal, CoreIndicator, Office
from appeal.views.confirming import confirm
from appeal.views.row_changes import remove_row
from appeal.web.clock import today_in
from appeal.web.request import Request

from .. import actions
from ..figures import RolledUp, core_results
from ..forms import OverlapForm
from ..models import OverlapStatement
from .pages import (
    next_page,
    open_appeal,
    open_appeal_to,
    own_row,
    read_viewpoint,
    sent_at,
    signing,
)
from .results import stating

FIRST = {"measure": "number", "accumulation": "sum"}


def core_new(request: Request, appeal_code: str) -> HttpResponse:
    """Add a core indicator to an appeal."""
    appeal = open_appeal_to(request, appeal_code, duties.KEEP_CORE)
    last = CoreIndicator.objects.of(appeal).in_order().last()
    order = last.order + 1 if last else 1
    core = CoreIndicator(appeal=appeal, version=0, order=order, **FIRST)
    return _core(request, core, reverse("tracking:result_list", args=[appeal.code]))


def core_edit(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Change what an appeal counts."""
    core = _own(request, open_appeal(request, appeal_code), code)
    return _core(request, core, _page_of(core))


def core_remove(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Take away a core indicator that nothing feeds."""
    core = _own(request, open_appeal(request, appeal_code), code)
    back = reverse("tracking:result_list", args=[appeal_code])
    return remove_row(request, core, {"back": back, "from_where": _("Results")})


def _own(request: Request, appeal: Appeal, code: str) -> CoreIndicator:
    found = CoreIndicator.objects.of(appeal).select_related("appeal")
    return own_row(request, duties.KEEP_CORE, found, code=code)


def _page_of(core: CoreIndicator) -> str:
    return reverse("tracking:result_detail", args=[core.appeal.code, core.code])


def _core(request: Request, core: CoreIndicator, back: str) -> HttpResponse:
    called = core if core.pk else _("Results")
    form = CoreIndicatorForm(request.POST or None, instance=core)
    if core.pk and core.indicators.exists():
        form.freeze(("measure", "accumulation"))
    if core.pk and OverlapStatement.objects.filter(core=core).exists():
        form.freeze(("is_people",))

    def save() -> str:
        plan.keep_core(core=core, version=form.cleaned_data["version"], at=sent_at(request))
        messages.success(request, _("Core indicator saved: %(core)s.") % {"core": core})
        return _page_of(core)

    remove = reverse("tracking:core_remove", args=[core.appeal.code, core.code]) if core.pk else ""
    page = {
        "title": _("Change a core indicator") if core.pk else _("Add a core indicator"),
        "lead": _(
            "Indicators of activities feed it: choose it there. While any does, its measure and its"
            " accumulation stay."
        ),
        "label": _("Save"),
        "links": [(_("Remove it"), remove)] if remove else [],
        "back": next_page(request, back),
        "from_where": called,
    }
    return confirm(request, form, page, save)


def overlap_new(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """State how far the people of an office's lines, or of the region's offices, overlap."""
    appeal = open_appeal(request, appeal_code)
    core = get_object_or_404(CoreIndicator.objects.of(appeal), code=code, is_people=True)
    office = None
    if asked := request.GET.get("office"):
        office = get_object_or_404(Office.objects.of(appeal), code=asked)
    rolled = _rolled(request, appeal, core, office)
    statement = OverlapStatement(core=core, office=office)
    latest = appeal.last_value_day(today_in(appeal))
    version = actions.last_statement(statement)
    form = OverlapForm(
        request.POST or None,
        statement=statement,
        limits=(rolled.least, rolled.most),
        initial={"version": version, "effective_on": latest},
    )
    form.fields["effective_on"].widget.attrs["max"] = latest.isoformat()

    def save() -> str:
        seen = form.cleaned_data["version"]
        actions.state_overlap(statement=statement, version=seen, **signing(request))
        messages.success(request, _("Statement saved. It is shown beside the number."))
        return str(page["back"])

    page = {
        "title": _("How far do these people overlap?"),
        "lead": _(
            "People may be reached by several activities, and counted by each. Nobody but you"
            " knows how many are the same."
        ),
        "label": _("Save the statement"),
        "back": next_page(request, _page_of(core)),
        "from_where": f"{core} · {office or appeal.region}",
    }
    return confirm(request, form, page, save)


def _rolled(
    request: Request, appeal: Appeal, core: CoreIndicator, office: Office | None
) -> RolledUp:
    """What is reported so far of whom the person may state it; 404 otherwise."""
    viewpoint = read_viewpoint(request, appeal)
    found = [row for row in core_results(appeal, viewpoint, office) if row.core.pk == core.pk]
    given = stating(request.user, appeal, viewpoint, found)
    if not (office.pk in given["stated_by"] if office else given["may_state"]):
        raise Http404
    return found[0].whole
