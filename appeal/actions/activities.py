"""Activities: what managers change of them, new ones of a priority, and what stops one."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from itertools import count
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base.actions import action
from ..base.refusals import TooLate
from ..models import Activity, Basis, Phasing, Priority, User, Versioned, hold_rows

WRITTEN = (
    "own_title", "description", "lead", "finance_code", "starts_on", "ends_on", "hold", "phasing",
)  # fmt: skip
# What an activity names, by the relation: rows that take the place of those named before.
Named = Mapping[str, Iterable[Model]]
Row = TypeVar("Row", bound=Model)
Part = TypeVar("Part", bound=Versioned)


NO_REASON = gettext_lazy(
    "Say why the activity is suspended or cancelled, or goes ahead again. Everybody can read it."
)
NO_CHANGE = gettext_lazy(
    "The activity goes on as before, so no reason is needed. Delete the reason, or change whether"
    " it is suspended or cancelled."
)


class NotHeld(TooLate):
    """The activity is suspended, cancelled or going ahead already."""


def next_activity(priority: Priority, language: str) -> Activity:
    """The next one of a priority, not saved: for the whole year, under the first free number."""
    appeal = priority.section.appeal
    days = {"starts_on": appeal.starts_on, "ends_on": appeal.ends_on}
    return numbered(Activity(priority=priority, language=language, **days), priority)


def numbered(activity: Activity, priority: Priority) -> Activity:
    """The activity under the first free number of the priority, after its others."""
    taken = set(priority.activities.values_list("code", flat=True))
    codes = (f"{priority.code}.{number}" for number in count(1))
    last = priority.activities.order_by("order").last()
    activity.code = next(code for code in codes if code not in taken)
    activity.order = last.order + 1 if last else 1
    return activity


def explain_hold(activity: Activity, hold: str, reason: str) -> None:
    """Give the change log the reason why an activity is suspended, cancelled or goes ahead again.

    Raises ValidationError where that changes and no reason is given, or the other way round.
    """
    stored = Activity.objects.filter(pk=activity.pk).values_list("hold", flat=True).first() or ""
    if (hold != stored) != bool(reason):
        raise ValidationError({"reason": NO_CHANGE if reason else NO_REASON})
    if reason:
        activity._change_reason = reason


@action
def keep_activity(
    *,
    activity: Activity,
    version: int | None,
    at: datetime,
    named: Named | None = None,
    reason: str = "",
) -> Activity:
    """Save a new activity, or what was changed of one over its `version`, with what it names.

    `reason` is why it is suspended or cancelled where that changes. Raises ValidationError for
    what its fields refuse, IntegrityError for what the database does, StaleVersion if somebody
    else saved it.
    """
    if not activity.pk:
        # Two people adding to a priority get a number each.
        hold_rows(activity.priority)
        numbered(activity, activity.priority)
    activity.full_clean()
    explain_hold(activity, activity.hold, reason)
    activity.keep(version, (*WRITTEN, "language"))
    for relation, rows in (named or {}).items():
        getattr(activity, relation).set([_stored(row) for row in rows])
    return activity


@action
def phase_activity(
    *, activity: Activity, version: int | None, phasing: Phasing, at: datetime
) -> Activity:
    """Save what of the budget each month is to take; where it is empty all days count alike.

    Raises ValidationError for a month outside its days, StaleVersion if somebody else saved it.
    """
    activity.phasing = phasing
    activity.full_clean()
    return activity.save_over(version, ["phasing"])


def _stored(row: Row) -> Row:
    """A row that exists, such as a partner whom nobody has named before."""
    if row.pk is None:
        row.full_clean()
        row.save(force_insert=True)
    return row


@action
def copy_activity(*, of: Activity, activity: Activity, at: datetime, named: Named) -> Activity:
    """Save a new activity with the milestones and indicators of another.

    Neither its budget nor what happened: no entries, reports, risks, evidence or comments. What
    was published is so of the other one only.
    """
    keep_activity(activity=activity, version=None, at=at, named=named)
    for milestone in of.milestones.order_by("order"):
        _copied(milestone, activity=activity)
    for indicator in of.indicators.order_by("order"):
        targets = list(indicator.period_targets.order_by("ends_on"))
        for fact in ("baseline_basis", "target_basis"):
            if getattr(indicator, fact):
                setattr(indicator, fact, Basis.ASSIGNED)
        indicator.continues = None
        own = _copied(indicator, activity=activity)
        for target in targets:
            _copied(target, indicator=own)
    return activity


def _copied(row: Part, **owner: Versioned) -> Part:
    """A new row like the given one, which belongs to another."""
    new = copy(row)
    new.pk, new._state.adding = None, True
    for name, value in owner.items():
        setattr(new, name, value)
    return new.keep(None, ())


@action
def hold_activity(
    *, activity: Activity, version: int | None, hold: str, reason: str, by: User, at: datetime
) -> Activity:
    """Suspend or cancel an activity, or let it go ahead again where `hold` is empty.

    Raises StaleVersion if somebody else saved it, NotHeld where it is so already.
    """
    hold_rows(activity, version=version)
    activity.refresh_from_db()
    if activity.hold == hold:
        raise NotHeld(_("Somebody else has done this already. See the page of the activity."))
    explain_hold(activity, hold, reason)
    activity.hold = hold
    return activity.save_over(version, ["hold"])
