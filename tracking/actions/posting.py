"""Posting drafts of the ledger, for good, and reversing what is posted."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.actions import action
from appeal.base.refusals import raise_first
from appeal.base.viewpoint import EVERYTHING
from appeal.models import Appeal, User, refuse_stale

from ..access import is_second, without_own
from ..figures import grants_of
from ..models import Contribution, ExchangeRate, KnownRates, ReportingPeriod, Transaction, in_usd
from .attributing import overspending_refusals
from .drafts import (
    NotPostable,
    amount_refusals,
    draw_refusals,
    grant_refusals,
    hold_period_of,
    locked,
    period_refusals,
    value_date_refusals,
)
from .proposing import Left
from .several import each_or_none


class NoRate(NotPostable):
    """No rate of exchange is known for the value date: a manager adds one."""


def rate_of(entry: Transaction, rates: KnownRates | None = None) -> Decimal:
    """Units of the entry's currency per USD; raises NoRate where no rate is known."""
    rate = (rates or ExchangeRate.objects).units_per_usd(entry.currency, entry.value_on)
    if rate is None:
        raise NoRate(
            _(
                "There is no %(currency)s exchange rate for %(month)s up to the value"
                " date. Ask a manager to add it, then post this."
            )
            % {
                "currency": entry.currency,
                "month": date_format(entry.value_on, "YEAR_MONTH_FORMAT"),
            },
            "currency",
        )
    return rate


def make_ready(
    entry: Transaction,
    today: date,
    rates: KnownRates | None = None,
    locked: Iterable[ReportingPeriod] | None = None,
    left: Left | None = None,
) -> None:
    """Give a draft the rate and USD amount of posting; raises NotPostable for what hinders it.

    `rates` and `locked` are all of them, for whoever judges many, and `left` is what grants have.
    """
    entry.rate = rate_of(entry, rates)
    entry.usd_amount = in_usd(entry.amount, entry.rate)
    raise_first(value_date_refusals(entry, today, entry.cell.appeal))
    raise_first(amount_refusals(entry))
    raise_first(period_refusals(entry, locked))
    raise_first(draw_refusals(entry))
    raise_first(grant_refusals(entry))
    raise_first(overspending_refusals(entry, left))


def why_not_post(entry: Transaction, person: User) -> str:
    """Why somebody else has to post a draft; empty where the person may."""
    if not entry.cell.appeal.needs_second_person or is_second(person, duties.POST, entry):
        return ""
    return _not_own(entry.cell.appeal)


def _not_own(appeal: Appeal) -> str:
    return _(
        "You entered or changed this draft, so somebody else must post it: %(appeal)s"
        " requires a second person."
    ) % {"appeal": appeal}


def posting_refusals(
    appeal: Appeal, entries: Sequence[Transaction], person: User, today: date
) -> dict[int, str]:
    """Why each of those drafts of an appeal that cannot be posted now cannot, by its id."""
    rates, locked = KnownRates(), list(ReportingPeriod.objects.locked(appeal))
    drafts = Transaction.objects.filter(pk__in=[entry.pk for entry in entries])
    others = set(without_own(person, duties.POST, drafts).values_list("pk", flat=True))
    refusals = {entry.pk: _not_own(appeal) for entry in entries if entry.pk not in others}
    prefetch_related_objects(entries, "grant__donor", "grant__appeal")
    named = {entry.grant for entry in entries if entry.grant}
    left = grants_of(appeal, EVERYTHING).available(named) if named else {}
    for entry in entries:
        try:
            make_ready(entry, today, rates, locked, left)
        except NotPostable as refusal:
            refusals.setdefault(entry.pk, str(refusal))
    return refusals


@action
def post_transaction(*, entry: Transaction, version: int, by: User, at: datetime) -> Transaction:
    """Make a draft count, for good. Raises NotPostable, or StaleVersion if it has changed.

    What is judged is the draft as it was read: `version`, compared as it is written, says that
    it is so still.
    """
    hold_period_of(entry)
    if entry.is_posted:
        raise NotPostable(_("This entry has already been posted."))
    refuse_stale(entry, version, entry.version)
    entry = copy(entry)
    if sentence := why_not_post(entry, by):
        raise NotPostable(sentence)
    # Two releases of the same commitment wait for each other, and for its reversal.
    if entry.against_id:
        Transaction.objects.select_for_update(no_key=True).filter(pk=entry.against_id).first()
    # Two entries that the same grant is to pay as well.
    if entry.grant_id:
        Contribution.objects.select_for_update(no_key=True).filter(pk=entry.grant_id).first()
    make_ready(entry, entry.cell.appeal.day_of(at))
    entry.posted_by, entry.posted_at = by, at
    return entry.save_over(version, ["rate", "usd_amount", "posted_by", "posted_at"])


@action
def reverse_transaction(*, entry: Transaction, reason: str, by: User, at: datetime) -> Transaction:
    """Correct a posted transaction by its mirror image, posted at once; the original stays.

    Raises NotPostable for a draft, a reversal, one that is reversed already, or whose value date
    lies in a locked period.
    """
    hold_period_of(entry)
    entry = locked(entry)
    if not entry.is_posted or entry.is_reversal:
        raise NotPostable(_("Only a posted entry that is not a reversal can be reversed."))
    if Transaction.objects.filter(reverses=entry).exists():
        raise NotPostable(_("This entry has already been reversed."))
    raise_first(period_refusals(entry))
    copied = (
        "appeal", "activity", "cell", "office", "kind", "value_on", "late_reason", "amount",
        "currency", "rate", "usd_amount", "counterpart", "reference", "against", "grant",
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
    reversal.save(force_insert=True)
    return reversal


@action
def post_transactions(
    *, entries: Iterable[Transaction], versions: Mapping[int, int], by: User, at: datetime
) -> int:
    """Post drafts; `versions` are those that were read, by id. Says how many.

    Raises SeveralRefused.
    """
    # In the order of their dates, so that two people who do this wait for each other in turn.
    in_order = sorted(entries, key=lambda entry: (entry.value_on, entry.pk))
    return each_or_none(
        in_order,
        lambda entry: post_transaction(entry=entry, version=versions[entry.pk], by=by, at=at),
    )
