"""What changed: the headline figures between two viewpoints, step by step, for whoever may see."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from appeal.models import Appeal, User
from tests.factories import make_transaction, make_update, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, period_of, words
from tracking import actions
from tracking.figures import HEADLINES

pytestmark = pytest.mark.person("viewer")

MAY, AUGUST = datetime(2020, 5, 4, 15, tzinfo=UTC), datetime(2020, 8, 3, 15, tzinfo=UTC)
JUNE = date(2020, 6, 30)
ASKED = {"from_as_at": "2020-06-30", "from_known_on": "2020-07-15", "as_at": "2020-09-30"}


def entry(code: str, amount: Any, at: datetime, value_on: date, **fields: Any) -> Any:
    return make_transaction(
        activity=activity_of(code), amount=amount, posted=True, value_on=value_on,
        entered_at=at, posted_at=at, **fields,
    )  # fmt: skip


def told(page: Any) -> dict[str, Any]:
    return {figure.name: figure for figure in page.context["told"]}


def test_every_headline_figure_says_in_a_sentence_why_it_changed(client: Client) -> None:
    entry("GT-1.1", 1000, MAY, JUNE)
    entry("GT-1.1", "250.50", AUGUST, JUNE)
    entry("HN-1.1", 300, AUGUST, date(2020, 7, 1))

    page = client.get(at("bridge"), ASKED)

    assert list(told(page)) == list(HEADLINES)
    assert (
        "Spent rose from USD 1,000 to USD 1,550.50: new entries +300, entries posted late +250.50."
        in words(page)
    )
    assert "Requirement did not change: USD" in words(page)
    assert {figure.rest for figure in told(page).values()} == {"0.00", "0.0 points"}


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_no_sentence_goes_on_in_lower_case_after_a_full_stop(
    client: Client, viewer: User, mi2020: Appeal, language: str
) -> None:
    line = make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020), percent=40)
    for act, by in ((actions.submit_report, make_user()), (actions.approve_report, make_user())):
        line.report.refresh_from_db()
        act(report=line.report, version=line.report.version, by=by, at=AUGUST)
    viewer.language = language
    viewer.save(update_fields=["language"])
    there = ASKED
    back = {"from_as_at": "2020-09-30", "from_known_on": "2020-09-30",
            "as_at": "2020-06-30", "known_on": "2020-07-15"}  # fmt: skip

    sentences = [
        told(client.get(at("bridge"), days))["progress"].sentence for days in (there, back)
    ]

    assert all("40" in sentence for sentence in sentences)
    assert not [sentence for sentence in sentences if re.search(r"\. [^\W\d_A-ZÀ-Ý]", sentence)]


def test_it_is_of_an_office_or_of_a_heading_where_the_address_says_so(client: Client) -> None:
    entry("GT-1.1", 70, AUGUST, JUNE)
    entry("HN-1.1", 5, AUGUST, JUNE)

    def late(**scope: str) -> Any:
        return told(client.get(at("bridge"), ASKED | scope))["spent"].fall.difference

    heading = activity_of("GT-1.1").allocations.get().cell.heading.code
    assert (late(), late(office="GT"), late(office="HN")) == (75, 70, 5)
    assert late(office="GT", heading=heading) == 70
    assert client.get(at("bridge"), ASKED | {"office": "XX"}).status_code == 404
    assert client.get(at("bridge"), ASKED | {"heading": "XX"}).status_code == 404


def test_without_dates_it_begins_with_the_last_period_as_it_was_reported(client: Client) -> None:
    page = client.get(at("bridge"))

    before = page.context["compared"].before
    last = page.context["compared"].appeal.periods.latest("ends_on")
    assert (before.as_at, before.known_on) == (last.ends_on, last.due_on)
    assert f"{last.code} as reported" in words(page)


def test_drafts_count_for_whoever_sees_those_of_the_office(
    signed_in: SignIn, viewer: User, reporter_gt: User
) -> None:
    make_transaction(activity=activity_of("GT-1.1"), amount=9, value_on=JUNE, entered_at=AUGUST)
    drafts = ASKED | {"include": "draft"}

    def difference(person: User) -> Any:
        return told(signed_in(person).get(at("bridge"), drafts))["spent"].fall.difference

    assert (difference(viewer), difference(reporter_gt)) == (0, 9)


@pytest.mark.once
def test_a_wrong_date_is_named_and_the_default_taken(client: Client) -> None:
    page = client.get(at("bridge"), ASKED | {"from_as_at": "30 June"})

    assert "“30 June” is not a date" in words(page)


def test_pages_of_another_day_lead_to_what_changed_since(client: Client) -> None:
    page = client.get(at("overview"), {"as_at": "2020-06-30", "known_on": "2020-07-15"})

    assert (
        "bridge/?from_as_at=2020-06-30&amp;from_known_on=2020-07-15&amp;include=official"
        in page.content.decode()
    )


@pytest.mark.once
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "Gastado subió de USD 0 a USD 300: movimientos nuevos +300."),
        ("fr", "Dépensé passe de USD 0 à USD 300 : nouvelles écritures +300."),
    ],
)
def test_the_sentence_is_in_the_language_of_the_reader(
    client: Client, viewer: User, language: str, said: str
) -> None:
    entry("HN-1.1", 300, AUGUST, date(2020, 7, 1))
    viewer.language = language
    viewer.save(update_fields=["language"])

    assert said in words(client.get(at("bridge"), ASKED))
