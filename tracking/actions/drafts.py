"""Drafts of the ledger: what none may say, entering, changing and discarding them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal.base.actions import action
from appeal.base.amounts import cents
from appeal.base.refusals import Refusal, raise_first
from appeal.models import Appeal, MoneyField, StaleVersion, User, create_logged, hold_rows

from ..models import (
    ExchangeRate,
    Judged,
    KnownRates,
    ReportingPeriod,
    Transaction,
    fits,
    in_usd,
    open_commitments,
    rests_of,
)
from .asking import ask_about_entry

MONEY = MoneyField()


class NotPostable(Refusal):
    """The transaction cannot be entered, posted or reversed as it is."""


Refusals = Iterator[NotPostable]


def value_date_refusals(entry: Judged, today: date, appeal: Appeal) -> Refusals:
    """No value date after today or after closing; one outside the year needs a reason."""
    is_within = appeal.starts_on <= entry.value_on <= appeal.ends_on
    if entry.value_on > today:
        yield NotPostable(_("The value date is in the future."), "value_on")
    elif entry.value_on > appeal.closes_on:
        yield NotPostable(
            _("The appeal closed on %(day)s. Enter a value date up to that day.")
            % {"day": appeal.closes_on.isoformat()},
            "value_on",
        )
    elif not is_within and not entry.late_reason:
        yield NotPostable(
            _("The value date is outside %(year)s. Give the reason for the date.")
            % {"year": appeal.year},
            "value_on",
        )


def amount_refusals(entry: Judged) -> Refusals:
    """No amount but one above zero and below 10^13 to the cent, in USD too."""
    try:
        amount = MONEY.to_python(entry.amount)
        MONEY.to_python(entry.usd_amount)
    except ValidationError as refusal:
        yield NotPostable(refusal.messages[0], "amount")
        return
    if amount is None or amount <= 0:
        yield NotPostable(_("The amount must be above zero."), "amount")


def draw_refusals(entry: Judged) -> Refusals:
    """No draw on what an entry may not draw on, and no release of more than is outstanding.

    A payment may pass its commitment: what is committed never falls below zero.
    """
    kinds = Transaction.Kind
    if entry.kind == kinds.COMMITMENT and entry.against_id:
        yield NotPostable(
            _("A commitment cannot be paid from another commitment. Leave this empty."), "against"
        )
        return
    if entry.kind == kinds.RELEASE and not entry.against_id:
        yield NotPostable(_("Choose the commitment to release."), "against")
    if not entry.against_id or not entry.activity_id:
        return
    posted = open_commitments(entry.activity.appeal).filter(activity=entry.activity)
    commitment = posted.filter(pk=entry.against_id).first()
    if commitment is None:
        yield NotPostable(
            _("This commitment is not posted, or was reversed. Choose another one, or none."),
            "against",
        )
        return
    if entry.cell_id and commitment.cell_id != entry.cell_id:
        yield NotPostable(
            _("The commitment is paid from %(heading)s. Choose the same heading.")
            % {"heading": commitment.cell.heading},
            "cell",
        )
    currency, drawn, rest = rests_of(entry.activity)[commitment.pk].compared(entry)
    if entry.kind == kinds.RELEASE and drawn > rest:
        yield NotPostable(
            _("Only %(rest)s of this commitment is left. You cannot release more than that.")
            % {"rest": f"{currency} {cents(rest)}"},
            "amount",
        )


def period_refusals(entry: Judged, locked: Iterable[ReportingPeriod] | None = None) -> Refusals:
    """No posting in a locked period; `locked` are all of them, for whoever judges many.

    A draft may wait there: a manager can unlock the period. Whoever enters it is warned.
    """
    day = entry.value_on
    if locked is None:
        codes = ReportingPeriod.objects.locked_on(entry.cell.appeal_id, day)
    else:
        codes = [period.code for period in locked if period.starts_on <= day <= period.ends_on]
    for code in codes:
        yield NotPostable(
            _("The value date is in %(period)s, which is locked. Ask a manager to unlock it.")
            % {"period": code},
            "value_on",
        )


def grant_refusals(entry: Judged) -> Refusals:
    """No grant for a release, and none that does not pay for the place or the day of an entry."""
    grant, cell = entry.grant, entry.cell_id and entry.cell
    if grant is None:
        return
    if entry.kind == Transaction.Kind.RELEASE:
        yield NotPostable(_("A release follows its commitment. Leave the grant empty."), "grant")
    elif cell and not fits(grant, office=cell.office_id, heading=cell.heading_id, day=None):
        yield NotPostable(
            _("%(grant)s is earmarked and does not pay for %(place)s. Choose another grant.")
            % {"grant": grant, "place": cell},
            "grant",
        )
    elif entry.value_on and not grant.covers(entry.value_on):
        yield NotPostable(
            _("%(grant)s does not pay for %(day)s. Choose another grant.")
            % {"grant": grant, "day": date_format(entry.value_on)},
            "grant",
        )


def draft_refusals(
    entry: Judged, today: date, appeal: Appeal, rates: KnownRates | None = None
) -> Refusals:
    """All that no draft may say; gives it its USD amount, empty where no rate is known.

    What is still missing, an activity or a date, is not judged. `rates` are all that is known, for
    whoever judges many.
    """
    if entry.value_on:
        yield from value_date_refusals(entry, today, appeal)
    has_usd = entry.value_on and entry.amount is not None
    entry.usd_amount = known_usd(entry, rates) if has_usd else None
    if entry.amount is not None:
        yield from amount_refusals(entry)
    yield from draw_refusals(entry)


TRANSACTION_FIELDS = (
    "cell", "kind", "value_on", "late_reason", "amount", "currency", "usd_amount", "against",
    "counterpart", "reference", "note", "unusual_reason", "asked", "grant", "grant_reason",
)  # fmt: skip


@action
def draft_transaction(
    *,
    entry: Transaction,
    version: int | None,
    by: User,
    at: datetime,
    answers: str | None = None,
) -> Transaction:
    """Save a new draft, or a changed one; drafts never count officially.

    Its USD amount is empty as long as no rate is known. Raises NotPostable for what is not
    accepted, StaleVersion if somebody else changed the draft, Unusual for what is asked
    about and has no reason; `answers` is the mark of what the reason was given to, None for any.
    """
    hold_period_of(entry)
    stored = locked(entry) if entry.pk else None
    if stored and stored.is_posted:
        raise StaleVersion(entry)
    appeal = entry.cell.appeal
    raise_first(draft_refusals(entry, appeal.day_of(at), appeal))
    raise_first(grant_refusals(entry))
    ask_about_entry(entry, stored, answers)
    if not stored:
        entry.appeal, entry.office = appeal, entry.activity.office
        entry.entered_by, entry.entered_at = by, at
    return entry.keep(version, TRANSACTION_FIELDS)


@action
def draft_transactions(*, entries: Sequence[Transaction], by: User, at: datetime) -> None:
    """Save many new drafts that `draft_refusals` let pass, all or none, each with its history."""
    appeals = {entry.cell.appeal_id for entry in entries}
    # As `hold_period_of` does for one.
    periods = ReportingPeriod.objects.filter(appeal__in=appeals).order_by("pk")
    list(periods.select_for_update(of=["self"], no_key=True))
    for entry in entries:
        entry.appeal, entry.office = entry.cell.appeal, entry.activity.office
        entry.entered_by, entry.entered_at = by, at
    create_logged(entries)


def hold_period_of(entry: Transaction) -> None:
    """Lock the value date's period row, so that nobody closes it; always the first lock taken.

    What is asked of the period after this was committed before: asked in the same statement it
    would be what was known before the wait.
    """
    periods = ReportingPeriod.objects.containing(entry.cell.appeal, entry.value_on)
    list(periods.select_for_update(no_key=True).values_list("pk"))


def locked(entry: Transaction) -> Transaction:
    """The entry as it is stored now, locked; raises StaleVersion where it was discarded.

    The plan beside it is the one that was read with `entry`, where it is of the same still.
    """
    stored = Transaction.objects.select_for_update(no_key=True).filter(pk=entry.pk).first()
    if stored is None:
        raise StaleVersion(entry)
    if stored.activity_id == entry.activity_id:
        stored.activity = entry.activity
    if stored.cell_id == entry.cell_id:
        stored.cell = entry.cell
    return stored


def known_usd(entry: Judged, rates: KnownRates | None = None) -> Decimal | None:
    """The entry's amount in USD; None where no rate is known."""
    rate = (rates or ExchangeRate.objects).units_per_usd(entry.currency, entry.value_on)
    return None if rate is None else in_usd(entry.amount, rate)


@action
def discard_transaction(*, entry: Transaction, version: int, at: datetime) -> None:
    """Delete a draft; it stays in the change log.

    Raises StaleVersion if it has changed, NotPostable if it has evidence.
    """
    entry = locked(entry)
    if entry.is_posted:
        raise StaleVersion(entry)
    hold_rows(entry, version=version)
    if entry.evidence.exists():
        raise NotPostable(
            _("This draft has evidence attached, so it cannot be discarded. Change it instead.")
        )
    entry.delete()
