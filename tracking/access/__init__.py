"""Who may see what happened, and do what of it; builds on who may see the plan.

`rows` gives the rows to which a person may do a duty; `to_do` those of them that wait for it now.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q, QuerySet

from appeal import access as plan
from appeal import duties
from appeal.access import Rows, Way
from appeal.base.viewpoint import Viewpoint
from appeal.duties import Duty
from appeal.models import Activity, Appeal, Milestone, User
from appeal.models.activities import ActivityQuerySet

from ..models import (
    ActivityTotal,
    ActualBreakdown,
    Attribution,
    BooksExport,
    CalendarAddress,
    Contribution,
    ContributionAssignment,
    CostCategory,
    DonorReport,
    Download,
    Evidence,
    ExchangeRate,
    Flow,
    IndicatorActual,
    LedgerTotal,
    MilestoneAchievement,
    NoticeChoice,
    OfficeReport,
    OpenCommitment,
    OverlapStatement,
    PeriodEvent,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    Risk,
    SavedView,
    StatusOverride,
    Transaction,
    Upload,
    UploadRow,
    Visit,
    included_entries,
)
from ..models.contributions import ContributionQuerySet
from ..models.downloads import DownloadQuerySet
from ..models.ledger import TransactionQuerySet
from ..models.progress import ProgressUpdateQuerySet
from ..models.rates import ExchangeRateQuerySet
from ..models.reports import OfficeReportQuerySet
from ..models.uploads import UploadQuerySet, UploadRowQuerySet
from ..models.visits import VisitQuerySet

# Of what happened as of the plan.
may, offices, regions = plan.may, plan.offices, plan.regions


def _of_report(step: str) -> Way:
    return Way(f"{step}report__period__appeal", f"{step}report__office")


def _of_contribution(step: str) -> Way:
    return Way(f"{step}appeal", f"{step}office", common=f"{step}office__isnull")


WAYS: dict[type[Model], Way] = {
    **plan.WAYS,
    ReportingPeriod: Way("appeal"),
    PeriodEvent: Way("period__appeal"),
    Transaction: Way("appeal", "office"),
    Attribution: Way("entry__appeal", "entry__office"),
    **dict.fromkeys(
        (ActivityTotal, LedgerTotal, OpenCommitment), Way("cell__appeal", "cell__office")
    ),
    OfficeReport: Way("period__appeal", "office"),
    **dict.fromkeys((ReviewEvent, ProgressUpdate), _of_report("")),
    **dict.fromkeys((MilestoneAchievement, IndicatorActual), _of_report("update__")),
    ActualBreakdown: _of_report("actual__update__"),
    **dict.fromkeys((Risk, StatusOverride), plan.WAYS[Milestone]),
    Contribution: _of_contribution(""),
    OverlapStatement: Way("core__appeal", "office", common="office__isnull"),
    **dict.fromkeys(
        (Flow, ContributionAssignment, CostCategory, DonorReport),
        _of_contribution("contribution__"),
    ),
    Evidence: Way(office="office", asked_by="in_appeals"),
    Upload: Way("appeal", "office", person="uploaded_by"),
    BooksExport: Way("appeal", "office", common="office__isnull"),
    SavedView: Way("appeal", person="user"),
}


def rows(user: User, duty: Duty, found: Rows) -> Rows:
    """Those of `found`, rows of a model in WAYS, to which the person may do it."""
    return plan.rows(user, duty, found, WAYS)


def rows_to(duty: Duty, found: Rows) -> Callable[[User], Rows]:
    """For the admin: the rows to which a person may do it."""
    return lambda user: rows(user, duty, found)


State = OfficeReport.State
# The state in which a row waits for a duty, and its period is open.
WAITING: dict[Duty, Callable[[], QuerySet]] = {
    duties.REPORT: lambda: OfficeReport.objects.unlocked(*OfficeReport.WRITABLE),
    duties.TAKE_BACK: lambda: OfficeReport.objects.unlocked(State.SUBMITTED),
    duties.APPROVE: lambda: OfficeReport.objects.unlocked(State.SUBMITTED),
    duties.RETURN: lambda: OfficeReport.objects.unlocked(State.SUBMITTED),
    duties.REOPEN: lambda: OfficeReport.objects.unlocked(State.APPROVED),
    duties.POST: Transaction.objects.drafts,
    duties.REVERSE: Transaction.objects.reversible,
}


def waiting(user: User, duty: Duty) -> Any:
    """What waits for the person or, by the second person's rule, for somebody beside them."""
    return rows(user, duty, WAITING[duty]())


def to_do(user: User, duty: Duty) -> Any:
    """What waits for the person to do it: less what the second person's rule leaves to others."""
    return without_own(user, duty, waiting(user, duty))


def to_do_of(duty: Duty) -> Callable[[User], QuerySet]:
    """For the admin: what waits for a person to do it."""
    return lambda user: to_do(user, duty)


def without_own(user: User, duty: Duty, found: Rows) -> Rows:
    """Those of `found` for which the person may be the second one."""
    narrow = duty.whose.narrowing
    return getattr(found, narrow)(user) if narrow else found


def is_second(user: User, duty: Duty, row: Model) -> bool:
    """Whether the second person's rule lets the person do it to the row."""
    return without_own(user, duty, type(row)._default_manager.filter(pk=row.pk)).exists()


def deciders(report: OfficeReport) -> list[User]:
    """Who may approve a report that is submitted."""
    reviewers = plan.people_with(duties.APPROVE, report.office)
    return [person for person in reviewers if is_second(person, duties.APPROVE, report)]


def activities(user: User, appeal: Appeal) -> ActivityQuerySet:
    """Those the person may see."""
    return Activity.objects.of(appeal) if plan.sees(user, appeal) else Activity.objects.none()


def transactions(user: User, appeal: Appeal | None = None) -> TransactionQuerySet:
    """Posted ones of every office, drafts of the offices whose drafts the person may see."""
    is_own = Q(office__in=offices(user, duties.WORK))
    return _seen(user, appeal, Transaction.objects.filter(Q(posted_at__isnull=False) | is_own))


def transactions_then(
    user: User, viewpoint: Viewpoint, appeal: Appeal | None = None
) -> TransactionQuerySet:
    """The revisions that count from that viewpoint; compare by `id`."""
    return _seen(user, appeal, included_entries(viewpoint, appeal))


def _seen(user: User, appeal: Appeal | None, rows: TransactionQuerySet) -> TransactionQuerySet:
    """Those of the appeals that the person sees, or of this one.

    Of one it is asked here: with a question about appeals in the way SQLite sorts the whole ledger
    for a page of it, where otherwise it reads an index.
    """
    if appeal is None:
        return rows.filter(appeal__in=plan.appeals(user))
    return rows.of(appeal) if plan.sees(user, appeal) else rows.none()


def discarded_transactions(user: User, pk: int) -> QuerySet:
    """The change log's line of a draft of the person's offices that is gone."""
    return Transaction.history.filter(
        id=pk, history_type="-", office__in=offices(user, duties.ENTER)
    )


def reports(user: User) -> OfficeReportQuerySet:
    """Approved ones of every office, all of the offices whose drafts the person may see."""
    return OfficeReport.objects.filter(
        Q(state=OfficeReport.State.APPROVED) | Q(office__in=offices(user, duties.WORK)),
        period__appeal__in=plan.appeals(user),
    )


def reports_then(user: User, viewpoint: Viewpoint) -> OfficeReportQuerySet:
    """Reports as known then: of other offices what was approved by then; with their state."""
    known = OfficeReport.objects.begun(viewpoint).with_state(viewpoint)
    return known.filter(
        Q(state_then=OfficeReport.State.APPROVED) | Q(office__in=offices(user, duties.WORK)),
        period__appeal__in=plan.appeals(user),
    )


def updates(user: User) -> ProgressUpdateQuerySet:
    """The standing lines of the reports that the person may see."""
    return ProgressUpdate.objects.standing().filter(report__in=reports(user))


def unsent_updates(user: User) -> ProgressUpdateQuerySet:
    """Lines not submitted yet, of reports that the person may write."""
    drafts = ProgressUpdate.objects.standing().filter(submitted_at__isnull=True)
    return drafts.filter(report__in=to_do(user, duties.REPORT))


def earlier_revisions(user: User, viewpoint: Viewpoint) -> ProgressUpdateQuerySet:
    """Lines superseded by then, of the reports that the person could read then.

    Of other offices only what was once approved.
    """
    readable = reports_then(user, viewpoint).values("pk")
    earlier = ProgressUpdate.objects.superseded(viewpoint).filter(report__in=readable)
    return earlier.filter(report__office__in=offices(user, duties.WORK)) | earlier.once_approved()


def contributions(user: User) -> ContributionQuerySet:
    """Those of every appeal that the person may see."""
    return Contribution.objects.filter(appeal__in=plan.appeals(user))


def uploads(user: User) -> UploadQuerySet:
    """The person's own, and those about offices whose drafts they see."""
    seen = Q(uploaded_by=user) | Q(office__in=offices(user, duties.WORK))
    return Upload.objects.filter(seen, appeal__in=plan.appeals(user))


def upload_rows(user: User) -> UploadRowQuerySet:
    return UploadRow.objects.filter(upload__in=uploads(user))


def downloads(user: User) -> DownloadQuerySet:
    """The person's own; all of them for whoever manages people everywhere."""
    return Download.objects.all() if user.is_superuser else Download.objects.filter(by=user)


def visits(user: User) -> VisitQuerySet:
    """One's own."""
    return Visit.objects.filter(user=user.pk, appeal__in=plan.appeals(user))


def notice_choices(user: User) -> QuerySet[NoticeChoice]:
    """One's own."""
    return NoticeChoice.objects.filter(user=user.pk)


def calendar_addresses(user: User) -> QuerySet[CalendarAddress]:
    """One's own."""
    return CalendarAddress.objects.filter(user=user.pk)


def rates(user: User) -> ExchangeRateQuerySet:
    """Every rate, for whoever belongs here."""
    return ExchangeRate.objects.all() if plan.may_enter(user) else ExchangeRate.objects.none()
