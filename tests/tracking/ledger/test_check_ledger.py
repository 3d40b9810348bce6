"""`manage.py check_ledger`: silent about a sound ledger, a sentence for every fault in another."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from appeal.base import guards
from appeal.models import Activity, Appeal
from tests.factories import (
    make_activity,
    make_appeal,
    make_assignment,
    make_contribution,
    make_donor,
    make_rate,
    make_transaction,
    make_user,
)
from tests.guarded.scenes import undo
from tracking import actions
from tracking.ledger_check import differences
from tracking.models import (
    ActivityTotal,
    Contribution,
    ContributionAssignment,
    LedgerTotal,
    Transaction,
)

pytestmark = pytest.mark.django_db

Kind = Transaction.Kind
NOON = datetime(2020, 5, 5, 18, tzinfo=UTC)
# In the month in which `make_transaction` posts, so that the totals are the same.
LATER = datetime(2020, 4, 9, 18, tzinfo=UTC)


def seal_now() -> None:
    """What was written is sealed, as if it were committed."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


@contextmanager
def unguarded() -> Iterator[None]:
    """What follows is written without triggers, as by a fault in the database itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    guards.lift(connection)
    yield
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    guards.install(connection)


def alter(table: str, pk: int, **values: Any) -> None:
    """Change a row in the database alone."""
    columns = ", ".join(f"{name} = %s" for name in values)
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {columns} WHERE id = %s", [*values.values(), pk])  # noqa: S608


@pytest.fixture
def activity() -> Activity:
    return make_activity(allocated=900)


@pytest.fixture
def entry(activity: Activity) -> Transaction:
    return make_transaction(activity=activity, amount=100, posted=True)


def reverse(entry: Transaction) -> Transaction:
    return actions.reverse_transaction(entry=entry, reason="Wrong", by=make_user(), at=NOON)


def found() -> list[str]:
    return list(differences())


def test_a_year_of_entries_agrees_and_says_how_many(activity: Activity) -> None:
    make_rate()
    commitment = make_transaction(activity=activity, kind=Kind.COMMITMENT, amount=80, posted=True)
    draft = make_transaction(activity=activity, currency="GTQ", amount=10, against=commitment)
    actions.post_transaction(entry=draft, version=1, by=make_user(), at=NOON)
    reverse(make_transaction(activity=activity, value_on=date(2020, 4, 1), posted=True))
    make_transaction(activity=activity)
    told = StringIO()

    call_command("check_ledger", stdout=told)

    assert told.getvalue() == "4 posted entries and 4 kept totals agree.\n"


def test_an_empty_ledger_agrees() -> None:
    told = StringIO()

    call_command("check_ledger", stdout=told)

    assert told.getvalue() == "0 posted entries and 0 kept totals agree.\n"


def test_the_command_fails_with_every_difference_in_a_sentence(entry: Transaction) -> None:
    with unguarded():
        LedgerTotal.objects.update(amount=99)
    told = StringIO()

    with pytest.raises(CommandError, match="does not agree with itself") as failure:
        call_command("check_ledger", stdout=told)

    assert failure.value.returncode == 1
    assert "A kept total is wrong: expenditure of" in told.getvalue()
    assert "USD 99.00 and not 100.00." in told.getvalue()


def test_a_missing_total_is_named(activity: Activity, entry: Transaction) -> None:
    with unguarded():
        LedgerTotal.objects.all().delete()

    sentences = found()
    assert sentences[0].startswith(f"The kept total is missing: expenditure of {activity.code}")
    assert sentences[0].endswith("in 2020-03, posted in 2020-04, USD 100.00 by its entries.")


def test_a_total_of_nothing_is_named(activity: Activity, entry: Transaction) -> None:
    with unguarded():
        LedgerTotal.objects.create(
            activity=activity, cell=entry.cell, kind="disbursement", month="2020-03", amount=0
        )

    (sentence,) = found()
    assert sentence.startswith("A total is kept of no entry: disbursement")


@pytest.mark.parametrize("column", [*Kind.values, "committed"])
def test_a_wrong_total_of_an_activity_is_named(entry: Transaction, column: str) -> None:
    with unguarded():
        ActivityTotal.objects.update(**{column: 99})

    assert any(f"is wrong: {column} USD 99.00 and not " in sentence for sentence in found())


def test_a_missing_total_of_an_activity_is_named(entry: Transaction) -> None:
    with unguarded():
        ActivityTotal.objects.all().delete()

    assert any("is wrong: expenditure missing" in sentence for sentence in found())


def test_an_entry_written_without_the_keeper_is_named(entry: Transaction) -> None:
    with unguarded():
        make_transaction(activity=entry.activity, amount=5, posted=True)

    assert any("USD 100.00 and not 105.00" in sentence for sentence in found())


def test_usd_that_is_not_amount_over_rate_is_named(entry: Transaction) -> None:
    alter("tracking_transaction", entry.pk, rate=Decimal("2"))

    usd, log = found()
    assert f"Transaction {entry.pk} (" in usd
    assert "USD 100.00 is 50.00 at its rate of 2" in usd
    assert "unlike its line in the change log in rate." in log


def test_half_a_cent_is_rounded_to_the_even_one(activity: Activity) -> None:
    values = {"amount": Decimal("0.05"), "rate": Decimal(2), "currency": "GTQ", "posted": True}
    make_transaction(activity=activity, usd_amount=Decimal("0.02"), **values)
    assert found() == []

    make_transaction(activity=activity, usd_amount=Decimal("0.03"), **values)

    (sentence,) = found()
    assert "USD 0.03 is 0.02 at its rate of 2" in sentence


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", 9900),
        ("value_on", date(2020, 3, 16)),
        ("kind", "disbursement"),
        ("currency", "GTQ"),
    ],
)
def test_a_reversal_unlike_its_original_is_named(
    entry: Transaction, column: str, value: Any
) -> None:
    reversal = reverse(entry)

    alter("tracking_transaction", reversal.pk, **{column: value})

    assert any(
        f"it is unlike {entry.pk}, which it reverses, in {column}." in sentence
        for sentence in found()
    )


def test_the_reversal_of_a_draft_or_of_a_reversal_is_named(entry: Transaction) -> None:
    reversal = reverse(entry)
    other = make_transaction(activity=entry.activity, amount=100, posted=True)

    alter("tracking_transaction", other.pk, reverses_id=reversal.pk)

    assert any(
        f"it reverses {reversal.pk}, which is a draft or a reversal itself." in sentence
        for sentence in found()
    )


@pytest.mark.parametrize(
    ("column", "value"), [("note", "Other words"), ("counterpart", "B"), ("posted_at", LATER)]
)
def test_an_entry_unlike_its_line_in_the_change_log_is_named(
    entry: Transaction, column: str, value: Any
) -> None:
    alter("tracking_transaction", entry.pk, **{column: value})

    (sentence,) = found()
    assert sentence.endswith(f"it is unlike its line in the change log in {column}.")


def test_an_entry_that_the_change_log_does_not_know_is_named(entry: Transaction) -> None:
    with unguarded():
        entry.history.all().delete()

    (sentence,) = found()
    assert sentence.endswith("the change log does not know it.")


def test_a_posted_entry_that_is_gone_is_named(entry: Transaction) -> None:
    with unguarded():
        Transaction.objects.filter(pk=entry.pk).delete()
        LedgerTotal.objects.all().delete()
        ActivityTotal.objects.all().delete()

    assert found() == [
        f"Transaction {entry.pk} was posted by the change log, and is not in the ledger."
    ]


def test_levels_that_do_not_agree_are_named(entry: Transaction) -> None:
    """An activity that moved to another appeal's plan takes its money from one level only."""
    elsewhere = make_activity(allocated=5)

    alter("appeal_activity", entry.activity_id, priority_id=elsewhere.priority_id)

    sentences = found()
    assert (
        f"{entry.cell.appeal}: the spent of its activities is USD 0,"
        " that of the appeal 100.00." in sentences
    )


def shared() -> ContributionAssignment:
    """A part of an agreement that counts in the appeal of the year after."""
    given = make_contribution(appeal=make_appeal(), committed=100)
    after = make_contribution(appeal=make_appeal(), donor=given.donor)
    return make_assignment(contribution=given, into=after)


def test_a_part_that_goes_to_another_donor_is_named() -> None:
    part, taken_back = shared(), shared()
    assert part.into
    undo(taken_back)
    assert [*differences()] == []
    with unguarded():
        for each in (part, taken_back):
            Contribution.objects.filter(pk=each.into_id).update(donor=make_donor())

    (sentence,) = differences()

    assert sentence == (
        f"Part {part.pk} of contribution {part.contribution_id} goes to another donor's"
        f" contribution: contribution {part.into_id}."
    )


def test_a_part_that_goes_wrongly_is_put_right_by_reversing_it() -> None:
    wrong = shared()
    with unguarded():
        Contribution.objects.filter(pk=wrong.into_id).update(donor=make_donor())
    assert [*differences()]

    actions.reverse_assignment(assignment=wrong, reason="No.", by=make_user(), at=NOON)

    assert [*differences()] == []


def test_a_part_that_stays_in_its_appeal_or_changes_currency_is_named() -> None:
    stays, changes = shared(), shared()
    assert changes.into
    with unguarded():
        Contribution.objects.filter(pk=stays.into_id).update(appeal=stays.contribution.appeal)
        Appeal.objects.filter(pk=changes.into.appeal_id).update(currency="EUR")

    said = " ".join(differences())

    assert f"Part {stays.pk} of contribution {stays.contribution_id} stays in its appeal" in said
    assert f"Part {changes.pk} of contribution {changes.contribution_id} changes its cur" in said
