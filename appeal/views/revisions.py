"""What an office requires: as published, as revised."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal import duties

from .. import access, actions
from ..base.amounts import money
from ..base.viewpoint import EVERYTHING, Viewpoint
from ..forms import RevisionForm
from ..models import Requirement, RequirementRevision, by_heading
from ..web.clock import today_in
from ..web.forms import ReasonForm
from ..web.request import Request
from .answering import answer
from .confirming import confirm
from .office_money import open_office_money
from .pages import open_appeal, sent, signing


def revisions(request: Request, appeal_code: str, office_code: str) -> HttpResponse:
    """An office's cells and how they were revised; a manager records another revision."""
    own, page = open_office_money(request, appeal_code, office_code)
    page["cells"] = Requirement.objects.of(request.appeal).filter(office=page["office"])
    own = own.select_related("heading", "appeal", "office").order_by(by_heading())
    form = _form(request, own)
    return answer(
        request,
        form,
        partial(_record, request, form, page["viewpoint"]),
        partial(_show, request, form, page),
    )


def _form(request: Request, own: QuerySet[Requirement]) -> RevisionForm:
    """Empty, or as sent; about the cell that the address names by its heading."""
    latest = RequirementRevision.objects.filter(cell__in=own).order_by("pk").last()
    started = {
        "cell": own.filter(heading__code=request.GET.get("cell", "")).first(),
        "version": latest.pk if latest else 0,
    }
    form = RevisionForm(sent(request), cells=own, initial=started)
    days = {"min": request.appeal.starts_on, "max": request.appeal.closes_on}
    form.fields["effective_on"].widget.attrs |= {
        name: day.isoformat() for name, day in days.items()
    }
    return form


def _show(request: Request, form: RevisionForm, page: dict[str, Any], status: int) -> HttpResponse:
    viewpoint = page["viewpoint"]
    cells = page["cells"].seen_from(viewpoint)
    cells = cells.select_related("heading").order_by(by_heading())
    recorded = RequirementRevision.objects.known(viewpoint)
    recorded = recorded.filter(cell__in=page["cells"].values("pk"))
    page |= {
        "form": form,
        "cells": cells.annotate(
            difference=F("requirement") - F("amount"),
            unallocated=F("requirement") - F("allocated"),
        ),
        "revisions": recorded.select_related("cell__heading", "revised_by").order_by(
            by_heading("cell__"), "-effective_on", "-pk"
        ),
        "reversed": set(recorded.values_list("reverses", flat=True)),
    }
    return render(request, "appeal/revisions/revisions.html", page, status=status)


def _record(request: Request, form: RevisionForm, viewpoint: Viewpoint) -> str:
    typed = form.cleaned_data
    revision = actions.revise_requirement(
        cell=typed["cell"],
        version=typed["version"],
        amount=typed["amount"],
        effective_on=typed["effective_on"],
        reason=typed["reason"],
        **signing(request),
    )
    day = max(viewpoint.as_at, typed["effective_on"])
    _say(request, revision, revision.cell.overdrawn_by(day))
    return request.path


def revision_reverse(request: Request, appeal_code: str, office_code: str, pk: int) -> HttpResponse:
    """Take a revision back: the cell holds again what it held without it."""
    appeal = open_appeal(request, appeal_code)
    own = access.rows(request.user, duties.PLAN, Requirement.objects.all()).filter(
        appeal=appeal, office__code=office_code
    )
    recorded = RequirementRevision.objects.filter(cell__in=own, reverses__isnull=True)
    named = recorded.select_related("cell__office", "cell__heading", "cell__appeal")
    revision = get_object_or_404(named, pk=pk)
    form = ReasonForm(request.POST or None)
    back = reverse("appeal:revisions", args=[appeal_code, office_code])
    page = {
        "title": _("Reverse a revision"),
        "lead": _("Both stay on record. The heading goes back to the amount it had before."),
        "facts": _facts(revision),
        "back": back,
        "from_where": _("Funding requirements of %(office)s") % {"office": revision.cell.office},
        "label": _("Reverse it"),
    }

    def act() -> str:
        reversal = actions.reverse_revision(
            revision=revision, reason=form.cleaned_data["reason"], **signing(request)
        )  # fmt: skip
        day = appeal.last_value_day(today_in(appeal))
        _say_reversed(request, reversal.cell, day)
        return back

    return confirm(request, form, page, act)


def _facts(revision: RequirementRevision) -> list[tuple[str, object]]:
    return [
        (_("Heading"), revision.cell.heading),
        (_("New amount"), money(revision.amount)),
        (_("Effective on"), date_format(revision.effective_on)),
        (_("Reason"), revision.reason),
    ]


def _say_reversed(request: Request, cell: Requirement, day: date) -> None:
    held = Requirement.objects.with_requirement(EVERYTHING.on(day)).get(pk=cell.pk).requirement
    words = {"cell": cell, "amount": money(held), "day": date_format(day)}
    messages.success(request, _("Reversed: %(cell)s is %(amount)s on %(day)s.") % words)
    _warn(request, cell, cell.overdrawn_by(day))


def _say(request: Request, revision: RequirementRevision, gap: object) -> None:
    amounts = {
        "cell": revision.cell,
        "amount": money(revision.amount),
        "day": date_format(revision.effective_on),
    }
    messages.success(request, _("Recorded: %(cell)s is %(amount)s from %(day)s.") % amounts)
    _warn(request, revision.cell, gap)


def _warn(request: Request, cell: Requirement, gap: Any) -> None:
    """Say where more is allocated than the cell holds."""
    if gap:
        messages.warning(
            request,
            _("Budgets are %(gap)s higher than %(cell)s: lower them.")
            % {"cell": cell, "gap": money(gap)},
        )
