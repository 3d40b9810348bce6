"""Evidence: attaching it, giving it out, taking it back."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity
from appeal.views.answering import answer, answer_page
from appeal.web.request import Request

from .. import access, actions
from ..access import conversation, offers
from ..forms import EvidenceForm, WithdrawForm
from ..models import Evidence, ProgressUpdate, Transaction
from ..models.evidence import EvidenceQuerySet
from ..row_addresses import address_of
from .files import given_out
from .pages import next_page, open_appeal, own_activity, signing, takes_files, today_in


def evidence_context(request: Request, activity: Activity, viewpoint: Viewpoint) -> dict[str, Any]:
    """What `_evidence.html` shows on the page of an activity."""
    rows = conversation.evidence_then(request.user, viewpoint, activity.office).on(activity)
    return _shown(request, activity, rows, viewpoint)


def entry_evidence(request: Request, entry: Transaction, viewpoint: Viewpoint) -> dict[str, Any]:
    """What `_evidence.html` shows on the page of a transaction."""
    seen = conversation.evidence_then(request.user, viewpoint, entry.office)
    rows = seen.filter(transaction=entry.pk)
    shown = _shown(request, entry.activity, rows, viewpoint)
    return shown | {"attach_to": f"transaction={entry.pk}"}


def _shown(
    request: Request, activity: Activity, rows: EvidenceQuerySet, viewpoint: Viewpoint
) -> dict[str, Any]:
    rows = rows.with_withdrawal(viewpoint).with_names().order_by("-added_at", "-pk")
    if viewpoint.is_past:
        return {"evidence": rows, "may_attach": False, "may_withdraw": False}
    duties = offers.duties_on(request.user, activity)
    return {"evidence": rows, **{name: duties[name] for name in ("may_attach", "may_withdraw")}}


@dataclass(frozen=True)
class Thing:
    """Something of an activity that evidence can be attached to."""

    key: str
    group: str
    label: str
    link: dict[str, Any]


def things_of(request: Request, activity: Activity) -> list[Thing]:
    """The activity's reported periods and milestones, and the transaction that is asked for."""
    lines = ProgressUpdate.objects.standing().filter(activity=activity)
    things = [
        Thing(f"period-{line.report.period.code}", _("Reports"), line.report.period.code,
              {"update": line})
        for line in lines.select_related("report__period").order_by("report__period__starts_on")
    ]  # fmt: skip
    things += [
        Thing(f"milestone-{row.pk}", _("Milestones"), row.title, {"milestone": row})
        for row in activity.milestones.order_by("order")
    ]
    asked = request.GET.get("transaction", "")
    if asked.isdecimal() and len(asked) < 19:
        entries = access.transactions(request.user, activity.appeal)
        entries = entries.filter(activity=activity, pk=int(asked))
        things += [
            Thing(f"transaction-{row.pk}", _("Ledger"), str(row), {"transaction": row})
            for row in entries.select_related("activity")
        ]
    return things


def _asked(request: Request, things: list[Thing]) -> str:
    """The thing that the address asks for, else the latest report; 404 where it is not there."""
    for name in ("transaction", "milestone", "period"):
        if value := request.GET.get(name):
            if f"{name}-{value}" not in {thing.key for thing in things}:
                raise Http404
            return f"{name}-{value}"
    reports = [thing.key for thing in things if "update" in thing.link]
    return reports[-1] if reports else ""


def _grouped(things: list[Thing]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for thing in things:
        groups.setdefault(thing.group, []).append((thing.key, thing.label))
    return list(groups.items())


@takes_files(settings.EVIDENCE_MAX_MEGABYTES)
def evidence_new(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Attach a file or a link to a report's line, a milestone or a transaction."""
    activity = own_activity(request, appeal_code, code, duties.ATTACH)
    things = things_of(request, activity)
    form = EvidenceForm(
        request.POST or None,
        request.FILES or None,
        things=_grouped(things),
        most_megabytes=settings.EVIDENCE_MAX_MEGABYTES,
        initial={"about": _asked(request, things)},
    )
    form.fields["dated_on"].widget.attrs["max"] = today_in(request.appeal).isoformat()
    back = next_page(request, address_of(activity))
    page = {"activity": activity, "things": things, "back": back}

    def save() -> str:
        chosen = next(thing for thing in things if thing.key == form.cleaned_data["about"])
        for name, row in chosen.link.items():
            setattr(form.instance, name, row)
        actions.attach_evidence(
            evidence=form.instance, upload=form.cleaned_data["upload"], **signing(request)
        )
        messages.success(
            request, _("Attached: “%(title)s”.") % {"title": form.cleaned_data["title"]}
        )
        return back

    return answer_page(request, form, save, "tracking/evidence/evidence_new.html", page)


def evidence_file(request: Request, appeal_code: str, pk: int) -> HttpResponseBase:
    """The file, to be saved and never to be shown within the site."""
    appeal = open_appeal(request, appeal_code)
    rows = conversation.evidence(request.user).of(appeal).with_names()
    evidence = get_object_or_404(rows.exclude(sha256=""), pk=pk)
    page = {"evidence": evidence}
    if evidence.is_withdrawn:
        return render(request, "tracking/evidence/evidence_file.html", page, status=410)
    if answer := given_out(request, evidence):
        return answer
    return render(request, "tracking/evidence/evidence_file.html", page, status=404)


def evidence_withdraw(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Take evidence back: the file goes, who did it and why stays."""
    appeal = open_appeal(request, appeal_code)
    managed = access.rows(request.user, duties.WITHDRAW, Evidence.objects.of(appeal)).with_names()
    evidence = get_object_or_404(managed, pk=pk)
    form = WithdrawForm(request.POST or None)
    back = next_page(request, address_of(evidence.activity, appeal))

    def act() -> str:
        actions.withdraw_evidence(
            evidence=evidence, reason=form.cleaned_data["reason"], **signing(request)
        )
        messages.success(request, _("Withdrawn. The file is deleted; this line stays."))
        return back

    def show(status: int) -> HttpResponse:
        # Where somebody took it back before, who did and why is shown.
        page = {"form": form, "evidence": managed.get(pk=pk), "back": back}
        return render(request, "tracking/evidence/evidence_withdraw.html", page, status=status)

    return answer(request, form, act, show)
