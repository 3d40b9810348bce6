"""Who may see drafts, record, post and review; builds on who may see the plan."""

from collections.abc import Callable

from django.db.models import Model, Q, QuerySet

from appeal import access as plan
from appeal import duties
from appeal.access import Rows
from appeal.base.viewpoint import Viewpoint
from appeal.duties import Duty
from appeal.models import Activity, Appeal, Milestone, Office, Section, User
from appeal.models.activities import ActivityQuerySet
from appeal.models.appeals import AppealQuerySet

from ..models import (
    ActualBreakdown,
    Contribution,
    Donor,
    Download,
    ExchangeRate,
    IndicatorActual,
    LedgerTotal,
    MilestoneAchievement,
    OfficeReport,
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
from ..models.periods import ReportingPeriodQuerySet
from ..models.progress import ProgressUpdateQuerySet
from ..models.rates import ExchangeRateQuerySet
from ..models.reports import OfficeReportQuerySet
from ..models.uploads import UploadQuerySet, UploadRowQuerySet
from ..models.visits import SavedViewQuerySet, VisitQuerySet

# Of what happened as of the plan.
may, has, offices, regions = plan.may, plan.has, plan.offices, plan.regions
acts_somewhere = plan.acts_somewhere


def _of_report(step: str) -> plan.Way:
    return f"{step}report__period__appeal", f"{step}report__office"


WAYS: dict[type[Model], plan.Way] = {
    **plan.WAYS,
    Transaction: ("appeal", "office"),
    LedgerTotal: ("cell__appeal", "cell__office"),
    OfficeReport: ("period__appeal", "office"),
    **dict.fromkeys((ReviewEvent, ProgressUpdate), _of_report("")),
    **dict.fromkeys((MilestoneAchievement, IndicatorActual), _of_report("update__")),
    ActualBreakdown: _of_report("actual__update__"),
    **dict.fromkeys((Risk, StatusOverride), plan.WAYS[Milestone]),
}


def rows(user: User, duty: Duty, found: Rows) -> Rows:
    """Those of `found`, rows of a model in WAYS, to which the person may do it."""
    return plan.rows(user, duty, found, WAYS)


def rows_to(duty: Duty, found: Rows) -> Callable[[User], Rows]:
    """For the admin: the rows to which a person may do it."""
    return lambda user: rows(user, duty, found)


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
    return _seen(user, appeal, included_entries(viewpoint))


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


def postable_transactions(user: User) -> TransactionQuerySet:
    """Drafts that the person posts: not their own where the appeal needs a second person."""
    return rows(user, duties.POST, Transaction.objects.drafts()).not_for(user)


def reversible_transactions(user: User) -> TransactionQuerySet:
    """Posted ones that are neither a reversal nor reversed already."""
    posted = rows(user, duties.POST, Transaction.objects.posted())
    return posted.filter(reverses__isnull=True, reversal__isnull=True)


def kept_rates(user: User) -> ExchangeRateQuerySet:
    """The rates that the person edits."""
    return _rates(has(user, duties.KEEP_RATES))


def reports(user: User) -> OfficeReportQuerySet:
    """Approved ones of every office, all of the offices whose drafts the person may see."""
    return OfficeReport.objects.filter(
        Q(state=OfficeReport.State.APPROVED) | Q(office__in=offices(user, duties.WORK)),
        period__appeal__in=plan.appeals(user),
    )


def reports_then(user: User, viewpoint: Viewpoint) -> OfficeReportQuerySet:
    """The same as known then: of other offices what was approved by then; with their state."""
    known = OfficeReport.objects.begun(viewpoint).with_state(viewpoint)
    return known.filter(
        Q(state_then=OfficeReport.State.APPROVED) | Q(office__in=offices(user, duties.WORK)),
        period__appeal__in=plan.appeals(user),
    )


def writable_reports(user: User) -> OfficeReportQuerySet:
    """Reports that the person may write and submit."""
    return _unlocked(user, duties.REPORT).filter(state__in=OfficeReport.WRITABLE)


def _unlocked(user: User, duty: Duty) -> OfficeReportQuerySet:
    own = rows(user, duty, OfficeReport.objects.all())
    return own.filter(period__in=ReportingPeriod.objects.unlocked().values("pk"))


def approvable_reports(user: User) -> OfficeReportQuerySet:
    """Submitted reports that the person reviews, and neither submitted nor wrote a line of."""
    waiting = returnable_reports(user)
    return waiting.exclude(pk__in=waiting.written_by(user).values("pk"))


def returnable_reports(user: User) -> OfficeReportQuerySet:
    """Submitted reports that the person reviews and did not submit."""
    waiting = submitted_reports(user)
    return waiting.exclude(pk__in=waiting.submitted_by(user).values("pk"))


def submitted_reports(user: User) -> OfficeReportQuerySet:
    """Those that wait for a reviewer of the person's offices, be it the person or another."""
    return _unlocked(user, duties.REVIEW).filter(state=OfficeReport.State.SUBMITTED)


def takable_reports(user: User) -> OfficeReportQuerySet:
    """Submitted reports of the person's offices, which nobody has decided about."""
    return _unlocked(user, duties.REPORT).filter(state=OfficeReport.State.SUBMITTED)


def reopenable_reports(user: User) -> OfficeReportQuerySet:
    """Approved reports that the person may re-open."""
    return _unlocked(user, duties.REOPEN).filter(state=OfficeReport.State.APPROVED)


def updates(user: User) -> ProgressUpdateQuerySet:
    """The standing lines of the reports that the person may see."""
    return ProgressUpdate.objects.standing().filter(report__in=reports(user))


def earlier_revisions(user: User, viewpoint: Viewpoint) -> ProgressUpdateQuerySet:
    """Lines superseded by then, of the reports that the person could read then.

    Of other offices only what was once approved.
    """
    readable = reports_then(user, viewpoint).values("pk")
    earlier = ProgressUpdate.objects.superseded(viewpoint).filter(report__in=readable)
    return earlier.filter(report__office__in=offices(user, duties.WORK)) | earlier.once_approved()


def governed_appeals(user: User) -> AppealQuerySet:
    """Appeals, published or closed, whose periods the person locks and which they close."""
    begun = plan.appeals(user).filter(state__in=duties.GOVERN.while_in)
    return begun.filter(region__in=regions(user, duties.GOVERN))


def governed_periods(user: User) -> ReportingPeriodQuerySet:
    return ReportingPeriod.objects.filter(appeal__in=governed_appeals(user))


def movable_periods(user: User) -> ReportingPeriodQuerySet:
    """Periods whose days the person moves: of appeals that are not closed."""
    return governed_periods(user).exclude(appeal__state=Appeal.State.CLOSED)


def contributions(user: User) -> ContributionQuerySet:
    """Those of every appeal that the person may see."""
    return Contribution.objects.filter(appeal__in=plan.appeals(user))


def contributing_appeals(user: User) -> AppealQuerySet:
    """The appeals whose contributions, all or those of an office, the person records."""
    own = Section.objects.filter(office__in=offices(user, duties.EARMARK))
    is_kept = Q(region__in=regions(user, duties.RECORD)) | Q(pk__in=own.values("appeal"))
    return plan.appeals(user).filter(is_kept, state__in=duties.RECORD.while_in)


def is_recorder_for_all(user: User, appeal: Appeal) -> bool:
    """Whether the person records contributions earmarked for no office, or for any."""
    return regions(user, duties.RECORD).filter(pk=appeal.region_id).exists()


def earmarked_offices(user: User, appeal: Appeal) -> QuerySet[Office]:
    """The appeal's offices for which the person records contributions, in printed order."""
    printed = Office.objects.of(appeal).in_printed_order()
    if is_recorder_for_all(user, appeal):
        return printed
    return printed.filter(pk__in=offices(user, duties.EARMARK).values("pk"))


def kept_contributions(user: User) -> ContributionQuerySet:
    """Those that the person records: all of a region, or those earmarked for a managed office."""
    is_kept = Q(appeal__region__in=regions(user, duties.RECORD)) | Q(
        office__in=offices(user, duties.EARMARK)
    )
    return contributions(user).filter(is_kept, appeal__state__in=duties.RECORD.while_in)


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


def saved_views(user: User) -> SavedViewQuerySet:
    """One's own."""
    return SavedView.objects.filter(user=user.pk, appeal__in=plan.appeals(user))


def own_uploads(user: User) -> UploadQuerySet:
    """Those that the person decides about: what they uploaded, in an appeal open for writing."""
    return uploads(user).filter(uploaded_by=user, appeal__state=Appeal.State.PUBLISHED)


def seen_rates(user: User) -> ExchangeRateQuerySet:
    """Every rate, for whoever belongs here."""
    return _rates(plan.may_enter(user))


def _rates(are_all: bool) -> ExchangeRateQuerySet:
    return ExchangeRate.objects.all() if are_all else ExchangeRate.objects.none()


def edited_donors(user: User) -> QuerySet[Donor]:
    """Donors are shared by all appeals: managers of a region keep their names."""
    return Donor.objects.all() if has(user, duties.MERGE) else Donor.objects.none()
