"""What people do here: log progress, submit, approve; record, post and reverse transactions."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from appeal.actions import published_at
from appeal.models import CENTS, Appeal, Office, StaleVersion, User

from .models import OfficeReport, ProgressUpdate, ReportingPeriod, ReviewEvent, Transaction

MONTHS_PER_PERIOD, DUE_AFTER = 3, timedelta(days=15)


def first_days(starts_on: date, ends_on: date, months: int) -> Iterable[date]:
    """The first day of every stretch of `months` calendar months from `starts_on` to `ends_on`."""
    day = starts_on
    while day <= ends_on:
        yield day
        count = day.month - 1 + months
        day = date(day.year + count // 12, count % 12 + 1, 1)


@transaction.atomic
def open_periods(*, appeal: Appeal) -> int:
    """Make the appeal's quarters, due 15 days after their end; says how many were made."""
    if ReportingPeriod.objects.of(appeal).exists():
        return 0
    starts = list(first_days(appeal.starts_on, appeal.ends_on, MONTHS_PER_PERIOD))
    following = [*starts[1:], appeal.ends_on + timedelta(days=1)]
    periods = []
    for number, (start, after) in enumerate(zip(starts, following, strict=True), start=1):
        end = after - timedelta(days=1)
        periods.append(
            ReportingPeriod(
                appeal=appeal,
                code=f"{appeal.year}-Q{number}",
                starts_on=start,
                ends_on=end,
                due_on=end + DUE_AFTER,
            )
        )
    bulk_create_with_history(periods, ReportingPeriod, default_date=published_at(appeal))
    return len(periods)


class NotWritable(Exception):
    """The line cannot be saved: the report takes no more, or a reason is missing; says why."""


@transaction.atomic
def log_progress(*, update: ProgressUpdate, period: ReportingPeriod, by: User, at: datetime) -> Any:
    """Save a line of the office's report on `period`, which it opens where there is none yet.

    `update` carries activity, version (0 for a new line) and what was typed. Raises NotWritable
    where the report is submitted; StaleVersion where the line was saved meanwhile.
    """
    falls = update.falls_below(ProgressUpdate.objects.before(update.activity, period))
    if falls and not update.reason:
        raise NotWritable(_("Progress falls against the period before: say why."))
    report = _report_for_writing(update.activity.office, period, at)
    update.report, update.updated_by, update.updated_at = report, by, at
    standing = report.updates.standing().filter(activity=update.activity).first()
    if standing is None:
        update.version = 1
        update._history_date = at  # type: ignore[attr-defined]
        update.save(force_insert=True)
        return update
    if not update.pk:
        raise StaleVersion(standing)
    return update.save_over(update.version, PROGRESS_FIELDS, at=at)


PROGRESS_FIELDS = (
    "percent", "status", "narrative", "issues", "next_steps", "reason", "language",
    "updated_by", "updated_at",
)  # fmt: skip


def _report_for_writing(office: Office, period: ReportingPeriod, at: datetime) -> OfficeReport:
    # The lock keeps a submission out until the line is written, and two first lines apart.
    ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    report = OfficeReport.objects.filter(office=office, period=period).first()
    if report is None:
        report = OfficeReport(office=office, period=period, language=office.language)
        report._history_date = at  # type: ignore[attr-defined]
        report.save()
    if not report.is_writable:
        raise NotWritable(
            _("The report of %(office)s on %(period)s is %(state)s and takes no more entries.")
            % {"office": office, "period": period, "state": report.get_state_display()}
        )
    return report


class NotSubmittable(Exception):
    """The report cannot be submitted; the text says why."""


@transaction.atomic
def submit_report(
    *, report: OfficeReport, version: int, by: User, at: datetime, comment: str = ""
) -> OfficeReport:
    """Hand the report to its reviewers; its lines are immutable revisions from now on.

    Raises NotSubmittable where it has no line or is submitted already, StaleVersion where it
    changed since it was read.
    """
    ReportingPeriod.objects.select_for_update().get(pk=report.period_id)
    report.refresh_from_db()
    if not report.is_writable:
        raise NotSubmittable(_("This report is %s already.") % report.get_state_display())
    lines = list(report.updates.standing())
    if not lines:
        raise NotSubmittable(_("Log progress on at least one activity before you submit."))
    for line in lines:
        line.submitted_at = at
    bulk_update_with_history(lines, ProgressUpdate, ["submitted_at"], default_date=at)
    return _move(report, version, OfficeReport.State.SUBMITTED, by, at, comment)


class NotApprovable(Exception):
    """The report cannot be approved by this person; the text says why."""


@transaction.atomic
def approve_report(
    *, report: OfficeReport, version: int, by: User, at: datetime, comment: str = ""
) -> OfficeReport:
    """Make the report official. Raises NotApprovable for whoever submitted it."""
    ReportingPeriod.objects.select_for_update().get(pk=report.period_id)
    report.refresh_from_db()
    if report.state != OfficeReport.State.SUBMITTED:
        raise NotApprovable(_("Only a submitted report can be approved."))
    if OfficeReport.objects.filter(pk=report.pk).submitted_by(by).exists():
        raise NotApprovable(_("You submitted this report: somebody else has to approve it."))
    return _move(report, version, OfficeReport.State.APPROVED, by, at, comment)


def _move(
    report: OfficeReport, version: int, state: str, by: User, at: datetime, comment: str
) -> OfficeReport:
    ReviewEvent.objects.create(
        report=report, from_state=report.state, to_state=state, by=by, at=at, comment=comment
    )
    report.state = state
    return report.save_over(version, ["state"], at=at)


class NotPostable(Exception):
    """The transaction cannot be entered, posted or reversed as it stands; the text says why."""


def check_value_date(entry: Transaction, today: date) -> None:
    """Refuse a value date after today or after closing; one outside the year needs a reason."""
    appeal = entry.cell.appeal
    if entry.value_on > today:
        raise NotPostable(_("The value date lies in the future."))
    if entry.value_on > appeal.closes_on:
        raise NotPostable(
            _("The appeal closed on %(day)s; a later value date is not accepted.")
            % {"day": appeal.closes_on.isoformat()}
        )
    is_within = appeal.starts_on <= entry.value_on <= appeal.ends_on
    if not is_within and not entry.late_reason:
        raise NotPostable(
            _("The value date lies outside %(year)s: give the reason for the date.")
            % {"year": appeal.year}
        )


TRANSACTION_FIELDS = (
    "cell", "kind", "value_on", "late_reason", "amount", "currency", "usd_amount",
    "counterpart", "reference", "note",
)  # fmt: skip


@transaction.atomic
def draft_transaction(*, entry: Transaction, by: User, at: datetime) -> Transaction:
    """Save a new draft, or a changed one; drafts never count officially.

    Raises NotPostable for a value date that is not accepted, StaleVersion where somebody changed
    the draft meanwhile.
    """
    check_value_date(entry, entry.cell.appeal.day_of(at))
    entry.usd_amount = in_usd(entry.amount, rate_of(entry))
    if entry.pk:
        if locked(entry).is_posted:
            raise StaleVersion(entry)
        return entry.save_over(entry.version, TRANSACTION_FIELDS, at=at)
    entry.office = entry.activity.office
    entry.entered_by, entry.entered_at = by, at
    entry._history_date = at  # type: ignore[attr-defined]
    entry.save(force_insert=True)
    return entry


def locked(entry: Transaction) -> Transaction:
    """The entry as it is stored now, locked; raises StaleVersion where it was discarded."""
    rows = Transaction.objects.with_plan().select_for_update(of=["self"])
    stored = rows.filter(pk=entry.pk).first()
    if stored is None:
        raise StaleVersion(entry)
    return stored


def rate_of(entry: Transaction) -> Decimal:
    """Units of the entry's currency per USD; raises NotPostable where no rate is known."""
    if entry.currency == "USD":
        return Decimal(1)
    raise NotPostable(
        _("No rate of exchange is known for %(currency)s: enter the amount in USD.")
        % {"currency": entry.currency}
    )


def in_usd(amount: Decimal, rate: Decimal) -> Decimal:
    return (amount / rate).quantize(CENTS, ROUND_HALF_EVEN)


@transaction.atomic
def post_transaction(*, entry: Transaction, version: int, by: User, at: datetime) -> Transaction:
    """Make a draft count, for good. Raises NotPostable, or StaleVersion if it changed meanwhile."""
    entry = locked(entry)
    if entry.is_posted:
        raise NotPostable(_("This transaction is posted already."))
    check_value_date(entry, entry.cell.appeal.day_of(at))
    entry.rate = rate_of(entry)
    entry.usd_amount = in_usd(entry.amount, entry.rate)
    entry.posted_by, entry.posted_at = by, at
    return entry.save_over(version, ["rate", "usd_amount", "posted_by", "posted_at"], at=at)


@transaction.atomic
def reverse_transaction(*, entry: Transaction, reason: str, by: User, at: datetime) -> Transaction:
    """Correct a posted transaction by its mirror image, posted at once; the original stays.

    Raises NotPostable for a draft, a reversal, or one that is reversed already.
    """
    entry = locked(entry)
    if not entry.is_posted or entry.is_reversal:
        raise NotPostable(_("Only a posted transaction that is not a reversal can be reversed."))
    if Transaction.objects.filter(reverses=entry).exists():
        raise NotPostable(_("This transaction is reversed already."))
    copied = (
        "activity", "cell", "office", "kind", "value_on", "late_reason", "amount", "currency",
        "rate", "usd_amount", "counterpart", "reference", "against",
    )  # fmt: skip
    reversal = Transaction(
        **{name: getattr(entry, name) for name in copied},
        note=reason,
        reverses=entry,
        entered_by=by,
        entered_at=at,
        posted_by=by,
        posted_at=at,
    )
    reversal._history_date = at  # type: ignore[attr-defined]
    reversal.save(force_insert=True)
    return reversal


@transaction.atomic
def discard_transaction(*, entry: Transaction, version: int) -> None:
    """Delete a draft; the change log keeps it. Raises StaleVersion if it changed meanwhile."""
    entry = locked(entry)
    if entry.is_posted or entry.version != version:
        raise StaleVersion(entry)
    entry.delete()
