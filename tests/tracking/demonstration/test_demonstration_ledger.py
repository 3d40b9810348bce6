"""The ledger of the demonstration, as somebody reads it who has kept one."""

from collections import Counter, defaultdict
from datetime import date
from statistics import median

import pytest

from appeal.models import Appeal
from tracking.demonstration.workdays import good_friday, is_workday
from tracking.models import Flow, Transaction

pytestmark = [pytest.mark.publication, pytest.mark.django_db]

# Easter Sunday less two days, as almanacs print it.
GOOD_FRIDAYS = [
    date(2018, 3, 30), date(2019, 4, 19), date(2020, 4, 10), date(2021, 4, 2), date(2049, 4, 16),
    date(2076, 4, 17),
]  # fmt: skip


def test_good_friday_is_known_in_every_year() -> None:
    assert [good_friday(day.year) for day in GOOD_FRIDAYS] == GOOD_FRIDAYS


def test_everything_is_dated_entered_and_posted_on_working_days(demonstration: Appeal) -> None:
    for entry in Transaction.objects.filter(reverses__isnull=True):
        assert is_workday(entry.value_on), entry
        assert is_workday(demonstration.day_of(entry.entered_at)), entry
        assert entry.value_on <= demonstration.day_of(entry.entered_at)
        if entry.posted_at:
            assert is_workday(demonstration.day_of(entry.posted_at)), entry
            assert entry.entered_at < entry.posted_at
    assert all(is_workday(day) for day in Flow.objects.values_list("value_on", flat=True))
    days = Counter(entry.value_on.weekday() for entry in Transaction.objects.all())
    assert set(days) == {0, 1, 2, 3, 4}


def test_no_entry_stands_there_twice_and_numbers_run_on(demonstration: Appeal) -> None:
    entries = Transaction.objects.filter(reverses__isnull=True)
    rows = entries.values_list("activity", "value_on", "counterpart", "amount", "kind")
    assert max(Counter(rows).values()) == 1
    references = list(entries.values_list("reference", flat=True))
    assert len(set(references)) == len(references)
    numbers = defaultdict(list)
    for reference in references:
        series, _hyphen, number = reference.rpartition("-")
        numbers[series].append(int(number))
    assert all(sorted(own) == list(range(1, len(own) + 1)) for own in numbers.values())
    assert {series.split("-")[1] for series in numbers} == {"PO", "PV"}


def test_payees_come_back_and_are_paid_what_they_are_paid_as_a_rule(
    demonstration: Appeal,
) -> None:
    paid = defaultdict(list)
    currencies = defaultdict(set)
    posted = Transaction.objects.posted().spending().filter(reverses__isnull=True)
    for entry in posted:
        paid[entry.office_id, entry.counterpart].append(float(entry.usd_amount or 0))
        currencies[entry.office_id, entry.counterpart].add(entry.currency)
    assert sum(len(amounts) >= 3 for amounts in paid.values()) > 0.6 * len(paid)
    assert all(len(own) == 1 for own in currencies.values())
    usual = [
        amount / median(amounts)
        for amounts in paid.values()
        if len(amounts) >= 5
        for amount in amounts
    ]
    assert sum(1 / 3 < share < 3 for share in usual) > 0.97 * len(usual)
    with_cents = sum(entry.amount % 1 != 0 for entry in posted)
    assert with_cents > 0.5 * len(posted)


def test_nothing_is_drawn_beyond_what_was_agreed(demonstration: Appeal) -> None:
    agreements = Transaction.objects.posted().filter(kind=Transaction.Kind.COMMITMENT)
    assert agreements.count() >= 20
    for agreement in agreements.prefetch_related("draws"):
        drawn = list(agreement.draws.all())
        assert sum(entry.amount for entry in drawn) <= agreement.amount
        assert all(agreement.value_on <= entry.value_on for entry in drawn)
