"""Commitments: what payments and releases draw on them, what is refused, what is warned of."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from appeal.models import Activity, Allocation, Requirement, User
from tests.factories import make_rate, make_transaction, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking import actions
from tracking.models import Transaction, rests_of

pytestmark = pytest.mark.person("finance_gt")


Kind = Transaction.Kind
MAY = datetime(2020, 5, 10, 15, tzinfo=UTC)


@pytest.fixture
def contract(activity: Activity) -> Transaction:
    return make_transaction(
        activity=activity, kind=Kind.COMMITMENT, amount=1000, counterpart="A printer",
        reference="C-1", posted=True,
    )  # fmt: skip


def outstanding(contract: Transaction) -> Decimal:
    return rests_of(contract.activity)[contract.pk].outstanding


def drawn(contract: Transaction, kind: str, amount: int | str, **fields: Any) -> Transaction:
    """Drafted and posted by the actions."""
    entry = Transaction(
        **{
            "activity": contract.activity,
            "cell": contract.cell,
            "kind": kind,
            "value_on": date(2020, 4, 1),
            "amount": Decimal(amount),
            "currency": "USD",
            "against": contract,
        }
        | fields
    )
    actions.draft_transaction(entry=entry, version=None, by=make_user(), at=MAY)
    return post(entry)


def post(entry: Transaction) -> Transaction:
    return actions.post_transaction(entry=entry, version=entry.version, by=make_user(), at=MAY)


def reverse(entry: Transaction) -> Transaction:
    return actions.reverse_transaction(entry=entry, reason="Wrong", by=make_user(), at=MAY)


def test_payments_and_releases_use_a_commitment_up_and_reversals_give_back(
    contract: Transaction,
) -> None:
    payment = drawn(contract, Kind.DISBURSEMENT, 300)
    drawn(contract, Kind.EXPENDITURE, 100)
    release = drawn(contract, Kind.RELEASE, 50)
    assert outstanding(contract) == 550

    reverse(payment)
    assert outstanding(contract) == 850
    reverse(release)
    assert outstanding(contract) == 900


def test_a_payment_may_pass_the_commitment_which_never_falls_below_zero(
    contract: Transaction,
) -> None:
    drawn(contract, Kind.EXPENDITURE, 1200)

    assert outstanding(contract) == 0


def test_drafts_use_nothing_up(contract: Transaction) -> None:
    make_transaction(activity=contract.activity, against=contract, amount=400)

    assert outstanding(contract) == 1000


def test_the_rest_is_released_to_the_cent_and_not_a_cent_more(contract: Transaction) -> None:
    drawn(contract, Kind.EXPENDITURE, "300.50")

    with pytest.raises(actions.NotPostable, match=r"Only USD 699\.50 of this commitment is left"):
        drawn(contract, Kind.RELEASE, "699.51")
    drawn(contract, Kind.RELEASE, "699.50")

    assert outstanding(contract) == 0


def test_a_release_in_another_currency_is_compared_in_usd(contract: Transaction) -> None:
    make_rate(effective_on=date(2020, 4, 1), rate=8)

    with pytest.raises(actions.NotPostable, match="commitment is left"):
        drawn(contract, Kind.RELEASE, "8000.08", currency="GTQ")

    assert drawn(contract, Kind.RELEASE, 8000, currency="GTQ").usd_amount == 1000


def test_a_contract_in_another_currency_is_released_in_that_currency_whatever_the_rate(
    activity: Activity,
) -> None:
    make_rate(effective_on=date(2020, 3, 1), rate=8)
    make_rate(effective_on=date(2020, 4, 1), rate=4)
    held = in_quetzales(activity)
    drawn(held, Kind.EXPENDITURE, 5000, currency="GTQ")
    assert outstanding(held) == 375

    with pytest.raises(actions.NotPostable, match=r"Only GTQ 3,000\.00 of this commitment is left"):
        drawn(held, Kind.RELEASE, "3000.01", currency="GTQ")
    assert drawn(held, Kind.RELEASE, 3000, currency="GTQ").usd_amount == 750

    assert outstanding(held) == 0


def test_what_was_paid_in_dollars_is_taken_off_the_rest_in_the_contracts_currency(
    activity: Activity,
) -> None:
    make_rate(effective_on=date(2020, 3, 1), rate=7)
    held = in_quetzales(activity)
    drawn(held, Kind.EXPENDITURE, "1000.01")
    make_rate(effective_on=date(2020, 4, 1), rate=5)

    with pytest.raises(actions.NotPostable, match=r"Only GTQ 999\.93 of this commitment is left"):
        drawn(held, Kind.RELEASE, "999.94", currency="GTQ")
    with pytest.raises(actions.NotPostable, match=r"Only USD 142\.85 of this commitment is left"):
        drawn(held, Kind.RELEASE, "142.86")
    drawn(held, Kind.RELEASE, "999.93", currency="GTQ")

    assert outstanding(held) == 0


def in_quetzales(activity: Activity) -> Transaction:
    """A contract of GTQ 8 000, posted at the rate of March."""
    entry = Transaction(
        activity=activity,
        cell=activity.allocations.get().cell,
        kind=Kind.COMMITMENT,
        value_on=date(2020, 3, 15),
        amount=Decimal(8000),
        currency="GTQ",
        counterpart="A printer",
    )
    actions.draft_transaction(entry=entry, version=None, by=make_user(), at=MAY)
    return post(entry)


def test_the_pages_tell_a_contract_in_both_currencies(client: Client, activity: Activity) -> None:
    make_rate(effective_on=date(2020, 3, 1), rate=8)
    make_rate(effective_on=date(2020, 4, 1), rate=4)
    held = in_quetzales(activity)
    drawn(held, Kind.EXPENDITURE, 5000, currency="GTQ")

    page = words(client.get(at("transaction_detail", held.pk)))
    new = at("transaction_new", "GT-1.1")
    release = client.get(f"{new}?kind=release&against={held.pk}").context["form"]
    payment = client.get(f"{new}?against={held.pk}").context["form"]

    assert "Committed, not yet spent USD 375.00 (GTQ 3,000.00)" in page
    offered = [label for value, label in release.fields["against"].choices if value]
    assert offered == ["15 Mar 2020 · A printer · USD 375.00 (GTQ 3,000.00) not yet spent"]
    assert (release["amount"].value(), release["currency"].value()) == ("3000.00", "GTQ")
    assert (payment["amount"].value(), payment["currency"].value()) == (None, "GTQ")


def test_a_payment_in_the_contracts_currency_is_warned_of_in_that_currency(
    client: Client, activity: Activity
) -> None:
    make_rate(effective_on=date(2020, 3, 1), rate=8)
    make_rate(effective_on=date(2020, 4, 1), rate=4)
    held = in_quetzales(activity)

    def page(amount: int) -> str:
        entry = Transaction(
            activity=activity, cell=held.cell, kind=Kind.EXPENDITURE, value_on=date(2020, 4, 1),
            amount=Decimal(amount), currency="GTQ", against=held,
        )  # fmt: skip
        actions.draft_transaction(entry=entry, version=None, by=make_user(), at=MAY)
        return words(client.get(at("transaction_detail", entry.pk)))

    assert "more than the commitment has left" not in page(8000)
    assert "This pays GTQ 100.00 more than the commitment has left" in page(8100)


def test_a_payment_passes_the_balance_by_what_its_commitment_does_not_give_back(
    client: Client, activity: Activity
) -> None:
    make_rate(effective_on=date(2020, 3, 1), rate=8)
    make_rate(effective_on=date(2020, 4, 1), rate=4)
    held = in_quetzales(activity)
    balance = activity.allocations.get().amount - 1000
    make_transaction(activity=activity, amount=balance, posted=True)
    entry = Transaction(
        activity=activity, cell=held.cell, kind=Kind.EXPENDITURE, value_on=date(2020, 4, 1),
        amount=Decimal(8000), currency="GTQ", against=held, unusual_reason="Agreed",
    )  # fmt: skip
    actions.draft_transaction(entry=entry, version=None, by=make_user(), at=MAY)

    page = words(client.get(at("transaction_detail", entry.pk)))

    # USD 2 000 are paid, and USD 1 000 are no longer committed.
    assert "Posting this would exceed the balance of GT-1.1 by USD 1,000.00" in page


def test_what_was_used_up_since_it_was_drafted_is_not_released(contract: Transaction) -> None:
    draft = make_transaction(
        activity=contract.activity, kind=Kind.RELEASE, against=contract, amount=900
    )
    drawn(contract, Kind.EXPENDITURE, 300)

    with pytest.raises(actions.NotPostable, match=r"Only USD 700\.00 of this commitment is left"):
        post(draft)


def test_nothing_is_drawn_on_a_commitment_that_was_reversed(contract: Transaction) -> None:
    waiting = make_transaction(activity=contract.activity, against=contract, amount=10)
    reverse(contract)

    with pytest.raises(actions.NotPostable, match="was reversed"):
        post(waiting)
    with pytest.raises(actions.NotPostable, match="was reversed"):
        drawn(contract, Kind.EXPENDITURE, 10)


def test_a_release_without_its_commitment_is_refused(contract: Transaction) -> None:
    with pytest.raises(actions.NotPostable, match="Choose the commitment") as refusal:
        drawn(contract, Kind.RELEASE, 10, against=None)

    assert refusal.value.field == "against"


def test_a_commitment_draws_on_no_other(contract: Transaction) -> None:
    with pytest.raises(actions.NotPostable, match="cannot be paid from another commitment"):
        drawn(contract, Kind.COMMITMENT, 10)


# The pages

TYPED = {"value_on": "2020-04-01", "amount": "100"}


def test_the_form_offers_posted_unreversed_commitments_of_the_activity_only(
    client: Client, contract: Transaction
) -> None:
    make_transaction(activity=contract.activity, kind=Kind.COMMITMENT)
    make_transaction(activity=activity_of("GT-2.1"), kind=Kind.COMMITMENT, posted=True)
    reverse(make_transaction(activity=contract.activity, kind=Kind.COMMITMENT, posted=True))

    page = client.get(at("transaction_new", "GT-1.1"))

    offered = [label for value, label in page.context["form"].fields["against"].choices if value]
    assert offered == ["15 Mar 2020 · A printer · C-1 · USD 1,000.00 not yet spent"]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"kind": "release"}, "against", "Choose the commitment to release."),
        (
            {"kind": "commitment", "against": "contract"},
            "against",
            "A commitment cannot be paid from another commitment. Leave this empty.",
        ),
        (
            {"kind": "release", "against": "contract", "amount": "1000.01"},
            "amount",
            ("Only USD 1,000.00 of this commitment is left. You cannot release more than that."),
        ),
        (
            {"against": "999999"},
            "against",
            "This commitment is not posted, or was reversed. Choose another one, or none.",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence_and_all_stays(
    client: Client, contract: Transaction, typed: dict[str, str], field: str, sentence: str
) -> None:
    against = {"against": contract.pk} if typed.get("against") == "contract" else {}
    address = at("transaction_new", "GT-1.1")

    answer = client.post(
        address, filled(client.get(address), **TYPED | {"note": "Kept"} | typed | against)
    )

    assert answer.status_code == 422
    assert complaints(answer) == {field: [sentence]}
    assert answer.context["form"]["note"].value() == "Kept"
    assert not Transaction.objects.drafts().exists()


def test_a_commitment_of_another_activity_is_refused(client: Client, contract: Transaction) -> None:
    address = at("transaction_new", "GT-2.1")

    answer = client.post(address, filled(client.get(address), **TYPED, against=contract.pk))

    assert answer.status_code == 422
    assert list(complaints(answer)) == ["against"]


def test_a_payment_comes_from_the_cell_of_its_commitment(
    client: Client, contract: Transaction
) -> None:
    other = Requirement.objects.filter(office=contract.office).exclude(pk=contract.cell_id)
    cell = other.exclude(amount=None).first() or other.first()
    assert cell is not None
    if cell.amount is None:
        cell.revisions.create(
            amount=500, effective_on=date(2020, 1, 1), reason="New", revised_by=make_user(),
            recorded_at=MAY,
        )  # fmt: skip
    Allocation.objects.create(
        activity=contract.activity, cell=cell, amount=1, basis=Allocation.Basis.CONFIRMED
    )
    address = at("transaction_new", "GT-1.1")

    answer = client.post(
        address, filled(client.get(address), **TYPED, against=contract.pk, cell=cell.pk)
    )

    assert answer.status_code == 422
    assert complaints(answer) == {
        "cell": [f"The commitment is paid from {contract.cell.heading}. Choose the same heading."]
    }


def test_the_page_of_a_commitment_lists_what_was_drawn_and_what_is_left(
    client: Client, contract: Transaction
) -> None:
    drawn(contract, Kind.EXPENDITURE, 300, reference="V-17")

    page = client.get(at("transaction_detail", contract.pk))

    assert "Committed, not yet spent USD 700.00" in words(page)
    assert [row.reference for row in page.context["draws"]] == ["V-17"]


def test_its_outstanding_amount_is_that_of_the_day_asked_for(
    client: Client, contract: Transaction
) -> None:
    drawn(contract, Kind.EXPENDITURE, 300)
    address = at("transaction_detail", contract.pk)

    page = client.get(address, {"as_at": "2020-03-31"})

    assert "Committed, not yet spent USD 1,000.00" in words(page)
    assert not page.context["draws"]
    assert "These are not the current official figures" in words(page)


def test_its_page_leads_to_a_payment_that_is_filled_in(
    client: Client, contract: Transaction
) -> None:
    page = client.get(at("transaction_detail", contract.pk)).content.decode()
    assert f"?against={contract.pk}&amp;next=" in page

    form = client.get(at("transaction_new", "GT-1.1"), {"against": contract.pk}).context["form"]

    assert form["kind"].value() == "expenditure"
    assert (form["against"].value(), form["cell"].value()) == (contract.pk, contract.cell_id)
    assert (form["counterpart"].value(), form["amount"].value()) == ("A printer", None)


def test_release_the_rest_is_filled_in_with_the_rest(client: Client, contract: Transaction) -> None:
    drawn(contract, Kind.EXPENDITURE, 300)
    address = at("transaction_new", "GT-1.1") + f"?kind=release&against={contract.pk}"

    sent = filled(client.get(address), value_on="2020-05-01")
    client.post(address, sent)

    entry = Transaction.objects.drafts().get()
    assert (entry.kind, entry.amount, entry.against) == ("release", 700, contract)


@pytest.mark.parametrize(
    "query", ["kind=x", "against=x", "against=" + "9" * 5000, "against=%C2%B2", "kind=&against="]
)
def test_a_wrong_preset_is_passed_over(client: Client, query: str) -> None:
    form = client.get(f"{at('transaction_new', 'GT-1.1')}?{query}").context["form"]

    assert (form["kind"].value(), form["against"].value()) == ("expenditure", None)


def test_only_who_enters_for_the_office_is_offered_to_draw(
    viewer: User, reporter_gt: User, signed_in: SignIn, contract: Transaction
) -> None:
    address = at("transaction_detail", contract.pk)

    assert "Record a payment from it" in words(signed_in(reporter_gt).get(address))
    assert "Record a payment from it" not in words(signed_in(viewer).get(address))


def test_nothing_is_offered_on_a_commitment_that_was_reversed(
    client: Client, contract: Transaction
) -> None:
    reverse(contract)

    page = words(client.get(at("transaction_detail", contract.pk)))

    assert "Record a payment from it" not in page
    assert "Release what is left" not in page


def test_paying_more_than_is_outstanding_is_warned_of_before_posting(
    client: Client, contract: Transaction
) -> None:
    large = make_transaction(activity=contract.activity, against=contract, amount=1200)
    small = make_transaction(activity=contract.activity, against=contract, amount=1000)

    def page(entry: Transaction) -> str:
        return words(client.get(at("transaction_detail", entry.pk)))

    assert "This pays USD 200.00 more than the commitment has left" in page(large)
    assert "more than the commitment has left" not in page(small)


def test_a_payment_within_its_commitment_passes_no_balance(
    client: Client, activity: Activity
) -> None:
    allocated = activity.allocations.get().amount
    contract = make_transaction(
        activity=activity, kind=Kind.COMMITMENT, amount=allocated, posted=True
    )
    within = make_transaction(activity=activity, against=contract, amount=10)
    beside = make_transaction(activity=activity, amount=10)

    def page(entry: Transaction) -> str:
        return words(client.get(at("transaction_detail", entry.pk)))

    assert "would exceed the balance" not in page(within)
    assert "Posting this would exceed the balance of GT-1.1 by USD 10.00" in page(beside)
