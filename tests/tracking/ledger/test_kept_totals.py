"""Kept totals: every door keeps them, and figures read from them are those of the ledger."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Office
from tests.factories import (
    make_activity,
    make_allocation,
    make_cell,
    make_transaction,
    make_user,
)
from tracking import actions
from tracking.figures import figures_of, monthly_figures_of
from tracking.models import ActivityTotal, LedgerTotal, Transaction

pytestmark = pytest.mark.django_db

Kind = Transaction.Kind
NEW_YEAR = datetime(2020, 1, 1, tzinfo=UTC)
MIDNIGHT = datetime(2020, 7, 1, tzinfo=UTC)
NOON = datetime(2021, 1, 5, 18, tzinfo=UTC)


@pytest.fixture
def activity() -> Activity:
    return make_activity(allocated=900)


def kept() -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in LedgerTotal.objects.all():
        sums[row.kind, row.month] += row.amount
    return dict(sums)


def draft(activity: Activity, **fields: Any) -> Transaction:
    return make_transaction(activity=activity, **fields)


def post(entry: Transaction) -> Transaction:
    return actions.post_transaction(entry=entry, version=entry.version, by=make_user(), at=NOON)


def reverse(entry: Transaction) -> Transaction:
    return actions.reverse_transaction(entry=entry, reason="Wrong", by=make_user(), at=NOON)


def test_drafts_are_in_no_total(activity: Activity) -> None:
    entry = draft(activity)
    entry.amount = Decimal(20)
    actions.draft_transaction(entry=entry, version=None, by=make_user(), at=NOON)
    actions.discard_transaction(entry=entry, version=entry.version, at=NOON)

    assert kept() == {}


def test_posting_adds_and_reversing_takes_back_in_the_month_of_the_value_date(
    activity: Activity,
) -> None:
    march = post(draft(activity, amount=100))
    post(draft(activity, amount=40, value_on=date(2020, 3, 31)))
    post(draft(activity, amount=7, value_on=date(2020, 4, 1)))
    post(draft(activity, amount=5, kind=Kind.COMMITMENT))
    assert kept() == {
        ("expenditure", "2020-03"): 140,
        ("expenditure", "2020-04"): 7,
        ("commitment", "2020-03"): 5,
    }

    reverse(march)

    assert kept()["expenditure", "2020-03"] == 40


def test_a_posting_that_is_rolled_back_leaves_no_total(activity: Activity) -> None:
    entry = draft(activity)

    with transaction.atomic():
        post(entry)
        transaction.set_rollback(True)

    assert kept() == {}


def test_rows_written_past_the_application_are_in_the_totals(activity: Activity) -> None:
    first = make_transaction(activity=activity, amount=100, posted=True)
    columns = ", ".join(
        f'"{field.column}"' for field in Transaction._meta.concrete_fields if field.name != "id"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO tracking_transaction ({columns})"  # noqa: S608
            f" SELECT {columns} FROM tracking_transaction WHERE id = %s",
            [first.pk],
        )
    first.refresh_from_db()
    values = {
        field.attname: getattr(first, field.attname)
        for field in Transaction._meta.concrete_fields
        if field.name != "id"
    }
    Transaction.objects.bulk_create([Transaction(**values), Transaction(**values)])
    entry = draft(activity, amount=1, rate=1)
    Transaction.objects.filter(pk=entry.pk).update(posted_at=NOON, posted_by=entry.entered_by)

    assert kept() == {("expenditure", "2020-03"): 401}


def test_a_refused_posting_leaves_the_totals_as_they_are(activity: Activity) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        make_transaction(activity=activity, posted=True, value_on=date(2021, 4, 1), late_reason="x")

    assert kept() == {}


# Figures against a plain sum

KINDS = [Kind.EXPENDITURE, Kind.DISBURSEMENT, Kind.COMMITMENT]


def history(chance: Random) -> list[Activity]:
    """Two activities with two shared cells, and a year of entries, drafts and reversals."""
    first = make_cell(amount=100_000)
    second = make_cell(appeal=first.appeal, office=first.office, amount=100_000)
    activities = [make_activity(cell=first, allocated=900), make_activity(cell=first, allocated=9)]
    for activity in activities:
        make_allocation(activity=activity, cell=second, amount=50)
    posted: list[Transaction] = []
    for _ in range(40):
        rate = chance.choice([Decimal(1), Decimal("7.7")])
        amount = Decimal(chance.randrange(1, 10**6)).scaleb(-2)
        is_posted = chance.random() < 0.8
        moment = NEW_YEAR + timedelta(minutes=chance.randrange(370 * 24 * 60))
        moment = MIDNIGHT if chance.random() < 0.1 else moment
        posting = {"posted_at": moment} if is_posted else {}
        entry = make_transaction(
            activity=chance.choice(activities),
            cell=chance.choice([first, second]),
            kind=chance.choice(KINDS),
            value_on=date(2020, 1, 1) + timedelta(days=chance.randrange(366)),
            currency="USD" if rate == 1 else "GTQ",
            amount=amount,
            usd_amount=actions.in_usd(amount, rate),
            rate=rate,
            posted=is_posted,
            **posting,
        )
        if entry.is_posted:
            posted.append(entry)
        if posted and chance.random() < 0.2:
            reverse(posted.pop(chance.randrange(len(posted))))
    return activities


def plain_spent(day: date, known_at: datetime | None = None, **place: Any) -> Decimal:
    """Spent by the definition, in plain Python."""
    rows = Transaction.objects.filter(**place)
    return sum(
        (
            (-1 if row.is_reversal else 1) * (row.usd_amount or Decimal(0))
            for row in rows
            if row.posted_at and (known_at is None or row.posted_at < known_at)
            if row.value_on <= day and row.kind in Transaction.SPENDING
        ),
        Decimal(0),
    )


DAYS = [
    date(2020, 1, 1), date(2020, 2, 14), date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 1),
    date(2020, 6, 30), date(2020, 12, 30), date(2020, 12, 31), date(2021, 3, 31),
]  # fmt: skip


def by_activity(viewpoint: Viewpoint, activity: Activity) -> Decimal:
    return figures_of(activity.appeal, viewpoint).activity(activity.pk).spent


@pytest.mark.parametrize("seed", range(4))
def test_figures_from_kept_totals_are_those_of_the_ledger_on_any_day(seed: int) -> None:
    activities = history(Random(seed))  # noqa: S311
    for day in DAYS:
        now = Viewpoint(day, Include.OFFICIAL, Office.objects.none())
        for activity in activities:
            assert by_activity(now, activity) == plain_spent(day, activity=activity), day
        for cell in figures_of(activities[0].appeal, now).cells:
            assert cell.spent == plain_spent(day, cell=cell.of.pk), day


INSTANTS = [
    MIDNIGHT - timedelta(microseconds=1), MIDNIGHT, MIDNIGHT + timedelta(microseconds=1),
    datetime(2020, 3, 16, 6, tzinfo=UTC), datetime(2021, 1, 1, 5, 59, tzinfo=UTC), NOON,
    NOON + timedelta(microseconds=1), datetime(2022, 1, 1, tzinfo=UTC),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_what_was_spent_as_known_at_any_instant_is_what_was_posted_by_then(seed: int) -> None:
    activities = history(Random(seed))  # noqa: S311
    appeal = activities[0].appeal
    for known_at in INSTANTS:
        for day in DAYS:
            then = Viewpoint(day, Include.OFFICIAL, Office.objects.none(), known_at=known_at)
            figures = monthly_figures_of(appeal, then)
            spent = plain_spent(day, known_at)
            assert sum(figures.activity(each.pk).spent for each in activities) == spent
            assert sum(cell.spent or 0 for cell in figures.cells) == spent
            assert sum(figures.facts.spent_by_month.values()) == spent


def test_drafts_that_count_are_added_to_what_is_posted() -> None:
    activities = history(Random(6))  # noqa: S311
    office = activities[0].office
    of_drafts = [row.usd_amount for row in Transaction.objects.drafts().spending()]

    last = Viewpoint(DAYS[-1], Include.DRAFT, [office])
    figures = figures_of(activities[0].appeal, last)

    assert sum(filter(None, of_drafts))
    assert figures.whole.spent == plain_spent(DAYS[-1]) + sum(filter(None, of_drafts))


def test_totals_are_stored_by_the_month_of_posting_by_utc(activity: Activity) -> None:
    late = datetime(2020, 5, 1, 3, tzinfo=UTC)  # still April in Costa Rica
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL timezone TO 'America/Costa_Rica'")

    make_transaction(activity=activity, posted=True, posted_at=late)

    assert LedgerTotal.objects.get().posted_in == "2020-05"


def test_the_ledger_and_the_totals_agree_about_a_day_that_is_known_already() -> None:
    activity, _other = history(Random(5))  # noqa: S311
    later = datetime(2022, 1, 1, tzinfo=UTC)

    for day in DAYS:
        now = Viewpoint(day, Include.OFFICIAL, Office.objects.none())
        assert by_activity(replace(now, known_at=later), activity) == by_activity(now, activity)


def test_figures_from_today_read_no_month_and_no_entry(activity: Activity) -> None:
    post(draft(activity, amount=100))
    reverse(post(draft(activity, amount=40)))
    post(draft(activity, amount=5, kind=Kind.DISBURSEMENT))
    post(draft(activity, amount=70, kind=Kind.COMMITMENT))
    now = Viewpoint(date(2020, 8, 14), Include.OFFICIAL, Office.objects.none())

    with CaptureQueriesContext(connection) as asked:
        own = figures_of(activity.appeal, now).activity(activity.pk)

    assert (own.spent, own.disbursed, own.committed) == (105, 5, 70)
    read = " ".join(query["sql"] for query in asked)
    assert "tracking_activitytotal" in read
    assert not {"tracking_ledgertotal", "tracking_transaction"} & set(read.split('"'))


def test_the_total_of_an_activity_knows_its_last_entry_whatever_came_first(
    activity: Activity,
) -> None:
    make_transaction(activity=activity, posted=True, posted_at=NOON, value_on=date(2020, 5, 5))
    make_transaction(activity=activity, posted=True, posted_at=MIDNIGHT, value_on=date(2020, 3, 1))

    (kept_total,) = ActivityTotal.objects.all()
    assert (kept_total.last_on, kept_total.last_posted_at) == (date(2020, 5, 5), NOON)
