"""Conversation: comments, answers, and threads that are resolved."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from appeal import duties
from appeal.access import people_with
from appeal.base.actions import action
from appeal.base.given import given
from appeal.base.refusals import TooLate
from appeal.models import Activity, Office, User

from ..models import Comment, NoticeKind, OfficeReport
from ..notices import tell
from ..notices.mentions import people_called


@action
def add_comment(
    *,
    body: str,
    by: User,
    at: datetime,
    activity: Activity | None = None,
    report: OfficeReport | None = None,
    parent: Comment | None = None,
) -> Comment:
    """Open a thread on an activity, a report or one line of it (both); or answer `parent`.

    An answer belongs where its thread does. Possible in locked periods and closed appeals. Who is
    named in it is told of that, and not of the comment besides.
    """
    if parent:
        activity, report = parent.activity, parent.report
    comment = keep_comment(body=body, by=by, at=at, activity=activity, report=report, parent=parent)
    office = report.office if report else given(activity).office
    called = people_called(comment)
    others = [person for person in _listeners(comment, office) if person not in called]
    tell(NoticeKind.MENTION, comment, office, by=by, at=at, to=called)
    tell(NoticeKind.COMMENT, comment, office, by=by, at=at, to=others)
    return comment


def keep_comment(**columns: object) -> Comment:
    """Store a comment of which people are told otherwise."""
    return Comment.objects.create(**columns)


def _listeners(comment: Comment, office: Office) -> list[User]:
    """Who reports for the office, who reviews what is reported, and who spoke in the thread."""
    duty = [duties.REPORT, duties.APPROVE] if comment.report_id else [duties.REPORT]
    people = [person for each in duty for person in people_with(each, office)]
    if not comment.parent_id:
        return people
    thread = Q(pk=comment.parent_id) | Q(parent=comment.parent_id)
    spoke = Comment.objects.filter(thread).values("by")
    return [*people, *User.objects.filter(pk__in=spoke)]


class NotResolvable(TooLate):
    """The thread is resolved, or open, already."""


@action
def resolve_thread(*, thread: Comment, by: User, at: datetime) -> Comment:
    """Mark a thread as settled. Raises NotResolvable."""
    stored = Comment.objects.select_for_update(of=["self"], no_key=True).get(pk=thread.pk)
    if stored.resolved_at:
        raise NotResolvable(
            _("%(person)s has resolved this thread in the meantime.")
            % {"person": stored.resolved_by}
        )
    stored.resolved_by, stored.resolved_at = by, at
    stored.save(update_fields=["resolved_by", "resolved_at"])
    return stored


@action
def reopen_thread(*, thread: Comment) -> Comment:
    """Take a settled thread up again. Raises NotResolvable."""
    stored = Comment.objects.select_for_update(of=["self"], no_key=True).get(pk=thread.pk)
    if not stored.resolved_at:
        raise NotResolvable(_("This thread is already open."))
    stored.resolved_by = stored.resolved_at = None
    stored.save(update_fields=["resolved_by", "resolved_at"])
    return stored


class CommentGone(TooLate):
    """The comment has already been removed."""


@action
def withdraw_comment(*, comment: Comment, by: User, at: datetime) -> Comment:
    """Remove a comment: its text is deleted for good, a note that it was removed stays."""
    stored = Comment.objects.select_for_update(of=["self"], no_key=True).get(pk=comment.pk)
    if stored.withdrawn_at:
        raise CommentGone(_("This comment has already been removed."))
    stored.body, stored.withdrawn_by, stored.withdrawn_at = "", by, at
    stored.save(update_fields=["body", "withdrawn_by", "withdrawn_at"])
    return stored
