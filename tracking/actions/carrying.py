"""Carrying a commitment or a milestone that is open over to another appeal."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal.base.actions import action
from appeal.base.refusals import Refusal, TooLate
from appeal.models import Activity, Appeal, Milestone, Requirement, User, hold_rows
from appeal.models.lineage_guards import NOT_EARLIER

from ..models import Transaction, rests_of
from ..open_at_the_end import open_milestones
from .drafts import NotPostable, draft_transaction, locked
from .posting import post_transaction

Kind = Transaction.Kind
SAME = ("counterpart", "reference", "currency")


class NotReleased(NotPostable, TooLate):
    """The commitment's appeal is closed; the text says what to do first."""


@action
def carry_commitment(
    *,
    commitment: Transaction,
    activity: Activity,
    cell: Requirement,
    value_on: date,
    reason: str,
    by: User,
    at: datetime,
) -> Transaction:
    """Release what a posted commitment leaves open, and make it a commitment of another appeal.

    Both are posted, each with `reason` and at the rate of its own month: the release on `value_on`,
    the new one no earlier than its appeal begins. Returns the new one. Raises NotPostable where
    nothing is left, where the other appeal is not open, has not begun or counts in another
    currency, and for what hinders the posting of either; NotReleased where this one is closed.
    """
    stored = locked(commitment)
    if refusal := why_not_released(commitment.cell.appeal):
        raise NotReleased(refusal)
    _check_appeals(commitment.cell.appeal, cell.appeal)
    _check_begun(cell.appeal, at)
    rest = rests_of(stored.activity)[stored.pk].own_rest if stored.is_posted else None
    if not rest:
        raise NotPostable(_("Nothing of this commitment is left to carry over."))
    same = {name: getattr(stored, name) for name in SAME}
    same |= {"amount": rest, "unusual_reason": reason}
    note = _told(_("Carried over to %(appeal)s %(activity)s."), activity, reason)
    here = {"activity": stored.activity, "cell": stored.cell, "note": note, "value_on": value_on}
    _post(Transaction(kind=Kind.RELEASE, against=stored, **here, **same), reason, by, at)
    note = _told(_("Carried over from %(appeal)s %(activity)s."), stored.activity, reason)
    begins_on = max(value_on, cell.appeal.starts_on)
    there = {"activity": activity, "cell": cell, "note": note, "value_on": begins_on}
    made = Transaction(kind=Kind.COMMITMENT, continues=stored, **there, **same)
    return _post(made, reason, by, at)


def _check_appeals(own: Appeal, other: Appeal) -> None:
    named = {"appeal": other.code, "own": own.currency, "other": other.currency}
    if other.pk == own.pk or other.state != Appeal.State.PUBLISHED:
        raise NotPostable(
            _("%(appeal)s is not another appeal that is published and open. Choose one.") % named,
            "to",
        )
    if own.currency != other.currency:
        raise NotPostable(
            _(
                "%(appeal)s counts in %(other)s and this appeal in %(own)s: release the commitment"
                " here and record it there."
            )
            % named,
            "to",
        )


def why_not_released(appeal: Appeal) -> str:
    """Why nothing of its commitments is released; empty where it is."""
    if appeal.state != Appeal.State.CLOSED:
        return ""
    return _(
        "%(appeal)s is closed, and carrying a commitment over releases it there. Ask a manager of"
        " the region to re-open the appeal first."
    ) % {"appeal": appeal.code}


def _check_begun(appeal: Appeal, at: datetime) -> None:
    """What belongs to an appeal is of no day before it, and nothing is of a day to come."""
    if appeal.starts_on > appeal.day_of(at):
        raise NotPostable(
            _(
                "%(appeal)s begins on %(day)s, and no entry is dated after today. Carry the"
                " commitment over from that day on; the release can still be dated in this year."
            )
            % {"appeal": appeal.code, "day": date_format(appeal.starts_on)},
            "to",
        )


def _told(sentence: str, activity: Activity, reason: str) -> str:
    named = {"appeal": activity.appeal.code, "activity": activity.code}
    return f"{sentence % named} {reason}"[:500]


def _post(entry: Transaction, reason: str, by: User, at: datetime) -> Transaction:
    appeal = entry.cell.appeal
    if not appeal.starts_on <= entry.value_on <= appeal.ends_on:
        entry.late_reason = reason[:300]
    draft = draft_transaction(entry=entry, version=None, by=by, at=at)
    return post_transaction(entry=draft, version=draft.version, by=by, at=at)


class NotCarried(Refusal):
    """The milestone does not go on there; the text says why."""


class NotOpen(NotCarried, TooLate):
    """The milestone was reached, cancelled or carried over a moment ago."""


@action
def carry_milestone(
    *, milestone: Milestone, activity: Activity, due_on: date, at: datetime
) -> Milestone:
    """A milestone of a later appeal with which an open one goes on; the earlier one stays as it is.

    Raises NotOpen where it is not open any more, NotCarried where the other appeal is not a later
    one.
    """
    hold_rows(milestone)
    if refusal := why_not_carried(milestone):
        raise NotOpen(refusal)
    if activity.appeal.year <= milestone.activity.appeal.year:
        raise NotCarried(str(NOT_EARLIER), "to")
    new = Milestone(activity=activity, title=milestone.title, due_on=due_on, continues=milestone)
    return plan.keep_milestone(milestone=new, version=None, at=at)


def why_not_carried(milestone: Milestone) -> str:
    """Why it is not to be carried over; empty where it is open and nothing goes on with it."""
    activity = Activity.objects.get(pk=milestone.activity_id)
    if milestone.continued_by.exists():
        return _("This milestone goes on in another appeal already.")
    if activity.hold == Activity.Hold.CANCELLED:
        return _("This activity is cancelled: its milestones do not go on.")
    if milestone.pk not in open_milestones(activity.appeal):
        return _("This milestone was reached already.")
    return ""
