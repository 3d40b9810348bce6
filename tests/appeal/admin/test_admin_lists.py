"""The lists of the admin: each column sorts, money adds up, and no row costs a query more."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import result_headers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.base.folding import fold
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Heading,
    Indicator,
    Office,
    Partner,
    Priority,
    Requirement,
    Role,
    User,
)
from tests.appeal.admin.test_admin import at
from tests.factories import (
    make_activity,
    make_appeal,
    make_assignment,
    make_contribution,
    make_donor,
    make_evidence,
    make_flow,
    make_indicator,
    make_membership,
    make_rate,
    make_risk,
    make_transaction,
    make_update,
    make_user,
    undo,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, words
from tracking.models import Comment, ContributionAssignment, Flow, ReportingPeriod, Transaction

pytestmark = pytest.mark.once

TABLES: list[tuple[Any, Any]] = list(admin.site._registry.items())
NAMED = {"argvalues": TABLES, "ids": [model.__name__ for model, _found in TABLES]}
MOMENT = datetime(2020, 5, 4, 15, tzinfo=UTC)


@pytest.fixture
def client(superuser: User, signed_in: SignIn, mi2020: Any) -> Client:
    return signed_in(superuser)


def listed(client: Client, model: Any, **query: Any) -> list[Any]:
    response = client.get(at(model, "changelist"), query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def number_of(client: Client, model: Any, name: str) -> str:
    """The number of a column in the address; the first is that in which rows are ticked."""
    columns = client.get(at(model, "changelist")).context["cl"].list_display
    return str(list(columns).index(name))


@pytest.mark.parametrize(("model", "found"), **NAMED)
def test_every_column_of_every_list_sorts(model: Any, found: Any, client: Client) -> None:
    page = client.get(at(model, "changelist")).context["cl"]
    headers = [header for header in result_headers(page) if "action-checkbox" not in str(header)]

    assert all(header["sortable"] for header in headers), headers
    for number in range(len(page.list_display)):
        for sign in ("", "-"):
            listed(client, model, o=f"{sign}{number}")


@pytest.mark.parametrize(("model", "found"), **NAMED)
def test_every_heading_of_a_column_is_translated(
    model: Any, found: Any, client: Client, superuser: User
) -> None:
    User.objects.filter(pk=superuser.pk).update(language="fr")
    page = client.get(at(model, "changelist")).context["cl"]

    same = {"Code", "code", "type", "Type", "description", "Description", "question", "Question"}
    english = {"Title", "Unit", "Name", "Office", "Kind", "Amount", "Period", "Activity"} - same
    assert not english & {str(header["text"]) for header in result_headers(page)}


def test_activities_sort_by_the_title_that_is_shown_accents_apart(client: Client) -> None:
    Activity.objects.filter(code="GT-1.1").update(own_title="Ábaco")
    Activity.objects.filter(code="GT-2.1").update(own_title="abad")
    number = number_of(client, Activity, "title")

    shown = [row.title for row in listed(client, Activity, o=number)]

    assert shown[:2] == ["Ábaco", "abad"]


def test_indicators_sort_by_the_title_and_unit_of_any_language(client: Client) -> None:
    for order, (title, unit) in enumerate([("Zona", "árboles"), ("Ámbito", "zonas")], 8):
        make_indicator(
            activity=activity_of("GT-1.1"), order=order,
            title_en="", title_es=title, unit_en="", unit_es=unit,
        )  # fmt: skip

    by_title = [row.title for row in listed(client, Indicator, o="0")]
    by_unit = [row.unit for row in listed(client, Indicator, o="1")]

    assert by_title == sorted(by_title, key=fold)
    assert by_unit == sorted(by_unit, key=fold)
    assert by_title[0] == "Ámbito"


def test_people_sort_by_their_roles_in_the_words_of_the_reader(
    client: Client, superuser: User, guatemala: Office
) -> None:
    for name, role in (("a", Role.REPORTER), ("b", Role.FINANCE), ("c", Role.MANAGER)):
        make_membership(user=make_user(username=name), role=role, office=guatemala)
    User.objects.filter(pk=superuser.pk).update(language="es")

    rows = listed(client, User, o=number_of(client, User, "roles"))

    # finanzas, gestor, responsable del informe
    assert [row.username for row in rows if row.username in "abc"] == ["b", "c", "a"]


def test_a_list_says_how_many_rows_it_has(client: Client) -> None:
    count = Priority.objects.count()

    page = client.get(at(Priority, "changelist")).content.decode()

    assert f"<small>{count}</small>" in page


def test_the_budgets_below_the_list_are_the_sum_of_those_that_are_found(
    client: Client, guatemala: Office
) -> None:
    own = Allocation.objects.filter(cell__office=guatemala)
    total = sum(row.amount for row in own)

    for model, office in (
        (Allocation, "cell__office"),
        (Activity, "priority__section__office"),
        (Requirement, "office"),
    ):
        page = client.get(at(model, "changelist"), {f"{office}__id__exact": guatemala.pk})
        foot = page.content.decode().split("<tfoot>")[1]

        assert "Total in USD" in foot
        assert f"{total:,.0f}" in foot
        assert f"{total:,.2f}" not in foot


@pytest.mark.parametrize(("model", "found"), **NAMED)
def test_no_list_says_no_by_a_red_cross(model: Any, found: Any, client: Client) -> None:
    make_two_of_each()

    assert "icon-no" not in client.get(at(model, "changelist")).content.decode()


def test_figures_are_set_to_the_right_with_their_heading_and_their_sum(client: Client) -> None:
    page = client.get(at(Activity, "changelist")).content.decode()

    assert '<th scope="col" class="num sortable column-allocated">' in page
    assert '<td class="num field-allocated">' in page
    assert re.search(r'<td class="num">[\d,]+', page.split("<tfoot>")[1])
    assert '<td class="day field-starts_on nowrap">' in page


def test_what_happened_is_written_to_the_cent_and_what_is_planned_is_not(client: Client) -> None:
    make_transaction(activity=activity_of("GT-1.1"), amount=1234, posted=True)

    assert "1,234.00" in words(client.get(at(Transaction, "changelist")))
    assert ".00" not in words(client.get(at(Allocation, "changelist")))


def test_a_filter_in_use_is_named_beside_the_folded_ones_and_lifted_there(
    client: Client, guatemala: Office
) -> None:
    make_two_of_each()
    query = {"office__id__exact": guatemala.pk, "standing": "posted"}

    page = client.get(at(Transaction, "changelist"), query)

    assert page.context["cl"].narrowed == [
        ("office", guatemala.name, "?standing=posted"),
        ("state", "posted", f"?office__id__exact={guatemala.pk}"),
    ]
    assert '<details id="changelist-filter">' in page.content.decode()
    assert client.get(at(Transaction, "changelist")).context["cl"].narrowed == []


def test_a_list_with_totals_says_what_they_add_up(client: Client) -> None:
    make_two_of_each()
    assert "Totals are of all rows found" in words(client.get(at(Activity, "changelist")))
    assert "Totals are of all posted entries" in words(client.get(at(Transaction, "changelist")))


def test_money_of_two_currencies_is_never_added(client: Client, mi2020: Any) -> None:
    own = sum(row.amount for row in Allocation.objects.all())
    in_euros = make_appeal(currency="EUR")
    for amount in (70, 2):
        make_activity(appeal=in_euros, allocated=amount)

    page = words(client.get(at(Allocation, "changelist")))

    assert f"Total in EUR 72 Total in USD {own:,.0f}" in page


def test_what_a_list_of_the_ledger_is_too_long_to_add_up_it_says(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracking.admin.ledger.MOST_COUNTED", 2)
    for amount in (100, 50, 9):
        make_transaction(activity=activity_of("GT-1.1"), amount=amount, posted=True)

    page = words(client.get(at(Transaction, "changelist")))

    assert "More than 2 entries: narrow the list to see what they come to." in page
    assert "Posted: " not in page


def test_money_that_moves_down_twice_is_in_no_total(
    client: Client, guatemala: Office, mi2020: Appeal
) -> None:
    given = make_contribution(appeal=mi2020, committed=500)
    heading = Heading.objects.get(code="O1")
    make_assignment(contribution=given, office=guatemala, amount=300)
    make_assignment(
        contribution=given, from_office=guatemala, office=guatemala, heading=heading, amount=300
    )

    page = words(client.get(at(ContributionAssignment, "changelist")))

    assert page.count("300.00") == 2
    assert "Total" not in page


def test_the_ledger_adds_up_what_is_posted_kind_by_kind_as_its_page_does(client: Client) -> None:
    activity = activity_of("GT-1.1")
    make_transaction(activity=activity, amount=100, posted=True)
    undone = make_transaction(activity=activity, amount=40, posted=True)
    undo(undone)
    make_transaction(activity=activity, amount=9, kind="disbursement", posted=True)
    make_transaction(activity=activity, amount=7)

    page = words(client.get(at(Transaction, "changelist")))

    assert "Posted: expenditure" in page
    assert "-40.00" in page
    assert "Posted: spent" in page
    assert "109.00" in page


def test_pledges_are_added_up_apart_and_a_reversal_counts_negative(client: Client) -> None:
    contribution = make_contribution(committed=50)
    make_flow(contribution=contribution, kind="pledge", amount=70)
    undo(contribution.flows.get(kind="commitment"))

    page = words(client.get(at(Flow, "changelist")))

    assert "Total: pledge" in page
    assert "-50.00" in page
    assert "0.00" in page.split("Total: commitment")[1]


def test_flows_are_narrowed_by_office_and_by_donor(
    client: Client, guatemala: Office, honduras: Office
) -> None:
    mine = make_contribution(office=guatemala, donor=make_donor(name="A"), committed=5)
    make_contribution(office=honduras, donor=make_donor(name="B"), committed=5)

    for query in (
        {"contribution__office__id__exact": guatemala.pk},
        {"contribution__donor__id__exact": mine.donor_id},
    ):
        assert [row.contribution for row in listed(client, Flow, **query)] == [mine]


def test_comments_are_narrowed_by_office_be_they_on_an_activity_or_on_a_report(
    client: Client, superuser: User
) -> None:
    given = {"by": superuser, "at": MOMENT}
    on_activity = Comment.objects.create(activity=activity_of("GT-1.1"), body="1", **given)
    report = make_update(activity=activity_of("GT-1.1")).report
    on_report = Comment.objects.create(report=report, body="2", **given)
    Comment.objects.create(activity=activity_of("HN-1.1"), body="3", **given)

    assert {*listed(client, Comment, office="GT")} == {on_activity, on_report}


def make_two_of_each() -> None:
    """Two rows of what happened, in two places."""
    by, heading = User.objects.get(username="admin"), Heading.objects.get(code="O1")
    periods = ReportingPeriod.objects.order_by("starts_on")
    for code, period in zip(("GT-1.1", "HN-1.1"), periods, strict=False):
        activity = activity_of(code)
        make_indicator(activity=activity, order=9)
        make_update(activity=activity, period=period)
        make_evidence(transaction=make_transaction(activity=activity, posted=True))
        make_risk(activity=activity)
        make_rate(effective_on=period.starts_on, currency="GTQ")
        Comment.objects.create(activity=activity, body="Well?", by=by, at=MOMENT)
        office = activity.priority.section.office
        contribution = make_contribution(appeal=activity.appeal, office=office, committed=100)
        make_assignment(contribution=contribution, office=office, heading=heading)
        partner = Partner.objects.create(name_en=f"Of {code}", kind="government")
        activity.partners.add(partner)


def test_no_list_costs_more_for_many_rows_than_for_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_two_of_each()
    many: dict[str, tuple[int, int]] = {}
    for model, found in TABLES:
        if model._default_manager.count() < 2:
            continue
        costs = []
        for size in (1, 50):
            monkeypatch.setattr(found, "list_per_page", size)
            client.get(at(model, "changelist"))
            with CaptureQueriesContext(connection) as queries:
                client.get(at(model, "changelist"))
            costs.append(len(queries))
        if costs[1] > costs[0]:
            many[model.__name__] = (costs[0], costs[1])

    assert many == {}
    assert ContributionAssignment.objects.count() > 1
