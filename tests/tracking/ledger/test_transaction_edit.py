"""Changing a draft: by whoever enters for its office, told of what others did meanwhile."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from appeal.models import User
from tests.factories import make_rate, make_transaction
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking import actions
from tracking.models import Transaction

pytestmark = [pytest.mark.once, pytest.mark.person("reporter_gt")]


@pytest.fixture
def entry(reporter_gt: User) -> Transaction:
    return make_transaction(activity=activity_of("GT-1.1"), amount=100, entered_by=reporter_gt)


@pytest.fixture
def address(entry: Transaction) -> str:
    return at("transaction_edit", entry.pk)


def test_it_shows_the_draft_and_changes_it(
    client: Client, address: str, entry: Transaction
) -> None:
    page = client.get(address)

    response = client.post(address, filled(page, amount="75.25", note="Fuel"))

    assert page.context["form"]["amount"].value() == "100.00"
    assert (response.status_code, response.url) == (302, at("transaction_detail", entry.pk))
    entry.refresh_from_db()
    assert (entry.amount, entry.usd_amount, entry.note) == (Decimal("75.25"),) * 2 + ("Fuel",)
    assert entry.entered_by.username == "reporter.gt"


@pytest.mark.parametrize(
    ("name", "typed"), [("amount", "0"), ("value_on", "2021-04-01"), ("cell", "")]
)
def test_what_is_wrong_is_refused_and_changes_nothing(
    client: Client, address: str, entry: Transaction, name: str, typed: str
) -> None:
    response = client.post(address, filled(client.get(address), note="Fuel") | {name: typed})

    assert response.status_code == 422
    assert list(complaints(response)) == [name]
    assert response.context["form"]["note"].value() == "Fuel"
    entry.refresh_from_db()
    assert (entry.amount, entry.note) == (100, "")


def test_the_same_form_sent_twice_has_one_effect_and_one_answer(
    client: Client, address: str, entry: Transaction
) -> None:
    sent = filled(client.get(address), amount="75")

    first, second = client.post(address, sent), client.post(address, sent | {"amount": "9"})

    assert (first.status_code, first.url) == (second.status_code, second.url)
    entry.refresh_from_db()
    assert (entry.amount, entry.version) == (75, 2)


def test_the_second_of_two_people_sees_both_versions_and_loses_nothing(
    client: Client, address: str, entry: Transaction, finance_gt: User, signed_in: SignIn
) -> None:
    colleague = signed_in(finance_gt)
    mine, theirs = client.get(address), colleague.get(address)
    colleague.post(address, filled(theirs, amount="75", counterpart="A garage"))

    conflict = client.post(address, filled(mine, amount="60", note="Mine."))

    assert conflict.status_code == 409
    assert "Somebody changed this draft while you were writing" in words(conflict)
    assert "USD 75.00" in words(conflict)
    assert "A garage" in words(conflict)
    assert conflict.context["form"]["note"].value() == "Mine."
    assert client.post(address, filled(conflict)).status_code == 302
    entry.refresh_from_db()
    assert (entry.amount, entry.note, entry.version) == (60, "Mine.", 3)


def test_what_was_typed_while_finance_posted_is_not_lost_and_changes_nothing(
    client: Client, address: str, entry: Transaction, finance_gt: User
) -> None:
    page = client.get(address)
    moment = datetime(2020, 4, 10, 15, tzinfo=UTC)
    actions.post_transaction(entry=entry, version=1, by=finance_gt, at=moment)

    for sent in (page, client.post(address, filled(page, amount="60", note="Mine."))):
        conflict = client.post(address, filled(sent, amount="60", note="Mine."))
        assert conflict.status_code == 409
        assert "It has been posted, so it cannot be changed" in words(conflict)
        assert conflict.context["form"]["note"].value() == "Mine."
    entry.refresh_from_db()
    assert (entry.amount, entry.note, entry.is_posted) == (100, "", True)


def test_a_posted_entry_has_no_form(client: Client, reporter_gt: User, entry: Transaction) -> None:
    posted = make_transaction(activity=entry.activity, posted=True)

    assert client.get(at("transaction_edit", posted.pk)).status_code == 404


def test_another_offices_draft_is_not_found(client: Client) -> None:
    foreign = make_transaction(activity=activity_of("HN-1.1"))
    address = at("transaction_edit", foreign.pk)

    assert client.get(address).status_code == 404
    assert client.post(address, {"amount": "1", "version": "1"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.amount == 100


def test_the_cell_of_another_office_is_refused(
    client: Client, address: str, entry: Transaction
) -> None:
    foreign = activity_of("HN-1.1").allocations.get().cell

    response = client.post(address, filled(client.get(address), cell=foreign.pk))

    assert response.status_code == 422
    assert list(complaints(response)) == ["cell"]


def test_a_draft_that_was_discarded_meanwhile_shows_what_was_typed(
    client: Client, address: str, entry: Transaction
) -> None:
    sent = filled(client.get(address), note="Half of the leaflets")
    entry.delete()

    answer = client.post(address, sent)

    assert answer.status_code == 409
    assert "Somebody discarded this draft" in words(answer)
    assert "Half of the leaflets" in words(answer)
    assert str(entry.cell.heading) in words(answer)


def test_a_draft_keeps_its_kind_when_it_is_edited(
    client: Client, address: str, entry: Transaction
) -> None:
    Transaction.objects.filter(pk=entry.pk).update(kind=Transaction.Kind.COMMITMENT)

    client.post(address, filled(client.get(address), note="A contract"))

    entry.refresh_from_db()
    assert (entry.kind, entry.note) == ("commitment", "A contract")


def test_kind_currency_and_commitment_of_a_draft_are_changed(
    client: Client, address: str, entry: Transaction
) -> None:
    make_rate(rate=8)
    contract = make_transaction(activity=entry.activity, kind="commitment", posted=True)

    client.post(
        address,
        filled(client.get(address), kind="disbursement", currency="GTQ", against=contract.pk),
    )

    entry.refresh_from_db()
    assert (entry.kind, entry.currency, entry.against) == ("disbursement", "GTQ", contract)
    assert (entry.amount, entry.usd_amount) == (100, Decimal("12.50"))
