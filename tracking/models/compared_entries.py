"""An entry of the ledger as it is compared with others."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, Self

from django.db.models import BooleanField, ExpressionWrapper, Q, Window
from django.db.models.functions import RowNumber

from appeal.base.folding import fold

from .commitments import Rest
from .judged import Judged
from .ledger import Transaction, TransactionQuerySet
from .left_open import OpenCommitment

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
    def stored(cls, pk: int, *columns: object) -> Self:
        """One of the ledger, from its `COLUMNS`."""
        *others, payee, reference, against = columns
        return cls._make((f"entry {pk}", pk, *others, folded(payee), reference, against))

    @property
    def sort(self) -> str:
        """The kind; one for both kinds of spending, which are often taken for each other."""
        return KINDS.EXPENDITURE if self.kind in Transaction.SPENDING else self.kind

    def as_commitment(self) -> Rest:
        """What it leaves open before anything is drawn on it, at the rate of its dollars."""
        rate = self.amount / self.usd if self.usd else None
        return Rest(self.activity, self.cell, self.currency, rate, self.amount, self.usd)


COLUMNS = (
    "id", "activity_id", "cell_id", "kind", "value_on", "currency", "amount", "usd_amount",
    "counterpart", "reference", "against_id",
)  # fmt: skip


# What is usual is told by so many amounts, the last ones.
LAST, OF_OFFICE = 50, 200
# Of more names or amounts than these every row is compared: no engine takes endless lists.
MOST_NAMES = 1000


@dataclass(frozen=True)
class Near:
    """What drafts are compared with: rows of an office that are no reversals and not reversed.

    `activities`, `payees` and `amounts` (None: any) are what the drafts name. Of a long ledger few
    rows are read: the last of each kind of an activity and of a payee, which say what is usual; and
    those that may be the same.
    """

    rows: TransactionQuerySet
    activities: Collection[int]
    payees: Collection[str]
    amounts: Collection[Decimal] | None

    def entries(self, currencies: Collection[str]) -> list[tuple]:
        """Their `COLUMNS`, in the order in which they were entered."""
        columns = ("entered_at", *COLUMNS)
        own = self._of_activities
        alike = own.filter(_one_of("counterpart", self._alike()))
        # How large releases are is never asked.
        newest = _newest(own.exclude(kind=KINDS.RELEASE), "activity", "cell").values_list(*columns)
        others = (
            _newest(self.rows.filter(_one_of("counterpart", self.payees)), "counterpart"),
            _newest(alike, "counterpart"),
            alike.filter(_one_of("amount", self.amounts)),
        )
        near = newest.union(*(rows.values_list(*columns) for rows in others))
        last = self.rows.filter(currency__in=currencies).order_by("-pk")
        # By the instant and the number: the columns that come first.
        compared = sorted({*last.values_list(*columns)[:OF_OFFICE], *near})
        return [row for _entered_at, *row in compared]

    def spent(self) -> dict[tuple[int, int], Decimal]:
        """What was spent of each activity and cell, drafts included."""
        sums = self._of_activities.spent_by("activity", "cell")
        return {(activity, cell): usd for activity, cell, usd in sums}

    def rests(self) -> dict[int, Rest]:
        """What posted commitments of the activities leave open, by their ids, before any draft."""
        still_open = OpenCommitment.objects.filter(activity__in=self.activities, usd__gt=0)
        told = still_open.values_list(
            "pk", "activity", "cell", "commitment__currency", "commitment__rate", "own_left",
            "commitment__usd_amount", "drawn_usd",
        )  # fmt: skip
        return {pk: Rest(*columns) for pk, *columns in told}

    def drawing(self) -> list[tuple]:
        """The `COLUMNS` of drafts that commit or draw on a commitment, as they were entered."""
        drafts = self._of_activities.drafts()
        rows = drafts.filter(Q(kind=KINDS.COMMITMENT) | Q(against__isnull=False))
        return list(rows.order_by("entered_at", "pk").values_list(*COLUMNS))

    def _alike(self) -> list[str]:
        """The payees of the activities as they are written there, that are the same."""
        wanted = {folded(payee) for payee in self.payees}
        names = self._of_activities.values_list("counterpart", flat=True).distinct()
        return [name for name in names if folded(name) in wanted]

    @property
    def _of_activities(self) -> TransactionQuerySet:
        return self.rows.filter(activity__in=self.activities).order_by()


def _one_of(column: str, values: Collection[object] | None) -> Q:
    few = values is not None and len(values) < MOST_NAMES
    return Q(**{f"{column}__in": values}) if few else Q()


def _newest(rows: TransactionQuerySet, *by: str) -> TransactionQuerySet:
    """The last of each kind and currency, with USD and without, by more columns."""
    has_no_usd = ExpressionWrapper(Q(usd_amount__isnull=True), BooleanField())
    place = Window(
        RowNumber(),
        partition_by=[*by, "kind", "currency", has_no_usd],
        order_by=["-entered_at", "-id"],
    )
    return rows.annotate(place=place).filter(place__lte=LAST)


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text as it is compared: without regard to capitals, accents, points and white space."""
    return " ".join(re.findall(r"\w+", fold(text)))
