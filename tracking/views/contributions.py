"""What donors give: contributions, their flows, and where their money is assigned."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import access as plan
from appeal import duties
from appeal.base.given import given
from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, Office
from appeal.models.ordering import in_order
from appeal.views.answering import answer_page
from appeal.views.row_changes import remove_row
from appeal.web.request import Request

from .. import access, actions
from ..figures import AppealFigures, figures_of, grants_of, overdrawn, standing
from ..figures.rows import put_figures
from ..filters import ContributionFilter
from ..forms import ContributionForm, OnceForm
from ..models import Contribution, known_assignments, known_flows
from ..row_addresses import address_of
from ..tables import ContributionTable
from .grants import grant_page
from .lists import acted_on, list_context
from .pages import open_appeal, open_appeal_to, own_row, read_viewpoint, signing

Page = dict[str, Any]


def contribution_list(request: Request, appeal_code: str) -> HttpResponse:
    """The appeal's contributions, narrowed and sorted by the address; what they cover."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    rows = access.contributions(request.user).of(appeal).existing(viewpoint).with_names()
    figures = figures_of(appeal, viewpoint)
    narrowed = ContributionFilter(request.GET, rows, appeal=appeal, viewpoint=viewpoint)
    return render(
        request,
        "tracking/contributions/contribution_list.html",
        {
            "viewpoint": viewpoint,
            "whole": figures.whole,
            "unfunded": grants_of(appeal, viewpoint).unfunded(figures.whole.spent),
            "filter": narrowed,
            **list_context(
                request,
                appeal,
                "contribution_list",
                ContributionTable,
                narrowed.qs,
                figures=figures,
            ),
            "may_add": appeal.pk
            in acted_on(viewpoint, access.rows(request.user, duties.RECORD, Appeal.objects.all())),
        },
    )


def contribution_detail(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """One contribution: its flows, its assignments, and where its money is."""
    appeal = open_appeal(request, appeal_code)
    visible = access.contributions(request.user).of(appeal)
    contribution = get_object_or_404(visible, pk=pk)
    viewpoint = read_viewpoint(request, appeal)
    return render(
        request,
        "tracking/contributions/contribution_detail.html",
        contribution_page(request, contribution, viewpoint),
    )


def contribution_page(request: Request, contribution: Contribution, viewpoint: Viewpoint) -> Page:
    """What a contribution's page shows, from `viewpoint`."""
    named = Contribution.objects.with_names().get(pk=contribution.pk)
    figures = figures_of(contribution.appeal, viewpoint)
    put_figures([named], figures)
    flows = known_flows(viewpoint).filter(contribution=contribution).with_signed()
    of_it = Q(contribution=contribution) | Q(into=contribution)
    moves = known_assignments(viewpoint).filter(of_it)
    places = (
        "from_office", "from_heading", "office", "heading", "into__appeal", "contribution__appeal",
    )  # fmt: skip
    flows = flows.select_related("recorded_by", "reversal").order_by("value_on", "pk")
    moves = moves.select_related("recorded_by", "reversal", *places).order_by("effective_on", "pk")
    stands = standing(contribution, viewpoint)
    return {
        "viewpoint": viewpoint,
        "contribution": named,
        "flows": flows,
        "in_other_currency": {contribution.currency, *(flow.currency for flow in flows)} != {"USD"},
        "assignments": moves,
        "seen_appeals": set(plan.appeals(request.user).values_list("pk", flat=True)),
        "reversed_flows": {flow.reverses_id for flow in flows},
        "reversed_assignments": {move.reverses_id for move in moves},
        "stands": [
            {"office": office, "heading": heading, "amount": amount}
            for (office, heading), amount in stands.items()
            if amount
        ],
        "overdrawn": overdrawn(stands),
        **grant_page(named, viewpoint, figures.contribution_of(named)),
        "entered": contribution.history.select_related("history_user").order_by("pk").first(),
        # What is shown from a past day is read and not worked on.
        "may_record": not viewpoint.is_past and is_kept(request, contribution),
    }


def is_kept(request: Request, contribution: Contribution) -> bool:
    found = Contribution.objects.filter(pk=contribution.pk)
    return access.rows(request.user, duties.RECORD, found).exists()


def kept(request: Request, appeal: Appeal, pk: int) -> Contribution:
    """The contribution as it is stored now, if the person records on it; 404 otherwise."""
    return own_row(request, duties.RECORD, Contribution.objects.of(appeal).with_names(), pk=pk)


def contribution_new(request: Request, appeal_code: str) -> HttpResponse:
    """Enter a contribution: from whom, under which reference, earmarked for what."""
    appeal = open_appeal_to(request, appeal_code, duties.RECORD)
    contribution = Contribution(appeal=appeal)
    page = {
        "title": _("Add a contribution"),
        "lead": _("You can record pledges, commitments and receipts on its page afterwards."),
        "label": _("Save and continue"),
        "back": reverse("tracking:contribution_list", args=[appeal.code]),
    }
    return _contribution_form(request, contribution, page)


def contribution_edit(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Change donor, reference and note; earmark without a flow, currency without one in force."""
    contribution = kept(request, open_appeal(request, appeal_code), pk)
    page = {
        "title": _("Change the contribution"),
        "label": _("Save"),
        "back": address_of(contribution),
        # As it is stored: what was typed and refused may have no donor.
        "contribution": str(contribution),
    }
    if contribution.flows.in_force().exists():
        page["lead"] = _(
            "Pledges, commitments or receipts are recorded, so the currency and earmarking"
            " cannot change."
        )
    elif contribution.flows.exists():
        page["lead"] = _("All of them are reversed, so the currency can be corrected again.")
    return _contribution_form(request, contribution, page)


def _contribution_form(request: Request, contribution: Contribution, page: Page) -> HttpResponse:
    form = ContributionForm(request.POST or None, by=request.user, instance=contribution)

    def act() -> str:
        saved = actions.save_contribution(
            contribution=contribution,
            version=form.cleaned_data["version"],
            donor=given(form.chosen_donor),
            **signing(request),
        )
        messages.success(request, _("Saved: %(contribution)s.") % {"contribution": saved})
        return address_of(saved)

    return answer_record(request, form, page, act)


def answer_record(
    request: Request, form: OnceForm, page: Page, act: Callable[[], str]
) -> HttpResponse:
    """Answer a form on a contribution, or on something of it."""
    return answer_page(request, form, act, "tracking/contributions/contribution_form.html", page)


def funding_context(
    request: Request, appeal: Appeal, office: Office, figures: AppealFigures
) -> Page:
    """What `_funding.html` shows: contributions that count for an office, their shares."""
    viewpoint = figures.facts.viewpoint
    rows = access.contributions(request.user).of(appeal).existing(viewpoint)
    rows = in_order(rows.counting_for(viewpoint, office=office), "donor__name", "reference")
    return {
        "contributions": [
            (row, row.figures.at_office(office.pk))
            for row in put_figures(rows.with_names(), figures)
        ]
    }


def contribution_remove(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Remove a contribution of which no flow and no assignment was recorded."""
    contribution = kept(request, open_appeal(request, appeal_code), pk)
    page = {
        "back": reverse("tracking:contribution_list", args=[appeal_code]),
        "from_where": _("Contributions"),
        "links": [(contribution, address_of(contribution))],
    }
    return remove_row(request, contribution, page)
