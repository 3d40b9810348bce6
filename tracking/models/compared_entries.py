"""An entry of the ledger as it is compared with others, and what a commitment leaves open."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Any, NamedTuple, Self

from appeal.base.folding import fold
from appeal.models import CENTS

from .judged import Judged
from .ledger import Transaction

ZERO = Decimal(0)
KINDS = Transaction.Kind


class Neighbour(NamedTuple):
    """An entry as it is compared: `name` says which, "entry 512" or "row 7" of a file."""

    name: str
    pk: int | None
    activity: int
    cell: int
    kind: str
    value_on: date
    currency: str
    amount: Decimal
    usd: Decimal | None
    payee: str
    reference: str
    against: int | None

    @classmethod
    def of(cls, entry: Judged, name: str = "") -> Self:
        return cls(
            name or f"entry {entry.pk}",
            entry.pk,
            entry.activity_id,
            entry.cell_id,
            entry.kind,
            entry.value_on,
            entry.currency,
            entry.amount,
            entry.usd_amount,
            folded(entry.counterpart),
            entry.reference,
            entry.against_id,
        )

    @classmethod
    def stored(cls, pk: int, *columns: Any) -> Self:
        """One of the ledger, from its `COLUMNS`."""
        *others, payee, reference, against = columns
        return cls._make((f"entry {pk}", pk, *others, folded(payee), reference, against))

    @property
    def sort(self) -> str:
        """The kind; one for both kinds of spending, which are often taken for each other."""
        return KINDS.EXPENDITURE if self.kind in Transaction.SPENDING else self.kind


COLUMNS = (
    "id", "activity_id", "cell_id", "kind", "value_on", "currency", "amount", "usd_amount",
    "counterpart", "reference", "against_id",
)  # fmt: skip


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text as it is compared: without regard to capitals, accents, points and white space."""
    return " ".join(re.findall(r"\w+", fold(text)))


@dataclass
class Commitment:
    """A commitment, and what was drawn on it: in its own currency, and in others by their USD."""

    currency: str
    amount: Decimal
    usd: Decimal
    own: Decimal = ZERO
    others: Decimal = ZERO

    def draw(self, entry: Neighbour) -> None:
        if entry.currency == self.currency:
            self.own += entry.amount
        else:
            self.others += entry.usd or ZERO

    @property
    def open(self) -> Decimal:
        """What it still holds back, in USD."""
        rest = self.usd * max(self.amount - self.own, ZERO) / self.amount - self.others
        return max(rest, ZERO).quantize(CENTS, ROUND_HALF_EVEN)
