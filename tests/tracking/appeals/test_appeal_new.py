"""A new appeal: typed from an empty form, or begun from an earlier one of the region."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from appeal.actions.draft_priorities import next_priority
from appeal.models import Activity, Appeal, Indicator, Milestone, Priority, Role, User
from tests.factories import (
    make_achievement,
    make_activity,
    make_actual,
    make_appeal,
    make_contribution,
    make_core,
    make_flow,
    make_framework,
    make_indicator,
    make_membership,
    make_milestone,
    make_region,
    make_transaction,
    make_update,
    move,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, complaints, filled, words
from tracking.forms.appeals import following
from tracking.models import Contribution, Transaction

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]
NEW = "/appeals/new/"
COPY = f"{NEW}?of=MI2020-CNAC"


def begin(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, filled(client.get(address), **typed))


def test_an_appeal_is_begun_from_an_empty_form_in_one_language(
    client: Client, mi2020: Appeal
) -> None:
    answer = begin(
        client, NEW, code="MI2022-X", title_es="Un plan", year="2022", starts_on="2022-01-01",
        ends_on="2022-12-31", currency="eur", time_zone="Europe/Paris", rhythm="monthly",
        source_name="A book", framework=mi2020.framework_id,
    )  # fmt: skip

    appeal = Appeal.objects.get(code="MI2022-X")
    assert answer.url == "/appeals/MI2022-X/draft/"
    assert (appeal.state, appeal.region, appeal.currency) == ("draft", mi2020.region, "EUR")
    assert (appeal.title_es, appeal.table_title_es) == ("Un plan", "Un plan")
    assert str(appeal.closes_on) == "2023-03-31"


def test_a_framework_and_a_region_that_are_alone_are_chosen(client: Client, mi2020: Appeal) -> None:
    alone = filled(client.get(NEW))
    make_framework()
    one_of_two = filled(client.get(NEW))

    assert (alone["region"], alone["framework"]) == (mi2020.region_id, mi2020.framework_id)
    assert "framework" not in one_of_two


def test_an_empty_form_proposes_what_the_last_appeal_of_the_region_has(
    client: Client, mi2020: Appeal
) -> None:
    make_appeal(region=mi2020.region, year=2021, time_zone="Europe/Paris", rhythm="monthly")
    make_appeal(region=make_region(), year=2022, time_zone="Africa/Dakar")

    proposed = filled(client.get(NEW))

    found = (proposed["currency"], proposed["time_zone"], proposed["rhythm"])
    assert found == ("USD", "Europe/Paris", "monthly")


def test_a_code_that_is_taken_and_days_that_cross_are_refused_with_their_sentences(
    client: Client, mi2020: Appeal
) -> None:
    page = begin(
        client, NEW, code="MI2020-CNAC", title_en="A", year="2022", starts_on="2022-12-31",
        ends_on="2022-01-01", currency="ABC", time_zone="Nowhere", rhythm="monthly",
        source_name="A book", framework=mi2020.framework_id,
    )  # fmt: skip

    assert page.status_code == 422
    assert "code" in complaints(page)
    assert complaints(page)["currency"] == ["“ABC” is not a currency."]
    assert "time_zone" in complaints(page)
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "An appeal has this code already. Choose another one."),
        ("es", "Ya hay un llamamiento con este código. Elija otro."),
        ("fr", "Un appel a déjà ce code. Choisissez-en un autre."),
    ],
)
def test_that_a_code_is_taken_is_a_sentence_in_every_language(
    client: Client, mi2020: Appeal, manager_ro: User, language: str, sentence: str
) -> None:
    User.objects.filter(pk=manager_ro.pk).update(language=language)

    page = begin(client, NEW, code="MI2020-CNAC")

    assert complaints(page)["code"] == [sentence]


def test_a_text_that_is_needed_in_one_language_says_so_and_what_may_be_empty_is_not_marked(
    client: Client, mi2020: Appeal
) -> None:
    page = client.get(NEW).content.decode()

    assert '<label for="id_title_en" class="required">' in page
    assert '<label for="id_table_title_en">' in page
    assert "anguage is enough" not in page


def test_what_goes_on_is_copied_and_nothing_that_happened(client: Client, mi2020: Appeal) -> None:
    activity = activity_of("GT-1.1")
    reached, still = (make_milestone(activity=activity) for _each in range(2))
    core = make_core(appeal=mi2020, definition_es="Quioscos abiertos.")
    measured = make_indicator(activity=activity, core=core)
    unmeasured = make_indicator(activity=activity)
    line = make_update(activity=activity)
    make_achievement(milestone=reached, update=line)
    make_actual(indicator=measured, update=line, value=17)
    move(line.report, "approved")
    make_transaction(activity=activity, posted=True)

    answer = begin(client, COPY)

    new = Appeal.objects.get(code="MI2021-CNAC")
    assert answer.url == "/appeals/MI2021-CNAC/draft/"
    assert [row.office for row in new.sections.order_by("order")] == [
        row.office for row in mi2020.sections.order_by("order")
    ]
    assert new.requirements.count() == mi2020.requirements.count()
    assert not new.requirements.exclude(amount=None).exists()
    assert Priority.objects.of(new).count() == Priority.objects.of(mi2020).count()
    copied = Activity.objects.of(new).get(code="GT-1.1")
    assert copied.title == activity.title
    assert [row.title for row in copied.milestones.all()] == [still.title]
    baselines = {row.title: (row.baseline, row.baseline_basis) for row in copied.indicators.all()}
    assert baselines == {
        measured.title: (Decimal(17), "assigned"), unmeasured.title: (None, ""),
    }  # fmt: skip
    (again,) = new.core_indicators.all()
    assert (again.code, again.definition_es) == (core.code, "Quioscos abiertos.")
    assert [row.core for row in copied.indicators.order_by("order")] == [again, None]
    assert not Transaction.objects.of(new).exists()
    assert {
        row.basis for each in Priority.objects.of(new) for row in each.classifications.all()
    } == {"assigned"}


def test_the_year_in_code_and_titles_is_proposed_as_the_new_one(mi2020: Appeal) -> None:
    mi2020.title_fr = "Initiatives 2020"

    proposed = following(mi2020)

    assert (proposed["code"], proposed["title_fr"]) == ("MI2021-CNAC", "Initiatives 2021")
    assert proposed["title_en"] == mi2020.title_en


def test_offices_and_priorities_are_chosen_one_by_one(client: Client, mi2020: Appeal) -> None:
    belize, guatemala = (mi2020.sections.get(office__code=code) for code in ("BZ", "GT"))
    kept = guatemala.priorities.get(code="GT-2")

    begin(
        client, COPY, offices=[guatemala.office_id], milestones="", indicators="",
        **{f"priorities-{guatemala.office_id}": [kept.pk]},
    )  # fmt: skip

    new = Appeal.objects.get(code="MI2021-CNAC")
    assert [row.office for row in new.sections.all()] == [guatemala.office]
    assert [(row.code, row.order, row.title) for row in Priority.objects.of(new)] == [
        ("GT-2", kept.order, kept.title)
    ]
    assert belize.priorities.exists()
    assert not Milestone.objects.filter(activity__priority__section__appeal=new).exists()
    assert not Indicator.objects.filter(activity__priority__section__appeal=new).exists()


def cancel(*codes: str) -> None:
    Activity.objects.filter(code__in=codes).update(hold=Activity.Hold.CANCELLED)


def test_a_cancelled_activity_is_named_at_its_priority_and_stays_behind(
    client: Client, mi2020: Appeal
) -> None:
    other = make_activity(priority=activity_of("GT-1.1").priority, code="GT-1.7", order=7)
    cancel("GT-1.1")

    shown = words(client.get(COPY))
    begin(client, COPY)

    assert "(1 cancelled activity is not copied)" in shown
    assert "Cancelled activities are not copied either." in shown
    new = Appeal.objects.get(code="MI2021-CNAC")
    copied = Activity.objects.of(new).filter(priority__code="GT-1")
    assert [(row.code, row.order, row.continues) for row in copied] == [("GT-1.7", 7, other)]


def test_a_priority_of_which_every_activity_was_cancelled_begins_with_a_new_one(
    client: Client, mi2020: Appeal
) -> None:
    cancel("GT-1.1")

    begin(client, COPY)

    new = Appeal.objects.get(code="MI2021-CNAC")
    activity = Activity.objects.of(new).get(priority__code="GT-1")
    assert (activity.code, activity.continues, activity.hold) == ("GT-1.1", None, "")
    assert (activity.starts_on, activity.ends_on) == (new.starts_on, new.ends_on)


def test_what_is_open_is_named_for_decision_and_stays_where_it_is(
    client: Client, mi2020: Appeal
) -> None:
    activity = activity_of("GT-1.1")
    make_transaction(
        activity=activity, kind="commitment", amount=500, posted=True, counterpart="A builder"
    )
    given = make_contribution(appeal=mi2020, office=None)
    make_flow(contribution=given, amount=800)

    shown = words(client.get(COPY))

    assert "A builder 500" in shown
    assert str(given.donor) in shown
    begin(client, COPY)
    assert Contribution.objects.get().appeal == mi2020
    assert Transaction.objects.of(mi2020).count() == 1


def test_an_appeal_that_one_may_not_see_is_not_copied(client: Client, mi2020: Appeal) -> None:
    make_appeal(region=make_region(), code="FAR2020")

    for asked in ("FAR2020", "NONE"):
        assert client.get(f"{NEW}?of={asked}").status_code == 404
        assert client.post(f"{NEW}?of={asked}", {}).status_code == 404


def test_only_managers_of_a_region_begin_an_appeal(
    mi2020: Appeal, viewer: User, reporter_gt: User, signed_in: SignIn
) -> None:
    office = mi2020.sections.get(office__code="GT").office
    of_an_office = make_membership(role=Role.MANAGER, office=office).user

    for person in (viewer, reporter_gt, of_an_office):
        assert signed_in(person).get(NEW).status_code == 404
        assert signed_in(person).post(NEW, {}).status_code == 404


def test_a_new_priority_does_not_take_the_code_of_one_that_does_not_go_on(
    client: Client, mi2020: Appeal
) -> None:
    begin(client, COPY)
    section = Appeal.objects.get(code="MI2021-CNAC").sections.get(office__code="GT")
    codes = set(section.priorities.values_list("code", flat=True))
    section.priorities.get(code="GT-2").activities.all().delete()
    section.priorities.get(code="GT-2").classifications.all().delete()
    section.priorities.get(code="GT-2").delete()

    fresh = next_priority(section)

    assert fresh.code == f"GT-{len(codes) + 1}"
