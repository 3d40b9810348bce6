"""What the ledger says beside its entries of the grants that pay them."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from appeal.base.given import given
from appeal.base.viewpoint import Viewpoint
from appeal.models import as_known

from .models import Contribution, LedgerRow, payers_of


class Payers(NamedTuple):
    """The grants that pay an entry, and whether nobody pays a part of it yet, or all of it."""

    grants: tuple[Contribution, ...]
    is_partly_unfunded: bool


class PaidRow(LedgerRow, Protocol):
    """A row of the ledger with who pays it; None where nobody is to pay it."""

    payers: Payers | None


def shown_alike(row: PaidRow) -> object:
    """What of the payers of a row is shown; several grants lead to the page of the entry itself."""
    grants, is_partly_unfunded = given(row.payers)
    return (row.id if len(grants) > 1 else grants, is_partly_unfunded)


def put_payers(rows: Iterable[PaidRow], viewpoint: Viewpoint) -> None:
    """Give each of some rows of the ledger its `payers`, with the codes that grants had then."""
    found = list(rows)
    paid = payers_of(found, viewpoint)
    named = {grant for parts in paid.values() for grant, _usd in parts if grant}
    grants = Contribution.objects.select_related("donor").in_bulk(named)
    if viewpoint.is_past:
        known = as_known(Contribution.objects.all(), viewpoint).select_related("donor")
        grants |= {grant.id: grant for grant in known.filter(id__in=named)}
    for row in found:
        parts = paid.get(row.id)
        row.payers = (
            Payers(
                tuple(grants[grant] for grant, _usd in parts if grant),
                any(not grant for grant, _usd in parts),
            )
            if parts is not None
            else None
        )
