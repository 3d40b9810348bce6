"""An office's desk on Home: its activities, the line of each, what waits for a reviewer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.core.paginator import Page, Paginator

from appeal import duties
from appeal.base.given import given
from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, Allocation, Appeal, Office, Requirement, User, by_heading
from appeal.web.request import Request

from .. import access
from ..figures import AppealFigures, figures_of
from ..figures.rows import put_figures, put_flags
from ..forms import (
    ConfirmForm,
    OfficeLineForm,
    OfficeLines,
    OnceForm,
    QuickSpendForm,
    TransactionForm,
)
from ..models import (
    Due,
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    Transaction,
    awaited_among,
    due_of,
)
from .lists import ids
from .report_lines import line_forms

# Who enters for more offices than this works from the lists.
MOST_DESKS = 3
# Of all desks together: each row is a form.
ROWS_SHOWN = 10


@dataclass
class Unsaved:
    """What was sent from a desk and could not be saved: lines of a period, or one entry."""

    lines: dict[int, OfficeLineForm] = field(default_factory=dict)
    entries: dict[int, TransactionForm] = field(default_factory=dict)


@dataclass
class DeskRow:
    """An activity on a desk: its line to fill in, the cells it is paid from, what was asked.

    `last` is the latest line with a percentage before the period of the desk, in any state.
    """

    activity: Activity
    last: ProgressUpdate | None = None
    line: OfficeLineForm | None = None
    cells: list[Requirement] = field(default_factory=list)
    refused: TransactionForm | None = None

    @property
    def is_faulty(self) -> bool:
        """Whether something could not be saved."""
        line = self.line
        return bool(self.refused or (line and line.is_bound and (line.errors or line.theirs)))

    @cached_property
    def spend(self) -> QuickSpendForm:
        return QuickSpendForm(activity=self.activity)


@dataclass
class HandedIn:
    """A report that waits for its reviewers; `taking_back` is None for whoever may not."""

    submitted: ReviewEvent
    report: OfficeReport
    deciders: list[User]
    taking_back: ConfirmForm | None


@dataclass
class Desk:
    """An office and the period that it reports on next; `due` is None where none is open."""

    office: Office
    figures: AppealFigures
    due: Due | None
    turn: Page
    rows: list[DeskRow]
    # Of the activities that the report is to speak of, and how many it does speak of.
    awaited: int = 0
    written: int = 0
    returned: str = ""
    drafts: int = 0
    others: list[ReportingPeriod] = field(default_factory=list)
    sent: OnceForm = field(default_factory=lambda: OnceForm(auto_id="%s-lines"))
    handed_in: list[HandedIn] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the address calls the page of its activities."""
        return f"page_{self.office.code}"

    @property
    def is_writable(self) -> bool:
        return any(row.line for row in self.rows)

    @property
    def faulty(self) -> list[DeskRow]:
        """The rows in which something could not be saved."""
        return [row for row in self.rows if row.is_faulty]


def desks_of(
    request: Request, appeal: Appeal, viewpoint: Viewpoint, refused: Unsaved | None
) -> list[Desk]:
    """Those of the offices that the person enters for, as long as they are few."""
    own = access.offices(request.user, duties.ENTER, appeal).in_printed_order()
    if own.count() > MOST_DESKS:
        return []
    offices = list(own)
    size = ROWS_SHOWN // max(1, len(offices))
    return [
        _desk(request, appeal, office, viewpoint, size, refused or Unsaved()) for office in offices
    ]


def _desk(
    request: Request,
    appeal: Appeal,
    office: Office,
    viewpoint: Viewpoint,
    size: int,
    refused: Unsaved,
) -> Desk:
    periods = list(ReportingPeriod.objects.of(appeal).open(given(viewpoint.today)).awaiting(office))
    figures = figures_of(appeal, viewpoint, office=office)
    own = Activity.objects.of(appeal).in_office(office).going()
    desk = Desk(office, figures, None, Page([], 1, Paginator([], size)), [], others=periods[1:])
    pages = Paginator(own.with_plan().in_printed_order(), size)
    desk.turn = pages.get_page(request.GET.get(desk.name))
    desk.rows = _rows(desk.turn.object_list, figures, refused)
    desk.drafts = Transaction.objects.of(appeal).drafts().filter(office=office).count()
    desk.handed_in = _handed_in(request.user, appeal, office)
    _put_last(desk, periods[0] if periods else None)
    if periods:
        reports = OfficeReport.objects.filter(office=office, period=periods[0])
        report = reports.with_review().first()
        desk.due = due_of(appeal, viewpoint, office, periods[0], report)
        desk.returned = report.returned_because() if report else ""
        lines = ProgressUpdate.objects.standing().filter(report=report)
        awaited = awaited_among(own, periods[0])
        desk.awaited = len(awaited)
        desk.written = len(awaited.intersection(lines.values_list("activity", flat=True)))
        _put_lines(request, appeal, desk, periods[0], refused)
    return desk


def _rows(page: Iterable[Activity], figures: AppealFigures, refused: Unsaved) -> list[DeskRow]:
    """Activities of a page; those that cannot be paid for have no cells."""
    rows = {row.pk: DeskRow(row) for row in put_flags(put_figures(page, figures), figures)}
    shares = Allocation.objects.filter(activity__in=rows).select_related("cell__heading")
    for share in shares.order_by(by_heading("cell__")):
        rows[share.activity_id].cells.append(share.cell)
    for pk, row in rows.items():
        row.refused = refused.entries.get(pk)
    return list(rows.values())


def _put_last(desk: Desk, period: ReportingPeriod | None) -> None:
    """What the office last reported of each row: before the period, or at all where none is open.

    What it submitted counts as well as what is official: they are its own words.
    """
    lines, shown = ProgressUpdate.objects, [row.activity.pk for row in desk.rows]
    last = lines.last_before(shown, period) if period else lines.last_of(shown)
    for row in desk.rows:
        row.last = last.get(row.activity.pk)


def _put_lines(
    request: Request, appeal: Appeal, desk: Desk, period: ReportingPeriod, refused: Unsaved
) -> None:
    """The lines of the page for a whole office, where the person writes them."""
    writes = ids(access.rows(request.user, duties.REPORT, Activity.objects.of(appeal)))
    rows = [row for row in desk.rows if row.activity.pk in writes]
    forms = line_forms(request, [row.activity for row in rows], period)
    for row, line in zip(rows, OfficeLines(forms, period).rows, strict=True):
        line = refused.lines.get(row.activity.pk, line)
        row.line = line.put_on_desk(f"lines-{desk.office.code}")


def _handed_in(person: User, appeal: Appeal, office: Office) -> list[HandedIn]:
    """The office's reports that nobody has approved or returned yet, oldest first."""
    state = OfficeReport.State.SUBMITTED
    reports = list(
        OfficeReport.objects.of(appeal)
        .filter(office=office, state=state)
        .with_lines()
        .order_by("period__ends_on")
    )
    if not reports:
        return []
    mine = ids(access.to_do(person, duties.TAKE_BACK).filter(office=office))
    events = ReviewEvent.objects.filter(report__in=reports, to_state=state).select_related("by")
    last = {event.report_id: event for event in events.order_by("pk")}
    return [
        HandedIn(
            last[report.pk],
            report,
            access.deciders(report),
            ConfirmForm(initial={"version": report.version}, auto_id=f"take_{report.pk}_%s")
            if report.pk in mine
            else None,
        )
        for report in reports
    ]
