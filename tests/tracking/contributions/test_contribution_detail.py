"""One contribution: its flows with reversals, its assignments, where its money stands, by whom."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from appeal.models import Appeal, Heading, Office, User
from tests.factories import make_assignment, make_contribution, make_donor, make_flow, undo
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, count_queries, words
from tracking import actions
from tracking.models import Contribution, Donor, Flow

pytestmark = [pytest.mark.once, pytest.mark.person("viewer")]

LATE = datetime(2020, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def contribution(mi2020: Appeal, guatemala: Office) -> Contribution:
    """EUR 1 000 at 0.80 for Guatemala, of which 300 dollars went to O1."""
    contribution = make_contribution(
        appeal=mi2020,
        donor=make_donor(name="A fund", kind=Donor.Kind.MULTILATERAL),
        reference="A-1",
        currency="EUR",
        office=guatemala,
    )
    make_flow(contribution=contribution, amount=1000, rate="0.8")
    o1 = Heading.objects.get(code="O1")
    make_assignment(contribution=contribution, office=guatemala, heading=o1, amount=300)
    return contribution


def test_it_shows_both_currencies_and_where_the_money_stands(
    client: Client, contribution: Contribution
) -> None:
    page = client.get(at("contribution_detail", contribution.pk))

    row = page.context["contribution"].figures
    assert (row.own_agreed, row.funded, row.unassigned) == (1000, 1250, 950)
    stands = [(str(place["heading"])[:2], place["amount"]) for place in page.context["stands"]]
    assert stands == [("No", 950), ("O1", 300)]
    assert "A-1 · multilateral body or fund · Earmarked to: Guatemala" in words(page)
    assert "commitment EUR 1,000.00 0.80 1,250.00" in words(page)
    assert "EUR 1,000.00" in words(page)


def test_it_shows_who_entered_and_recorded_what_and_when(
    client: Client, mi2020: Appeal, manager_ro: User
) -> None:
    moment = datetime(2020, 2, 3, 15, tzinfo=UTC)
    contribution = actions.save_contribution(
        contribution=Contribution(appeal=mi2020, reference="A-1"),
        version=None,
        donor=make_donor(),
        by=manager_ro,
        at=moment,
    )
    make_flow(contribution=contribution, recorded_by=manager_ro, recorded_at=moment)

    page = client.get(at("contribution_detail", contribution.pk))

    assert "Entered 3 Feb 2020, 09:00 by manager.ro." in words(page)
    assert "manager.ro, 3 Feb 2020, 09:00" in words(page)


def test_a_reversal_stands_beside_its_original(client: Client, contribution: Contribution) -> None:
    undo(make_flow(contribution=contribution, amount=7, rate=1), note="Typed twice.")
    undo(contribution.assignments.get(), reason="Another heading.")

    page = client.get(at("contribution_detail", contribution.pk))

    for shown in ("-7.00", "Typed twice.", "-300.00", "Another heading."):
        assert shown in words(page)
    assert words(page).count("reversed") == words(page).count("reversal") == 2


def test_it_reads_everything_from_the_two_dates(client: Client, contribution: Contribution) -> None:
    undo(contribution.flows.get(), recorded_at=LATE)
    address = at("contribution_detail", contribution.pk)

    def seen(**query: str) -> tuple[int, int, int]:
        page = client.get(address, query).context
        return len(page["flows"]), len(page["assignments"]), page["contribution"].figures.funded

    assert seen() == (2, 1, 0)
    assert seen(known_on="2020-08-31") == (1, 1, 1250)
    assert seen(as_at="2020-02-29") == (2, 0, 0)
    assert seen(as_at="2020-02-29", known_on="2020-08-31") == (1, 0, 1250)
    assert seen(as_at="2020-01-31") == (0, 0, 0)


def test_a_reversal_that_was_not_known_yet_does_not_mark_its_original(
    manager_ro: User, contribution: Contribution, signed_in: SignIn
) -> None:
    undo(contribution.flows.get(), recorded_at=LATE)

    page = signed_in(manager_ro).get(
        at("contribution_detail", contribution.pk), {"known_on": "2020-08-31"}
    )

    flow = contribution.flows.earliest("pk")
    assert "reversed" not in words(page)
    # It cannot be reversed once more either.
    assert at("flow_reverse", contribution.pk, flow.pk) not in page.content.decode()


@pytest.mark.parametrize(
    "route", ["contribution_edit", "flow_new", "flow_reverse", "assignment_new"]
)
def test_only_who_records_is_led_to_recording(
    route: str, client: Client, manager_ro: User, contribution: Contribution, signed_in: SignIn
) -> None:
    more = [contribution.flows.get().pk] if route == "flow_reverse" else []
    link = at(route, contribution.pk, *more)
    address = at("contribution_detail", contribution.pk)

    assert link in signed_in(manager_ro).get(address).content.decode()
    assert link not in client.get(address).content.decode()


def test_without_flows_it_says_so(client: Client, mi2020: Appeal) -> None:
    page = client.get(at("contribution_detail", make_contribution(appeal=mi2020).pk))

    for sentence in (
        "No entries yet.",
        "Nothing has been funded yet.",
        "Nothing has been distributed yet:",
    ):
        assert sentence in words(page)


def test_markup_is_shown_as_typed_and_never_run(client: Client, mi2020: Appeal) -> None:
    attack = "<script>alert(1)</script>"
    contribution = make_contribution(
        appeal=mi2020, donor=make_donor(name=attack), reference=attack[:30], note=attack
    )
    make_flow(contribution=contribution, note=attack)

    for page in (at("contribution_list"), at("contribution_detail", contribution.pk)):
        shown = client.get(page).content.decode()
        assert attack not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_its_queries_do_not_grow_with_its_rows(client: Client, contribution: Contribution) -> None:
    address = at("contribution_detail", contribution.pk)
    few = count_queries(client, address)
    for day in range(1, 5):
        on = date(2020, 5, day)
        undo(make_flow(contribution=contribution, value_on=on, kind=Flow.Kind.PLEDGE))
        p1 = Heading.objects.get(code="P1")
        undo(make_assignment(contribution=contribution, office=contribution.office, heading=p1))

    assert count_queries(client, address) == few
