"""Who may see drafts, record, post and review; builds on who may see the plan."""

from django.db.models import Q, QuerySet

from appeal import access as plan
from appeal.models import Appeal, Office, Role, User

from .models import (
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    TrackedActivity,
    Transaction,
)


def draft_offices(user: User) -> QuerySet[Office]:
    """The offices whose drafts the person may see."""
    return plan.own_offices(user)


def reporting_offices(user: User) -> QuerySet[Office]:
    """The offices for which the person logs progress and submits."""
    return plan.offices_where(user, Role.REPORTER)


def entering_offices(user: User) -> QuerySet[Office]:
    """The offices for which the person may draft transactions."""
    return plan.offices_where(user, Role.REPORTER, Role.FINANCE)


def posting_offices(user: User) -> QuerySet[Office]:
    """The offices whose transactions the person may post and reverse."""
    return plan.offices_where(user, Role.FINANCE)


def reviewed_offices(user: User) -> QuerySet[Office]:
    """The offices whose reports the person may approve."""
    return plan.offices_where(user, Role.REVIEWER)


def activities(user: User, appeal: Appeal) -> QuerySet[TrackedActivity]:
    """Those the person may see."""
    return TrackedActivity.objects.of(appeal).filter(
        priority__section__appeal__in=plan.appeals(user)
    )


def _open_for_writing(user: User, appeal: Appeal, offices: QuerySet[Office]) -> QuerySet:
    if appeal.state != Appeal.State.PUBLISHED:
        return TrackedActivity.objects.none()
    return activities(user, appeal).in_offices(offices)


def reportable_activities(user: User, appeal: Appeal) -> QuerySet[TrackedActivity]:
    """Those the person may log progress on."""
    return _open_for_writing(user, appeal, reporting_offices(user))


def spendable_activities(user: User, appeal: Appeal) -> QuerySet[TrackedActivity]:
    """Those the person may record spend on."""
    return _open_for_writing(user, appeal, entering_offices(user))


def transactions(user: User) -> QuerySet[Transaction]:
    """Posted ones of every office, drafts of the offices whose drafts the person may see."""
    return Transaction.objects.filter(
        Q(posted_at__isnull=False) | Q(office__in=draft_offices(user)),
        cell__appeal__in=plan.appeals(user),
    )


def entered_transactions(user: User) -> QuerySet[Transaction]:
    """Drafts and posted ones of the offices for which the person enters."""
    return _of_open_appeals(user).filter(office__in=entering_offices(user))


def discarded_transactions(user: User, pk: int) -> QuerySet:
    """The change log's line of a draft of the person's offices that is gone."""
    return Transaction.history.filter(id=pk, history_type="-", office__in=entering_offices(user))


def editable_transactions(user: User) -> QuerySet[Transaction]:
    """Drafts that the person may change or discard."""
    return entered_transactions(user).drafts()


def kept_transactions(user: User) -> QuerySet[Transaction]:
    """Drafts and posted ones of the offices whose books the person keeps."""
    return _of_open_appeals(user).filter(office__in=posting_offices(user))


def postable_transactions(user: User) -> QuerySet[Transaction]:
    return kept_transactions(user).drafts()


def reversible_transactions(user: User) -> QuerySet[Transaction]:
    """Posted ones that are neither a reversal nor reversed already."""
    return kept_transactions(user).posted().filter(reverses__isnull=True, reversal__isnull=True)


def _of_open_appeals(user: User) -> QuerySet[Transaction]:
    return transactions(user).filter(cell__appeal__state=Appeal.State.PUBLISHED)


def reports(user: User) -> QuerySet[OfficeReport]:
    """Approved ones of every office, all of the offices whose drafts the person may see."""
    return OfficeReport.objects.filter(
        Q(state=OfficeReport.State.APPROVED) | Q(office__in=draft_offices(user)),
        period__appeal__in=plan.appeals(user),
    )


def written_reports(user: User) -> QuerySet[OfficeReport]:
    """Reports, in whatever state, of the offices for which the person writes."""
    return reports(user).filter(
        office__in=reporting_offices(user), period__appeal__state=Appeal.State.PUBLISHED
    )


def writable_reports(user: User) -> QuerySet[OfficeReport]:
    """Reports that the person may write and submit."""
    return written_reports(user).filter(state__in=OfficeReport.WRITABLE)


def reviewed_reports(user: User) -> QuerySet[OfficeReport]:
    """Reports, in whatever state, of the offices that the person reviews."""
    return reports(user).filter(
        office__in=reviewed_offices(user), period__appeal__state=Appeal.State.PUBLISHED
    )


def approvable_reports(user: User) -> QuerySet[OfficeReport]:
    """Submitted reports that the person reviews and did not submit."""
    waiting = reviewed_reports(user).filter(state=OfficeReport.State.SUBMITTED)
    return waiting.exclude(pk__in=waiting.submitted_by(user))


def updates(user: User) -> QuerySet[ProgressUpdate]:
    """The standing lines of the reports that the person may see."""
    return ProgressUpdate.objects.standing().filter(report__in=reports(user))


# What follows scopes the admin, which shows the rows of the offices that a person works for only.


def own_periods(user: User) -> QuerySet[ReportingPeriod]:
    return ReportingPeriod.objects.filter(appeal__in=plan.own_appeals(user))


def own_reports(user: User) -> QuerySet[OfficeReport]:
    return reports(user).filter(office__in=plan.own_offices(user))


def own_updates(user: User) -> QuerySet[ProgressUpdate]:
    """Every revision of every line of the person's offices."""
    return ProgressUpdate.objects.filter(report__in=own_reports(user))


def writable_updates(user: User) -> QuerySet[ProgressUpdate]:
    """Lines not submitted yet, of reports that the person may write."""
    drafts = ProgressUpdate.objects.standing().filter(submitted_at__isnull=True)
    return drafts.filter(report__in=writable_reports(user))


def own_reviews(user: User) -> QuerySet[ReviewEvent]:
    return ReviewEvent.objects.filter(report__in=own_reports(user))


def own_transactions(user: User) -> QuerySet[Transaction]:
    return transactions(user).filter(office__in=plan.own_offices(user))
