"""Which grant the rule proposes for an entry, given what each grant has left."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from appeal.base.viewpoint import EVERYTHING
from appeal.models import Appeal, Requirement

from ..figures import grants_of
from ..models import (
    Contribution,
    Shares,
    Transaction,
    fits,
    fitting_by_rule,
    shares_of,
)

# What grants have left, by their ids, for whoever judges many entries.
Left = dict[int, Decimal]


def available(grant: Contribution) -> Decimal:
    """What more a grant can pay."""
    return grants_of(grant.appeal, EVERYTHING, grant).of(grant).available


def propose_grant(
    cell: Requirement, day: date | None, against: Transaction | None, usd: Decimal | None
) -> Contribution | None:
    """The grant of what is paid from a cell on a day: that of the commitment it draws on.

    Without one the tightest earmark that fits and has that much left, of these the one that ends
    first; None where none fits.
    """
    rows = list(Contribution.objects.of(cell.appeal).with_names())
    shares = shares_of([against], EVERYTHING)[against.pk] if against else {}
    if own := _of_commitment(rows, cell, day, shares):
        return own[0]
    found = fitting_by_rule(rows, office=cell.office_id, heading=cell.heading_id, day=day)
    return next((each for each in found if usd is None or available(each) >= usd), None)


def _of_commitment(
    grants: Iterable[Contribution], cell: Requirement, day: date | None, shares: Shares
) -> list[Contribution]:
    """Those that pay a commitment and fit, the one that pays most of it first."""
    own = [
        grant
        for grant in grants
        if shares.get(grant.pk, Decimal(0)) > 0
        and fits(grant, office=cell.office_id, heading=cell.heading_id, day=day)
    ]
    return sorted(own, key=lambda grant: (-shares[grant.pk], grant.pk))


class Proposal(NamedTuple):
    """A posted entry, what nobody pays of it yet, and the grant proposed for that, if one fits."""

    entry: Transaction
    usd: Decimal
    grant: Contribution | None


def propose_grants(appeal: Appeal, entries: Sequence[Transaction]) -> list[Proposal]:
    """By the rule, one entry after the other: each takes from what is left for those after it."""
    rows = list(Contribution.objects.of(appeal).with_names())
    commitments = [entry.against for entry in entries if entry.against]
    shares = shares_of([*entries, *commitments], EVERYTHING)
    left = grants_of(appeal, EVERYTHING).available(rows)
    found = []
    for entry in entries:
        cell, day, usd = entry.cell, entry.value_on, shares[entry.pk][None]
        own = _of_commitment(rows, cell, day, shares.get(entry.against_id or 0, {}))
        others = fitting_by_rule(rows, office=cell.office_id, heading=cell.heading_id, day=day)
        grant = _first_able([*own, *others], usd, left)
        found.append(Proposal(entry, usd, grant))
    return found


def _first_able(grants: Iterable[Contribution], usd: Decimal, left: Left) -> Contribution | None:
    """The first that has so much left, which is taken from it."""
    for grant in grants:
        if left[grant.pk] >= usd:
            left[grant.pk] -= usd
            return grant
    return None
