"""Who reads, settles and removes what is said, and sees what proves what was done."""

from django.db.models import Q

from appeal import access as plan
from appeal import duties
from appeal.base.viewpoint import EVERYTHING, Viewpoint
from appeal.models import Office, User

from ..models import Comment, Evidence, MilestoneAchievement, OfficeReport, ProgressUpdate
from ..models.comments import CommentQuerySet
from ..models.evidence import EvidenceQuerySet
from . import may, offices, reports, reports_then


def comments(user: User) -> CommentQuerySet:
    """Those on activities that the person may see and on reports that they may read."""
    on_activity = Q(report=None, activity__priority__section__appeal__in=plan.appeals(user))
    return Comment.objects.filter(on_activity | Q(report__in=reports(user)))


def comments_then(user: User, viewpoint: Viewpoint) -> CommentQuerySet:
    """The same of what was said by then, on reports that could be read then."""
    on_activity = Q(report=None, activity__priority__section__appeal__in=plan.appeals(user))
    readable = reports_then(user, viewpoint).values("pk")
    return Comment.objects.known(viewpoint).filter(on_activity | Q(report__in=readable))


def _of_own_offices(user: User) -> Q:
    own = offices(user, duties.RESOLVE)
    return Q(report__office__in=own) | Q(activity__priority__section__office__in=own)


def own_comments(user: User) -> CommentQuerySet:
    """Every comment and answer on the activities and reports of the person's offices."""
    return comments(user).filter(_of_own_offices(user))


def to_resolve(user: User) -> CommentQuerySet:
    """The first comments of threads that the person resolves and re-opens."""
    return comments(user).threads().filter(Q(by=user) | _of_own_offices(user))


def resolves(user: User, thread: Comment) -> bool:
    """Whether a thread that the person reads is one of `to_resolve`; no query."""
    about = thread.report or thread.activity
    is_own = about is not None and may(user, duties.RESOLVE, office=about.office)
    return thread.by_id == user.pk or is_own


def to_remove(user: User) -> CommentQuerySet:
    """The person's own words, where they may read them; a superuser removes anybody's."""
    seen = comments(user).threads().values("pk")
    said = Comment.objects.filter(Q(pk__in=seen) | Q(parent__in=seen), withdrawn_at=None)
    return said if may(user, duties.REMOVE_ANY_COMMENT) else said.filter(by=user)


def removes(user: User, comment: Comment) -> bool:
    """Whether a comment that the person reads is one of `to_remove`; no query."""
    is_theirs = comment.by_id == user.pk or may(user, duties.REMOVE_ANY_COMMENT)
    return is_theirs and comment.withdrawn_at is None


def evidence(user: User) -> EvidenceQuerySet:
    """What proves official things, of every office; all of those whose drafts the person sees."""
    return _proofs(user, EVERYTHING)


def evidence_then(
    user: User, viewpoint: Viewpoint, office: Office | None = None
) -> EvidenceQuerySet:
    """Evidence as known then, withdrawn or not: of other offices what was official by then.

    Of one `office`: whether it is the person's own is asked here, and not of each row.
    """
    if office is None:
        return _proofs(user, viewpoint).known(viewpoint)
    is_own = may(user, duties.WORK, office=office)
    seen = _in_sight(user) if is_own else _proofs(user, viewpoint)
    return seen.known(viewpoint).filter(office=office)


def _in_sight(user: User) -> EvidenceQuerySet:
    return Evidence.objects.in_appeals(plan.appeals(user))


def _proofs(user: User, viewpoint: Viewpoint) -> EvidenceQuerySet:
    known = OfficeReport.objects.with_state(viewpoint)
    approved = known.filter(Q(state_then=OfficeReport.State.APPROVED)).values("pk")
    standing = ProgressUpdate.objects.standing(viewpoint).filter(report__in=approved)
    reached = MilestoneAchievement.objects.filter(update__in=standing.values("pk"))
    return _in_sight(user).filter(
        Q(office__in=offices(user, duties.WORK))
        | viewpoint.by_then("transaction__posted_at")
        | Q(update__report__in=approved)
        | Q(milestone__in=reached.values("milestone"))
    )
