"""How an office's money is split over its activities."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import access, actions
from ..forms import AllocationsForm
from ..models import Appeal, Office, StaleVersion
from ..splits import read_split
from ..viewpoint import Viewpoint
from .pages import answered_once, once, open_appeal, sent_at
from .viewpoints import read_viewpoint_to_act


@answered_once
def allocations(request: HttpRequest, appeal_code: str, office_code: str) -> HttpResponse:
    """The split of an office; a manager confirms and changes it, everybody else reads it."""
    appeal = open_appeal(request, appeal_code)
    office = get_object_or_404(Office.objects.filter(sections__appeal=appeal), code=office_code)
    own = access.managed_cells(request.user).filter(appeal=appeal, office=office)
    is_sent, may_allocate = request.method == "POST", own.exists()
    if is_sent and not may_allocate:
        raise Http404
    viewpoint = read_viewpoint_to_act(request, appeal)
    form = _form(appeal, office, viewpoint, request.POST if is_sent else None)
    page = {
        "office": office,
        "viewpoint": viewpoint,
        "is_past": bool(viewpoint.query),
        "may_allocate": may_allocate and not viewpoint.query,
    }
    if is_sent and form.is_valid() and form.cleaned_data["step"] != "remainder":
        return _save(request, form, page)
    return _show(request, form, page, 422 if form.errors else 200)


def _form(appeal: Appeal, office: Office, viewpoint: Viewpoint, typed: Any) -> AllocationsForm:
    split = read_split(appeal=appeal, office=office, viewpoint=viewpoint)
    return AllocationsForm(typed, split=split)


def _show(
    request: HttpRequest, form: AllocationsForm, page: dict[str, Any], status: int
) -> HttpResponse:
    rows = form.split.rows
    page |= {
        "form": form,
        "split": form.split,
        "rows": rows,
        "has_others": page["may_allocate"] and any(row.others for row in rows),
        "ticked": request.POST.getlist("confirmed"),
        "decimal_sign": get_format("DECIMAL_SEPARATOR"),
        "thousands_sign": get_format("THOUSAND_SEPARATOR"),
    }
    return render(request, "appeal/allocations.html", page, status=status)


def _save(request: HttpRequest, form: AllocationsForm, page: dict[str, Any]) -> HttpResponse:
    def save() -> str:
        written = actions.set_allocations(
            wanted=form.wanted,
            seen=form.seen,
            confirmed=form.to_confirm,
            reasons=form.reasons,
            on=page["viewpoint"].as_at,
            by=request.user,
            at=sent_at(request),
        )
        messages.success(request, _said(written))
        return request.path

    try:
        return once(request, form.cleaned_data["idempotency_key"], save)
    except actions.BelowUse as below:
        form.ask(below)
        return _show(request, form, page, 422)
    except actions.SplitRefused as refusal:
        form.refuse(refusal.cells, refusal.pairs)
        return _show(request, form, page, 422)
    except StaleVersion:
        form = _form(request.appeal, page["office"], page["viewpoint"], form.data)
        if form.is_valid():
            form.tell_what_changed()
        return _show(request, form, page, 409)


def _said(written: int) -> str:
    if not written:
        return _("Nothing was changed: the split is as it was.")
    return ngettext(
        "Saved: %(count)d allocation is changed or confirmed.",
        "Saved: %(count)d allocations are changed or confirmed.",
        written,
    ) % {"count": written}
