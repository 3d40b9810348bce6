"""Entries posted one by one and drafted in bulk, beside plain inserts without logs or totals."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from appeal.models import Allocation, Appeal, User
from tests.factories import make_user
from tracking import actions
from tracking.models import Transaction

from .measuring import Table, measured, took

ONE_BY_ONE, MANY = 200, 10_000
POSTED, IN_BULK = 3, 2


def measure(table: Table, appeal: Appeal) -> None:
    by, finance = make_user(), make_user()
    waiting, new = drafts(appeal, by, ONE_BY_ONE), iter(drafts(appeal, by, ONE_BY_ONE))
    actions.draft_transactions(entries=waiting, by=by, at=timezone.now())
    drafted = iter(waiting)
    # In turn: whatever else the machine does then slows both.
    taken = [
        (took(lambda: insert(next(new))), took(lambda: post(next(drafted), finance)))
        for _ in range(ONE_BY_ONE)
    ]
    bare, posted = map(min, zip(*taken, strict=True))
    table.say("an entry posted / inserted", posted / bare, "x", POSTED)
    plain = measured(lambda: Transaction.objects.bulk_create(drafts(appeal, by, MANY)))
    many = measured(
        lambda: actions.draft_transactions(
            entries=drafts(appeal, by, MANY), by=by, at=timezone.now()
        )
    )
    what = f"{MANY:,} entries drafted, with history / by bulk_create"
    table.say(what, many.seconds / plain.seconds, "x", IN_BULK)


def insert(entry: Transaction) -> None:
    """In a transaction of its own."""
    with transaction.atomic():
        Transaction.objects.bulk_create([entry])


def post(entry: Transaction, by: User) -> None:
    actions.post_transaction(entry=entry, version=1, by=by, at=timezone.now())


def drafts(appeal: Appeal, by: User, number: int) -> list[Transaction]:
    allocation = Allocation.objects.filter(cell__appeal=appeal).select_related(
        "cell__appeal", "cell__office", "activity__priority__section"
    ).order_by("pk")[0]  # fmt: skip
    return [
        Transaction(
            appeal=appeal, activity=allocation.activity, cell=allocation.cell,
            office=allocation.cell.office,
            kind="expenditure", value_on=date(2020, 8, 3), currency="USD",
            amount=Decimal(each % 90 + 1), usd_amount=Decimal(each % 90 + 1),
            entered_by=by, entered_at=timezone.now(),
        )
        for each in range(number)
    ]  # fmt: skip
