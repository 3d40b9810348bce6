"""The activities: as a list, and one by one."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from appeal import duties
from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, Allocation, as_known, by_heading, log_of, put_names
from appeal.web.request import Request

from .. import access
from ..access import offers
from ..figures import figures_of
from ..figures.rows import put_figures, put_flags
from ..filters import ActivityFilter
from ..models import ProgressUpdate, included_updates
from ..tables import ActivityTable
from .activity_results import results_context
from .activity_status import flags_context
from .activity_timeline import timeline_of
from .changes import history_context
from .comments import threads_of, threads_shown
from .evidence import evidence_context
from .lists import acted_on, list_context
from .pages import open_appeal, read_viewpoint, with_own_drafts
from .risks import risks_context

SHOWN_ENTRIES = 20
MOST_COUNTED_ENTRIES = 1_000
SHOWN_EVIDENCE = 10


def activity_list(request: Request, appeal_code: str) -> HttpResponse:
    """Activities, narrowed and sorted by the address."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    rows = access.activities(request.user, appeal).existing(viewpoint)
    figures = figures_of(appeal, viewpoint)
    narrowed = ActivityFilter(request.GET, rows.with_plan(), appeal=appeal, figures=figures)
    shown = narrowed.qs.in_printed_order()
    page = list_context(request, appeal, "activity_list", ActivityTable, shown, figures=figures)
    put_flags(page["table"].page.object_list, figures)
    return render(
        request,
        "tracking/activities/activity_list.html",
        {
            "viewpoint": viewpoint,
            "filter": narrowed,
            "reportable": acted_on(
                viewpoint, access.rows(request.user, duties.REPORT, Activity.objects.of(appeal))
            ),
            "spendable": acted_on(
                viewpoint, access.rows(request.user, duties.ENTER, Activity.objects.of(appeal))
            ),
            "may_add": not viewpoint.is_past
            and access.offices(request.user, duties.PLAN, appeal).exists(),
            **page,
        },
    )


def activity_detail(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """What an activity promises, what it has, and what it did."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    rows = access.activities(request.user, appeal).existing(viewpoint)
    activity = get_object_or_404(rows.with_plan(), code=code)
    put_names([activity], *Activity.NAMED)
    figures = figures_of(appeal, viewpoint, only=[activity.pk])
    (figured,) = put_flags(put_figures([activity], figures), figures)
    page = {
        "viewpoint": viewpoint,
        "activity": activity,
        "updates": _updates(request, activity, viewpoint),
        "allocations": _allocations(activity, viewpoint),
        "held": _held(activity, figured.figures.hold, viewpoint),
        **_entries(request, activity, viewpoint),
        # What is shown from a past day is read and not worked on.
        **({} if viewpoint.is_past else offers.duties_on(request.user, activity)),
        **flags_context(activity, viewpoint),
        **results_context(activity, figures),
        **risks_context(activity, viewpoint),
        **evidence_context(request, activity, viewpoint),
        **history_context(request, activity, viewpoint),
        **threads_of(request, viewpoint, activity=activity),
    }
    page["timeline"] = timeline_of(activity, page)
    page |= threads_shown(request, page["threads"])
    turn = Paginator(page["evidence"], SHOWN_EVIDENCE).get_page(request.GET.get("page_evidence"))
    page |= {"evidence": turn.object_list, "evidence_turn": turn}
    return render(request, "tracking/activities/activity_detail.html", page)


def _updates(request: Request, activity: Activity, viewpoint: Viewpoint) -> list[ProgressUpdate]:
    """The lines that the person may see, the latest first; as of then, those that counted."""
    if not viewpoint.is_past:
        begun = {"report__period__starts_on__lte": viewpoint.as_at}
        rows = access.updates(request.user).filter(activity=activity, **begun)
    else:
        rows = included_updates(viewpoint).filter(activity=activity.pk)
    return list(
        rows.with_state(viewpoint).select_related("report__period", "updated_by").latest_first()
    )


def _held(activity: Activity, hold: str, viewpoint: Viewpoint) -> Model | None:
    """Who suspended or cancelled it, when and why: a line of its change log, where one says so."""
    if not hold:
        return None
    lines = log_of(Activity)._base_manager.filter(viewpoint.by_then("history_date"), id=activity.pk)
    told = lines.filter(history_change_reason__isnull=False).select_related("history_user")
    last = told.order_by("history_id").last()
    return last if getattr(last, "hold", "") == hold else None


def _allocations(activity: Activity, viewpoint: Viewpoint) -> QuerySet[Allocation]:
    rows = as_known(Allocation.objects.all(), viewpoint).filter(activity=activity)
    return rows.select_related("cell__heading").order_by(by_heading("cell__"))


def _entries(request: Request, activity: Activity, viewpoint: Viewpoint) -> dict[str, Any]:
    """The newest entries and how many there are; as the ledger shows them for the same address."""
    counted = with_own_drafts(request, viewpoint)
    rows = access.transactions_then(request.user, counted, activity.appeal)
    rows = rows.filter(activity=activity.pk)
    # Their keys alone first, with those that are only counted; then what is told of these.
    keys = list(rows.newest_first().values_list("pk", flat=True)[: MOST_COUNTED_ENTRIES + 1])
    told = rows.filter(pk__in=keys[:SHOWN_ENTRIES])
    told = told.with_names().with_usd().with_reversal(viewpoint)
    return {
        "entries": list(told.newest_first()),
        "entry_count": len(keys),
        "most_counted": MOST_COUNTED_ENTRIES,
    }
