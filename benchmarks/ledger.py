"""A ledger of any length, with the change log that a real one has."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from zoneinfo import ZoneInfo

from simple_history.utils import bulk_create_with_history

from appeal.models import Allocation, Appeal
from tests.factories import make_user
from tracking.models import Transaction

AT_ONCE = 5000
DAYS = 270
UTC = ZoneInfo("UTC")


def lengthen(appeal: Appeal, rows: int) -> None:
    """Post so many entries more, over every allocation, one day after the other."""
    entries = _entries(appeal, rows)
    while batch := list(islice(entries, AT_ONCE)):
        bulk_create_with_history(batch, Transaction, batch_size=1000)


def _entries(appeal: Appeal, rows: int) -> Iterator[Transaction]:
    by = make_user()
    cells = Allocation.objects.filter(cell__appeal=appeal).select_related("cell__office")
    drawn = list(cells.order_by("pk"))
    for number in range(rows):
        allocation, day = drawn[number % len(drawn)], number % DAYS
        value_on = date(appeal.year, 1, 1) + timedelta(days=day)
        at = datetime(appeal.year, 1, 4, 15, tzinfo=UTC) + timedelta(
            days=day, seconds=number % 3600
        )
        amount = Decimal(number % 900 + 1)
        entry = Transaction(
            appeal=appeal, activity_id=allocation.activity_id, cell=allocation.cell,
            office=allocation.cell.office, kind="expenditure", value_on=value_on,
            currency="USD", amount=amount, usd_amount=amount, rate=Decimal(1),
            counterpart=f"Supplier {number % 500}", reference=f"V-{number:07}",
            note="Materials for the workshop", entered_by=by, entered_at=at, posted_by=by,
            posted_at=at,
        )  # fmt: skip
        entry._history_date = at  # type: ignore[attr-defined]
        yield entry
