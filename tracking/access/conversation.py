"""Who reads, settles and takes back what is said, and sees what proves what was done."""

from django.db.models import Q

from appeal import access as plan
from appeal import duties
from appeal.base.viewpoint import EVERYTHING, Viewpoint
from appeal.models import User

from ..models import Comment, Evidence, MilestoneAchievement, OfficeReport, ProgressUpdate
from ..models.comments import CommentQuerySet
from ..models.evidence import EvidenceQuerySet
from . import has, offices, reports, reports_then


def comments(user: User) -> CommentQuerySet:
    """Those on activities that the person may see and on reports that they may read."""
    on_activity = Q(report=None, activity__priority__section__appeal__in=plan.appeals(user))
    return Comment.objects.filter(on_activity | Q(report__in=reports(user)))


def comments_then(user: User, viewpoint: Viewpoint) -> CommentQuerySet:
    """The same of what was said by then, on reports that could be read then."""
    on_activity = Q(report=None, activity__priority__section__appeal__in=plan.appeals(user))
    readable = reports_then(user, viewpoint).values("pk")
    return Comment.objects.known(viewpoint).filter(on_activity | Q(report__in=readable))


def threads(user: User) -> CommentQuerySet:
    """The first comment of each thread that the person may read."""
    return comments(user).threads()


def resolvable_threads(user: User) -> CommentQuerySet:
    """Those that the person opened, and those on offices whose drafts they see."""
    own = offices(user, duties.WORK)
    of_office = Q(report__office__in=own) | Q(activity__priority__section__office__in=own)
    return threads(user).filter(Q(by=user) | of_office)


def resolves(user: User, thread: Comment) -> bool:
    """Whether a thread that the person reads is one of `resolvable_threads`; no query."""
    about = thread.report or thread.activity
    is_own = about is not None and has(user, duties.WORK, office=about.office)
    return thread.by_id == user.pk or is_own


def takes_back(user: User, comment: Comment) -> bool:
    """Whether a comment that the person reads is one of `withdrawable_comments`; no query."""
    is_theirs = user.is_superuser or comment.by_id == user.pk
    return is_theirs and comment.withdrawn_at is None


def withdrawable_comments(user: User) -> CommentQuerySet:
    """The person's own words, where they may read them; a superuser takes back anybody's."""
    seen = threads(user)
    standing = Comment.objects.filter(withdrawn_at=None)
    standing = standing.filter(Q(pk__in=seen.values("pk")) | Q(parent__in=seen.values("pk")))
    return standing if user.is_superuser else standing.filter(by=user)


def evidence(user: User) -> EvidenceQuerySet:
    """What proves official things, of every office; all of those whose drafts the person sees."""
    return _proofs(user, EVERYTHING)


def evidence_then(user: User, viewpoint: Viewpoint) -> EvidenceQuerySet:
    """The same as known then, withdrawn or not: of other offices what was official by then."""
    return _proofs(user, viewpoint).known(viewpoint)


def _proofs(user: User, viewpoint: Viewpoint) -> EvidenceQuerySet:
    known = OfficeReport.objects.with_state(viewpoint)
    approved = known.filter(Q(state_then=OfficeReport.State.APPROVED)).values("pk")
    standing = ProgressUpdate.objects.standing(viewpoint).filter(report__in=approved)
    reached = MilestoneAchievement.objects.filter(update__in=standing.values("pk"))
    return Evidence.objects.in_appeals(plan.appeals(user)).filter(
        Q(office__in=offices(user, duties.WORK))
        | viewpoint.by_then("transaction__posted_at")
        | Q(update__report__in=approved)
        | Q(milestone__in=reached.values("milestone"))
    )


def managed_evidence(user: User) -> EvidenceQuerySet:
    """Evidence, withdrawn or not, of the offices that the person manages, in open appeals."""
    published = plan.appeals(user).filter(state__in=duties.WITHDRAW.while_in)
    managed = Evidence.objects.in_appeals(published)
    return managed.filter(office__in=offices(user, duties.WITHDRAW))
