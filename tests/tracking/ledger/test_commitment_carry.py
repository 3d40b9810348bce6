"""A commitment that is open at the end of a year is released here and made there, at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from appeal.base.viewpoint import EVERYTHING
from appeal.models import Activity, Appeal, Office
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
from tracking.figures import figures_of
from tracking.models import Transaction

pytestmark = [pytest.mark.django_db, pytest.mark.person("finance_gt")]
DAY = "2020-06-20"


@pytest.fixture
def after(mi2020: Appeal, guatemala: Office) -> Activity:
    """An activity of Guatemala in the appeal of the year after, with a budget."""
    appeal = make_appeal(
        code="MI2021-CNAC",
        region=mi2020.region,
        framework=mi2020.framework,
        year=2021,
        starts_on=date(2020, 6, 1),
        ends_on=date(2021, 12, 31),
        closes_on=date(2022, 3, 31),
    )
    heading = mi2020.framework.headings.get(code="O1")
    cell = make_cell(appeal=appeal, office=guatemala, heading=heading, amount=5000)
    priority = make_priority(appeal=appeal, office=guatemala)
    activity = make_activity(priority=priority, cell=cell, allocated=900, own_title="Goes on")
    publish(appeal)
    return activity


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


def committed(appeal: Appeal) -> Decimal:
    return figures_of(appeal, EVERYTHING.on(date(2021, 3, 1))).whole.committed or Decimal(0)


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


@pytest.mark.person("manager_ro")
def test_the_closing_page_leads_to_what_can_be_carried_over(
    client: Client, commitment: Transaction
) -> None:
    page = client.get(at("appeal_close")).content.decode()

    assert at("commitment_carry", commitment.pk) in page
