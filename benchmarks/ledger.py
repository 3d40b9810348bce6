"""A ledger of any length, with the change log that a real one has."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from appeal.models import Allocation, Appeal
from tests.factories import make_user
from tracking.demonstration.bulk import insert_posted

DAYS = 270


def lengthen(appeal: Appeal, rows: int) -> None:
    """Post so many entries more, over every allocation, one day after the other."""
    insert_posted(_entries(appeal, rows), lambda count: None)


def _entries(appeal: Appeal, rows: int) -> Iterator[dict[str, Any]]:
    by, poster = make_user().pk, make_user().pk
    columns = ("activity", "cell", "cell__office")
    drawn = list(
        Allocation.objects.filter(cell__appeal=appeal).order_by("pk").values_list(*columns)
    )
    for number in range(rows):
        (activity, cell, office), day = drawn[number % len(drawn)], number % DAYS
        at = datetime(appeal.year, 1, 4, 15, 0, number % 60, tzinfo=UTC) + timedelta(days=day)
        # So little that no budget is passed: that would be more to show, not a longer ledger.
        amount = Decimal(number % 90 + 1) / 100
        yield {
            "appeal_id": appeal.pk, "activity_id": activity, "cell_id": cell, "office_id": office,
            "kind": "expenditure", "value_on": date(appeal.year, 1, 1) + timedelta(days=day),
            "currency": "USD", "amount": amount, "usd_amount": amount, "rate": Decimal(1),
            "counterpart": f"Supplier {number % 500}", "reference": f"V-{number:07}",
            "note": "Materials for the workshop", "entered_by_id": by, "entered_at": at,
            "posted_by_id": poster, "posted_at": at,
        }  # fmt: skip
