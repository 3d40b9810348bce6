"""What an office requires: as published, as revised."""

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .. import access, actions
from ..amounts import money
from ..forms import RevisionForm
from ..gaps import overdrawn_by
from ..models import Office, Requirement, RequirementRevision, StaleVersion
from .pages import answered_once, once, open_appeal, sent_at
from .viewpoints import read_viewpoint_to_act


@answered_once
def revisions(request: HttpRequest, appeal_code: str, office_code: str) -> HttpResponse:
    """An office's cells and how they were revised; a manager records another revision."""
    appeal = open_appeal(request, appeal_code)
    office = get_object_or_404(Office.objects.filter(sections__appeal=appeal), code=office_code)
    own = access.managed_cells(request.user).filter(appeal=appeal, office=office)
    is_sent, may_revise = request.method == "POST", own.exists()
    if is_sent and not may_revise:
        raise Http404
    viewpoint = read_viewpoint_to_act(request, appeal)
    page = {
        "office": office,
        "viewpoint": viewpoint,
        "is_past": bool(viewpoint.query),
        "may_revise": may_revise and not viewpoint.query,
        "cells": Requirement.objects.of(appeal).filter(office=office),
    }
    own = own.select_related("heading", "appeal", "office").order_by("heading__order")
    form = _form(request, own)
    if is_sent and form.is_valid():
        return _record(request, form, page)
    return _show(request, form, page, 422 if form.errors else 200)


def _form(request: HttpRequest, own: QuerySet[Requirement]) -> RevisionForm:
    """Empty, or as sent; about the cell that the address names by its heading."""
    latest = RequirementRevision.objects.filter(cell__in=own).order_by("pk").last()
    started = {
        "cell": own.filter(heading__code=request.GET.get("cell", "")).first(),
        "version": latest.pk if latest else 0,
    }
    form = RevisionForm(
        request.POST if request.method == "POST" else None, cells=own, initial=started
    )
    days = {"min": request.appeal.starts_on, "max": request.appeal.closes_on}
    form.fields["effective_on"].widget.attrs |= {
        name: day.isoformat() for name, day in days.items()
    }
    return form


def _show(
    request: HttpRequest, form: RevisionForm, page: dict[str, Any], status: int
) -> HttpResponse:
    viewpoint = page["viewpoint"]
    cells = page["cells"].seen_from(viewpoint)
    cells = cells.select_related("heading").order_by("heading__order")
    recorded = RequirementRevision.objects.filter(cell__in=page["cells"].values("pk"))
    if viewpoint.known_at is not None:
        recorded = recorded.filter(recorded_at__lt=viewpoint.known_at)
    page |= {
        "form": form,
        "cells": cells.annotate(
            difference=F("requirement") - F("amount"),
            unallocated=F("requirement") - F("allocated"),
        ),
        "revisions": recorded.select_related("cell__heading", "revised_by").order_by(
            "cell__heading__order", "-effective_on", "-pk"
        ),
    }
    return render(request, "appeal/revisions.html", page, status=status)


def _record(request: HttpRequest, form: RevisionForm, page: dict[str, Any]) -> HttpResponse:
    typed = form.cleaned_data

    def record() -> str:
        revision = actions.revise_requirement(
            cell=typed["cell"],
            amount=typed["amount"],
            effective_on=typed["effective_on"],
            reason=typed["reason"],
            by=request.user,
            at=sent_at(request),
            after=typed["version"],
        )
        _say(
            request,
            revision,
            overdrawn_by(revision.cell, max(page["viewpoint"].as_at, typed["effective_on"])),
        )
        return request.path

    try:
        return once(request, typed["idempotency_key"], record)
    except actions.NotRevisable as refusal:
        form.add_error(refusal.field, str(refusal))
        return _show(request, form, page, 422)
    except StaleVersion:
        form.set_on(typed["cell"].revisions.order_by("pk").last().pk)
        page["is_outdated"] = True
        return _show(request, form, page, 409)


def _say(request: HttpRequest, revision: RequirementRevision, gap: Any) -> None:
    amounts = {
        "cell": revision.cell,
        "amount": money(revision.amount),
        "gap": money(gap),
        "day": date_format(revision.effective_on),
    }
    messages.success(request, _("Recorded: %(cell)s holds %(amount)s from %(day)s on.") % amounts)
    if gap:
        messages.warning(
            request,
            _("%(gap)s more is allocated from %(cell)s than it holds: lower its allocations.")
            % amounts,
        )
