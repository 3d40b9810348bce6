"""Which grant pays an entry: refused where it cannot, moved later, never changed."""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from appeal.base.actions import action
from appeal.base.amounts import cents
from appeal.base.refusals import raise_first
from appeal.base.viewpoint import EVERYTHING
from appeal.models import User

from ..models import (
    Attribution,
    Contribution,
    Payer,
    Transaction,
    known_payers,
    lowering,
    rests_of,
)
from .drafts import NotPostable, grant_refusals, locked
from .proposing import Left, available
from .several import each_or_none

Refusals = Iterator[NotPostable]


def overspending_refusals(entry: Transaction, left: Left | None = None) -> Refusals:
    """No grant for a draft, ready with its USD, that is more than it has, but with a reason.

    Of many drafts each takes from what is `left` for those after it.
    """
    grant = entry.grant
    if grant is None:
        return
    left = {} if left is None else left
    if grant.pk not in left:
        left[grant.pk] = available(grant)
    falls = _falling(entry, grant)
    refusals = [] if entry.grant_reason else list(_too_much(grant, left, falls, "grant_reason"))
    if not refusals:
        left[grant.pk] -= falls
    yield from refusals


def _falling(entry: Transaction, grant: Contribution) -> Decimal:
    """By how much what the grant has left falls once `entry` is posted.

    What it draws on a commitment is taken off the grant already, if the grant pays all of that.
    """
    if entry.against_id and entry.kind in Transaction.SPENDING:
        against = Transaction.objects.get(pk=entry.against_id)
        if {payer.grant for payer in known_payers(against, EVERYTHING)} == {grant}:
            return lowering(entry, rests_of(entry.activity).get(entry.against_id))
    return entry.usd_amount or Decimal(0)


def _too_much(grant: Contribution, left: Left, falls: Decimal, about: str) -> Refusals:
    if falls > 0 and falls > left[grant.pk]:
        yield NotPostable(
            _(
                "%(grant)s has USD %(available)s left, which is less than this. Give a reason for"
                " the grant, or choose another one."
            )
            % {"grant": grant, "available": cents(left[grant.pk])},
            about,
        )


@action
def attribute_entry(
    *,
    entry: Transaction,
    giver: Payer,
    receiver: Payer,
    usd: Decimal,
    reason: str,
    by: User,
    at: datetime,
) -> Attribution:
    """Say that from now on somebody else pays `usd` of a posted entry; for good.

    Raises NotPostable where the giver does not pay that much of it, or the receiver may not.
    """
    entry = locked(entry)
    raise_first(_move_refusals(entry, giver, receiver, usd, reason))
    return Attribution.objects.create(
        entry=entry,
        giver=giver.grant,
        giver_category=giver.category,
        receiver=receiver.grant,
        category=receiver.category,
        usd=usd,
        reason=reason,
        recorded_by=by,
        recorded_at=at,
    )


def _move_refusals(
    entry: Transaction, giver: Payer, receiver: Payer, usd: Decimal, reason: str
) -> Refusals:
    is_payable = entry.is_posted and not entry.is_reversal
    if not is_payable or entry.kind == Transaction.Kind.RELEASE:
        yield NotPostable(
            _("Only a posted entry that is neither a reversal nor a release is paid by a grant.")
        )
    if Transaction.objects.filter(reverses=entry).exists():
        yield NotPostable(_("This entry was reversed, so nobody pays it."))
    if giver == receiver:
        yield NotPostable(
            _("Choose another grant or category than the one that pays so far."), "receiver"
        )
    held = known_payers(entry, EVERYTHING).get(giver, Decimal(0))
    if usd > held:
        yield NotPostable(
            _("Only USD %(held)s of this entry is paid from there.") % {"held": cents(held)}, "usd"
        )
    if receiver.grant is None:
        return
    Contribution.objects.select_for_update(no_key=True).filter(pk=receiver.grant.pk).first()
    paid = copy(entry)
    paid.grant = receiver.grant
    for refusal in grant_refusals(paid):
        yield NotPostable(str(refusal), "receiver")
    if not reason and receiver.grant != giver.grant:
        left = {receiver.grant.pk: available(receiver.grant)}
        yield from _too_much(receiver.grant, left, usd, "reason")


@action
def attribute_entries(
    *,
    entries: Iterable[Transaction],
    grants: Mapping[int, Contribution],
    reason: str,
    by: User,
    at: datetime,
) -> int:
    """Let a grant pay what nobody pays yet of each posted entry, by its id. Says how many.

    Raises SeveralRefused, also where a grant has not enough left.
    """
    # In the order of their dates, so that two people who do this wait for each other in turn.
    in_order = sorted(entries, key=lambda entry: (entry.value_on, entry.pk))

    def pay(entry: Transaction) -> None:
        grant, payers = grants.get(entry.pk), known_payers(entry, EVERYTHING)
        usd = payers.get(Payer(), Decimal(0))
        if grant is None:
            raise NotPostable(_("This grant is gone. Choose another one."))
        if not usd:
            raise NotPostable(_("Grants pay all of this entry already."))
        raise_first(_too_much(grant, {grant.pk: available(grant)}, usd, ""))
        attribute_entry(
            entry=entry, giver=Payer(), receiver=Payer(grant), usd=usd, reason=reason, by=by, at=at
        )

    return each_or_none(in_order, pay)
