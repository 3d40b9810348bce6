"""The periods that offices report on: made, locked and unlocked, closed with their appeal."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from appeal import reach
from appeal.base.actions import action
from appeal.base.refusals import TooLate
from appeal.models import Appeal, User, create_logged

from ..models import PeriodEvent, ReportingPeriod

DUE_AFTER = timedelta(days=15)
# How many months a period has, and how its code is written.
RHYTHMS = {
    Appeal.Rhythm.QUARTERLY: (3, "{year}-Q{number}"),
    Appeal.Rhythm.MONTHLY: (1, "{year}-{number:02}"),
}


def first_days(starts_on: date, ends_on: date, months: int) -> Iterable[date]:
    """The first day of every stretch of `months` calendar months from `starts_on` to `ends_on`."""
    day = starts_on
    while day <= ends_on:
        yield day
        count = day.month - 1 + months
        day = date(day.year + count // 12, count % 12 + 1, 1)


@action
def open_periods(*, appeal: Appeal, at: datetime) -> int:
    """Make the appeal's quarters or months, with the day that reports on each are due.

    Says how many were made: none where the appeal has periods already.
    """
    Appeal.objects.select_for_update(no_key=True).get(pk=appeal.pk)
    if ReportingPeriod.objects.of(appeal).exists():
        return 0
    months, code = RHYTHMS[Appeal.Rhythm(appeal.rhythm)]
    starts = list(first_days(appeal.starts_on, appeal.ends_on, months))
    following = [*starts[1:], appeal.ends_on + timedelta(days=1)]
    periods = []
    for number, (start, after) in enumerate(zip(starts, following, strict=True), start=1):
        end = after - timedelta(days=1)
        periods.append(
            ReportingPeriod(
                appeal=appeal,
                code=code.format(year=appeal.year, number=number),
                starts_on=start,
                ends_on=end,
                due_on=_due_on(appeal, end),
            )
        )
    create_logged(periods)
    return len(periods)


def _due_on(appeal: Appeal, end: date) -> date:
    """15 days after a period's end or, if that is later, after the appeal was published."""
    _first, last = reach.REPORTS_DUE.days(appeal)
    return min(max(end, appeal.published_on or end) + DUE_AFTER, last)


class PeriodLocked(TooLate):
    """The period takes no entry; the text says whom to ask."""


def hold_period(pk: int) -> ReportingPeriod:
    """The period, which nobody else can lock or write to until the transaction ends.

    Raises PeriodLocked.
    """
    # Two queries: what the first one reads beside the row may be older than the lock it waited for.
    ReportingPeriod.objects.select_for_update(no_key=True).get(pk=pk)
    period = ReportingPeriod.objects.with_lock().get(pk=pk)
    if period.is_locked:
        raise PeriodLocked(
            _("%(period)s is locked. Ask a manager of the region to unlock it.")
            % {"period": period}
        )
    return period


class NotLockable(TooLate):
    """The period or appeal cannot be locked, unlocked, closed or re-opened."""


@action
def lock_period(*, period: ReportingPeriod, reason: str, by: User, at: datetime) -> PeriodEvent:
    """From now on the period takes no report and no posting. Raises NotLockable."""
    return _turn(period, PeriodEvent.Kind.LOCKED, reason, by, at)


@action
def unlock_period(*, period: ReportingPeriod, reason: str, by: User, at: datetime) -> PeriodEvent:
    """The period takes entries again. Raises NotLockable, also while the appeal is closed."""
    return _turn(period, PeriodEvent.Kind.UNLOCKED, reason, by, at)


def _turn(
    period: ReportingPeriod, kind: PeriodEvent.Kind, reason: str, by: User, at: datetime
) -> PeriodEvent:
    ReportingPeriod.objects.select_for_update(no_key=True).get(pk=period.pk)
    period = ReportingPeriod.objects.with_lock().select_related("appeal").get(pk=period.pk)
    if period.appeal.state == Appeal.State.CLOSED:
        raise NotLockable(_("The appeal is closed. Re-open it first."))
    if period.is_locked == (kind == PeriodEvent.Kind.LOCKED):
        raise NotLockable(
            _("%(period)s is already %(state)s.") % {"period": period, "state": kind.label}
        )
    return PeriodEvent.objects.create(period=period, kind=kind, by=by, at=at, reason=reason)


@action
def close_appeal(*, appeal: Appeal, version: int, reason: str, by: User, at: datetime) -> Appeal:
    """Lock every period that is not, and make the plan read-only.

    Raises NotLockable if the appeal is not published, StaleVersion if it has changed.
    """
    rows = ReportingPeriod.objects.of(appeal)
    list(rows.select_for_update(no_key=True).order_by("pk"))
    for period in rows.unlocked().order_by("starts_on"):
        PeriodEvent.objects.create(
            period=period, kind=PeriodEvent.Kind.LOCKED, by=by, at=at, reason=reason
        )
    return _move(appeal, version, Appeal.State.CLOSED, reason, by, at)


@action
def reopen_appeal(*, appeal: Appeal, version: int, reason: str, by: User, at: datetime) -> Appeal:
    """Publish a closed appeal again; its periods stay locked until somebody unlocks them.

    Raises NotLockable if it is not closed, StaleVersion if it has changed.
    """
    return _move(appeal, version, Appeal.State.PUBLISHED, reason, by, at)


def _move(
    appeal: Appeal, version: int, state: Appeal.State, reason: str, by: User, at: datetime
) -> Appeal:
    stored = Appeal.objects.select_for_update(no_key=True).get(pk=appeal.pk)
    if {stored.state, state} != {Appeal.State.PUBLISHED, Appeal.State.CLOSED}:
        raise NotLockable(
            _("%(appeal)s is %(state)s.") % {"appeal": stored, "state": stored.get_state_display()}
        )
    stored.state, stored._change_reason = state, reason
    return stored.save_over(version, ["state"])
