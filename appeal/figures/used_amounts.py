"""What is used up of allocations: the plan does not know it, and asks whoever does."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string

# The ids of an activity and of a cell that it may draw on, and amounts by them: None draws nothing.
Pair = tuple[int, int]
Amounts = Mapping[Pair, Decimal | None]


def used_of(pairs: Collection[Pair]) -> Mapping[Pair, Decimal]:
    """The dollars used so far, by pair, for pairs with any; see `USED_OF_ALLOCATIONS`."""
    used: Mapping[Pair, Decimal] = import_string(settings.USED_OF_ALLOCATIONS)(pairs)
    return used


class Shortfall(NamedTuple):
    """What is used of a pair, and by how much an amount would be less than that."""

    used: Decimal
    less: Decimal


def short_of_use(wanted: Amounts) -> dict[Pair, Shortfall]:
    """The pairs that would hold less than is used of them; emptied ones are not among them."""
    used = used_of(wanted) if wanted else {}
    return {
        pair: Shortfall(used[pair], used[pair] - amount)
        for pair, amount in wanted.items()
        if amount is not None and amount < used.get(pair, 0)
    }


def below_use(wanted: Amounts, before: Amounts) -> dict[Pair, Shortfall]:
    """The same of the pairs that would hold less than `before`."""
    lowered = {
        pair: amount
        for pair, amount in wanted.items()
        if amount is not None and amount < (before.get(pair) or 0)
    }
    return short_of_use(lowered)
