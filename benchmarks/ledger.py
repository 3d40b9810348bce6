"""A ledger of any length, with the change log and the commitments that a real one has."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

from appeal.models import Allocation, Appeal
from tests.factories import make_user
from tracking.demonstration.bulk import insert_posted
from tracking.models import Transaction

# The days on which is committed, and those of the ledger.
DAYS, LAST = 180, 290
# More entries than a page of an activity or of the ledger has lines.
FULL = 60
# Of ten entries: one commits, three are paid from it and, for seven commitments in ten, one
# releases the rest; the others are spending without a commitment.
COMMITTING, PAYMENTS, RELEASING, OTHERS = 10, 3, 7, 5
SHARES = "of ten lines one commits, three are drawn on it, 0.7 releases the rest"
# So little that no budget is passed: that would be more to show, not a longer ledger.
AGREED, PAID = Decimal("0.90"), Decimal("0.25")


def lengthen(appeal: Appeal, rows: int) -> None:
    """Post so many entries more, over every allocation, one day after the other."""
    places = cycle(_places(appeal))
    columns = Columns(appeal)
    last = Transaction.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    committed = rows // COMMITTING
    made = (columns.of(n, n % DAYS, *next(places), "commitment", AGREED) for n in range(committed))
    insert_posted(made, lambda count: None)
    held = Transaction.objects.filter(pk__gt=last).order_by("pk")
    drawn = list(held.values_list("activity", "cell", "office", "pk"))
    spent = (columns.of(n, n, *next(places), "expenditure", PAID) for n in range(rows))
    others = islice(_mixed(columns, drawn, spent), rows - committed)
    insert_posted(others, lambda count: None)


def fill_a_page(appeal: Appeal, code: str) -> None:
    """Entries of one activity, more than its pages show: more add no line there."""
    last = Transaction.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    (place,) = _places(appeal, activity__code=code)[:1]
    columns = Columns(appeal)
    made = (columns.of(last + n, n, *place, "expenditure", PAID) for n in range(FULL))
    insert_posted(made, lambda count: None)


def _places(appeal: Appeal, **narrowed: str) -> list[tuple[int, int, int]]:
    rows = Allocation.objects.filter(cell__appeal=appeal, **narrowed).order_by("pk")
    return list(rows.values_list("activity", "cell", "cell__office"))


def _mixed(
    columns: "Columns", drawn: list[tuple[int, int, int, int]], spent: Iterator[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """What is drawn on each commitment, some time after it, and as much else beside it."""
    for number, place in enumerate(drawn):
        for payment in range(PAYMENTS):
            later = number % DAYS + 30 * payment
            yield columns.of(number, later, *place[:3], "disbursement", PAID, place[3])
        if number % 10 < RELEASING:
            rest = AGREED - PAYMENTS * PAID
            yield columns.of(number, number % DAYS + 90, *place[:3], "release", rest, place[3])
        yield from islice(spent, OTHERS)
    yield from spent


class Columns:
    """Entries of an appeal, column by column."""

    def __init__(self, appeal: Appeal) -> None:
        self.appeal, self.by, self.poster = appeal, make_user().pk, make_user().pk

    def of(
        self,
        number: int,
        days: int,
        activity: int,
        cell: int,
        office: int,
        kind: str,
        amount: Decimal,
        against: int | None = None,
    ) -> dict[str, Any]:
        day, year = days % LAST, self.appeal.year
        at = datetime(year, 1, 4, 15, 0, number % 60, tzinfo=UTC) + timedelta(days=day)
        return {
            "appeal_id": self.appeal.pk, "activity_id": activity, "cell_id": cell,
            "office_id": office, "kind": kind, "against_id": against,
            "value_on": date(year, 1, 1) + timedelta(days=day),
            "currency": "USD", "amount": amount, "usd_amount": amount, "rate": Decimal(1),
            "counterpart": f"Supplier {number % 500}", "reference": f"V-{number:07}",
            "note": "Materials for the workshop", "entered_by_id": self.by, "entered_at": at,
            "posted_by_id": self.poster, "posted_at": at,
        }  # fmt: skip
