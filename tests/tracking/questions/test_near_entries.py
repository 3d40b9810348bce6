"""What is asked of a draft beside the few entries that are read is what all of them would ask."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db.models import Q

from appeal.models import Activity
from tests.factories import make_activity, make_allocation, make_cell, make_transaction, make_user
from tracking import actions
from tracking.models import Neighbours, Transaction, compared_entries, unusual_entries
from tracking.models.compared_entries import COLUMNS, Neighbour

pytestmark = [pytest.mark.publication, pytest.mark.django_db]

MAY = datetime(2020, 5, 1, 12, tzinfo=UTC)
PAYEES = ["A printer", "a  PRINTER.", "Águila", "", "-", "Another payee"]
KINDS = ["expenditure", "disbursement", "commitment"]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few of the last entries tell what is usual that most of the history is older."""
    for module in (compared_entries, unusual_entries):
        monkeypatch.setattr(module, "LAST", 6)
    monkeypatch.setattr(compared_entries, "OF_OFFICE", 20)


def history(chance: Random) -> list[Activity]:
    """Two activities of a cell and one of another, with many entries of few payees."""
    cell = make_cell(amount=10**8)
    other = make_cell(appeal=cell.appeal, office=cell.office, amount=10**8)
    activities = [make_activity(cell=cell, allocated=10**6) for _ in range(2)]
    activities.append(make_activity(cell=other, allocated=5000))
    make_allocation(activity=activities[0], cell=other, amount=100)
    by, agreed = make_user(), dict[int, Transaction]()
    for number in range(260):
        activity = chance.choice(activities[: 1 + number % 3])
        usd = Decimal(chance.choice([100, 120, 100_000, chance.randrange(1, 5000)]))
        is_usd = chance.random() < 0.8
        kind = chance.choice([*KINDS[:2]] * 4 + KINDS[2:])
        drawn = agreed.get(activity.pk) if is_usd and kind in Transaction.SPENDING else None
        entry = make_transaction(
            activity=activity,
            cell=activity.allocations.order_by("pk")[0].cell,
            kind=kind,
            against=drawn,
            amount=usd if is_usd else usd * 8,
            usd_amount=usd if is_usd or chance.random() < 0.5 else None,
            currency="USD" if is_usd else "GTQ",
            counterpart=chance.choice(PAYEES),
            reference=f"V-{chance.randrange(9)}",
            value_on=date(2020, 1, 1) + timedelta(days=chance.randrange(90)),
            entered_by=by,
            entered_at=MAY - timedelta(minutes=chance.randrange(10_000 if drawn is None else 9)),
            posted=False,
        )
        if is_usd and kind == "commitment" and chance.random() < 0.7:
            entry = actions.post_transaction(entry=entry, version=1, by=by, at=MAY)
            agreed[activity.pk] = entry
        elif is_usd and chance.random() < 0.1:
            entry = actions.post_transaction(entry=entry, version=1, by=by, at=MAY)
            actions.reverse_transaction(entry=entry, reason="Wrong", by=by, at=MAY)
    return activities


def beside_all(draft: Transaction) -> Neighbours:
    """Every entry of the activity and of the payee, and the last ones of the currency."""
    rows = Transaction.objects.filter(office=draft.office, reverses=None, reversal=None)
    last = rows.filter(currency=draft.currency).order_by("-pk")[:20]
    near = Q(activity=draft.activity) | Q(counterpart__in={draft.counterpart} - {""})
    found = Neighbours(
        {
            (share.activity_id, share.cell_id): share.amount
            for share in draft.activity.allocations.all()
        }
    )
    all_of_them = {row.pk: row for row in (*last, *rows.filter(near))}.values()
    for row in sorted(all_of_them, key=lambda row: (row.entered_at, row.pk)):
        found.add(Neighbour.stored(*(getattr(row, column) for column in COLUMNS)))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_few_entries_ask_what_all_of_them_would(seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    activities = history(chance)
    asked: set[str] = set()
    for _ in range(60):
        activity = chance.choice(activities)
        drawn = chance.choice(activity.allocations.order_by("pk")).cell
        amount = Decimal(chance.choice([1, 100, 120, 800, 30_000, 10**6, 10**7]))
        draft = Transaction(
            activity=activity, cell=drawn, office=activity.office, appeal=activity.appeal,
            kind=chance.choice(KINDS), amount=amount,
            currency=chance.choice(["USD", "GTQ"]), usd_amount=amount,
            counterpart=chance.choice([*PAYEES, "New"]), reference=f"V-{chance.randrange(9)}",
            value_on=date(2020, 1, 1) + timedelta(days=chance.randrange(90)),
        )  # fmt: skip
        questions = Neighbours.of(draft).questions(draft)
        assert questions == beside_all(draft).questions(draft)
        asked |= {each.rule for each in questions}
    assert len(asked) >= 5
