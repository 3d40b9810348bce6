"""Grants pay several entries at once: proposed by the rule, shown first, all or none."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from appeal.models import Activity, Appeal, Office, User
from tests.factories import make_attribution, make_contribution, make_donor, make_transaction, undo
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, words
from tracking.models import Attribution, Contribution, Transaction

pytestmark = [pytest.mark.django_db, pytest.mark.person("finance_gt")]

ADDRESS = at("transactions_attribute")


@pytest.fixture
def activity(mi2020: Appeal) -> Activity:
    return activity_of("GT-1.1")


@pytest.fixture
def grant(mi2020: Appeal, guatemala: Office) -> Contribution:
    """Of 250 dollars, for Guatemala."""
    return make_contribution(
        appeal=mi2020, donor=make_donor(name="A fund"), reference="A-1", office=guatemala,
        committed=250,
    )  # fmt: skip


def posted(activity: Activity, **fields: Any) -> Transaction:
    return make_transaction(activity=activity, posted=True, **fields)


def proposed(page: Any) -> list[tuple[Transaction, Contribution]]:
    return [(row.entry, row.grant) for row in page.context["able"]]


def sent(page: Any, **typed: Any) -> dict[str, Any]:
    """What the page sends if nothing is unticked."""
    chosen = re.findall(r'name="chosen"\s+value="([0-9-]+)"', page.content.decode())
    key = page.context["several"]["idempotency_key"].value()
    return {"chosen": chosen, "idempotency_key": key, "reason": "Agreed with the donor."} | typed


def test_each_entry_takes_from_what_the_grant_has_left_for_the_next(
    client: Client, activity: Activity, grant: Contribution, mi2020: Appeal
) -> None:
    first, second, third = (posted(activity, value_on=date(2020, 3, day)) for day in (1, 2, 3))
    whole = make_contribution(appeal=mi2020, committed=60)
    small = posted(activity, value_on=date(2020, 3, 4), amount=60)

    page = client.get(ADDRESS)

    assert proposed(page) == [(first, grant), (second, grant), (small, whole)]
    assert [row.entry for row in page.context["unable"]] == [third]
    assert "1 entry that no grant can pay" in words(page)
    assert not Attribution.objects.exists()


def test_what_is_ticked_is_paid_and_the_rest_of_a_split_entry_alone(
    client: Client, activity: Activity, grant: Contribution
) -> None:
    other = make_contribution(appeal=activity.appeal, committed=30)
    split = make_attribution(entry=posted(activity), receiver=other, usd=30).entry
    whole = posted(activity)

    response = client.post(ADDRESS, sent(client.get(ADDRESS)), follow=True)

    said = Attribution.objects.filter(receiver=grant).order_by("entry")
    assert [(row.entry, row.usd, row.reason) for row in said] == [
        (split, 70, "Agreed with the donor."), (whole, 100, "Agreed with the donor."),
    ]  # fmt: skip
    assert "Grants pay 2 entries from now on." in words(response)
    assert "Grants pay all that was found." in words(client.get(ADDRESS))


@pytest.mark.once
def test_if_one_is_refused_none_is_paid(
    client: Client, activity: Activity, grant: Contribution
) -> None:
    entries = [posted(activity), posted(activity)]
    typed = sent(client.get(ADDRESS))
    undo(entries[1])

    response = client.post(ADDRESS, typed)

    assert response.status_code == 409
    assert "One of them is no longer on your list." in words(response)
    assert not Attribution.objects.exists()


@pytest.mark.once
def test_a_grant_that_has_too_little_by_then_is_refused_though_a_reason_is_given(
    client: Client, activity: Activity, grant: Contribution
) -> None:
    posted(activity)
    typed = sent(client.get(ADDRESS))
    make_attribution(entry=posted(activity, amount=200), receiver=grant)

    response = client.post(ADDRESS, typed)

    assert response.status_code == 409
    assert "A fund A-1 has USD 50.00 left" in words(response).replace("\u00a0", " ")
    assert Attribution.objects.count() == 1


@pytest.mark.once
def test_a_reason_is_asked_for_and_what_was_ticked_is_shown_again(
    client: Client, activity: Activity, grant: Contribution
) -> None:
    entry = posted(activity)

    response = client.post(ADDRESS, sent(client.get(ADDRESS), reason=""))

    assert response.status_code == 422
    assert proposed(response) == [(entry, grant)]
    assert not Attribution.objects.exists()


@pytest.mark.once
def test_the_filter_of_the_ledger_narrows_it_and_other_offices_are_not_on_it(
    client: Client, activity: Activity, grant: Contribution, mi2020: Appeal
) -> None:
    make_contribution(appeal=mi2020, committed=9000)
    posted(activity_of("HN-1.1"))
    posted(activity_of("GT-2.1"))
    entry = posted(activity)

    page = client.get(ADDRESS, {"activity": "GT-1.1"})

    assert proposed(page) == [(entry, grant)]
    assert at("transactions_attribute") in client.get(at("transaction_list")).content.decode()


@pytest.mark.once
def test_a_reporter_has_no_such_page(reporter_gt: User, signed_in: SignIn) -> None:
    client = signed_in(reporter_gt)

    assert client.get(ADDRESS).status_code == 404
    assert ADDRESS not in client.get(at("transaction_list")).content.decode()


def test_the_ledger_is_narrowed_to_what_a_grant_pays_or_nobody(
    client: Client, activity: Activity, grant: Contribution
) -> None:
    paid, split, free = (posted(activity) for _turn in range(3))
    make_attribution(entry=paid, receiver=grant)
    make_attribution(entry=split, receiver=grant, usd=40)
    back = make_attribution(entry=free, receiver=grant, usd=100, reason="So.")
    Attribution.objects.create(
        entry=free, giver=grant, usd=100, recorded_by=back.recorded_by,
        recorded_at=back.recorded_at,
    )  # fmt: skip
    undo(make_attribution(entry=posted(activity), receiver=grant, usd=5, reason="So.").entry)
    draft = make_transaction(activity=activity, grant=grant)

    def listed(wanted: object) -> set[Transaction]:
        page = client.get(at("transaction_list"), {"grant": wanted})
        return {row for row in page.context["table"].page.object_list if not row.is_reversal}

    assert listed(grant.pk) == {paid, split, draft}
    assert listed("null") == {split, free}
