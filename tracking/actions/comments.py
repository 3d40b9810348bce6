"""Conversation: comments, answers, and threads that are resolved."""

from datetime import datetime

from django.utils.translation import gettext as _

from appeal.base.actions import action
from appeal.base.refusals import TooLate
from appeal.models import Activity, User

from ..models import Comment, OfficeReport


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

    An answer belongs where its thread does. Possible in locked periods and closed appeals.
    """
    if parent:
        activity, report = parent.activity, parent.report
    return Comment.objects.create(
        activity=activity, report=report, parent=parent, body=body, by=by, at=at
    )


class NotResolvable(TooLate):
    """The thread is resolved, or open, already."""


@action
def resolve_thread(*, thread: Comment, by: User, at: datetime) -> Comment:
    """Mark a thread as settled. Raises NotResolvable."""
    stored = Comment.objects.select_for_update(of=["self"]).get(pk=thread.pk)
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
    stored = Comment.objects.select_for_update(of=["self"]).get(pk=thread.pk)
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
    stored = Comment.objects.select_for_update(of=["self"]).get(pk=comment.pk)
    if stored.withdrawn_at:
        raise CommentGone(_("This comment has already been removed."))
    stored.body, stored.withdrawn_by, stored.withdrawn_at = "", by, at
    stored.save(update_fields=["body", "withdrawn_by", "withdrawn_at"])
    return stored
