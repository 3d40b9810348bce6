"""One export beside the ledger: what was found, group by group, and what is done about it."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from appeal.base.refusals import Refusal
from appeal.views.answering import press
from appeal.web.request import Request

from .. import actions
from ..actions import MOST_AT_ONCE
from ..forms import DifferencesForm, ExplainForm
from ..models import BooksExport
from ..reconciling import (
    CORRECTED,
    EXPLAINED,
    GROUPS,
    SETTLED,
    WORDING,
    BooksFinding,
    NoPlace,
    Outcome,
    Places,
    compare,
)
from ..row_addresses import address_of
from .pages import next_page, signing
from .reconcile import export_of

PER_PAGE = 40
# Those in which nothing is to be done.
SETTLED_GROUPS = (EXPLAINED, *map(str, SETTLED))
PAGE = "tracking/reconcile/reconcile_detail.html"


def reconcile_detail(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """What was found of an export, worked out from the ledger of now."""
    export = export_of(request, appeal_code, pk)
    if not export.is_read:
        return redirect("tracking:reconcile_columns", export.appeal.code, export.pk)
    return render(request, PAGE, _page(request, export, DifferencesForm()))


def reconcile_draft(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Draft what the ledger lacks."""
    export = export_of(request, appeal_code, pk)
    places = {each.value: each for each in Places(export.appeal, export.office).choices}

    def act(form: DifferencesForm) -> str:
        count = actions.draft_missing(
            export=export,
            choice=form.choice,
            place=form.place_among(places),
            **signing(request),
        )
        return ngettext(
            "%(count)s draft made. Finance posts it.",
            "%(count)s drafts made. Finance posts them.",
            count,
        ) % {"count": count}

    return _act(request, export, DifferencesForm, act)


def reconcile_correct(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Put entries right by the finance system."""
    export = export_of(request, appeal_code, pk)

    def act(form: DifferencesForm) -> str:
        count = actions.correct_entries(export=export, choice=form.choice, **signing(request))
        return ngettext(
            "%(count)s entry corrected as in the finance system.",
            "%(count)s entries corrected as in the finance system.",
            count,
        ) % {"count": count}

    return _act(request, export, DifferencesForm, act)


def reconcile_explain(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Say why differences are right."""
    export = export_of(request, appeal_code, pk)

    def act(form: DifferencesForm) -> str:
        count = actions.explain_differences(
            export=export,
            choice=form.choice,
            reason=form.cleaned_data["reason"],
            **signing(request),
        )
        return ngettext(
            "%(count)s difference explained.", "%(count)s differences explained.", count
        ) % {"count": count}

    return _act(request, export, ExplainForm, act)


def _act(
    request: Request,
    export: BooksExport,
    form_class: type[DifferencesForm],
    act: Callable[[DifferencesForm], str],
) -> HttpResponse:
    """Do it once with what is chosen; a refusal shows the list again, with the ticks."""
    back = next_page(request, address_of(export))
    form = form_class(request.POST or None)

    def step() -> str:
        messages.success(request, act(form))
        return back

    def show(status: int, refusal: Refusal | None = None) -> HttpResponse:
        page = _page(request, export, form)
        page |= {"refusal": refusal, "refusals": getattr(refusal, "refusals", {})}
        return render(request, PAGE, page, status=status)

    return press(request, form, step, show, back)


def _page(request: Request, export: BooksExport, form: DifferencesForm) -> dict[str, object]:
    compared = compare(export)
    counts = compared.counts
    group = _group(request, counts)
    turn = Paginator(compared.of_group(group), PER_PAGE).get_page(request.GET.get("page"))
    places = Places(export.appeal, export.office) if group == Outcome.MISSING_HERE else None
    form.offer(places.choices if places else [])
    address = address_of(export)
    return {
        "export": export,
        "compared": compared,
        "sums": [
            (currency, [(WORDING[name], sums) for name, sums in groups], total)
            for currency, groups, total in compared.sums
        ],
        "tabs": [(name, WORDING[name], counts[name]) for name in GROUPS if name in counts],
        "group": group,
        "said": WORDING.get(group),
        "turn": turn,
        "rows": [(each, _place_of(each, places)) for each in turn],
        "form": form,
        "explaining": form if isinstance(form, ExplainForm) else ExplainForm(),
        "ticked": set(form["chosen"].value() or ()) if form.is_bound else set(),
        "all_ticked": request.GET.get("ticked") == "all",
        "is_drafted": group == Outcome.MISSING_HERE,
        "is_corrected": group in CORRECTED,
        "is_posted": group == Outcome.DRAFT,
        "may_act": group not in ("", *SETTLED_GROUPS),
        "whole": f"{group}:{counts.get(group, 0)}",
        "most": MOST_AT_ONCE,
        "here": f"{address}?kind={group}",
        "back": reverse("tracking:reconcile_list", args=[export.appeal.code]),
    }


def _group(request: Request, counts: Mapping[str, int]) -> str:
    """The group that is asked for, or the first that has any."""
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    if asked in GROUPS:
        return asked
    return next((name for name in GROUPS if name in counts), "")


def _place_of(finding: BooksFinding, places: Places | None) -> str:
    """Where a line would be entered, or why that is not known."""
    if places is None or finding.line is None:
        return ""
    try:
        return str(places.of(finding.line))
    except NoPlace as refusal:
        return str(refusal)
