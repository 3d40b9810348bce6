"""Who pays an entry: proposed by the rule, confirmed by posting, moved later, refused otherwise."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from appeal.models import Activity, Appeal, Heading, Office, User
from tests.factories import (
    make_contribution,
    make_cost_category,
    make_donor,
    make_transaction,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking import actions
from tracking.models import Contribution, Transaction

pytestmark = [pytest.mark.django_db, pytest.mark.person("finance_gt")]

TYPED: dict[str, Any] = {
    "kind": "expenditure", "value_on": "2020-03-10", "amount": "100", "currency": "USD",
}  # fmt: skip


@pytest.fixture
def activity(mi2020: Appeal) -> Activity:
    return activity_of("GT-1.1")


@pytest.fixture
def grant(mi2020: Appeal, guatemala: Office) -> Contribution:
    return make_contribution(
        appeal=mi2020, donor=make_donor(name="A fund"), reference="A-1", office=guatemala,
        committed=1000,
    )  # fmt: skip


def entered(client: Client, activity: Activity, **typed: Any) -> Any:
    address = at("transaction_new", activity.code)
    page = client.get(address)
    cell = page.context["form"].fields["cell"].queryset[0]
    return client.post(address, filled(page, **(TYPED | {"cell": cell.pk} | typed)))


@pytest.mark.once
def test_the_tightest_earmark_that_fits_is_proposed_then_the_one_that_ends_first(
    client: Client, activity: Activity, grant: Contribution, mi2020: Appeal
) -> None:
    make_contribution(appeal=mi2020, committed=1000)
    sooner = make_contribution(
        appeal=mi2020, office=grant.office, committed=1000, ends_on=date(2020, 6, 30)
    )
    make_contribution(appeal=mi2020, office=grant.office, ends_on=date(2020, 3, 9), committed=500)
    make_contribution(appeal=mi2020, office=grant.office, ends_on=date(2020, 4, 1), committed=99)

    entered(client, activity)

    assert Transaction.objects.get(activity=activity).grant == sooner


@pytest.mark.once
def test_posting_confirms_what_was_proposed_and_the_pages_show_it(
    client: Client, activity: Activity, grant: Contribution
) -> None:
    entered(client, activity)
    entry = Transaction.objects.get(activity=activity)
    assert "Paid by the grant A fund A-1" in words(client.get(at("transaction_detail", entry.pk)))

    client.post(
        at("transaction_post", entry.pk),
        filled(client.get(at("transaction_detail", entry.pk)), form="confirm"),
    )

    said = entry.attributions.get()
    assert (said.giver, said.receiver, said.usd) == (None, grant, 100)
    page = words(client.get(at("transaction_detail", entry.pk)))
    assert "A fund A-1 · USD 100.00" in page.replace("\u00a0", " ")
    page = words(client.get(at("contribution_detail", grant.pk)))
    assert "Spent 100.00" in page
    assert "Balance of the grant 900.00" in page


@pytest.mark.once
def test_who_chooses_nobody_leaves_it_unfunded(
    client: Client, activity: Activity, grant: Contribution
) -> None:
    entered(client, activity, grant="")

    assert Transaction.objects.get(activity=activity).grant is None


@pytest.mark.once
def test_a_grant_that_does_not_pay_for_the_day_is_refused_where_it_was_chosen(
    client: Client, activity: Activity, grant: Contribution
) -> None:
    Contribution.objects.filter(pk=grant.pk).update(starts_on=date(2020, 4, 1))

    response = entered(client, activity, grant=str(grant.pk))

    assert response.status_code == 422
    assert "does not pay for" in complaints(response)["grant"][0]


@pytest.mark.once
def test_more_than_the_grant_has_is_posted_only_with_a_reason_and_shows_red(
    activity: Activity, grant: Contribution, finance_gt: User, client: Client
) -> None:
    draft = make_transaction(activity=activity, amount=1001, grant=grant)
    posting: dict[str, Any] = {"by": finance_gt, "at": draft.entered_at}
    with pytest.raises(actions.NotPostable, match=r"has USD 1,000.00 left"):
        actions.post_transaction(entry=draft, version=draft.version, **posting)
    draft.grant_reason = "The donor agreed."

    actions.post_transaction(
        entry=draft.save_over(draft.version, ["grant_reason"]), version=draft.version, **posting
    )

    page = words(client.get(at("contribution_detail", grant.pk))).replace("\u00a0", " ")
    assert "USD 1.00 more is spent, committed or due as overhead than is funded." in page


@pytest.mark.once
def test_what_draws_on_a_commitment_takes_its_grant(
    client: Client, activity: Activity, mi2020: Appeal, grant: Contribution
) -> None:
    whole = make_contribution(appeal=mi2020, committed=500)
    commitment = make_transaction(activity=activity, kind="commitment", posted=True, grant=whole)

    entered(client, activity, against=commitment.pk, cell=commitment.cell_id)

    assert Transaction.objects.get(against=commitment).grant == whole


@pytest.mark.once
def test_finance_splits_a_payment_and_the_page_says_who_paid_when(
    client: Client, activity: Activity, mi2020: Appeal, grant: Contribution
) -> None:
    entry = make_transaction(activity=activity, posted=True, grant=grant)
    other = make_contribution(appeal=mi2020, committed=50, donor=make_donor(name="B fund"))
    category = make_cost_category(contribution=other, title="Staff")
    address = at("entry_grants", entry.pk)
    typed = {"receiver": f"{other.pk}-{category.pk}", "usd": "40", "reason": "Half is theirs."}

    response = client.post(address, filled(client.get(address), **typed), follow=True)

    page = words(response).replace("\u00a0", " ")
    assert "A fund A-1 · USD 60.00" in page
    assert f"{other}: Staff · USD 40.00" in page
    assert "Half is theirs." in page
    assert entry.attributions.count() == 2


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"usd": "101"}, "usd"),
        ({"reason": ""}, "reason"),
        ({"receiver": "0-0", "giver": "0-0"}, "giver"),
    ],
)
def test_a_move_that_cannot_be_is_refused(
    client: Client, activity: Activity, grant: Contribution, typed: dict[str, Any], place: str
) -> None:
    entry = make_transaction(activity=activity, posted=True, grant=grant)
    address = at("entry_grants", entry.pk)
    moved = {"receiver": "0-0", "reason": "Not theirs."}

    response = client.post(address, filled(client.get(address), **(moved | typed)))

    assert response.status_code == 422
    assert place in complaints(response)
    assert entry.attributions.count() == 1


@pytest.mark.once
def test_only_grants_that_may_pay_are_offered(
    client: Client, activity: Activity, mi2020: Appeal, honduras: Office
) -> None:
    entry = make_transaction(activity=activity, posted=True)
    heading = Heading.objects.exclude(pk=entry.cell.heading_id).first()
    right = make_contribution(appeal=mi2020)
    make_contribution(appeal=mi2020, office=honduras)
    make_contribution(appeal=mi2020, heading=heading)
    make_contribution(appeal=mi2020, starts_on=date(2020, 3, 16))
    make_contribution()

    form = client.get(at("entry_grants", entry.pk)).context["form"]

    assert [key for key, _label in form.fields["receiver"].choices] == [f"{right.pk}-0", "0-0"]


@pytest.mark.once
def test_a_reporter_does_not_say_who_pays(
    activity: Activity, reporter_gt: User, signed_in: SignIn
) -> None:
    entry = make_transaction(activity=activity, posted=True)

    assert signed_in(reporter_gt).get(at("entry_grants", entry.pk)).status_code == 404


@pytest.mark.once
def test_a_reversed_entry_is_paid_by_nobody_and_gives_its_grant_the_money_back(
    activity: Activity, grant: Contribution, finance_gt: User, client: Client
) -> None:
    entry = make_transaction(activity=activity, posted=True, grant=grant, amount=Decimal(900))

    actions.reverse_transaction(entry=entry, reason="Twice.", by=finance_gt, at=entry.entered_at)

    assert "Spent 0.00" in words(client.get(at("contribution_detail", grant.pk)))
    assert client.get(at("entry_grants", entry.pk)).status_code == 404
