"""Milestones and indicators beside the line: saved with it, refused with a sentence, never lost."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from appeal.models import Activity, Indicator, Milestone, User
from tests.factories import make_indicator, make_milestone, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking import actions
from tracking.models import (
    IndicatorActual,
    MilestoneAchievement,
    ProgressUpdate,
    ReportingPeriod,
)

pytestmark = [pytest.mark.once, pytest.mark.person("reporter_gt")]

ADDRESS = at("log_progress", "GT-1.1")
Measure = Indicator.Measure
EMPTY = {"percent": "40", "status": "ongoing", "narrative": "Two centres improved."}


@pytest.fixture
def milestone(activity: Activity) -> Milestone:
    return make_milestone(activity=activity, title="The centre opens")


@pytest.fixture
def people(activity: Activity) -> Indicator:
    return make_indicator(
        activity=activity,
        title_en="People received",
        baseline=5,
        targets={date(2020, 3, 31): 100, date(2020, 6, 30): 50},
        by_sex=True,
        by_age_group=True,
        by_disability=True,
        by_nationality=True,
    )


@pytest.fixture
def share(activity: Activity) -> Indicator:
    return make_indicator(
        activity=activity, title_en="Share of cases solved", measure=Measure.PERCENTAGE
    )


def of(row: Indicator | Milestone, name: str = "") -> str:
    """The name of a field in the page."""
    return f"indicator-{row.pk}-{name}" if name else f"milestone-{row.pk}"


def send(client: Client, typed: dict[str, Any], address: str = ADDRESS, **options: Any) -> Any:
    sent = filled(client.get(address), "entry") | EMPTY | typed
    return client.post(address, sent, **options)


def test_the_line_its_milestones_and_its_indicators_are_saved_together(
    client: Client, milestone: Milestone, people: Indicator, share: Indicator
) -> None:
    response = send(
        client,
        {
            of(milestone): "2020-03-20",
            of(people, "value"): "1,250",
            of(people, "sex_female"): "700",
            of(people, "sex_male"): "550",
            of(people, "age_group_60+"): "0",
            of(people, "disability_with"): "90",
            of(people, "disability_unstated"): "15",
            of(people, "country_0"): "haiti",
            of(people, "persons_0"): "80",
            of(people, "country_1"): "VE",
            of(people, "persons_1"): "20",
            of(people, "comment"): "From the register.",
            of(share, "numerator"): "1",
            of(share, "denominator"): "3",
        },
        follow=True,
    )

    assert "Saved: GT-1.1 for 2020-Q1" in words(response)
    line = ProgressUpdate.objects.get()
    assert line.achievements.get().achieved_on == date(2020, 3, 20)
    actual = line.actuals.get(indicator=people)
    assert (actual.value, actual.comment) == (1250, "From the register.")
    assert set(actual.breakdowns.values_list("dimension", "category", "value")) == {
        ("sex", "female", 700),
        ("sex", "male", 550),
        ("age_group", "60+", 0),
        ("disability", "with", 90),
        ("disability", "unstated", 15),
        ("nationality", "HT", 80),
        ("nationality", "VE", 20),
    }
    solved = line.actuals.get(indicator=share)
    assert (solved.numerator, solved.denominator, f"{solved.value}") == (1, 3, "33.3333")


def test_the_page_shows_what_is_stored_and_an_unchanged_form_changes_nothing(
    client: Client, milestone: Milestone, people: Indicator
) -> None:
    typed = {
        of(milestone): "2020-03-20",
        of(people, "value"): "12.5",
        of(people, "sex_female"): "7",
        of(people, "country_0"): "Haiti",
        of(people, "persons_0"): "3",
    }
    send(client, typed)
    logged = IndicatorActual.history.count()

    page = client.get(ADDRESS)
    client.post(ADDRESS, filled(page, "entry"))

    shown = {field.html_name: field.value() for field in page.context["entry"]}
    assert (shown[of(people, "value")], shown[of(people, "country_0")]) == ("12.5", "Haiti")
    assert str(shown[of(milestone)]) == "2020-03-20"
    assert IndicatorActual.history.count() == logged
    actual = IndicatorActual.objects.get()
    assert (str(actual.value), actual.breakdowns.count()) == ("12.5000", 2)


def test_an_untouched_indicator_saves_nothing_and_one_that_is_emptied_goes(
    client: Client, people: Indicator
) -> None:
    send(client, {})
    assert not IndicatorActual.objects.exists()

    send(client, {of(people, "value"): "0"})
    assert IndicatorActual.objects.get().value == 0

    send(client, {of(people, "value"): ""})
    assert not IndicatorActual.objects.exists()
    assert [row.history_type for row in IndicatorActual.history.all()] == ["-", "+"]


def test_no_data_is_saved_with_its_reason(client: Client, people: Indicator) -> None:
    send(client, {of(people, "missing_reason"): "The centre was closed."})

    actual = IndicatorActual.objects.get()
    assert (actual.value, actual.missing_reason) == (None, "The centre was closed.")
    assert "no data" in words(client.get(at("report_detail", "GT", "2020-Q1")))


@pytest.mark.parametrize(("answer", "value"), [("1", 1), ("0", 0)])
def test_yes_and_no_are_answers_and_silence_is_none(
    client: Client, activity: Activity, answer: str, value: int
) -> None:
    adopted = make_indicator(activity=activity, measure=Measure.YES_NO)
    send(client, {})
    assert not IndicatorActual.objects.exists()

    send(client, {of(adopted, "value"): answer})

    assert IndicatorActual.objects.get().value == value
    page = client.get(ADDRESS)
    assert {f.html_name: f.value() for f in page.context["entry"]}[of(adopted, "value")] == answer


@pytest.mark.parametrize(
    ("language", "written"), [("en", "1,250.5"), ("es", "1,250.5"), ("fr", "1 250,5")]
)
def test_numbers_are_read_as_the_persons_language_writes_them(
    client: Client, people: Indicator, language: str, written: str
) -> None:
    client.cookies["django_language"] = language

    send(client, {of(people, "value"): written})

    assert str(IndicatorActual.objects.get().value) == "1250.5000"


@pytest.mark.parametrize("written", ["Alemania", "Germany", "allemagne", "de", "DE "])
def test_a_nationality_is_known_by_its_name_in_any_language_or_by_its_code(
    client: Client, people: Indicator, written: str
) -> None:
    send(
        client,
        {
            of(people, "value"): "9",
            of(people, "country_0"): written,
            of(people, "persons_0"): "9",
        },
    )

    part = IndicatorActual.objects.get().breakdowns.get()
    assert (part.category, part.value) == ("DE", 9)


def test_more_rows_for_nationalities_come_with_every_save(
    client: Client, people: Indicator
) -> None:
    codes = ["HT", "VE", "CU", "HN", "SV"]
    rows = {of(people, f"country_{n}"): code for n, code in enumerate(codes)}
    rows |= {of(people, f"persons_{n}"): "1" for n in range(5)}

    send(client, {of(people, "value"): "9"} | rows)

    page = client.get(ADDRESS)
    names = [field.html_name for field in page.context["entry"]]
    assert of(people, "country_9") in names
    assert of(people, "country_10") not in names
    assert IndicatorActual.objects.get().breakdowns.count() == 5


NUMBER = "This is not a number. Use digits only, for example 12.5."
REFUSED: list[tuple[dict[str, str], str, str]] = [
    ({"value": "-1"}, "value", "The number must be zero or more."),
    ({"value": "NaN"}, "value", NUMBER),
    ({"value": "Infinity"}, "value", NUMBER),
    ({"value": "1e3"}, "value", NUMBER),
    ({"value": "ten"}, "value", NUMBER),
    ({"value": "10000000000000"}, "value", "This number is too large."),
    ({"value": "0.12345"}, "value", "A number can have at most four decimals, for example 12.5."),
    (
        {"value": "5", "sex_female": "4", "sex_male": "2"},
        "sex_female",
        "The parts add up to 6, which is more than the total of 5.",
    ),
    ({"value": "5", "age_group_0-4": "-1"}, "age_group_0-4", "The number must be zero or more."),
    (
        {"value": "5", "missing_reason": "Closed."},
        "value",
        "Give either a value or the reason why there is no data, not both.",
    ),
    (
        {"comment": "Only words."},
        "value",
        "Give either a value or the reason why there is no data, not both.",
    ),
    (
        {"value": "5", "country_0": "Atlantis", "persons_0": "1"},
        "country_0",
        "There is no country called “Atlantis”. Choose one from the list.",
    ),
    (
        {"value": "5", "country_0": "HT", "persons_0": "1", "country_3": "Haiti", "persons_3": "1"},
        "country_3",
        "This nationality is entered twice.",
    ),
    ({"value": "5", "country_0": "HT"}, "persons_0", "How many of this nationality?"),
    ({"value": "5", "persons_0": "3"}, "country_0", "Of which nationality?"),
    (
        {"value": "5", "country_0": "HT", "persons_0": "6"},
        "country_0",
        "The parts add up to 6, which is more than the total of 5.",
    ),
]


@pytest.mark.parametrize(("typed", "place", "sentence"), REFUSED)
def test_what_cannot_be_is_refused_at_its_field_and_everything_typed_stays(
    client: Client, people: Indicator, typed: dict[str, str], place: str, sentence: str
) -> None:
    given = {of(people, name): value for name, value in typed.items()}

    response = send(client, given)

    assert response.status_code == 422
    assert complaints(response, "entry") == {of(people, place): [sentence]}
    assert sentence in words(response)
    shown = {field.html_name: field.value() for field in response.context["entry"]}
    for name, value in (given | EMPTY).items():
        assert shown[name] in (value, "Haiti" if value == "HT" else value)
    assert not ProgressUpdate.objects.exists()


def test_parts_without_their_total_are_told_at_both_places(
    client: Client, people: Indicator
) -> None:
    response = send(client, {of(people, "sex_female"): "4"})

    assert complaints(response, "entry") == {
        of(people, "value"): ["Give either a value or the reason why there is no data, not both."],
        of(people, "sex_female"): ["Enter the total that these parts belong to."],
    }
    assert not ProgressUpdate.objects.exists()


SHARES = [
    ("3", "2", "numerator", "This is more than the total: a percentage cannot be over 100."),
    ("3", "", "denominator", "Give both numbers; the second must be above zero."),
    ("", "2", "denominator", "Give both numbers; the second must be above zero."),
    ("3", "0", "denominator", "This number must be above zero."),
]


@pytest.mark.parametrize(("part", "whole", "place", "sentence"), SHARES)
def test_a_percentage_has_two_numbers_and_is_not_above_100(
    client: Client, share: Indicator, part: str, whole: str, place: str, sentence: str
) -> None:
    response = send(client, {of(share, "numerator"): part, of(share, "denominator"): whole})

    assert response.status_code == 422
    assert complaints(response, "entry") == {of(share, place): [sentence]}
    assert not ProgressUpdate.objects.exists()


DAYS = [
    ("2019-12-31", "31 Dec 2019 is before the appeal, which begins on 1 Jan 2020."),
    (
        "2020-04-01",
        ("1 Apr 2020 is after the period, which ends on 31 Mar 2020. Report it in a later period."),
    ),
    ("2020-13-01", "Enter a valid date."),
]


@pytest.mark.parametrize(("day", "sentence"), DAYS)
def test_a_milestone_on_a_wrong_day_is_refused_and_kept(
    client: Client, milestone: Milestone, day: str, sentence: str
) -> None:
    response = send(client, {of(milestone): day})

    assert response.status_code == 422
    assert complaints(response, "entry") == {of(milestone): [sentence]}
    assert f'value="{day}"' in response.content.decode()
    assert not ProgressUpdate.objects.exists()


def test_a_milestone_in_the_future_is_refused(
    reporter_gt: User, signed_in: SignIn, milestone: Milestone
) -> None:
    with time_machine.travel(datetime(2020, 3, 1, 18, tzinfo=UTC), tick=False):
        spring = signed_in(reporter_gt)
        response = send(spring, {of(milestone): "2020-03-02"})

    assert response.status_code == 422
    assert "2 Mar 2020 is in the future" in words(response)


def test_a_milestone_reported_for_another_period_is_text_and_no_field(
    client: Client, milestone: Milestone
) -> None:
    send(client, {of(milestone): "2020-03-20"})

    page = client.get(f"{ADDRESS}?period=2020-Q2")

    assert "achieved on 20 Mar 2020, reported for 2020-Q1" in words(page)
    assert of(milestone) not in {field.html_name for field in page.context["entry"]}


def test_100_percent_with_open_milestones_asks_for_the_reason_beside_its_field(
    client: Client, milestone: Milestone
) -> None:
    response = send(client, {"percent": "100"})

    assert response.status_code == 422
    assert complaints(response) == {
        "reason": [
            "100 % is reported while milestones are open (The centre opens). Report them as"
            " achieved, or explain why."
        ]
    }
    assert not ProgressUpdate.objects.exists()
    again = filled(response, "entry") | {of(milestone): "2020-03-20"}
    assert client.post(ADDRESS, again).status_code == 302
    assert MilestoneAchievement.objects.get().milestone == milestone


def test_the_second_of_two_people_sees_the_results_of_the_first_and_keeps_their_own(
    client: Client, people: Indicator, milestone: Milestone, superuser: User, signed_in: SignIn
) -> None:
    colleague = signed_in(superuser)
    mine = filled(client.get(ADDRESS), "entry") | EMPTY
    send(colleague, {of(people, "value"): "11", of(milestone): "2020-03-20"})

    conflict = client.post(ADDRESS, mine | {of(people, "value"): "99"})

    assert conflict.status_code == 409
    assert "The centre opens: achieved on 20 Mar 2020" in words(conflict)
    assert "People received: 11 people" in words(conflict)
    shown = {field.html_name: field.value() for field in conflict.context["entry"]}
    assert shown[of(people, "value")] == "99"
    assert IndicatorActual.objects.get().value == 11
    assert client.post(ADDRESS, filled(conflict, "entry")).status_code == 302
    assert IndicatorActual.objects.get().value == 99


def test_baseline_target_and_the_last_actual_stand_beside_the_fields(
    client: Client, people: Indicator
) -> None:
    send(client, {of(people, "value"): "60"})

    page = words(client.get(f"{ADDRESS}?period=2020-Q2"))

    assert "Baseline 5 people" in page
    assert "Target to date 150 people" in page
    assert "2020-Q1: 60 people" in page
    assert "Only what was added in this period:" in page


def test_a_period_locked_meanwhile_is_refused_with_a_sentence_and_nothing_is_lost(
    client: Client, people: Indicator
) -> None:
    typed = {of(people, "value"): "60", "period": "2020-Q1"}
    sent = filled(client.get(ADDRESS), "entry") | EMPTY | typed
    period = ReportingPeriod.objects.get(appeal__code="MI2020-CNAC", code="2020-Q1")
    actions.lock_period(
        period=period, reason="Done.", by=make_user(), at=datetime(2020, 7, 1, tzinfo=UTC)
    )

    response = client.post(ADDRESS, sent)

    assert response.status_code == 409
    assert "2020-Q1 is locked" in words(response)
    assert "Two centres improved." in words(response)
    shown = {field.html_name: field.value() for field in response.context["entry"]}
    assert shown[of(people, "value")] == "60"
    assert not ProgressUpdate.objects.exists()
    told = client.get(f"{ADDRESS}?period=2020-Q1")
    assert "2020-Q1 is locked, so this is 2020-Q2." in words(told)


def test_results_of_another_activity_forged_into_the_form_are_ignored(client: Client) -> None:
    foreign = make_indicator(activity=activity_of("HN-1.1"))
    other = make_milestone(activity=activity_of("HN-1.1"))

    send(client, {of(foreign, "value"): "5", of(other): "2020-03-20"})

    assert ProgressUpdate.objects.count() == 1
    assert not IndicatorActual.objects.exists()
    assert not MilestoneAchievement.objects.exists()
