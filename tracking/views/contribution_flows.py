"""Pledges, commitments and receipts of a contribution, and where its money is assigned."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from appeal import reach
from appeal.base.amounts import cents
from appeal.models import Appeal
from appeal.web.request import Request

from .. import actions
from ..forms import AssignmentForm, FlowForm, OnceForm, PartForm, UndoForm
from ..models import Contribution, Flow
from ..row_addresses import address_of
from .contributions import answer_record, kept
from .pages import open_appeal, signing, today_in


def form_page(contribution: Contribution, **words: str) -> dict[str, object]:
    """The page of a form on a contribution: `title`, `label` of the button, perhaps a `lead`."""
    return {"contribution": contribution, "back": address_of(contribution), **words}


def flow_new(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Record a pledge, a commitment or a receipt."""
    appeal = open_appeal(request, appeal_code)
    contribution = kept(request, appeal, pk)
    begun = {"version": contribution.version}
    form = FlowForm(request.POST or None, contribution=contribution, initial=begun)
    limit_days(form, "value_on", appeal)

    def act() -> str:
        flow = actions.record_flow(
            flow=form.instance, version=form.cleaned_data["version"], **signing(request)
        )
        messages.success(request, _("Recorded: %(flow)s.") % {"flow": in_words(flow)})
        return address_of(contribution)

    page = form_page(
        contribution,
        title=_("Record a pledge, a commitment or a receipt"),
        lead=_("What is recorded cannot be changed. To correct it, reverse it."),
        label=_("Record"),
    )
    return answer_record(request, form, page, act)


def in_words(flow: Flow) -> str:
    return f"{flow.get_kind_display()}, {flow.currency} {cents(flow.amount)}"


def limit_days(form: OnceForm, name: str, appeal: Appeal) -> None:
    """Offer only the days that the actions accept."""
    first, _last = reach.CONTRIBUTION.days(appeal)
    days = {"min": first, "max": appeal.last_value_day(today_in(appeal))}
    form.fields[name].widget.attrs |= {key: day.isoformat() for key, day in days.items()}


def flow_reverse(request: Request, appeal_code: str, pk: int, flow_pk: int) -> HttpResponse:
    """Take a flow back by its mirror image."""
    contribution = kept(request, open_appeal(request, appeal_code), pk)
    flow = get_object_or_404(contribution.flows.select_related("contribution"), pk=flow_pk)
    named = {"flow": in_words(flow)}
    title, done = _("Reverse: %(flow)s") % named, _("Reversed: %(flow)s.") % named
    return _reverse(request, contribution, partial(actions.reverse_flow, flow=flow), title, done)


def _reverse(
    request: Request, contribution: Contribution, act: Callable[..., object], title: str, done: str
) -> HttpResponse:
    """Ask why, and reverse it."""
    form = UndoForm(request.POST or None)

    def reverse() -> str:
        act(reason=form.cleaned_data["reason"], **signing(request))
        messages.success(request, done)
        return address_of(contribution)

    page = form_page(contribution, title=title, label=_("Reverse it"))
    return answer_record(request, form, page, reverse)


def assignment_new(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Move money of a contribution down to an office, a heading or a cell."""
    appeal = open_appeal(request, appeal_code)
    contribution = kept(request, appeal, pk)
    stands = actions.standing_on(contribution, today_in(appeal))
    begun = {"effective_on": appeal.last_value_day(today_in(appeal))}
    form = AssignmentForm(
        request.POST or None, contribution=contribution, stands=stands, initial=begun
    )
    limit_days(form, "effective_on", appeal)

    def act() -> str:
        move = actions.assign_contribution(assignment=form.instance, **signing(request))
        messages.success(
            request, _("Distributed: USD %(amount)s.") % {"amount": cents(move.amount)}
        )
        return address_of(contribution)

    page = form_page(
        contribution,
        title=_("Distribute money"),
        lead=_("Money moves down: to an office, to a heading, or to a requirement line."),
        label=_("Distribute"),
    )
    return answer_record(request, form, page, act)


def part_new(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Say which part of a contribution belongs to another appeal, and since when."""
    appeal = open_appeal(request, appeal_code)
    contribution = kept(request, appeal, pk)
    form = PartForm(
        request.POST or None,
        by=request.user,
        contribution=contribution,
        stands=actions.standing_on(contribution, today_in(appeal)),
        today=appeal.last_value_day(today_in(appeal)),
    )
    limit_days(form, "effective_on", appeal)

    def act() -> str:
        typed = {name: form.cleaned_data[name] for name in PART}
        actions.share_contribution(
            contribution=contribution, source=form.source_place, **typed, **signing(request)
        )
        moved = {"currency": appeal.currency, "amount": cents(typed["amount"])}
        messages.success(
            request,
            _("Recorded: %(currency)s %(amount)s belongs to %(appeal)s.")
            % (moved | {"appeal": typed["appeal"].code}),
        )
        return address_of(contribution)

    page = form_page(
        contribution,
        title=_("Part of another appeal"),
        lead=_(
            "An agreement that serves two years is counted once: each appeal has its part, from the"
            " day that you give. What is recorded cannot be changed; reverse it to correct it."
        ),
        label=_("Record"),
    )
    return answer_record(request, form, page, act)


PART = ("appeal", "amount", "effective_on", "reason")


def assignment_reverse(
    request: Request, appeal_code: str, pk: int, assignment_pk: int
) -> HttpResponse:
    """Take assigned money back to where it came from."""
    contribution = kept(request, open_appeal(request, appeal_code), pk)
    names = (
        "contribution", "from_office", "from_heading", "office", "heading", "into__office",
        "into__heading", "into__appeal",
    )  # fmt: skip
    move = get_object_or_404(contribution.assignments.select_related(*names), pk=assignment_pk)
    named = {"amount": cents(move.amount)}
    return _reverse(
        request,
        contribution,
        partial(actions.reverse_assignment, assignment=move),
        _("Reverse the distribution of USD %(amount)s") % named,
        _("Reversed: USD %(amount)s.") % named,
    )
