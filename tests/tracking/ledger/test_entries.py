"""Entries of the ledger: drafted, posted, reversed, or refused, by the database too."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from appeal.models import Activity, StaleVersion, User
from tests.factories import (
    make_activity,
    make_cell,
    make_office,
    make_transaction,
    make_user,
)
from tests.tracking.refusing import refused, sql
from tracking.actions import (
    NotPostable,
    discard_transaction,
    draft_transaction,
    in_usd,
    post_transaction,
    reverse_transaction,
)
from tracking.models import Transaction

pytestmark = pytest.mark.django_db

Kind = Transaction.Kind
APRIL = datetime(2020, 4, 10, 15, tzinfo=UTC)
MAY = datetime(2020, 5, 10, 15, tzinfo=UTC)


@pytest.fixture
def activity() -> Activity:
    return make_activity(allocated=900)


@pytest.fixture
def writer() -> User:
    return make_user()


def entry_of(activity: Activity, **fields: Any) -> Transaction:
    return Transaction(
        **{
            "activity": activity,
            "cell": activity.allocations.get().cell,
            "value_on": date(2020, 3, 15),
            "currency": "USD",
            "amount": Decimal("250.50"),
        }
        | fields
    )


def draft(activity: Activity, at: datetime = APRIL, **fields: Any) -> Transaction:
    return draft_transaction(
        entry=entry_of(activity, **fields), version=None, by=make_user(), at=at
    )


def posted(activity: Activity, at: datetime = APRIL, **fields: Any) -> Transaction:
    entry = draft(activity, at, **fields)
    return post_transaction(entry=entry, version=entry.version, by=make_user(), at=at)


def test_a_draft_takes_office_author_and_instant(activity: Activity, writer: User) -> None:
    entry = draft_transaction(entry=entry_of(activity), version=None, by=writer, at=APRIL)

    entry.refresh_from_db()
    assert (entry.office, entry.entered_by, entry.entered_at) == (activity.office, writer, APRIL)
    assert (entry.is_posted, entry.rate, entry.usd_amount) == (False, None, Decimal("250.50"))
    assert entry.history.get().history_date == APRIL


def test_posting_fills_rate_usd_and_who(activity: Activity, writer: User) -> None:
    entry = draft(activity)

    post_transaction(entry=entry, version=entry.version, by=writer, at=MAY)

    entry.refresh_from_db()
    assert (entry.rate, entry.usd_amount) == (1, Decimal("250.50"))
    assert (entry.posted_by, entry.posted_at) == (writer, MAY)


def test_posting_asks_no_more_than_it_has_to(
    activity: Activity, writer: User, django_assert_max_num_queries: Any
) -> None:
    entry = draft(activity)

    with django_assert_max_num_queries(11):
        post_transaction(entry=entry, version=entry.version, by=writer, at=MAY)


def test_a_draft_is_changed_until_it_is_posted(activity: Activity) -> None:
    entry = draft(activity)
    entry.amount, entry.note = Decimal("99.90"), "Fuel"

    draft_transaction(entry=entry, version=None, by=make_user(), at=MAY)

    entry.refresh_from_db()
    assert (entry.amount, entry.usd_amount, entry.note) == (Decimal("99.90"),) * 2 + ("Fuel",)
    assert entry.version == 2


def test_a_draft_that_changed_meanwhile_is_neither_changed_nor_posted_nor_discarded(
    activity: Activity,
) -> None:
    entry = draft(activity)
    stale = Transaction.objects.get(pk=entry.pk)
    draft_transaction(entry=entry, version=None, by=make_user(), at=APRIL)

    with pytest.raises(StaleVersion):
        draft_transaction(entry=stale, version=None, by=make_user(), at=APRIL)
    with pytest.raises(StaleVersion):
        post_transaction(entry=stale, version=1, by=make_user(), at=APRIL)
    with pytest.raises(StaleVersion):
        discard_transaction(entry=stale, version=1, at=APRIL)

    assert not Transaction.objects.get(pk=entry.pk).is_posted


def test_a_draft_is_discarded_and_stays_in_the_change_log(activity: Activity) -> None:
    entry = draft(activity)

    discard_transaction(entry=entry, version=entry.version, at=APRIL)

    assert not Transaction.objects.exists()
    kinds = Transaction.history.order_by("history_id").values_list("history_type", flat=True)
    assert list(kinds) == ["+", "-"]


def test_a_posted_entry_is_neither_changed_nor_posted_again_nor_discarded(
    activity: Activity,
) -> None:
    entry = posted(activity)

    with pytest.raises(StaleVersion):
        draft_transaction(entry=entry, version=None, by=make_user(), at=APRIL)
    with pytest.raises(NotPostable, match="already been posted"):
        post_transaction(entry=entry, version=entry.version, by=make_user(), at=APRIL)
    with pytest.raises(StaleVersion):
        discard_transaction(entry=entry, version=entry.version, at=APRIL)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", 1),
        ("usd_amount", 1),
        ("value_on", date(2020, 1, 2)),
        ("note", "Other words"),
        ("posted_at", MAY),
        ("version", 9),
    ],
)
def test_a_posted_entry_changes_through_no_door(
    activity: Activity, column: str, value: Any
) -> None:
    entry = posted(activity)
    setattr(entry, column, value)
    rows, sentence = Transaction.objects.filter(pk=entry.pk), "Reverse it and enter it again"

    refused(entry.save, sentence)
    refused(lambda: rows.update(**{column: value}), sentence)
    refused(lambda: Transaction.objects.bulk_update([entry], [column]), sentence)
    refused(
        sql(f"UPDATE tracking_transaction SET {column} = %s WHERE id = %s", value, entry.pk),  # noqa: S608
        sentence,
    )


def test_a_posted_entry_is_deleted_through_no_door(activity: Activity) -> None:
    entry = posted(activity)
    rows, sentence = Transaction.objects.filter(pk=entry.pk), "Reverse it and enter it again"

    refused(entry.delete, sentence)
    refused(rows.delete, sentence)
    refused(sql("DELETE FROM tracking_transaction WHERE id = %s", entry.pk), sentence)

    assert rows.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize(
    "table", ["tracking_transaction", "tracking_progressupdate", "tracking_reviewevent"]
)
def test_what_is_kept_for_good_is_not_truncated(table: str) -> None:
    refused(sql(f"TRUNCATE {table} CASCADE"), r"cannot be (changed|deleted)")


def test_a_reversal_mirrors_its_original_and_counts_negative(activity: Activity) -> None:
    entry = posted(activity, counterpart="A printer", reference="V-1", kind=Kind.DISBURSEMENT)
    accountant = make_user()

    back = reverse_transaction(entry=entry, reason="Wrong office", by=accountant, at=MAY)

    mirrored = (
        "activity", "cell", "office", "kind", "value_on", "amount", "currency", "rate",
        "usd_amount", "counterpart", "reference",
    )  # fmt: skip
    for name in mirrored:
        assert getattr(back, name) == getattr(entry, name), name
    assert (back.reverses, back.note, back.posted_by, back.posted_at) == (
        entry, "Wrong office", accountant, MAY,
    )  # fmt: skip
    signed = Transaction.objects.with_signed().order_by("pk").values_list("signed", flat=True)
    assert list(signed) == [Decimal("250.50"), Decimal("-250.50")]


def test_only_a_posted_original_is_reversed_and_only_once(activity: Activity) -> None:
    entry = posted(activity)
    back = reverse_transaction(entry=entry, reason="Wrong", by=make_user(), at=MAY)

    def again(target: Transaction) -> Callable[[], Any]:
        return lambda: reverse_transaction(entry=target, reason="x", by=make_user(), at=MAY)

    with pytest.raises(NotPostable, match="already been reversed"):
        again(entry)()
    with pytest.raises(NotPostable, match="not a reversal"):
        again(back)()
    with pytest.raises(NotPostable, match="Only a posted entry"):
        again(draft(activity))()
    assert Transaction.objects.posted().count() == 2


def mirror(entry: Transaction, **fields: Any) -> Transaction:
    """A second row like `entry` that claims to reverse it, entered past our own code."""
    copied = [
        field.attname
        for field in Transaction._meta.concrete_fields
        if field.name not in ("id", "reverses", "version")
    ]
    values = {name: getattr(entry, name) for name in copied}
    return Transaction.objects.bulk_create([Transaction(**values | {"reverses": entry} | fields)])[
        0
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": 1},
        {"usd_amount": 1},
        {"rate": 2},
        {"currency": "GTQ"},
        {"kind": Kind.DISBURSEMENT},
        {"value_on": date(2020, 3, 16)},
    ],
)
def test_the_database_refuses_a_reversal_unlike_its_original(
    activity: Activity, fields: dict[str, Any]
) -> None:
    entry = posted(activity)

    refused(lambda: mirror(entry, **fields), "A reversal repeats a posted entry")


def test_the_database_refuses_the_reversal_of_a_draft_of_a_reversal_and_a_second_one(
    activity: Activity,
) -> None:
    entry = posted(activity)
    back = mirror(entry)
    posting = {"posted_at": APRIL, "posted_by": make_user(), "rate": 1}

    refused(lambda: mirror(entry), r"(?i)unique")
    refused(lambda: mirror(back), "not itself a reversal")
    refused(lambda: mirror(draft(activity), **posting), "A reversal repeats a posted entry")


# Value dates and currencies


@pytest.mark.parametrize(
    ("value_on", "entered_at"),
    [
        (date(2020, 4, 11), APRIL),
        # Midnight has passed in UTC, but not yet where the appeal is.
        (date(2020, 4, 11), datetime(2020, 4, 11, 5, 59, tzinfo=UTC)),
    ],
)
def test_a_value_date_after_today_is_refused(
    activity: Activity, value_on: date, entered_at: datetime
) -> None:
    with pytest.raises(NotPostable, match="is in the future"):
        draft(activity, entered_at, value_on=value_on)


def test_a_value_date_of_today_is_taken_in_the_appeals_time_zone(activity: Activity) -> None:
    assert draft(activity, datetime(2020, 4, 11, 6, tzinfo=UTC), value_on=date(2020, 4, 11)).pk


LATER = datetime(2021, 6, 1, 15, tzinfo=UTC)


def test_a_value_date_after_closing_is_refused_whatever_the_reason(activity: Activity) -> None:
    late = {"late_reason": "A late invoice"}

    assert draft(activity, LATER, value_on=date(2021, 3, 31), **late).pk
    with pytest.raises(NotPostable, match="closed on 2021-03-31"):
        draft(activity, LATER, value_on=date(2021, 4, 1), **late)


def test_the_database_too_refuses_a_value_date_after_closing(activity: Activity) -> None:
    refused(
        lambda: make_transaction(activity=activity, value_on=date(2021, 4, 1), late_reason="Late"),
        "after the day on which the appeal closed",
    )
    entry = draft(activity)
    rows = Transaction.objects.filter(pk=entry.pk)
    late = {"value_on": date(2021, 4, 1), "late_reason": "Late"}
    refused(lambda: rows.update(**late), "after the day on which the appeal closed")


@pytest.mark.parametrize("value_on", [date(2019, 12, 31), date(2021, 1, 1)])
def test_a_value_date_outside_the_year_needs_a_reason(activity: Activity, value_on: date) -> None:
    with pytest.raises(NotPostable, match=r"outside 2020\. Give the reason"):
        draft(activity, LATER, value_on=value_on)

    assert draft(activity, LATER, value_on=value_on, late_reason="A late invoice").pk


@pytest.mark.parametrize("value_on", [date(2020, 1, 1), date(2020, 12, 31)])
def test_the_first_and_the_last_day_of_the_year_need_none(
    activity: Activity, value_on: date
) -> None:
    assert draft(activity, LATER, value_on=value_on).pk


def test_posting_checks_the_value_date_again(activity: Activity) -> None:
    entry = make_transaction(activity=activity, value_on=date(2020, 6, 1))

    with pytest.raises(NotPostable, match="is in the future"):
        post_transaction(entry=entry, version=1, by=make_user(), at=APRIL)

    assert not Transaction.objects.get().is_posted


def test_an_amount_without_a_rate_is_drafted_without_usd_and_not_posted(
    activity: Activity,
) -> None:
    foreign = draft(activity, currency="GTQ")

    assert foreign.usd_amount is None
    with pytest.raises(NotPostable, match="There is no GTQ exchange rate for March 2020"):
        post_transaction(entry=foreign, version=1, by=make_user(), at=APRIL)
    assert not Transaction.objects.get().is_posted


@pytest.mark.parametrize(
    ("amount", "rate", "usd"),
    [("0.05", "2", "0.02"), ("0.07", "2", "0.04"), ("100", "7.7", "12.99"), ("8", "1", "8.00")],
)
def test_usd_is_rounded_half_even_to_cents(amount: str, rate: str, usd: str) -> None:
    assert in_usd(Decimal(amount), Decimal(rate)) == Decimal(usd)


# What the database knows of every entry


def test_the_database_refuses_the_cell_of_another_office(activity: Activity) -> None:
    foreign = make_cell(appeal=activity.appeal, office=make_office(region=activity.office.region))
    sentence = "the office and the appeal of its activity"

    refused(lambda: make_transaction(activity=activity, cell=foreign), sentence)
    refused(lambda: make_transaction(activity=activity, office=foreign.office), sentence)
    entry = draft(activity)
    rows = Transaction.objects.filter(pk=entry.pk)
    refused(lambda: rows.update(cell=foreign), sentence)
    refused(lambda: rows.update(office=foreign.office), sentence)


def test_the_database_refuses_the_cell_of_another_appeal(activity: Activity) -> None:
    later = make_cell(office=activity.office)

    assert later.appeal != activity.appeal
    refused(
        lambda: make_transaction(activity=activity, cell=later),
        "the office and the appeal of its activity",
    )


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("transaction_amount_is_positive", {"amount": 0}),
        ("transaction_amount_is_positive", {"amount": -5}),
        ("posted_transaction_has_poster_rate_and_usd", {"posted_at": APRIL}),
    ],
)
def test_the_database_refuses_what_no_entry_may_be(
    activity: Activity, name: str, fields: dict[str, Any]
) -> None:
    refused(lambda: make_transaction(activity=activity, **fields), name)


def test_a_commitment_draws_on_no_other(activity: Activity) -> None:
    held = make_transaction(activity=activity, kind=Kind.COMMITMENT, posted=True)

    assert make_transaction(activity=activity, against=held).pk
    refused(
        lambda: make_transaction(activity=activity, against=held, kind=Kind.COMMITMENT),
        "commitment_draws_on_nothing",
    )


def test_the_database_too_asks_a_reason_for_a_date_outside_the_year(activity: Activity) -> None:
    rows = Transaction.objects.filter(pk=draft(activity).pk)

    refused(lambda: rows.update(value_on=date(2019, 12, 31)), "outside the appeal's year")

    assert rows.update(value_on=date(2019, 12, 31), late_reason="Paid ahead") == 1


def test_a_transaction_draws_on_a_commitment_of_its_own_activity_only(activity: Activity) -> None:
    entry = draft(activity)
    elsewhere = make_transaction(kind=Kind.COMMITMENT, posted=True)
    spending = make_transaction(activity=activity, cell=entry.cell, posted=True)
    rows = Transaction.objects.filter(pk=entry.pk)

    for against in (elsewhere, spending):
        refused(lambda against=against: rows.update(against=against), "of its own activity")

    own = make_transaction(activity=activity, cell=entry.cell, kind=Kind.COMMITMENT, posted=True)
    assert rows.update(against=own) == 1


def test_a_draft_that_is_gone_is_told_as_changed_meanwhile(activity: Activity) -> None:
    entry = draft(activity)
    Transaction.objects.filter(pk=entry.pk).delete()

    with pytest.raises(StaleVersion):
        post_transaction(entry=entry, version=1, by=make_user(), at=MAY)
    with pytest.raises(StaleVersion):
        discard_transaction(entry=entry, version=1, at=MAY)
