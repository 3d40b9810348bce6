"""What commitments leave open: stored by every door, and right from any two dates."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from random import Random
from typing import Any

import pytest

from appeal.base.viewpoint import EVERYTHING, Include, Viewpoint
from appeal.models import Activity
from tests.factories import make_activity, make_cell, make_transaction, make_user
from tracking import actions
from tracking.figures import figures_of
from tracking.ledger_check import wrong_commitments
from tracking.models import OpenCommitment, Transaction

pytestmark = pytest.mark.django_db

Kind = Transaction.Kind
NEW_YEAR = datetime(2020, 1, 1, 12, tzinfo=UTC)
LAST = date(2021, 3, 31)
RATES = {
    "USD": Decimal(1), "GTQ": Decimal("7.7"), "VES": Decimal("248832.123456"),
    "KWD": Decimal("0.303"),
}  # fmt: skip


def history(chance: Random) -> list[Activity]:
    """Two activities of a cell: commitments in any currency, draws, releases, reversals, drafts."""
    cell = make_cell(amount=100_000)
    activities = [make_activity(cell=cell, allocated=900), make_activity(cell=cell, allocated=9)]
    held: list[Transaction] = []
    for _ in range(60):
        at = NEW_YEAR + timedelta(hours=chance.randrange(300 * 24))
        against = chance.choice(held) if held and chance.random() < 0.6 else None
        currency = against.currency if against and chance.random() < 0.6 else None
        currency = currency or chance.choice(list(RATES))
        rate = round(RATES[currency] * chance.choice([1, Decimal("1.1")]), 6)
        amount = Decimal(chance.randrange(1, 4 * 10**5)).scaleb(-2)
        usd = actions.in_usd(amount, rate)
        is_posted = chance.random() < 0.8
        drawing = {"against": against, "activity": against.activity} if against else {}
        entry = make_transaction(
            **{"activity": chance.choice(activities)} | drawing,
            cell=cell,
            kind=chance.choice([Kind.EXPENDITURE, Kind.RELEASE]) if against else Kind.COMMITMENT,
            value_on=date(2020, 1, 1) + timedelta(days=chance.randrange(366)),
            currency=currency,
            amount=amount,
            usd_amount=usd if is_posted or chance.random() < 0.5 else None,
            rate=rate if is_posted else None,
            posted=is_posted,
            **{"posted_at": at} if is_posted else {},
        )
        if is_posted and not against:
            held.append(entry)
        if is_posted and chance.random() < 0.15:
            held = [row for row in held if row != entry]
            later = at + timedelta(hours=chance.randrange(1, 900))
            actions.reverse_transaction(entry=entry, reason="Wrong", by=make_user(), at=later)
    return activities


def plainly(viewpoint: Viewpoint) -> dict[int, Decimal]:
    """What commitments leave open by the definition, by activity; in plain Python."""
    left: dict[int, Decimal] = defaultdict(Decimal)
    rows = [row for row in Transaction.objects.all() if counts(row, viewpoint)]
    undone = {row.reverses_id for row in rows}
    for made in rows:
        if made.kind != Kind.COMMITMENT or made.reverses_id or made.pk in undone:
            continue
        own, others = made.amount, Decimal(0)
        for draw in rows:
            sign = -1 if draw.reverses_id else 1
            if draw.against_id == made.pk and draw.currency == made.currency:
                own -= sign * draw.amount
            elif draw.against_id == made.pk:
                others += sign * (draw.usd_amount or 0)
        usd = made.usd_amount or Decimal(0)
        if made.posted_at and made.rate:
            usd = (max(own, Decimal(0)) / made.rate).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        left[made.activity_id] += max(usd - others, Decimal(0))
    return left


def counts(row: Transaction, viewpoint: Viewpoint) -> bool:
    is_counted = row.posted_at and (
        viewpoint.known_at is None or row.posted_at < viewpoint.known_at
    )
    is_draft = row.posted_at is None and viewpoint.include == Include.DRAFT
    return bool(is_counted or is_draft) and row.value_on <= viewpoint.as_at


def viewpoints(activity: Activity) -> Iterator[Viewpoint]:
    now = Viewpoint(LAST, Include.OFFICIAL, ())
    yield now
    for day in (date(2020, 3, 31), date(2020, 8, 14)):
        yield now.on(day)
        for month in (4, 7, 10):
            yield replace(now, as_at=day, known_at=datetime(2020, month, 1, 6, tzinfo=UTC))
            yield replace(now, known_at=datetime(2020, month, 17, 6, tzinfo=UTC))
    drafts = replace(now, include=Include.DRAFT, draft_offices=[activity.office])
    yield drafts
    yield drafts.on(date(2020, 8, 14))


@pytest.mark.parametrize("seed", range(6))
def test_what_is_committed_is_that_of_the_ledger_from_any_viewpoint(seed: int) -> None:
    activities = history(Random(seed))  # noqa: S311

    for viewpoint in viewpoints(activities[0]):
        figures = figures_of(activities[0].appeal, viewpoint)
        wanted = plainly(viewpoint)
        for activity in activities:
            assert figures.activity(activity.pk).committed == wanted[activity.pk], viewpoint
        assert figures.whole.committed == sum(wanted.values())
    assert not list(wrong_commitments())


@pytest.mark.parametrize(
    ("amount", "rate"),
    [
        # Exactly between two cents: to the even one.
        ("0.05", "2"), ("0.15", "2"), ("1.25", "10"), ("0.01", "2"), ("0.03", "2"),
        # As large as amounts and rates are.
        ("9999999999999.99", "999999.999999"), ("9999999999999.99", "1.000001"),
        ("9999999999999.99", "1"), ("99999999.99", "0.000011"), ("0.01", "0.000001"),
    ],
)  # fmt: skip
def test_the_database_rounds_what_is_left_as_python_does(amount: str, rate: str) -> None:
    own, per_usd = Decimal(amount), Decimal(rate)
    made = make_transaction(
        kind=Kind.COMMITMENT, currency="GTQ", amount=own, rate=per_usd,
        usd_amount=actions.in_usd(own, per_usd), posted=True,
    )  # fmt: skip

    assert OpenCommitment.objects.get(pk=made.pk).usd == actions.in_usd(own, per_usd)


def test_drafts_without_a_rate_draw_nothing_in_another_currency() -> None:
    made = make_transaction(kind=Kind.COMMITMENT, amount=100, posted=True)
    own: dict[str, Any] = {"activity": made.activity, "cell": made.cell, "against": made}
    make_transaction(**own, currency="GTQ", amount=700, usd_amount=None)

    drafts = replace(
        EVERYTHING, as_at=LAST, include=Include.DRAFT, draft_offices=[made.activity.office]
    )

    assert figures_of(made.appeal, drafts).whole.committed == 100


def test_a_stored_rest_that_is_wrong_or_missing_is_told() -> None:
    made = make_transaction(kind=Kind.COMMITMENT, amount=100, posted=True)
    kept = OpenCommitment.objects.filter(pk=made.pk)

    kept.update(own_left=Decimal(99))
    assert [line for line in wrong_commitments() if "USD 99.00 and not 100.00" in line]

    kept.delete()
    assert [line for line in wrong_commitments() if "missing" in line]
