"""The way in: what waits for a person, of their own office or of the region."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from appeal import duties
from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, Office
from appeal.models.activities import ActivityQuerySet
from appeal.web.clock import real_now
from appeal.web.request import Request

from .. import access
from ..changes import Wanted, read_changes
from ..figures import AppealFigures, figures_of
from ..figures.rows import figures_by_key, put_figures, put_flags
from ..forms import OfficeLines, SeveralForm, TransactionForm
from ..models import Visit, reports_counted
from .desks import Unsaved, desks_of
from .pages import beside_the_page, next_page, open_appeal, own_activity, read_viewpoint
from .reminding import late_reports
from .report_lines import answer_lines, asked_lines
from .transaction_form import answer_entry

CHANGES_SHOWN = 8
APART_SHOWN = 8


def index(request: Request) -> HttpResponse:
    """Sends a person to the appeal that runs today among those of their roles, else the last.

    Whoever may begin one and has none of their own is sent to the list, where they begin it.
    """
    appeal = request.running()
    if access.may(request.user, duties.BEGIN) and not (appeal and appeal.is_own):
        return redirect("tracking:appeal_list")
    if appeal is None:
        return render(request, "tracking/home/index.html")
    return redirect("tracking:home", appeal.code)


def home(request: Request, appeal_code: str) -> HttpResponse:
    """ "My office, this period" for whoever enters for one; the region's for everybody else.

    What is entered there is answered there: a mistake is shown in its row.
    """
    appeal = open_appeal(request, appeal_code)
    if "activity" in request.POST:
        return _record_spend(request, appeal)
    if "office" in request.POST:
        return _log_lines(request, appeal)
    return render(request, "tracking/home/home.html", home_page(request, appeal))


def _log_lines(request: Request, appeal: Appeal) -> HttpResponse:
    """Save the lines of a desk; `office` and `period` say of which report."""
    place = (request.POST["office"], request.POST.get("period", ""))
    asked = asked_lines(request, appeal, *place)

    def show(lines: OfficeLines, status: int) -> HttpResponse:
        refused = Unsaved(lines={line.activity.pk: line for line in lines.changed})
        page = home_page(request, appeal, refused)
        return render(request, "tracking/home/home.html", page, status=status)

    return answer_lines(request, asked, show)


def _record_spend(request: Request, appeal: Appeal) -> HttpResponse:
    """Draft an entry on the `activity` of a row."""
    activity = own_activity(request, appeal.code, request.POST["activity"], duties.ENTER)
    form = TransactionForm(request.POST, activity=activity, auto_id=f"%s-{activity.pk}")
    back = next_page(request, reverse("tracking:home", args=[appeal.code]))

    def show(status: int) -> HttpResponse:
        form.put_in_row()
        page = home_page(request, appeal, Unsaved(entries={activity.pk: form}))
        return render(request, "tracking/home/home.html", page, status=status)

    return answer_entry(request, form, back, show)


def home_page(request: Request, appeal: Appeal, refused: Unsaved | None = None) -> dict[str, Any]:
    """What waits for the person, their desks or else the region, and what others changed.

    For a past day, the region as it was: desks and tasks are always today's. `refused` is what
    was sent from a desk and could not be saved.
    """
    viewpoint = read_viewpoint(request, appeal)
    if viewpoint.is_past:
        return {"viewpoint": viewpoint, **_region(request, appeal, viewpoint)}
    desks = desks_of(request, appeal, viewpoint, refused)
    page = {
        "viewpoint": viewpoint,
        "desks": desks,
        "to_review": access.to_do(request.user, duties.APPROVE)
        .of(appeal)
        .with_lines()
        .order_by("period__ends_on", "office__code"),
        "several": SeveralForm(auto_id="several-%s"),
        "to_post": access.to_do(request.user, duties.POST).of(appeal).count(),
        **_since_last_time(request, appeal, [desk.office for desk in desks]),
    }
    if not desks:
        page |= _region(request, appeal, viewpoint)
    return page


def _since_last_time(request: Request, appeal: Appeal, offices: list[Office]) -> dict[str, Any]:
    """What others did since the person's last visit, in their one office or in all."""
    visited = None
    with beside_the_page():
        visited = Visit.objects.note(user=request.user, appeal=appeal, at=real_now())
    if visited is None:
        return {"before": None}
    before = appeal.clock_at(visited)
    office = offices[0] if len(offices) == 1 else None
    wanted = Wanted(since=before, office=office, news_for=request.user)
    lines, more = read_changes(user=request.user, appeal=appeal, wanted=wanted, most=CHANGES_SHOWN)
    return {"before": before, "lines": lines, "more_changes": more, "change_office": office}


def _region(request: Request, appeal: Appeal, viewpoint: Viewpoint) -> dict[str, Any]:
    """Who is late, totals against requirement, where spend and progress diverge."""
    figures = figures_of(appeal, viewpoint)
    offices = figures.facts.offices
    return {
        "whole": figures.whole,
        "office_count": len(offices),
        "apart": _furthest_apart(access.activities(request.user, appeal), figures),
        **late_reports(request, appeal, viewpoint, offices),
        **reports_counted(appeal, viewpoint, figures.facts.offices),
    }


def _furthest_apart(activities: ActivityQuerySet, figures: AppealFigures) -> list[Any]:
    """Those whose progress and delivery are furthest apart, with figures and flags."""
    existing = activities.existing(figures.facts.viewpoint)
    gaps = {pk: row.gap for pk, row in figures_by_key(existing, figures) if row.gap is not None}
    furthest = sorted(gaps, key=lambda pk: (-abs(gaps[pk]), pk))[:APART_SHOWN]
    rows = existing.with_plan().in_bulk(furthest)
    return put_flags(put_figures([rows[pk] for pk in furthest], figures), figures)
