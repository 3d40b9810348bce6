"""Carrying a commitment over to another appeal: released here and made there, by one action."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from appeal.base.actions import action
from appeal.models import Activity, Appeal, Requirement, User

from ..models import Transaction, rests_of
from .drafts import NotPostable, draft_transaction, locked
from .posting import post_transaction

Kind = Transaction.Kind
SAME = ("counterpart", "reference", "currency")


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

    Both are posted on the same day at the rate of its month, each with `reason`. Returns the new
    one. Raises NotPostable where nothing is left, where the other appeal is not open or counts in
    another currency, and for what hinders the posting of either.
    """
    stored = locked(commitment)
    _check_appeals(commitment.cell.appeal, cell.appeal)
    rest = rests_of(stored.activity)[stored.pk].own_rest if stored.is_posted else None
    if not rest:
        raise NotPostable(_("Nothing of this commitment is left to carry over."))
    same = {name: getattr(stored, name) for name in SAME}
    same |= {"value_on": value_on, "amount": rest, "unusual_reason": reason}
    note = _told(_("Carried over to %(appeal)s %(activity)s."), activity, reason)
    here = {"activity": stored.activity, "cell": stored.cell, "note": note}
    _post(Transaction(kind=Kind.RELEASE, against=stored, **here, **same), reason, by, at)
    note = _told(_("Carried over from %(appeal)s %(activity)s."), stored.activity, reason)
    there = {"activity": activity, "cell": cell, "note": note}
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


def _told(sentence: str, activity: Activity, reason: str) -> str:
    named = {"appeal": activity.appeal.code, "activity": activity.code}
    return f"{sentence % named} {reason}"[:500]


def _post(entry: Transaction, reason: str, by: User, at: datetime) -> Transaction:
    appeal = entry.cell.appeal
    if not appeal.starts_on <= entry.value_on <= appeal.ends_on:
        entry.late_reason = reason[:300]
    draft = draft_transaction(entry=entry, version=None, by=by, at=at)
    return post_transaction(entry=draft, version=draft.version, by=by, at=at)
