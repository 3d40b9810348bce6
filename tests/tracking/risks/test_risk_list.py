"""The risk register: who sees it, what it counts, and the risk as it was known on a past day."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from appeal.models import User
from tests.factories import make_risk
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, words
from tracking.models import Level, Risk, level_of

pytestmark = [pytest.mark.once, pytest.mark.person("viewer")]


def listed(client: Client, **query: str) -> list[str]:
    page = client.get(at("risk_list"), query)
    return [row.what for row in page.context["table"].page.object_list]


def counted(client: Client, **query: str) -> dict[str, int]:
    """The cells of the matrix that are not empty: `{"4 x 5": 2}`."""
    matrix = client.get(at("risk_list"), query).context["matrix"]
    return {
        f"{label[0]} x {column}": cell["count"]
        for label, cells in matrix
        for column, cell in enumerate(cells, start=1)
        if cell["count"]
    }


@pytest.mark.parametrize(
    ("score", "level"),
    [(1, "low"), (4, "low"), (5, "medium"), (9, "medium"), (10, "high"), (16, "high"),
     (20, "critical"), (25, "critical")],
)  # fmt: skip
def test_a_score_has_one_level_in_python_and_in_the_database(
    db: None, score: int, level: str
) -> None:
    pairs = [(l, c) for l in range(1, 6) for c in range(1, 6) if l * c == score]  # noqa: E741
    for likelihood, consequence in pairs:
        make_risk(likelihood=likelihood, consequence=consequence)

    assert level_of(score) == Level(level)
    assert set(Risk.objects.with_score().values_list("score", "level")) == {(score, level)}


def test_everybody_sees_the_risks_of_every_office_gravest_first(client: Client) -> None:
    make_risk(activity=activity_of("GT-1.1"), what="A road closes.", likelihood=1)
    make_risk(activity=activity_of("HN-1.1"), what="A law is late.", likelihood=5)

    page = client.get(at("risk_list"))

    assert listed(client) == ["A law is late.", "A road closes."]
    assert "HN-1.1" in words(page)
    assert "20 critical" in words(page)
    assert "Change" not in words(page).split()


def test_a_closed_risk_shows_only_where_it_is_asked_for(client: Client) -> None:
    make_risk(activity=activity_of("GT-1.1"), what="Open.")
    make_risk(activity=activity_of("GT-1.1"), what="Closed.", state="closed")

    assert listed(client) == ["Open."]
    assert listed(client, state="closed") == ["Closed."]
    assert set(listed(client, state="all")) == {"Open.", "Closed."}
    assert counted(client) == {"3 x 4": 1}
    assert counted(client, state="all") == {"3 x 4": 2}


def test_it_is_narrowed_by_office_level_likelihood_and_consequence(client: Client) -> None:
    make_risk(activity=activity_of("GT-1.1"), what="Grave.", likelihood=5, consequence=5)
    make_risk(activity=activity_of("GT-1.1"), what="Small.", likelihood=1, consequence=1)
    make_risk(activity=activity_of("HN-1.1"), what="Foreign.", likelihood=5, consequence=5)

    assert listed(client, office="GT") == ["Grave.", "Small."]
    assert listed(client, office="GT", level="low") == ["Small."]
    assert set(listed(client, likelihood="5", consequence="5")) == {"Grave.", "Foreign."}


def test_the_matrix_counts_an_office_or_all_of_them_and_its_cells_lead_to_the_list(
    client: Client,
) -> None:
    make_risk(activity=activity_of("GT-1.1"), what="Ours.")
    make_risk(activity=activity_of("HN-1.1"), what="Theirs.")
    page = client.get(at("risk_list"), {"office": "GT", "level": "low"})
    cell = page.context["matrix"][2][1][3]

    assert counted(client) == {"3 x 4": 2}
    assert counted(client, office="GT", level="low") == {"3 x 4": 1}
    assert cell["query"] == "office=GT&likelihood=3&consequence=4"
    assert listed(client, office="GT", likelihood="3", consequence="4") == ["Ours."]
    assert "1 high" in words(page)


def test_each_office_has_its_counts_by_level(client: Client) -> None:
    make_risk(activity=activity_of("GT-1.1"))
    make_risk(activity=activity_of("GT-2.1"), likelihood=1)

    offices = client.get(at("risk_list")).context["offices"]

    ((office, counts),) = offices
    assert office.code == "GT"
    assert [count for _level, count, _query in counts] == [1, 0, 1, 0]
    assert counts[2][2] == "office=GT&level=high"


def test_a_past_day_shows_the_risk_as_it_was_known_then(client: Client) -> None:
    risk = Risk(activity=activity_of("GT-1.1"), what="Rain.", likelihood=1, consequence=2)
    risk.owner, risk._history_date = "Lead", datetime(2020, 3, 1, 15, tzinfo=UTC)
    risk.save()
    risk.likelihood = 5
    risk.save_over(1, ["likelihood"], at=datetime(2020, 5, 1, 15, tzinfo=UTC))

    assert counted(client) == {"5 x 2": 1}
    assert counted(client, known_on="2020-04-30") == {"1 x 2": 1}
    assert counted(client, known_on="2020-02-28") == {}
    assert listed(client, known_on="2020-04-30") == ["Rain."]
    assert listed(client, known_on="2020-02-28") == []


def test_only_who_keeps_them_is_offered_to_change_a_risk_and_only_as_it_stands_now(
    reporter_gt: User, signed_in: SignIn
) -> None:
    own = make_risk(activity=activity_of("GT-1.1"))
    foreign = make_risk(activity=activity_of("HN-1.1"))
    client = signed_in(reporter_gt)

    page = client.get(at("risk_list")).content.decode()
    past = client.get(at("risk_list"), {"known_on": "2020-06-30"}).content.decode()

    assert at("risk_edit", own.pk) in page
    assert at("risk_edit", foreign.pk) not in page
    assert at("risk_edit", own.pk) not in past


@pytest.mark.once
@pytest.mark.parametrize("query", ["office=QQ", "level=grave", "likelihood=9", "page=x&sort=-1"])
def test_a_choice_that_is_not_offered_breaks_nothing(client: Client, query: str) -> None:
    make_risk(activity=activity_of("GT-1.1"))

    assert client.get(f"{at('risk_list')}?{query}").status_code == 200


@pytest.mark.once
def test_the_list_costs_the_same_for_one_risk_and_for_many(client: Client) -> None:
    make_risk(activity=activity_of("GT-1.1"))
    few = count_queries(client, at("risk_list"))
    for code in ("GT-2.1", "GT-3.1", "HN-1.1", "HN-2.1"):
        make_risk(activity=activity_of(code), likelihood=2)

    assert count_queries(client, at("risk_list")) == few


@pytest.mark.parametrize("levels", [{"likelihood": 0}, {"likelihood": 6}, {"consequence": 0}])
def test_the_database_refuses_a_level_beyond_five(db: None, levels: dict[str, int]) -> None:
    risk = make_risk()

    with pytest.raises(DatabaseError), transaction.atomic():
        Risk.objects.filter(pk=risk.pk).update(**levels)
