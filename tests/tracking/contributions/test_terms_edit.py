"""The terms of a grant: typed together with what its donor asks, refused where they contradict."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from appeal.models import Appeal, Heading, Office
from tests.factories import (
    make_attribution,
    make_contribution,
    make_cost_category,
    make_donor,
    make_donor_report,
    make_transaction,
)
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking.models import Contribution, Earmarking

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]


@pytest.fixture
def grant(mi2020: Appeal) -> Contribution:
    return make_contribution(appeal=mi2020, donor=make_donor(name="A fund"), reference="A-1")


@pytest.fixture
def address(grant: Contribution) -> str:
    return at("terms_edit", grant.pk)


@pytest.mark.once
def test_what_is_typed_is_kept_and_shown_on_the_page_of_the_grant(
    client: Client, address: str, grant: Contribution
) -> None:
    typed = {
        "project_code": "LM.0387", "starts_on": "2020-01-01", "ends_on": "2020-09-30",
        "extended_to": "2020-11-30", "reporting_currency": "eur", "overhead_rate": "7.5",
        "earmarking": "tightly", "category_1": "Staff", "budget_1": "1000",
        "category_2": "Travel", "report_1": "final", "due_1": "2021-02-28",
    }  # fmt: skip

    response = client.post(address, filled(client.get(address), **typed), follow=True)

    grant.refresh_from_db()
    assert (grant.project_code, grant.reported_in) == ("LM.0387", "EUR")
    assert (grant.overhead_rate, grant.last_day) == (Decimal("7.50"), date(2020, 11, 30))
    categories = grant.categories.order_by("order").values_list("title", "budget")
    assert list(categories) == [("Staff", 1000), ("Travel", None)]
    page = words(response)
    assert "Project code LM.0387" in page
    assert "1 Jan 2020 – 30 Sep 2020 (extended to 30 Nov 2020)" in page
    assert "Overhead rate 7.50 %" in page
    assert "tightly earmarked" in page
    assert "Staff EUR 1,000.00" in page.replace("\u00a0", " ")
    assert "28 Feb 2021: final report" in page


@pytest.mark.once
def test_what_is_emptied_is_taken_away_and_what_is_changed_keeps_its_row(
    client: Client, address: str, grant: Contribution
) -> None:
    kept = make_cost_category(contribution=grant, title="Staff", order=0)
    make_cost_category(contribution=grant, title="Travel", order=1)
    make_donor_report(contribution=grant)
    typed = {"category_1": "Staff costs", "category_2": "", "report_1": "", "due_1": ""}

    response = client.post(address, filled(client.get(address), **typed))

    assert response.status_code == 302
    assert list(grant.categories.values_list("pk", "title")) == [(kept.pk, "Staff costs")]
    assert not grant.donor_reports.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"starts_on": "2020-05-01", "ends_on": "2020-04-30"}, "ends_on"),
        ({"extended_to": "2020-05-01"}, "ends_on"),
        ({"ends_on": "2020-05-01", "extended_to": "2020-05-01"}, "extended_to"),
        ({"overhead_rate": "100.5"}, "overhead_rate"),
        ({"overhead_rate": "-1"}, "overhead_rate"),
        ({"reporting_currency": "XYZ"}, "reporting_currency"),
        ({"budget_1": "5"}, "category_1"),
        ({"report_1": "final"}, "due_1"),
        ({"due_1": "2020-05-01"}, "report_1"),
        ({"category_1": "Staff", "category_2": "Staff"}, "category_2"),
        ({"project_code": "TAKEN"}, "project_code"),
    ],
)
def test_what_contradicts_itself_is_refused_where_it_was_typed(
    client: Client, address: str, mi2020: Appeal, typed: dict[str, Any], place: str
) -> None:
    make_contribution(appeal=mi2020, project_code="TAKEN")

    response = client.post(address, filled(client.get(address), **typed))

    assert response.status_code == 422
    assert place in complaints(response)


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"starts_on": "2020-03-16"}, "starts_on"),
        ({"ends_on": "2020-03-14"}, "ends_on"),
        ({"ends_on": "2020-03-12", "extended_to": "2020-03-14"}, "extended_to"),
        ({"starts_on": "2020-03-15", "ends_on": "2020-03-15"}, ""),
    ],
)
def test_days_that_leave_out_an_entry_that_it_pays_are_refused(
    client: Client, address: str, grant: Contribution, typed: dict[str, Any], place: str
) -> None:
    entry = make_transaction(activity=activity_of("GT-1.1"), posted=True)
    make_attribution(entry=entry, receiver=grant, reason="So.")

    response = client.post(address, filled(client.get(address), **typed))

    assert response.status_code == (422 if place else 302)
    if place:
        assert "It pays an entry of 15 Mar 2020." in complaints(response)[place][0]


@pytest.mark.once
def test_the_earmarking_stands_once_it_pays_an_entry(client: Client, grant: Contribution) -> None:
    entry = make_transaction(activity=activity_of("GT-1.1"), posted=True)
    make_attribution(entry=entry, receiver=grant, reason="So.")
    address = at("contribution_edit", grant.pk)
    heading = Heading.objects.get(code="O1")

    response = client.post(address, filled(client.get(address), heading=heading.pk))

    assert response.status_code == 422
    assert "It pays entries of the ledger" in complaints(response)["heading"][0]


@pytest.mark.once
def test_earmarking_follows_the_place_until_the_donor_says_otherwise(
    mi2020: Appeal, guatemala: Office
) -> None:
    o1 = Heading.objects.get(code="O1")
    places: list[dict[str, Any]] = [
        {}, {"office": guatemala}, {"heading": o1}, {"office": guatemala, "heading": o1},
    ]  # fmt: skip

    proposed = [make_contribution(appeal=mi2020, **place).earmarked_as for place in places]

    kinds = Earmarking
    assert proposed == [kinds.UNEARMARKED, kinds.SOFTLY, kinds.SOFTLY, kinds.EARMARKED]
    assert make_contribution(appeal=mi2020, earmarking="tightly").earmarked_as == kinds.TIGHTLY


UNEARMARKED = "Money for an office or a heading is earmarked: choose another earmarking."


@pytest.mark.once
def test_money_for_an_office_is_not_called_unearmarked(
    client: Client, mi2020: Appeal, guatemala: Office
) -> None:
    address = at("terms_edit", make_contribution(appeal=mi2020, office=guatemala).pk)

    response = client.post(address, filled(client.get(address), earmarking="unearmarked"))

    assert complaints(response) == {"earmarking": [UNEARMARKED]}


@pytest.mark.once
def test_unearmarked_money_is_not_given_an_office(
    client: Client, mi2020: Appeal, guatemala: Office
) -> None:
    address = at("contribution_edit", make_contribution(appeal=mi2020, earmarking="unearmarked").pk)

    response = client.post(address, filled(client.get(address), office=guatemala.pk))

    assert complaints(response) == {"office": [UNEARMARKED]}


def test_the_database_keeps_unearmarked_money_and_a_place_apart(
    mi2020: Appeal, guatemala: Office
) -> None:
    make_contribution(appeal=mi2020, earmarking="unearmarked")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_contribution(appeal=mi2020, earmarking="unearmarked", office=guatemala)


def test_two_grants_of_an_appeal_never_share_a_project_code(mi2020: Appeal) -> None:
    for code in ("LM.1", "", ""):
        make_contribution(appeal=mi2020, project_code=code)
    make_contribution(project_code="LM.1")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_contribution(appeal=mi2020, project_code="LM.1")
