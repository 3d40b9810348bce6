"""Which grant pays an entry: proposed by a rule, refused where it cannot, moved later."""

from collections.abc import Iterator
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from appeal.base.actions import action
from appeal.base.amounts import cents
from appeal.base.refusals import raise_first
from appeal.base.viewpoint import EVERYTHING
from appeal.models import Requirement, User

from ..figures import ContributionFigures, GrantFigures, grants_of
from ..figures.contributions import read_contributions
from ..models import (
    Attribution,
    Contribution,
    Payer,
    Transaction,
    fits,
    known_payers,
    lowering,
    proposed_among,
    rests_of,
)
from .drafts import NotPostable, grant_refusals, locked

# Of a contribution without a flow.
NOTHING = ContributionFigures((None, None))
Refusals = Iterator[NotPostable]


def propose_grant(
    cell: Requirement, day: date | None, against: Transaction | None, usd: Decimal | None
) -> Contribution | None:
    """The grant of what is paid from a cell on a day: that of the commitment it draws on.

    Without one the tightest earmark that fits and has that much left, of these the one that ends
    first; None where none fits.
    """
    if against is not None:
        payers = known_payers(against, EVERYTHING)
        grants = [payer.grant for payer in payers if payer.grant]
        if grants:
            return max(grants, key=lambda grant: _held(payers, grant))
    rows = list(Contribution.objects.of(cell.appeal).with_names())
    place: dict[str, Any] = {"office": cell.office_id, "heading": cell.heading_id}
    if usd:
        figures = grants_of(cell.appeal, EVERYTHING)
        given = read_contributions(EVERYTHING, contribution__appeal=cell.appeal)
        rows = [
            each
            for each in rows
            if fits(each, **place, day=day)
            and figures.of(each, given.get(each.pk, NOTHING)).available >= usd
        ]
    return proposed_among(rows, **place, day=day)


def _held(payers: dict[Payer, Decimal], grant: Contribution) -> Decimal:
    return sum((usd for payer, usd in payers.items() if payer.grant == grant), Decimal(0))


def _figures(grant: Contribution) -> GrantFigures:
    return grants_of(grant.appeal, EVERYTHING, grant).of(grant)


def overspending_refusals(entry: Transaction) -> Refusals:
    """No grant for a draft, ready with its USD, that is more than it has, but with a reason."""
    grant = entry.grant
    if grant is None or entry.grant_reason:
        return
    rest, falls = None, entry.usd_amount or Decimal(0)
    if entry.against_id and entry.kind in Transaction.SPENDING:
        against = Transaction.objects.get(pk=entry.against_id)
        # What it draws is taken off the grant already, if the grant pays all of the commitment.
        if {payer.grant for payer in known_payers(against, EVERYTHING)} == {grant}:
            rest = rests_of(entry.activity).get(entry.against_id)
            falls = lowering(entry, rest)
    yield from _too_much(grant, falls, "grant_reason")


def _too_much(grant: Contribution, falls: Decimal, about: str) -> Refusals:
    available = _figures(grant).available
    if falls > 0 and falls > available:
        yield NotPostable(
            _(
                "%(grant)s has USD %(available)s left, which is less than this. Give a reason for"
                " the grant, or choose another one."
            )
            % {"grant": grant, "available": cents(available)},
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
        yield from _too_much(receiver.grant, usd, "reason")
