"""The risk register: all of it, and one risk of an activity."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, Appeal, Office, as_known, to_office
from appeal.views.answering import answer_page
from appeal.views.row_changes import remove_row
from appeal.web.request import Request

from .. import access, actions
from ..filters import RiskFilter
from ..forms import RiskForm
from ..models import Level, Risk, level_of
from ..models.risks import RiskQuerySet
from ..row_addresses import address_of
from ..tables import RiskTable
from .lists import acted_on, list_context
from .pages import next_page, open_appeal, own_activity, own_row, read_viewpoint, sent_at


def risks_context(activity: Activity, viewpoint: Viewpoint) -> dict[str, Any]:
    """What `_risks.html` shows on the page of an activity."""
    rows = as_known(Risk.objects.all(), viewpoint).filter(activity=activity).with_score()
    return {"risks": rows.order_by(F("score").desc(), "id")}


def risk_list(request: Request, appeal_code: str) -> HttpResponse:
    """The register: how many risks of which score, and each of them."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    known = as_known(Risk.objects.all(), viewpoint).of(appeal).with_score().with_names()
    narrowed = RiskFilter(request.GET, known, appeal=appeal)
    shown = narrowed.qs.order_by("-score", "id")
    kept = {name: request.GET[name] for name in ("office", "state") if request.GET.get(name)}
    if viewpoint.known_on:
        kept["known_on"] = viewpoint.known_on.isoformat()
    spread = RiskFilter(kept, known, appeal=appeal).qs
    pairs = spread.order_by().values_list("likelihood", "consequence")
    return render(
        request,
        "tracking/risks/risk_list.html",
        {
            "viewpoint": viewpoint,
            "filter": narrowed,
            **list_context(request, appeal, "risk_list", RiskTable, shown),
            "office": narrowed.form.cleaned_data.get("office") if narrowed.is_valid() else None,
            "matrix": matrix_of(Counter(pairs), kept),
            "consequences": Risk.Consequence.choices,
            "offices": by_office(appeal, known, kept),
            "levels": Level.choices,
            "editable": acted_on(
                viewpoint, access.rows(request.user, duties.KEEP_RISKS, Risk.objects.all())
            ),
        },
    )


def matrix_of(counts: Counter, kept: dict[str, str]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The rows of the matrix, likeliest first: each cell with its count, level and address."""

    def cell(likelihood: int, consequence: int) -> dict[str, Any]:
        asked = {"likelihood": likelihood, "consequence": consequence}
        return {
            "count": counts[likelihood, consequence],
            "level": level_of(likelihood * consequence),
            "query": urlencode(kept | asked),
        }

    return [
        (label, [cell(likelihood, consequence) for consequence in Risk.Consequence.values])
        for likelihood, label in reversed(Risk.Likelihood.choices)
    ]


def by_office(
    appeal: Appeal, known: RiskQuerySet, kept: dict[str, str]
) -> list[tuple[Office, list[tuple[Level, int, str]]]]:
    """Each office that has risks, with the count and address of each level."""
    elsewhere = {name: value for name, value in kept.items() if name != "office"}
    rows = RiskFilter(elsewhere, known, appeal=appeal).qs.order_by()
    counts = Counter(rows.values_list(to_office("activity__"), "level"))
    found = {office for office, _level in counts}
    offices = Office.objects.of(appeal).filter(pk__in=found)
    return [
        (
            office,
            [
                (level, counts[office.pk, level],
                 urlencode(elsewhere | {"office": office.code, "level": level}))
                for level in Level
            ],
        )
        for office in offices.in_printed_order()
    ]  # fmt: skip


def risk_new(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Add a risk to an activity."""
    activity = own_activity(request, appeal_code, code, duties.KEEP_RISKS)
    language = (translation.get_language() or "en")[:2]
    return _risk_form(request, Risk(activity=activity, language=language, version=0), activity)


def risk_edit(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Change a risk, or close it."""
    appeal = open_appeal(request, appeal_code)
    risk = own_row(request, duties.KEEP_RISKS, Risk.objects.of(appeal), pk=pk)
    return _risk_form(request, risk, Activity.objects.with_plan().get(pk=risk.activity_id))


def _risk_form(request: Request, risk: Risk, activity: Activity) -> HttpResponse:
    form = RiskForm(request.POST or None, instance=risk)
    back = next_page(request, address_of(activity))

    def save() -> str:
        version = form.cleaned_data["version"]
        actions.save_risk(risk=risk, version=version, at=sent_at(request))
        messages.success(request, _("Risk saved."))
        return back

    page = {"activity": activity, "back": back, "is_new": not risk.pk}
    return answer_page(request, form, save, "tracking/risks/risk_form.html", page)


def risk_remove(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Remove a risk that was entered by mistake; one that was treated is closed instead."""
    appeal = open_appeal(request, appeal_code)
    risks = Risk.objects.of(appeal).select_related("activity__priority__section__appeal")
    risk = own_row(request, duties.KEEP_RISKS, risks, pk=pk)
    page = {"back": address_of(risk.activity, appeal), "from_where": risk.activity}
    return remove_row(request, risk, page, actions.remove_risk, actions.why_risk_stays)
