"""One activity: budget, ledger, progress through time, and what was promised."""

import pytest
from django.test import Client

from appeal.models import Activity, Appeal, User
from tests.factories import make_transaction, make_update
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, period_of, words

pytestmark = pytest.mark.person("reporter_gt")


ADDRESS = at("activity_detail", "GT-1.1")


def test_it_shows_budget_basis_and_what_was_promised(client: Client, activity: Activity) -> None:
    page = words(client.get(ADDRESS))

    assert "Reception centres and information for returnees" in page
    assert "indicative" in page
    assert "Nothing has been reported yet." in page
    assert "No entries yet." in page


def test_it_shows_official_figures_and_the_drafts_of_the_own_office_as_such(
    client: Client, activity: Activity, mi2020: Appeal
) -> None:
    make_transaction(activity=activity, amount=250, posted=True)
    make_transaction(activity=activity, amount=77, reference="A draft entry")
    make_update(activity=activity, period=period_of(mi2020), percent=40, state="approved")
    make_update(
        activity=activity, period=period_of(mi2020, "2020-Q2"), percent=60, narrative="Soon."
    )

    page = client.get(ADDRESS)

    shown = page.context["activity"].figures
    assert (shown.spent, shown.progress, shown.progress_period) == (250, 40, "2020-Q1")
    assert "A draft entry" in words(page)
    assert "Soon." in words(page)


def test_others_see_nothing_of_its_drafts(
    viewer: User, signed_in: SignIn, activity: Activity, mi2020: Appeal
) -> None:
    make_transaction(activity=activity, amount=77, reference="A draft entry")
    make_update(activity=activity, period=period_of(mi2020), percent=60, narrative="Soon.")

    page = signed_in(viewer).get(ADDRESS, {"include": "draft"})

    assert (page.context["activity"].figures.spent, page.context["activity"].figures.progress) == (
        0,
        None,
    )
    assert "A draft entry" not in words(page)
    assert "Soon." not in words(page)


def test_overspending_is_flagged(client: Client, activity: Activity) -> None:
    allocated = activity.allocations.get().amount
    make_transaction(activity=activity, amount=allocated + 5, posted=True)

    assert "overspent by 5 " in words(client.get(ADDRESS))


def test_only_who_may_write_is_offered_the_forms(
    client: Client, viewer: User, finance_gt: User, signed_in: SignIn, activity: Activity
) -> None:
    def offered(person: Client, code: str = "GT-1.1") -> tuple[bool, bool]:
        page = person.get(at("activity_detail", code)).content.decode()
        return at("log_progress", code) in page, at("transaction_new", code) in page

    assert offered(client) == (True, True)
    assert offered(client, "HN-1.1") == (False, False)
    assert offered(signed_in(finance_gt)) == (False, True)
    assert offered(signed_in(viewer)) == (False, False)


@pytest.mark.once
def test_its_queries_do_not_grow_with_its_rows(
    client: Client, activity: Activity, mi2020: Appeal
) -> None:
    make_transaction(activity=activity, posted=True)
    make_update(activity=activity, period=period_of(mi2020), state="approved")
    few = count_queries(client, ADDRESS)
    assert few <= 25
    for code in ("2020-Q2", "2020-Q3", "2020-Q4"):
        make_update(activity=activity, period=period_of(mi2020, code), state="approved")
        for _ in range(5):
            make_transaction(activity=activity, posted=True)

    assert count_queries(client, ADDRESS) == few


def test_of_a_completed_activity_it_says_how_much_was_not_needed(
    client: Client, mi2020: Appeal
) -> None:
    activity = activity_of("GT-1.1")
    whole = activity.allocations.get().amount
    make_transaction(activity=activity, amount=whole - 1200, posted=True)
    make_update(
        activity=activity,
        period=period_of(mi2020),
        percent=100,
        status="completed",
        state="approved",
    )

    page = words(client.get(ADDRESS))

    assert "% of the budget spent: underspent by USD 1,200." in page
    assert "Spend on track Completed with" in page
    assert "Overall on track" in page


@pytest.mark.parametrize("code", ["GT-9.9", "gt-1.1", "GT-1"])
def test_an_activity_that_does_not_exist_is_not_found(client: Client, code: str) -> None:
    assert client.get(at("activity_detail", code)).status_code == 404
