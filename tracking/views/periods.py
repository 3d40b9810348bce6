"""Reporting periods: their days and locks, and the re-opening of the appeal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.labels import labelled
from appeal.base.refusals import Refusal
from appeal.models import Appeal, User
from appeal.views.answering import press
from appeal.web.request import Request

from .. import access, actions
from ..forms import ClosingForm, OnceForm, ReasonForm
from ..models import PeriodEvent, ReportingPeriod
from .closing import milestones_left
from .pages import open_appeal, open_appeal_to, own_row, sent_at, signing


@dataclass(frozen=True)
class LogLine:
    """A line of the log: a period was locked or unlocked, the appeal closed or re-opened."""

    what: str
    by: User | None
    at: datetime
    reason: str


def period_list(request: Request, appeal_code: str) -> HttpResponse:
    """The periods of the appeal with their locks, and who locked them when and why."""
    appeal = open_appeal(request, appeal_code)
    return render(request, "tracking/periods/period_list.html", _page(request, appeal))


def _page(request: Request, appeal: Appeal, **bound: OnceForm) -> dict[str, Any]:
    """What the page shows; `bound` is the form that was sent, by the code of its period or name."""
    periods = ReportingPeriod.objects.of(appeal).with_lock().with_approved().order_by("starts_on")
    events = list(
        PeriodEvent.objects.filter(period__appeal=appeal)
        .select_related("period", "by")
        .order_by("-pk")
    )
    last = {event.period_id: event for event in reversed(events)}
    may_govern = access.may(request.user, duties.GOVERN, appeal)
    may_reopen = may_govern and appeal.state == Appeal.State.CLOSED
    forms: dict[str, OnceForm] = {
        period.code: ReasonForm(auto_id=f"{period.code}_%s") for period in periods
    }
    forms["reopening"] = ClosingForm(initial={"version": appeal.version}, auto_id="reopening_%s")
    forms |= bound
    return {
        "rows": [(period, last.get(period.pk), forms[period.code]) for period in periods],
        "reopening": forms["reopening"],
        "may_reopen": may_reopen,
        "opening": OnceForm(),
        "offices": appeal.sections.count(),
        "log": sorted([*_lockings(events), *_closings(appeal)], key=attrgetter("at"), reverse=True),
        "may_lock": may_govern and appeal.state == Appeal.State.PUBLISHED,
        **(milestones_left(request, appeal) if may_reopen else {}),
    }


def _lockings(events: list[PeriodEvent]) -> list[LogLine]:
    return [
        LogLine(labelled(event.period, event.get_kind_display()), event.by, event.at, event.reason)
        for event in events
    ]


def _closings(appeal: Appeal) -> list[LogLine]:
    states = appeal.history.select_related("history_user").order_by("history_id")
    words = {Appeal.State.CLOSED: _("Appeal closed"), Appeal.State.PUBLISHED: _("Appeal re-opened")}
    return [
        LogLine(words[now.state], now.history_user, now.history_date, now.history_change_reason)
        for before, now in pairwise(states)
        if before.state != now.state and before.state in words
    ]


def period_lock(request: Request, appeal_code: str, period_code: str) -> HttpResponse:
    """Lock a period: it takes no report and no posting from now on."""
    return _turn(request, appeal_code, period_code, actions.lock_period, _("%(period)s is locked."))


def period_unlock(request: Request, appeal_code: str, period_code: str) -> HttpResponse:
    """Unlock a period: it takes entries again."""
    return _turn(
        request, appeal_code, period_code, actions.unlock_period, _("%(period)s is unlocked.")
    )


def _turn(
    request: Request, appeal_code: str, code: str, act: Callable[..., object], done: str
) -> HttpResponse:
    appeal = open_appeal(request, appeal_code)
    period = own_row(request, duties.GOVERN, ReportingPeriod.objects.of(appeal), code=code)
    form = ReasonForm(request.POST, auto_id=f"{code}_%s")

    def turn() -> str:
        reason = form.cleaned_data["reason"]
        act(period=period, reason=reason, **signing(request))
        return done % {"period": period}

    return _step(request, appeal, code, form, turn)


def appeal_reopen(request: Request, appeal_code: str) -> HttpResponse:
    """Re-open the appeal; its periods stay locked."""
    appeal = open_appeal_to(request, appeal_code, duties.GOVERN)
    form = ClosingForm(request.POST, auto_id="reopening_%s")

    def reopen() -> str:
        typed = form.cleaned_data
        actions.reopen_appeal(
            appeal=appeal, version=typed["version"], reason=typed["reason"], **signing(request)
        )
        return _("The appeal is open again. Its periods stay locked until you unlock them.")

    return _step(request, appeal, "reopening", form, reopen)


def period_open(request: Request, appeal_code: str) -> HttpResponse:
    """Make the periods of an appeal that has none."""
    appeal = open_appeal_to(request, appeal_code, duties.GOVERN)

    def begin() -> str:
        made = actions.open_periods(appeal=appeal, at=sent_at(request))
        if not made:
            return _("The appeal already has its periods.")
        return _("%(count)s periods created.") % {"count": made}

    return _step(request, appeal, "opening", OnceForm(request.POST), begin)


def _step(
    request: Request, appeal: Appeal, name: str, form: OnceForm, act: Callable[[], str]
) -> HttpResponse:
    """Do what a button of the page says, once; a refusal shows the page with what was typed."""
    address = reverse("tracking:period_list", args=[appeal.code])

    def save() -> str:
        messages.success(request, act())
        return address

    def show(status: int, refusal: Refusal | None = None) -> HttpResponse:
        if refusal:
            # The buttons may mean the opposite now, so what was typed is in none of them.
            page = _page(request, open_appeal(request, appeal.code))
            page |= {"refusal": str(refusal), "typed": form.cleaned_data.get("reason")}
        else:
            page = _page(request, appeal, **{name: form}) | {"refused": form}
        return render(request, "tracking/periods/period_list.html", page, status=status)

    return press(request, form, save, show, address)
