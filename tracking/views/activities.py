"""The activities: as a list, and one by one."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django_tables2 import RequestConfig, Table

from .. import access
from ..filters import ActivityFilter
from ..tables import ActivityTable
from .pages import open_appeal, read_viewpoint

PAGE_SIZES = (25, 50, 100)


def activity_list(request: HttpRequest, appeal_code: str) -> HttpResponse:
    """Activities, narrowed and sorted by the address."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    rows = access.activities(request.user, appeal).with_plan().with_figures(viewpoint)
    narrowed = ActivityFilter(request.GET, rows, appeal=appeal)
    table = ActivityTable(narrowed.qs.in_printed_order())
    turn_to_page(request, table)
    return render(
        request,
        "tracking/activity_list.html",
        {
            "viewpoint": viewpoint,
            "filter": narrowed,
            "table": table,
            "sizes": PAGE_SIZES,
            "reportable": ids(access.reportable_activities(request.user, appeal)),
            "spendable": ids(access.spendable_activities(request.user, appeal)),
        },
    )


def ids(rows: QuerySet) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def turn_to_page(request: HttpRequest, table: Table) -> None:
    """Sort the table and show the page of it that the address asks for."""
    # With paginate the library would read any number of rows per page from the address.
    RequestConfig(request, paginate=False).configure(table)
    table.paginate(per_page=page_size(request))
    table.page = table.paginator.get_page(request.GET.get("page"))


def page_size(request: HttpRequest) -> int:
    """The rows per page that the address asks for, among those offered."""
    asked = request.GET.get("per_page", "")
    return int(asked) if asked in map(str, PAGE_SIZES) else PAGE_SIZES[0]


def activity_detail(request: HttpRequest, appeal_code: str, code: str) -> HttpResponse:
    """What an activity promises, what it has, and what it did."""
    appeal = open_appeal(request, appeal_code)
    viewpoint = read_viewpoint(request, appeal)
    rows = access.activities(request.user, appeal).with_plan().with_figures(viewpoint)
    activity = get_object_or_404(rows, code=code)
    begun = {"report__period__starts_on__lte": viewpoint.as_at}
    visible = access.updates(request.user).filter(activity=activity, **begun)
    entries = access.transactions(request.user).filter(
        activity=activity, value_on__lte=viewpoint.as_at
    )
    return render(
        request,
        "tracking/activity_detail.html",
        {
            "viewpoint": viewpoint,
            "activity": activity,
            "elapsed": activity.elapsed_by(viewpoint.as_at),
            "allocations": activity.allocations.select_related("cell__heading").order_by(
                "cell__heading__order"
            ),
            "updates": visible.select_related("report__period", "updated_by").order_by(
                "-report__period__starts_on"
            ),
            "entries": entries.with_names().with_signed().newest_first()[:50],
            "entry_count": entries.count(),
            "milestones": activity.milestones.order_by("order"),
            "indicators": activity.indicators.order_by("order"),
            "may_report": access.reportable_activities(request.user, appeal)
            .filter(pk=activity.pk)
            .exists(),
            "may_spend": access.spendable_activities(request.user, appeal)
            .filter(pk=activity.pk)
            .exists(),
        },
    )
