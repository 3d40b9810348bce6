"""What the admin shows: the rows of the offices that a person works for, and no others."""

from django.db.models import Q, QuerySet

from appeal import access as plan
from appeal import duties
from appeal.models import Activity, User

from ..models import (
    Comment,
    Contribution,
    ContributionAssignment,
    Flow,
    OfficeReport,
    PeriodEvent,
    ProgressUpdate,
    ReportingPeriod,
)
from ..models.comments import CommentQuerySet
from ..models.contributions import (
    ContributionAssignmentQuerySet,
    ContributionQuerySet,
    FlowQuerySet,
)
from ..models.evidence import EvidenceQuerySet
from ..models.periods import ReportingPeriodQuerySet
from ..models.progress import ProgressUpdateQuerySet
from . import offices, rows, writable_reports
from .conversation import evidence


def own_periods(user: User) -> ReportingPeriodQuerySet:
    return ReportingPeriod.objects.filter(appeal__in=plan.own_appeals(user))


def writable_updates(user: User) -> ProgressUpdateQuerySet:
    """Lines not submitted yet, of reports that the person may write."""
    drafts = ProgressUpdate.objects.standing().filter(submitted_at__isnull=True)
    return drafts.filter(report__in=writable_reports(user))


def own_contributions(user: User) -> ContributionQuerySet:
    """Those of the person's offices, and of no single office, of appeals they work on."""
    is_own = Q(office__isnull=True) | Q(office__in=offices(user, duties.WORK))
    return Contribution.objects.filter(is_own, appeal__in=plan.own_appeals(user))


def own_flows(user: User) -> FlowQuerySet:
    return Flow.objects.filter(contribution__in=own_contributions(user))


def own_assignments(user: User) -> ContributionAssignmentQuerySet:
    return ContributionAssignment.objects.filter(contribution__in=own_contributions(user))


def own_comments(user: User) -> CommentQuerySet:
    """Every comment and answer on the activities and reports of the person's offices."""
    on_activity = Q(report=None, activity__in=rows(user, duties.WORK, Activity.objects.all()))
    return Comment.objects.filter(
        on_activity | Q(report__in=rows(user, duties.WORK, OfficeReport.objects.all()))
    )


def own_evidence(user: User) -> EvidenceQuerySet:
    return evidence(user).filter(office__in=offices(user, duties.WORK))


def own_period_events(user: User) -> QuerySet[PeriodEvent]:
    return PeriodEvent.objects.filter(period__in=own_periods(user))
