"""Milestones and indicators on pages of their own: added, changed, removed, and what stays."""

import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from appeal.actions import PublishedFact, keep_indicator, keep_milestone
from appeal.models import Activity, Appeal, Basis, Indicator, Milestone, Office, Role, User
from tests.factories import (
    ENTERED,
    make_achievement,
    make_actual,
    make_indicator,
    make_membership,
    make_milestone,
    make_user,
)
from tests.fixture_types import SignIn

pytestmark = [
    pytest.mark.once,
    pytest.mark.publication,
    pytest.mark.django_db,
    pytest.mark.person("manager_ro"),
]

HOME = "/appeals/MI2020-CNAC/"
PAGE = f"{HOME}activities/GT-3.1/"
MARCH, DECEMBER = date(2020, 3, 31), date(2020, 12, 31)


@pytest.fixture
def activity(mi2020: Appeal) -> Activity:
    return Activity.objects.with_plan().get(code="GT-3.1")


def sent(version: int = 0, **fields: Any) -> dict[str, Any]:
    return {"idempotency_key": uuid4(), "version": version, **fields}


def measured(**fields: Any) -> dict[str, Any]:
    """What the form of an indicator sends."""
    how = {"measure": "number", "direction": "up", "accumulation": "sum"}
    return sent(**({"title_en": "Listeners", "unit_en": "people"} | how | fields))


# Milestones


def test_a_milestone_is_added_from_the_page_of_its_activity_and_is_shown_there(
    client: Client, activity: Activity, manager_ro: User
) -> None:
    assert f'href="{PAGE}milestones/new/"' in client.get(PAGE).text

    answer = client.post(
        f"{PAGE}milestones/new/", sent(title="On air", due_on="2020-05-01"), follow=True
    )

    made = activity.milestones.get(title="On air")
    assert (made.due_on, made.order) == (date(2020, 5, 1), 1)
    assert made.history.get().history_user == manager_ro
    assert answer.redirect_chain[-1][0] == f"{PAGE}#milestones"
    assert f'href="{HOME}milestones/{made.pk}/edit/"' in answer.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"due_on": "2019-12-31"}, "A milestone must be due between 1 Jan 2020 and"),
        ({"due_on": ""}, "This field is required."),
        ({"title": ""}, "This field is required."),
    ],
)
def test_a_milestone_that_the_plan_does_not_allow_is_refused_with_the_rule(
    client: Client, activity: Activity, fields: dict[str, str], sentence: str
) -> None:
    given = {"title": "On air", "due_on": "2020-05-01"} | fields

    answer = client.post(f"{PAGE}milestones/new/", sent(**given))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert not activity.milestones.exists()


def test_the_second_to_move_a_milestone_is_told(client: Client, activity: Activity) -> None:
    row = make_milestone(activity=activity)
    theirs = Milestone.objects.get(pk=row.pk)
    theirs.title = "Theirs"
    keep_milestone(milestone=theirs, version=1, at=ENTERED)

    answer = client.post(
        f"{HOME}milestones/{row.pk}/edit/", sent(1, title="Ours", due_on="2020-05-01")
    )

    assert answer.status_code == 409
    assert "Somebody changed this to “Theirs”" in answer.text
    assert Milestone.objects.get(pk=row.pk).title == "Theirs"


def test_a_milestone_goes_unless_somebody_reported_it_as_achieved(
    client: Client, activity: Activity
) -> None:
    idle, achieved = make_milestone(activity=activity), make_milestone(activity=activity)
    make_achievement(milestone=achieved)

    gone = client.post(f"{HOME}milestones/{idle.pk}/remove/", sent(1))
    page = client.get(f"{HOME}milestones/{achieved.pk}/remove/")

    assert gone.url == f"{PAGE}#milestones"
    assert [*activity.milestones.all()] == [achieved]
    assert "cannot be removed" in page.text


# Indicators


def test_an_indicator_is_added_with_targets_of_periods_and_its_target_is_ours(
    client: Client, activity: Activity
) -> None:
    given = {"target": "40", "target_by_2020_03_31": "10", "by_sex": "on", "by_disability": "on"}

    answer = client.post(f"{PAGE}indicators/new/", measured(**given), follow=True)

    made = activity.indicators.get(title_en="Listeners")
    assert (made.target, made.target_basis, made.baseline_basis) == (40, Basis.ASSIGNED, "")
    assert (made.by_sex, made.by_disability, made.by_age_group) == (True, True, False)
    targets = [(row.ends_on, row.value) for row in made.period_targets.all()]
    assert targets == [(MARCH, Decimal(10))]
    assert "Listeners" in answer.text


@pytest.mark.parametrize("language", ["es", "fr"])
def test_one_language_is_enough_for_an_indicator_and_the_others_fall_back_to_it(
    client: Client, activity: Activity, language: str
) -> None:
    named = {"title_en": "", "unit_en": "", f"title_{language}": "Radio", f"unit_{language}": "x"}

    answer = client.post(f"{PAGE}indicators/new/", measured(**named))

    assert answer.status_code == 302
    made = Indicator.objects.get(**{f"title_{language}": "Radio"})
    for reader in ("en", "es", "fr"):
        with translation.override(reader):
            assert (made.title, made.unit, str(made)) == ("Radio", "x", "Radio")


def test_a_title_is_needed_in_some_language(client: Client, activity: Activity) -> None:
    count = Indicator.objects.count()

    answer = client.post(f"{PAGE}indicators/new/", measured(title_en=""))

    assert answer.status_code == 422
    assert answer.text.count("Write the title in at least one language.") == 2
    assert answer.text.count("id_title_en_error") == 2
    assert Indicator.objects.count() == count
    with pytest.raises(IntegrityError), transaction.atomic():
        make_indicator(activity=activity, title_en="")


def test_what_is_counted_is_needed_but_for_yes_or_no(client: Client, activity: Activity) -> None:
    refused = client.post(f"{PAGE}indicators/new/", measured(unit_en=""))
    taken = client.post(f"{PAGE}indicators/new/", measured(unit_en="", measure="yes_no"))

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert "Write what is counted" in refused.text


def test_what_is_written_in_another_language_is_not_marked_as_needed(
    client: Client, activity: Activity
) -> None:
    def marked(**own: str) -> list[str]:
        row = make_indicator(activity=activity, **own)
        page = client.get(f"{HOME}indicators/{row.pk}/edit/").text
        return re.findall(r'for="id_((?:title|unit)_..)" class="required"', page)

    assert marked() == ["title_en", "unit_en"]
    assert marked(title_en="", title_es="Radio") == ["unit_en"]
    assert marked(measure="yes_no", unit_en="") == ["title_en"]


def test_targets_are_changed_and_taken_away_and_each_is_in_the_change_log(
    client: Client, activity: Activity
) -> None:
    row = make_indicator(activity=activity, targets={MARCH: 10, DECEMBER: 30})
    given = {"target_by_2020_03_31": "12", "target_by_2020_12_31": ""}

    client.post(f"{HOME}indicators/{row.pk}/edit/", measured(version=1, **given))

    (target,) = row.period_targets.all()
    assert (target.ends_on, target.value, target.version) == (MARCH, 12, 2)
    assert target.history.count() == 2
    assert Indicator.objects.get(pk=row.pk).version == 2


def test_an_indicator_is_broken_down_by_disability_from_then_on(
    client: Client, activity: Activity
) -> None:
    row = make_indicator(activity=activity)

    client.post(f"{HOME}indicators/{row.pk}/edit/", measured(version=1, by_disability="on"))

    row.refresh_from_db()
    assert (row.by_disability, row.by_sex) == (True, False)


def test_what_is_published_stays_whatever_is_sent(client: Client, activity: Activity) -> None:
    row = make_indicator(activity=activity, target=4)
    Indicator.objects.filter(pk=row.pk).update(target_basis=Basis.PUBLISHED)

    page = client.get(f"{HOME}indicators/{row.pk}/edit/")
    client.post(f"{HOME}indicators/{row.pk}/edit/", measured(version=1, target="9"))

    stored = Indicator.objects.get(pk=row.pk)
    assert (stored.title_en, stored.target, stored.target_basis) == (
        "Listeners", 4, Basis.PUBLISHED,
    )  # fmt: skip
    assert "A published baseline or target cannot change" in page.text
    stored.target = Decimal(9)
    with pytest.raises(PublishedFact):
        keep_indicator(indicator=stored, version=None, targets={}, at=ENTERED)


def test_the_measure_stays_once_values_are_reported(client: Client, activity: Activity) -> None:
    row = make_indicator(activity=activity)
    make_actual(indicator=row)

    answer = client.post(
        f"{HOME}indicators/{row.pk}/edit/", measured(version=1, measure="percentage")
    )

    assert answer.status_code == 302
    stored = Indicator.objects.get(pk=row.pk)
    assert (stored.title_en, stored.measure) == ("Listeners", "number")


def test_the_second_to_change_an_indicator_is_told(client: Client, activity: Activity) -> None:
    row = make_indicator(activity=activity)

    answer = client.post(f"{HOME}indicators/{row.pk}/edit/", measured(version=7))

    assert answer.status_code == 409
    assert "Listeners" in answer.text
    assert Indicator.objects.get(pk=row.pk).title_en != "Listeners"


def test_parts_of_another_office_are_not_there(
    mi2020: Appeal, guatemala: Office, signed_in: SignIn
) -> None:
    own = make_membership(user=make_user(), role=Role.MANAGER, office=guatemala).user
    foreign = Activity.objects.get(code="HN-1.1")
    row, indicator = make_milestone(activity=foreign), make_indicator(activity=foreign)
    client = signed_in(own)

    for kind, pk in (("milestones", row.pk), ("indicators", indicator.pk)):
        for way in (f"{kind}/{pk}/edit/", f"{kind}/{pk}/remove/"):
            assert client.get(f"{HOME}{way}").status_code == 404
        assert client.get(f"{HOME}activities/HN-1.1/{kind}/new/").status_code == 404
        assert client.get(f"{PAGE}{kind}/new/").status_code == 200


def test_whoever_reports_is_offered_no_change_of_the_plan(
    reporter: Client, activity: Activity
) -> None:
    row = make_milestone(activity=activity)

    page = reporter.get(PAGE)

    assert row.title in page.text
    assert f"milestones/{row.pk}/edit/" not in page.text
    assert "milestones/new/" not in page.text
