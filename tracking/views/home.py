"""The way in: what waits for a person, of their own office or of the region."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from appeal import access as plan
from appeal import duties
from appeal.base.given import given
from appeal.base.viewpoint import Viewpoint
from appeal.clock import real_now
from appeal.models import Activity, Allocation, Appeal, Office
from appeal.models.activities import ActivityQuerySet
from appeal.web.request import Request

from .. import access
from ..changes import Wanted, read_changes
from ..figured_rows import figures_by_key, put_figures, put_flags
from ..figures import AppealFigures, figures_of
from ..forms import OfficeLineForm, OfficeLines, OnceForm, QuickSpendForm, SeveralForm
from ..models import (
    Due,
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
    Transaction,
    Visit,
    due_of,
    reports_counted,
    reports_due,
)
from .lists import ids
from .pages import beside_the_page, open_appeal, read_viewpoint
from .report_lines import line_forms

# Who enters for more offices than this works from the lists.
MOST_DESKS = 3
CHANGES_SHOWN = 8
APART_SHOWN = 8
# Of all desks together: each row is a form.
ROWS_SHOWN = 10


def index(request: Request) -> HttpResponse:
    """Sends a person to their current appeal."""
    appeal = plan.appeals(request.user).current_first().first()
    if appeal is None:
        return render(request, "tracking/home/index.html")
    return redirect("tracking:home", appeal.code)


def home(request: Request, appeal_code: str) -> HttpResponse:
    """ "My office, this period" for whoever enters for one; the region's for everybody else."""
    appeal = open_appeal(request, appeal_code)
    return render(request, "tracking/home/home.html", home_page(request, appeal))


def home_page(request: Request, appeal: Appeal) -> dict[str, Any]:
    """What waits for the person, their desks or else the region, and what others changed.

    For a past day, the region as it was: desks and tasks are always today's.
    """
    viewpoint = read_viewpoint(request, appeal)
    if viewpoint.is_past:
        return {"viewpoint": viewpoint, **_region(request, appeal, viewpoint)}
    own = access.offices(request.user, duties.ENTER).of(appeal).in_printed_order()
    is_office = appeal.state == Appeal.State.PUBLISHED and own.count() <= MOST_DESKS
    offices = list(own) if is_office else []
    size = ROWS_SHOWN // max(1, len(offices))
    desks = [_desk(request, appeal, office, viewpoint, size) for office in offices]
    page = {
        "viewpoint": viewpoint,
        "desks": desks,
        "to_review": access.approvable_reports(request.user)
        .of(appeal)
        .with_lines()
        .order_by("period__ends_on", "office__code"),
        "several": SeveralForm(auto_id="several-%s"),
        "to_post": access.postable_transactions(request.user).of(appeal).count(),
        **_since_last_time(request, appeal, [desk.office for desk in desks]),
    }
    if not desks:
        page |= _region(request, appeal, viewpoint)
    return page


@dataclass
class DeskRow:
    """An activity on a desk: its figures, the line to fill in, the cells that it is paid from."""

    activity: Activity
    line: OfficeLineForm | None = None
    cells: list[Any] = field(default_factory=list)

    @cached_property
    def spend(self) -> QuickSpendForm:
        return QuickSpendForm(activity=self.activity)


@dataclass
class Desk:
    """An office and the period that it reports on next; `due` is None where none is open."""

    office: Office
    figures: AppealFigures
    due: Due | None
    turn: Page
    rows: list[DeskRow]
    written: int = 0
    returned: str = ""
    drafts: int = 0
    others: list[ReportingPeriod] = field(default_factory=list)
    sent: OnceForm = field(default_factory=lambda: OnceForm(auto_id="%s-lines"))
    currencies: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the address calls the page of its activities."""
        return f"page_{self.office.code}"

    @property
    def is_writable(self) -> bool:
        return any(row.line for row in self.rows)


def _desk(
    request: Request, appeal: Appeal, office: Office, viewpoint: Viewpoint, size: int
) -> Desk:
    periods = list(ReportingPeriod.objects.of(appeal).open(given(viewpoint.today)).awaiting(office))
    figures = figures_of(appeal, viewpoint, office=office)
    own = Activity.objects.of(appeal).in_office(office).going()
    desk = Desk(office, figures, None, Page([], 1, Paginator([], size)), [], others=periods[1:])
    pages = Paginator(own.with_plan().in_printed_order(), size)
    desk.turn = pages.get_page(request.GET.get(desk.name))
    desk.rows = _rows(desk.turn.object_list, figures)
    desk.drafts = Transaction.objects.of(appeal).drafts().filter(office=office).count()
    if periods:
        reports = OfficeReport.objects.filter(office=office, period=periods[0])
        report = reports.with_review().first()
        desk.due = due_of(appeal, viewpoint, office, periods[0], report)
        desk.returned = report.returned_because() if report else ""
        lines = ProgressUpdate.objects.standing().filter(report=report, activity__in=own)
        desk.written = lines.count()
        _put_lines(request, appeal, desk, periods[0])
    return desk


def _rows(page: Any, figures: AppealFigures) -> list[DeskRow]:
    """Activities of a page; those that cannot be paid for have no cells."""
    rows = {row.pk: DeskRow(row) for row in put_flags(put_figures(page, figures), figures)}
    shares = Allocation.objects.filter(activity__in=rows).select_related("cell__heading")
    for share in shares.order_by("cell__heading__order"):
        rows[share.activity_id].cells.append(share.cell)
    return list(rows.values())


def _put_lines(request: Request, appeal: Appeal, desk: Desk, period: ReportingPeriod) -> None:
    """The lines of the page for a whole office, where the person writes them."""
    writes = ids(access.rows(request.user, duties.REPORT, Activity.objects.of(appeal)))
    rows = [row for row in desk.rows if row.activity.pk in writes]
    lines = OfficeLines(line_forms(request, [row.activity for row in rows], period))
    for row, line in zip(rows, lines.rows, strict=True):
        row.line = line


def _since_last_time(request: Request, appeal: Appeal, offices: list[Office]) -> dict[str, Any]:
    """What others changed since the person's last visit, in their one office or in all."""
    visited = None
    with beside_the_page():
        visited = Visit.objects.note(user=request.user, appeal=appeal, at=real_now())
    if visited is None:
        return {"before": None}
    before = appeal.clock_at(visited)
    office = offices[0] if len(offices) == 1 else None
    wanted = Wanted(since=before, office=office)
    lines, more = read_changes(user=request.user, appeal=appeal, wanted=wanted, most=CHANGES_SHOWN)
    return {"before": before, "lines": lines, "more_changes": more, "change_office": office}


def _region(request: Request, appeal: Appeal, viewpoint: Viewpoint) -> dict[str, Any]:
    """Who is late, totals against requirement, where spend and progress diverge."""
    periods = ReportingPeriod.objects.of(appeal).fallen_due(viewpoint.as_at)
    figures = figures_of(appeal, viewpoint)
    offices = figures.facts.offices
    dues = reports_due(appeal, viewpoint, offices, periods.order_by("starts_on"))
    return {
        "whole": figures.whole,
        "office_count": len(offices),
        "late": sorted((due for due in dues if not due.is_handed_in), key=lambda due: -due.late),
        "visible": ids(access.reports_then(request.user, viewpoint).of(appeal)),
        "apart": _furthest_apart(access.activities(request.user, appeal), figures),
        **reports_counted(appeal, viewpoint, figures.facts.offices),
    }


def _furthest_apart(activities: ActivityQuerySet, figures: AppealFigures) -> list[Any]:
    """Those whose progress and delivery are furthest apart, with figures and flags."""
    existing = activities.existing(figures.facts.viewpoint)
    gaps = {pk: row.gap for pk, row in figures_by_key(existing, figures) if row.gap is not None}
    furthest = sorted(gaps, key=lambda pk: (-abs(gaps[pk]), pk))[:APART_SHOWN]
    rows = existing.with_plan().in_bulk(furthest)
    return put_flags(put_figures([rows[pk] for pk in furthest], figures), figures)
