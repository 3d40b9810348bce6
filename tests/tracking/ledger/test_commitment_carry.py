"""A commitment that is open at the end of a year is released here and made there, at once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from appeal.base.viewpoint import EVERYTHING
from appeal.models import Activity, Appeal, Office, User
from tests.factories import (
    make_activity,
    make_appeal,
    make_cell,
    make_period,
    make_priority,
    make_rate,
    make_transaction,
    publish,
)
from tests.guarded.scenes import lock
from tests.tracking.browsing import at, complaints, filled, words
from tracking.actions import close_appeal
from tracking.figures import figures_of
from tracking.models import Transaction

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("finance_gt")]
DAY = "2020-06-20"


def planned_after(mi2020: Appeal, office: Office, starts_on: date) -> Activity:
    """An activity of the office in the appeal of the year after, with a budget."""
    appeal = make_appeal(
        code="MI2021-CNAC",
        region=mi2020.region,
        framework=mi2020.framework,
        year=2021,
        starts_on=starts_on,
        ends_on=date(2021, 12, 31),
        closes_on=date(2022, 3, 31),
    )
    heading = mi2020.framework.headings.get(code="O1")
    cell = make_cell(appeal=appeal, office=office, heading=heading, amount=5000)
    priority = make_priority(appeal=appeal, office=office)
    activity = make_activity(priority=priority, cell=cell, allocated=900, own_title="Goes on")
    publish(appeal)
    return activity


@pytest.fixture
def after(mi2020: Appeal, guatemala: Office) -> Activity:
    """One of an appeal that has begun while the earlier one runs."""
    return planned_after(mi2020, guatemala, date(2020, 6, 1))


@pytest.fixture
def next_year(mi2020: Appeal, guatemala: Office) -> Activity:
    """One of an appeal that begins when the earlier one ends."""
    return planned_after(mi2020, guatemala, date(2021, 1, 1))


@pytest.fixture
def commitment(mi2020: Appeal) -> Transaction:
    """500 dollars of GT-1.1, of which 120 are paid."""
    activity = Activity.objects.with_plan().get(code="GT-1.1")
    made = make_transaction(
        activity=activity, kind="commitment", amount=500, posted=True, counterpart="Acme"
    )
    make_transaction(activity=activity, cell=made.cell, amount=120, against=made, posted=True)
    return made


def send(client: Client, commitment: Transaction, after: Activity, **typed: Any) -> Any:
    address = at("commitment_carry", commitment.pk)
    place = after.allocations.get().pk
    typed = {"to": place, "value_on": DAY, "reason": "The works end in March."} | typed
    return client.post(address, filled(client.get(address), **typed), follow=True)


def committed(appeal: Appeal, day: date = date(2021, 3, 1)) -> Decimal:
    return figures_of(appeal, EVERYTHING.on(day)).whole.committed or Decimal(0)


def test_what_is_left_is_released_here_and_committed_there(
    client: Client, commitment: Transaction, after: Activity
) -> None:
    before = committed(commitment.cell.appeal)

    page = send(client, commitment, after)

    release = Transaction.objects.get(against=commitment, kind="release")
    made = Transaction.objects.get(continues=commitment)
    assert (release.amount, made.amount, made.counterpart) == (380, 380, "Acme")
    assert (release.is_posted, made.is_posted, made.activity) == (True, True, after)
    assert committed(commitment.cell.appeal) == before - 380
    assert committed(after.appeal) == 380
    assert f"released here and committed in MI2021-CNAC, {after.code}" in words(page)
    assert "Carried over to MI2021-CNAC" in release.note
    assert "The works end in March." in made.note


def test_what_it_may_be_carried_to_is_named_with_its_appeal(
    client: Client, commitment: Transaction, after: Activity
) -> None:
    page = client.get(at("commitment_carry", commitment.pk))

    assert f">MI2021-CNAC {after.code} " in page.content.decode()


def test_both_entries_lead_to_each_other(
    client: Client, commitment: Transaction, after: Activity
) -> None:
    page = send(client, commitment, after)
    made = Transaction.objects.get(continues=commitment)
    there = f"/appeals/MI2021-CNAC/transactions/{made.pk}/"

    assert there in page.content.decode()
    assert at("transaction_detail", commitment.pk) in client.get(there).content.decode()


def test_nothing_is_carried_over_twice(
    client: Client, commitment: Transaction, after: Activity
) -> None:
    send(client, commitment, after)

    page = send(client, commitment, after)

    assert "Nothing of this commitment is left to carry over." in words(page)
    assert Transaction.objects.filter(continues=commitment).count() == 1


def test_an_amount_in_another_currency_is_carried_over_in_it(
    client: Client, mi2020: Appeal, after: Activity
) -> None:
    make_rate(currency="GTQ", effective_on=date(2020, 6, 1), rate=Decimal("8"))
    activity = Activity.objects.with_plan().get(code="GT-1.1")
    commitment = make_transaction(
        activity=activity, kind="commitment", amount=770, currency="GTQ", rate=Decimal("7.7"),
        usd_amount=100, posted=True,
    )  # fmt: skip

    send(client, commitment, after)

    made = Transaction.objects.get(continues=commitment)
    assert (made.currency, made.amount, made.usd_amount) == ("GTQ", 770, Decimal("96.25"))
    assert committed(mi2020) == 0


def test_without_another_open_appeal_it_says_what_is_needed(
    client: Client, commitment: Transaction
) -> None:
    make_activity(priority=make_priority(appeal=make_appeal(region=commitment.cell.appeal.region)))

    page = client.get(at("commitment_carry", commitment.pk))

    assert "No other appeal that is published and open has a budget" in words(page)


def test_what_hinders_either_entry_leaves_both_out(
    client: Client, commitment: Transaction, after: Activity
) -> None:
    june = {
        "starts_on": date(2020, 6, 1),
        "ends_on": date(2020, 6, 30),
        "due_on": date(2020, 7, 15),
    }
    make_period(appeal=after.appeal, code="2020-06", **june)
    lock(after.appeal.periods.get())

    page = send(client, commitment, after)

    assert "which is locked" in words(page)
    assert "The works end in March." in page.content.decode()
    assert not Transaction.objects.filter(kind="release").exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"to": ""}, "required"),
        ({"value_on": "2031-01-01"}, "future"),
        ({"reason": ""}, "required"),
    ],
)
def test_what_is_missing_or_wrong_is_told_at_its_field(
    client: Client, commitment: Transaction, after: Activity, typed: dict, sentence: str
) -> None:
    page = send(client, commitment, after, **typed)

    assert sentence in " ".join(complaints(page)) + words(page)
    assert not Transaction.objects.filter(kind="release").exists()


def test_the_release_and_the_new_commitment_are_each_in_the_year_that_they_belong_to(
    client: Client, commitment: Transaction, next_year: Activity
) -> None:
    before = committed(commitment.cell.appeal)

    send(client, commitment, next_year, value_on="2020-12-20")

    release = Transaction.objects.get(against=commitment, kind="release")
    made = Transaction.objects.get(continues=commitment)
    assert (release.value_on, made.value_on) == (date(2020, 12, 20), date(2021, 1, 1))
    assert (release.late_reason, made.late_reason) == ("", "")
    assert committed(commitment.cell.appeal, date(2020, 12, 31)) == before - 380
    assert committed(next_year.appeal, date(2020, 12, 31)) == 0
    assert committed(next_year.appeal, date(2021, 1, 1)) == 380


def test_a_release_after_the_later_appeal_began_is_on_the_day_of_the_new_commitment(
    client: Client, commitment: Transaction, next_year: Activity
) -> None:
    send(client, commitment, next_year, value_on="2021-02-10")

    days = Transaction.objects.filter(note__contains="Carried over").values_list("value_on")
    assert [day for (day,) in days] == [date(2021, 2, 10)] * 2


def test_each_is_at_the_rate_of_its_own_month(client: Client, next_year: Activity) -> None:
    make_rate(currency="GTQ", effective_on=date(2020, 12, 1), rate=Decimal("8"))
    activity = Activity.objects.with_plan().get(code="GT-1.1")
    commitment = make_transaction(
        activity=activity, kind="commitment", amount=770, currency="GTQ", rate=Decimal("7.7"),
        usd_amount=100, posted=True,
    )  # fmt: skip

    refused = send(client, commitment, next_year, value_on="2020-12-20")
    assert "no GTQ exchange rate for January 2021" in words(refused)
    assert not Transaction.objects.filter(against=commitment).exists()
    make_rate(currency="GTQ", effective_on=date(2021, 1, 1), rate=Decimal("10"))
    send(client, commitment, next_year, value_on="2020-12-20")

    release = Transaction.objects.get(against=commitment, kind="release")
    made = Transaction.objects.get(continues=commitment)
    assert (release.usd_amount, made.usd_amount) == (Decimal("96.25"), 77)


@pytest.mark.parametrize(
    ("now", "are_made"), [("2020-12-31T18:00:00Z", False), ("2021-01-01T18:00:00Z", True)]
)
def test_it_waits_for_the_first_day_of_the_later_appeal(
    client: Client, commitment: Transaction, next_year: Activity, now: str, are_made: bool
) -> None:
    with time_machine.travel(now, tick=False):
        page = send(client, commitment, next_year, value_on="2020-12-20")

    assert Transaction.objects.filter(continues=commitment).exists() == are_made
    assert Transaction.objects.filter(kind="release").exists() == are_made
    sentence = "MI2021-CNAC begins on 1 Jan 2021, and no entry is dated after today."
    assert (sentence in words(page)) != are_made


def test_the_page_says_on_which_days_the_two_are_dated(
    client: Client, commitment: Transaction, after: Activity
) -> None:
    page = client.get(at("commitment_carry", commitment.pk))

    assert "on the first day of that appeal; each at the rate of its own month" in words(page)


def test_of_a_closed_appeal_it_says_to_re_open_it_first(
    client: Client, commitment: Transaction, after: Activity, manager_ro: User
) -> None:
    address = at("commitment_carry", commitment.pk)
    typed = {"to": after.allocations.get().pk, "value_on": DAY, "reason": "The works go on."}
    sent = filled(client.get(address), **typed)
    appeal = commitment.cell.appeal
    signed: Any = {"by": manager_ro, "at": datetime(2020, 7, 1, 15, tzinfo=UTC)}
    close_appeal(appeal=appeal, version=appeal.version, reason="It is over.", **signed)

    page, late = client.get(address), client.post(address, sent)

    assert (page.status_code, late.status_code) == (200, 409)
    for answer in (page, late):
        assert "Ask a manager of the region to re-open the appeal first." in words(answer)
    assert not Transaction.objects.filter(kind="release").exists()


@pytest.mark.person("manager_ro")
def test_the_closing_page_leads_to_what_can_be_carried_over(
    client: Client, commitment: Transaction
) -> None:
    page = client.get(at("appeal_close")).content.decode()

    assert at("commitment_carry", commitment.pk) in page
