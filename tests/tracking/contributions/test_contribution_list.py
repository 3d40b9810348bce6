"""The contributions of the appeal: what each is worth, where it counts, what they cover."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from appeal.models import Appeal, Heading, Office
from tests.factories import make_assignment, make_contribution, make_donor, make_flow
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, count_queries, words
from tracking.models import Contribution, Flow

pytestmark = [pytest.mark.once, pytest.mark.person("viewer")]


@pytest.fixture
def o1(mi2020: Appeal) -> Heading:
    return Heading.objects.get(code="O1")


def given(mi2020: Appeal, **fields: Any) -> Contribution:
    return make_contribution(appeal=mi2020, **fields)


def listed(page: Any) -> list[str]:
    return [row.reference for row in page.context["table"].page.object_list]


def test_it_shows_what_each_contribution_is_worth(
    client: Client, mi2020: Appeal, guatemala: Office, o1: Heading
) -> None:
    contribution = given(
        mi2020,
        donor=make_donor(name="A fund"),
        reference="A-1",
        office=guatemala,
        committed="1000.50",
        received=400,
    )
    make_flow(contribution=contribution, kind=Flow.Kind.PLEDGE, amount=7000)
    make_assignment(contribution=contribution, office=guatemala, heading=o1, amount=300)

    page = client.get(at("contribution_list"))

    row = page.context["table"].page.object_list[0].figures
    assert (row.pledged, row.agreed, row.received) == (7000, Decimal("1000.50"), 400)
    assert (row.outstanding, row.funded) == (Decimal("600.50"), Decimal("1000.50"))
    assert row.unassigned == Decimal("700.50")
    assert "A fund A-1 Guatemala 7,000 1,000 400 600 1,000 700" in words(page)


@pytest.mark.publication
def test_it_sums_up_what_the_appeal_has_and_what_that_covers(
    client: Client, mi2020: Appeal, guatemala: Office, o1: Heading
) -> None:
    given(mi2020, committed=8_000_000)
    given(mi2020, office=guatemala, heading=o1, received="213852.70")
    make_flow(contribution=given(mi2020), kind=Flow.Kind.PLEDGE, amount=5)

    page = client.get(at("contribution_list"))

    whole = page.context["whole"]
    assert (whole.funded, whole.unassigned) == (Decimal("8213852.70"), 8_000_000)
    assert (whole.coverage, whole.pledged) == (pytest.approx(0.1), 5)
    for shown in (
        "8,213,853",
        "Coverage: funded / required 10.0 %",
        "shown separately, not counted",
    ):
        assert shown in words(page)


@pytest.mark.parametrize(
    ("office", "heading", "earmark"),
    [
        (False, False, "the appeal as a whole"),
        (True, False, "Guatemala"),
        (False, True, "O1 Advancing the socioeconomic well-being of migrants and society"),
        (True, True, "Guatemala, O1"),
    ],
)
def test_it_says_in_words_what_a_contribution_is_earmarked_for(
    client: Client,
    mi2020: Appeal,
    guatemala: Office,
    o1: Heading,
    office: bool,
    heading: bool,
    earmark: str,
) -> None:
    given(
        mi2020,
        reference="A-1",
        office=guatemala if office else None,
        heading=o1 if heading else None,
    )

    assert f"A-1 {earmark} 0" in words(client.get(at("contribution_list")))


def test_an_office_or_a_heading_finds_what_is_earmarked_for_it_or_assigned_to_it(
    client: Client, mi2020: Appeal, guatemala: Office, honduras: Office, o1: Heading
) -> None:
    given(mi2020, reference="earmarked", office=guatemala, heading=o1)
    assigned = given(mi2020, reference="assigned", committed=100)
    make_assignment(contribution=assigned, office=guatemala)
    given(mi2020, reference="foreign", office=honduras)

    def found(**query: str) -> set[str]:
        return set(listed(client.get(at("contribution_list"), query)))

    assert found(office="GT") == {"earmarked", "assigned"}
    assert found(heading="O1") == {"earmarked"}
    assert found(office="HN") == {"foreign"}
    assert found(office="GT", as_at="2020-02-29") == {"earmarked"}
    assert found(q="assign") == {"assigned"}


def test_it_reads_its_figures_from_the_two_dates(client: Client, mi2020: Appeal) -> None:
    given(mi2020, committed=500)
    address = at("contribution_list")

    def funded(**query: str) -> Decimal:
        return client.get(address, query).context["whole"].funded

    assert funded(as_at="2020-01-31") == 0
    assert funded(as_at="2020-02-01") == 500
    # The flow is dated 1 February and was recorded on 2 April.
    assert funded(known_on="2020-04-01") == 0
    assert not listed(client.get(address, {"known_on": "2020-04-02"}))


def test_it_sorts_by_every_figure(client: Client, mi2020: Appeal) -> None:
    given(mi2020, reference="small", committed=5)
    given(mi2020, reference="large", committed=50)
    given(mi2020, reference="received", received=20)

    def order(sort: str) -> list[str]:
        return listed(client.get(at("contribution_list"), {"sort": sort}))

    assert order("-funded") == ["large", "received", "small"]
    assert order("received")[-1] == "received"
    for name in ("pledged", "committed", "outstanding", "unassigned", "earmark", "donor"):
        assert len(order(name)) == 3


def test_another_appeals_contributions_are_not_listed(client: Client) -> None:
    make_contribution(reference="elsewhere")

    assert listed(client.get(at("contribution_list"))) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "may"), [("manager_ro", True), ("reporter_gt", False)])
def test_only_managers_are_led_to_entering_one(
    role: str, may: bool, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    page = signed_in(request.getfixturevalue(role)).get(at("contribution_list"))

    assert ("Add a contribution" in words(page)) is may


@pytest.mark.once
def test_its_queries_do_not_grow_with_its_rows(client: Client, mi2020: Appeal) -> None:
    given(mi2020, committed=5)
    few = count_queries(client, at("contribution_list"))
    for _ in range(6):
        given(mi2020, committed=5, received=3)

    assert count_queries(client, at("contribution_list")) == few


def test_the_matrix_shows_funded_coverage_and_pledged(
    client: Client, mi2020: Appeal, guatemala: Office, o1: Heading
) -> None:
    p1 = Heading.objects.get(code="P1")
    covered = given(mi2020, office=guatemala, heading=o1, committed=1_350_500)
    make_flow(contribution=covered, kind=Flow.Kind.PLEDGE, amount=70)
    given(mi2020, office=guatemala, heading=p1, committed=40)

    def measured(measure: str) -> tuple[Any, Any, Any]:
        page = client.get(at("matrix"), {"measure": measure})
        row = next(row for row in page.context["grid"].rows if row[0].code == "GT")
        values = {square.heading.code: square.value for square in row[1]}
        return values["O1"], values["P1"], row[2]

    assert measured("funded") == (1_350_500, 40, 1_350_540)
    # Guatemala has a dash under P1: what it is funded with shows, and covers nothing.
    assert measured("coverage") == (0.1, None, pytest.approx(1_350_540 / 13_505_000))
    assert measured("pledged") == (70, 0, 70)
    page = client.get(at("matrix"), {"measure": "coverage"})
    assert "Matrix · Coverage: funded / required" in words(page)
    assert 'href="../contributions/?office=GT&amp;heading=O1' in page.content.decode()


@pytest.mark.publication
def test_the_overview_shows_funding_and_says_pledges_apart(
    client: Client, mi2020: Appeal, guatemala: Office
) -> None:
    contribution = given(mi2020, office=guatemala, committed=1_350_500)
    make_flow(contribution=contribution, kind=Flow.Kind.PLEDGE, amount=70)

    page = client.get(at("overview"))

    assert "coverage: 1.6 % of the requirement" in words(page)
    assert "70 pledged, not counted" in words(page)
    assert "Guatemala 13,505,000 1,350,500 10.0 %" in words(page)


def test_the_office_page_lists_what_counts_for_it_and_what_is_in_no_cell(
    client: Client, mi2020: Appeal, guatemala: Office, honduras: Office, o1: Heading
) -> None:
    given(mi2020, reference="A-1", office=guatemala, committed=500)
    assigned = given(mi2020, reference="B-2", committed=90)
    make_assignment(contribution=assigned, office=guatemala, heading=o1, amount=40)
    given(mi2020, reference="C-3", office=honduras, committed=7)

    page = client.get(at("office_detail", "GT"))

    shares = {row.reference: share for row, share in page.context["contributions"]}
    assert shares == {"A-1": 500, "B-2": 40}
    assert page.context["figures"].whole.funded == sum(shares.values())
    assert "USD 500 of it is not distributed to a requirement line." in words(page)


def test_an_office_without_contributions_says_so(client: Client) -> None:
    page = client.get(at("office_detail", "BZ"))

    assert "No contribution is earmarked or distributed to this office." in words(page)


def test_figures_of_a_past_date_lead_to_the_same_date(client: Client, mi2020: Appeal) -> None:
    page = client.get(at("contribution_list"), {"as_at": date(2020, 6, 30).isoformat()})

    assert "These are not the current official figures: as at 30 Jun 2020" in words(page)
