"""Pages of core indicators: from the region down to a line, kept by managers, overlap stated."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeal.models import (
    Activity,
    Appeal,
    CompactObjective,
    CoreIndicator,
    Indicator,
    SdgTarget,
    User,
)
from tests.factories import make_core, make_indicator, make_overlap
from tests.tracking.browsing import activity_of
from tests.tracking.results.test_core_figures import report_together
from tracking.models import OverlapStatement

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]
Q1 = date(2020, 3, 31)


def at(name: str, *args: str) -> str:
    return reverse(f"tracking:{name}", args=["MI2020-CNAC", *args])


@pytest.fixture
def core(mi2020: Appeal) -> CoreIndicator:
    return make_core(appeal=mi2020, code="C1", title_en="Migrants assisted", is_people=True)


@pytest.fixture
def told(core: CoreIndicator) -> CoreIndicator:
    """50 and 30 people in Guatemala, 40 in Honduras."""
    told = (("GT-1.1", 50), ("GT-2.1", 30), ("HN-1.1", 40))
    report_together(
        1,
        {
            make_indicator(activity=activity_of(code), core=core, targets={Q1: 60}): value
            for code, value in told
        },
    )
    return core


def shown(client: Client, name: str, *args: str, **query: str) -> str:
    response = client.get(at(name, *args), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_number_of_the_region_is_explained_down_to_each_line(
    client: Client, told: CoreIndicator
) -> None:
    page = shown(client, "result_detail", "C1", as_at="2020-06-30")

    assert "50 people" in page
    assert "at least 50, at most 90" in page
    assert "nobody has stated the overlap" in page
    for code in ("GT-1.1", "GT-2.1", "HN-1.1"):
        assert at("activity_detail", code) in page
    assert "Nothing feeds it from:" in page
    assert "Belize" in page


def test_the_list_shows_the_region_or_one_office_with_its_lines(
    client: Client, told: CoreIndicator
) -> None:
    region = shown(client, "result_list", as_at="2020-06-30")
    honduras = shown(client, "result_list", office="HN", as_at="2020-06-30")

    assert "<strong>50 people</strong>" in region
    assert at("activity_detail", "HN-1.1") not in region
    assert "<strong>40 people</strong>" in honduras
    assert at("activity_detail", "HN-1.1") in honduras
    assert client.get(at("result_list"), {"office": "XX"}).status_code == 404


def test_what_was_reached_is_shown_under_each_goal_that_its_activities_name(
    client: Client, told: CoreIndicator
) -> None:
    target, other = SdgTarget.objects.order_by("order")[:2]
    objective = CompactObjective.objects.order_by("number")[0]
    for activity in Activity.objects.filter(indicators__core=told):
        activity.sdg_targets.clear()
        activity.compact_objectives.clear()
    activity_of("GT-1.1").sdg_targets.set([target, other])
    activity_of("HN-1.1").sdg_targets.set([target])
    activity_of("HN-1.1").compact_objectives.set([objective])

    goals = client.get(at("result_goals"), {"as_at": "2020-06-30"}).context

    reached = [
        (goal, [(core, rolled.reached.actual, rolled.most) for core, rolled in rows])
        for goal, rows in (*goals["targets"], *goals["objectives"])
    ]
    assert reached == [
        (target, [(told, 50, 90)]), (other, [(told, 50, 50)]), (objective, [(told, 40, 40)]),
    ]  # fmt: skip


def test_the_goals_of_an_activity_lead_to_what_was_reached_under_them(
    client: Client, told: CoreIndicator
) -> None:
    target = SdgTarget.objects.order_by("order")[0]
    activity_of("GT-1.1").sdg_targets.set([target])

    page = shown(client, "activity_detail", "GT-1.1")

    assert f"{at('result_goals')}#sdg-{target.pk}" in page
    assert f'id="sdg-{target.pk}"' in shown(client, "result_goals", as_at="2020-06-30")


def stated(client: Client, office: str = "", **typed: Any) -> Any:
    address = at("overlap_new", "C1") + (f"?office={office}" if office else "")
    page = client.get(address)
    given = {"effective_on": "2020-06-30", "reason": "One register.", "version": 0, **typed}
    key = page.context["form"]["idempotency_key"].value()
    return client.post(address, given | {"idempotency_key": key})


@pytest.mark.parametrize(("office", "number"), [("", "90 people"), ("GT", "80 people")])
def test_a_manager_states_that_people_add_up_and_it_stands_beside_the_number(
    client: Client, told: CoreIndicator, office: str, number: str
) -> None:
    answer = stated(client, office, method="sum")

    assert answer.status_code == 302
    page = shown(client, "result_detail", "C1")
    assert number in page
    assert "One register." in page
    statement = OverlapStatement.objects.get()
    assert (statement.by.username, statement.office and statement.office.code) == (
        "manager.ro", office or None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"method": "estimate"}, "Write the estimate."),
        ({"method": "estimate", "value": "91"}, "at least 50 and at most 90"),
        ({"method": "estimate", "value": "49"}, "at least 50 and at most 90"),
        ({"method": "sum", "value": "70"}, "Leave it empty, or choose the estimate above."),
        ({"method": "sum", "reason": ""}, "This field is required."),
        ({"method": "sum", "effective_on": "2019-12-31"}, "Choose a date between"),
    ],
)
def test_what_cannot_be_stated_is_refused_with_a_sentence(
    client: Client, told: CoreIndicator, typed: dict[str, str], sentence: str
) -> None:
    answer = stated(client, **typed)

    assert answer.status_code in (409, 422)
    assert sentence in answer.content.decode()
    assert not OverlapStatement.objects.exists()


def test_the_second_of_two_who_state_it_is_warned(client: Client, told: CoreIndicator) -> None:
    make_overlap(core=told, method="largest")

    answer = stated(client, method="sum")

    assert answer.status_code == 409
    assert OverlapStatement.objects.count() == 1


@pytest.mark.person("reporter_gt")
def test_others_see_results_and_neither_keep_them_nor_state_overlap(
    client: Client, told: CoreIndicator
) -> None:
    page = shown(client, "result_detail", "C1")

    assert "State" not in page
    assert "Change this core indicator" not in page
    assert client.get(at("overlap_new", "C1")).status_code == 404
    assert client.get(at("core_edit", "C1")).status_code == 404


def test_a_number_that_adds_up_takes_no_statement(client: Client, mi2020: Appeal) -> None:
    make_core(appeal=mi2020, code="C2")

    assert client.get(at("overlap_new", "C2")).status_code == 404


# Core indicators kept


TYPED = {
    "code": "C7", "order": "7", "title_en": "Kiosks opened", "unit_en": "kiosks",
    "measure": "number", "accumulation": "sum",
}  # fmt: skip


def sent(client: Client, address: str, **typed: Any) -> Any:
    form = client.get(address).context["form"]
    hidden = {name: form[name].value() for name in ("idempotency_key", "version")}
    return client.post(address, hidden | typed)


def test_a_manager_of_the_region_adds_one_and_changes_it(client: Client, mi2020: Appeal) -> None:
    sent(client, at("core_new"), **TYPED)
    answer = sent(client, at("core_edit", "C7"), **TYPED | {"title_en": "Booths opened"})

    assert answer.status_code == 302
    core = CoreIndicator.objects.get(code="C7")
    assert (core.title_en, core.version, core.appeal) == ("Booths opened", 2, mi2020)


def test_a_code_is_used_once_in_an_appeal(client: Client, core: CoreIndicator) -> None:
    answer = sent(client, at("core_new"), **TYPED | {"code": "C1"})

    assert answer.status_code == 422
    assert "already has this code" in answer.content.decode()


def test_while_something_feeds_it_its_measure_is_only_shown_and_it_is_not_removed(
    client: Client, told: CoreIndicator
) -> None:
    form = client.get(at("core_edit", "C1")).context["form"]
    refused = client.get(at("core_remove", "C1"))

    assert form.fields["measure"].disabled
    assert form.fields["accumulation"].disabled
    assert "cannot be removed" in refused.content.decode()


def test_one_that_nothing_feeds_is_removed(client: Client, core: CoreIndicator) -> None:
    answer = sent(client, at("core_remove", "C1"))

    assert answer.status_code == 302
    assert not CoreIndicator.objects.exists()


# What feeds it


def feed(client: Client, core: CoreIndicator, **typed: str) -> Any:
    given = {
        "title_en": "People helped", "unit_en": "people", "measure": "number", "direction": "up",
        "accumulation": "sum", "core": core.pk,
    }  # fmt: skip
    return sent(client, at("indicator_new", "GT-1.1"), **given | typed)


def test_an_indicator_names_what_it_feeds(client: Client, core: CoreIndicator) -> None:
    answer = feed(client, core)

    assert answer.status_code == 302
    assert Indicator.objects.get(title_en="People helped").core == core


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"accumulation": "max"}, "Choose the same for this indicator"),
        ({"measure": "percentage"}, "Choose the same for this indicator"),
        ({"direction": "down"}, "Only an indicator that should rise"),
    ],
)
def test_an_indicator_that_is_measured_otherwise_does_not_feed_it(
    client: Client, core: CoreIndicator, typed: dict[str, str], sentence: str
) -> None:
    answer = feed(client, core, **typed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_where_an_appeal_has_no_core_indicators_none_is_asked_for(
    client: Client, mi2020: Appeal
) -> None:
    form = client.get(at("indicator_new", "GT-1.1")).context["form"]

    assert "core" not in form.fields


def test_a_past_day_offers_nothing_to_do(client: Client, told: CoreIndicator) -> None:
    page = shown(client, "result_list", known_on="2020-06-30")

    assert "Add a core indicator" not in page


def test_the_change_log_tells_of_both(
    client: Client, told: CoreIndicator, manager_ro: User
) -> None:
    make_overlap(core=told, by=manager_ro)

    page = shown(client, "change_list")

    assert at("result_detail", "C1") in page
