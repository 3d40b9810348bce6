"""How an office's money is split over its activities."""

import re
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import actions
from ..base.viewpoint import Viewpoint
from ..figures.allocations import Split, read_split
from ..forms import AllocationsForm
from ..models import Appeal, Office
from ..web.request import Request
from .answering import answer
from .office_money import open_office_money
from .pages import sent, signing

# So many, each with a field for every heading, are what a page may weigh.
PER_PAGE = 12
SENT = re.compile(r"amount-([0-9]{1,18})-[0-9]{1,18}")


def allocations(request: Request, appeal_code: str, office_code: str) -> HttpResponse:
    """The split of an office; a manager confirms and changes it, everybody else reads it."""
    _own, page = open_office_money(request, appeal_code, office_code)
    viewpoint = page["viewpoint"]
    form = _form(request, request.appeal, page["office"], viewpoint)
    if form.is_valid() and form.cleaned_data["step"] == "remainder":
        return _show(request, form, page, status=200)
    return answer(
        request, form, partial(_save, request, form, viewpoint), partial(_show, request, form, page)
    )


def _form(
    request: Request, appeal: Appeal, office: Office, viewpoint: Viewpoint, typed: Any = None
) -> AllocationsForm:
    """The form for the activities of a page; where it was sent, for those that it was sent for."""
    split = read_split(appeal=appeal, office=office, viewpoint=viewpoint)
    typed = typed or sent(request)
    had = {int(name[1]) for name in map(SENT.fullmatch, typed or ()) if name}
    shown = list(_turn(request, split).object_list)
    if not had <= {row.pk for row in shown}:
        shown = [row for row in split.activities if row.pk in had] or shown
    return AllocationsForm(typed, split=split, shown=shown)


def _turn(request: Request, split: Split) -> Page:
    return Paginator(split.activities, PER_PAGE).get_page(request.GET.get("page"))


def _show(
    request: Request, form: AllocationsForm, page: dict[str, Any], status: int
) -> HttpResponse:
    if form.is_overtaken:
        # Beside what is stored now.
        form = _form(request, request.appeal, page["office"], page["viewpoint"], form.data)
        form.tell_what_changed()
    rows = form.rows
    page |= {
        "form": form,
        "split": form.split,
        "rows": rows,
        "turn": _turn(request, form.split),
        "has_others": page["may_plan"] and any(row.others for row in rows),
        "ticked": request.POST.getlist("confirmed"),
        "decimal_sign": get_format("DECIMAL_SEPARATOR"),
        "thousands_sign": get_format("THOUSAND_SEPARATOR"),
    }
    return render(request, "appeal/allocations/allocations.html", page, status=status)


def _save(request: Request, form: AllocationsForm, viewpoint: Viewpoint) -> str:
    written = actions.set_allocations(
        wanted=form.wanted,
        seen=form.seen,
        confirmed=form.to_confirm,
        reasons=form.reasons,
        on=viewpoint.as_at,
        **signing(request),
    )
    messages.success(request, _said(written))
    page = request.GET.get("page")
    return f"{request.path}?{urlencode({'page': page})}" if page else request.path


def _said(written: int) -> str:
    if not written:
        return _("Nothing to save: you changed no amount.")
    return ngettext(
        "%(count)d budget saved.",
        "%(count)d budgets saved.",
        written,
    ) % {"count": written}
