"""Recording, posting and reversing transactions."""

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from appeal.models import CENTS, StaleVersion, User

from ..models import Transaction


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
