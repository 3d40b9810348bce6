"""The plan of an activity on its own pages: added, copied, changed, suspended, and who may."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from appeal.actions import NotHeld, hold_activity, keep_activity
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Basis,
    Country,
    Indicator,
    IndicatorTarget,
    Milestone,
    Office,
    Partner,
    Priority,
    Role,
    StaleVersion,
    User,
)
from tests.factories import ENTERED, make_membership, make_section, make_user, publish
from tests.fixture_types import SignIn

pytestmark = [
    pytest.mark.once,
    pytest.mark.publication,
    pytest.mark.django_db,
    pytest.mark.person("manager_ro"),
]

HOME = "/appeals/MI2020-CNAC/activities/"


@pytest.fixture
def activity(mi2020: Appeal) -> Activity:
    return Activity.objects.with_plan().get(code="GT-3.1")


def typed(activity: Activity | None = None, **fields: Any) -> dict[str, Any]:
    """What the form of an activity sends."""
    return {
        "idempotency_key": uuid4(),
        "version": activity.version if activity else 0,
        "own_title": "Radio for returnees",
        "description": "",
        "language": "es",
        "lead": "Ana Pérez",
        "starts_on": "2020-02-01",
        "ends_on": "2020-06-30",
        **fields,
    }


def gt_3(mi2020: Appeal) -> Priority:
    return Priority.objects.of(mi2020).get(code="GT-3")


def test_its_countries_are_of_the_whole_world_those_of_the_region_first(
    activity: Activity, client: Client
) -> None:
    page = client.get(f"{HOME}GT-3.1/edit/")

    of_region, others = page.context["form"].fields["countries"].choices
    assert others[0] == "Elsewhere"
    near, far = ([label for _pk, label in each[1]] for each in (of_region, others))
    assert {"Guatemala", "Jamaica"} <= set(near)
    assert {"Senegal", "Viet Nam"} <= set(far)
    assert len(near) + len(far) == Country.objects.count()
    assert len(page.content) < 60_000


def test_a_new_activity_takes_the_next_number_of_its_priority_and_says_what_comes_next(
    client: Client, mi2020: Appeal, manager_ro: User
) -> None:
    answer = client.post(f"{HOME}new/", typed(priority=gt_3(mi2020).pk), follow=True)

    made = Activity.objects.get(code="GT-3.2")
    assert (made.order, made.own_title, made.language, made.lead) == (
        2, "Radio for returnees", "es", "Ana Pérez",
    )  # fmt: skip
    assert (made.starts_on, made.dates_basis) == (date(2020, 2, 1), Basis.ASSIGNED)
    assert answer.redirect_chain[-1][0] == f"{HOME}GT-3.2/"
    assert "It has no budget yet" in answer.text
    line = made.history.order_by("history_id")[0]
    assert (line.history_user, line.door) == (manager_ro, "page")


def test_the_titles_one_language_is_read_by_readers_of_the_others(
    client: Client, mi2020: Appeal
) -> None:
    client.post(f"{HOME}new/", typed(priority=gt_3(mi2020).pk))

    made = Activity.objects.with_plan().get(code="GT-3.2")

    for language in ("en", "es", "fr"):
        with translation.override(language):
            assert made.title == "Radio for returnees"


def test_without_a_title_it_is_called_as_its_priority_in_the_readers_language(
    client: Client, mi2020: Appeal
) -> None:
    client.post(f"{HOME}new/", typed(priority=gt_3(mi2020).pk, own_title=""))

    made = Activity.objects.with_plan().get(code="GT-3.2")

    with translation.override("fr"):
        assert made.title == gt_3(mi2020).title_fr


def test_what_it_names_and_a_partner_whom_nobody_named_before_are_saved_with_it(
    client: Client, mi2020: Appeal
) -> None:
    known = Partner.objects.order_by("pk")[0]
    new = {"new_partner": "Radio Sol", "new_partner_kind": "civil_society"}

    client.post(f"{HOME}new/", typed(priority=gt_3(mi2020).pk, partners=[known.pk], **new))

    made = Activity.objects.get(code="GT-3.2")
    added = Partner.objects.get(name_en="Radio Sol")
    assert {*made.partners.all()} == {known, added}
    assert added.kind == Partner.Kind.CIVIL_SOCIETY


def test_a_partner_who_is_listed_already_is_not_added_twice(
    client: Client, activity: Activity
) -> None:
    known = Partner.objects.order_by("pk")[0]

    client.post(f"{HOME}GT-3.1/edit/", typed(activity, new_partner=known.name_en.upper()))

    assert [*activity.partners.all()] == [known]
    assert Partner.objects.filter(name_en__iexact=known.name_en).count() == 1


def test_the_kind_of_a_new_partner_is_asked_for_and_what_was_typed_stays(
    client: Client, activity: Activity
) -> None:
    answer = client.post(f"{HOME}GT-3.1/edit/", typed(activity, new_partner="Radio Sol"))

    assert answer.status_code == 422
    assert "Choose the kind of the new partner." in answer.text
    assert 'value="Radio Sol"' in answer.text
    assert '<details class="part" open>' in answer.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts_on": "2019-12-31"}, "An activity must run between 1 Jan 2020 and"),
        ({"ends_on": "2020-01-31"}, "The activity must end on or after the day it starts."),
        ({"starts_on": ""}, "This field is required."),
    ],
)
def test_a_date_that_the_plan_does_not_allow_is_refused_with_the_rule(
    client: Client, activity: Activity, fields: dict[str, str], sentence: str
) -> None:
    answer = client.post(f"{HOME}GT-3.1/edit/", typed(activity, **fields))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Radio for returnees" in answer.text
    assert Activity.objects.get(code="GT-3.1").own_title != "Radio for returnees"


def test_code_and_priority_stay_whatever_is_sent(
    client: Client, activity: Activity, mi2020: Appeal
) -> None:
    other = Priority.objects.of(mi2020).get(code="GT-4")

    client.post(f"{HOME}GT-3.1/edit/", typed(activity, priority=other.pk, code="GT-4.9"))

    stored = Activity.objects.get(pk=activity.pk)
    assert (stored.code, stored.priority.code, stored.lead) == ("GT-3.1", "GT-3", "Ana Pérez")


def test_the_second_of_two_is_told_beside_each_field_and_may_save_over_it(
    client: Client, activity: Activity, mi2020: Appeal
) -> None:
    sent = typed(activity)
    theirs = Activity.objects.get(pk=activity.pk)
    theirs.own_title = "Theirs"
    keep_activity(activity=theirs, version=theirs.version, at=ENTERED)

    answer = client.post(f"{HOME}GT-3.1/edit/", sent)

    assert answer.status_code == 409
    assert "Somebody changed this to “Theirs”" in answer.text
    assert "Radio for returnees" in answer.text
    assert Activity.objects.get(pk=activity.pk).own_title == "Theirs"
    again = sent | {"version": theirs.version, "idempotency_key": uuid4()}
    assert client.post(f"{HOME}GT-3.1/edit/", again).status_code == 302
    assert Activity.objects.get(pk=activity.pk).own_title == "Radio for returnees"


def test_a_copy_takes_the_plan_and_neither_budget_nor_ledger(
    client: Client, activity: Activity, mi2020: Appeal
) -> None:
    Milestone.objects.create(activity=activity, title="On air", due_on=date(2020, 5, 1), order=1)
    indicator = Indicator.objects.create(
        activity=activity, order=9, title_en="Listeners", unit_en="people", measure="number",
        direction="up", accumulation="sum", target=Decimal(40), target_basis=Basis.PUBLISHED,
    )  # fmt: skip
    IndicatorTarget.objects.create(indicator=indicator, ends_on=date(2020, 3, 31), value=10)

    page = client.get(f"{HOME}new/?copy=GT-3.1")
    client.post(f"{HOME}new/?copy=GT-3.1", typed(priority=activity.priority_id))

    assert "Not copied: budget, ledger entries" in page.text
    made = Activity.objects.get(code="GT-3.2")
    assert [row.title for row in made.milestones.all()] == ["On air"]
    own = made.indicators.get(title_en="Listeners")
    assert (own.target, own.target_basis) == (40, Basis.ASSIGNED)
    assert [row.value for row in own.period_targets.all()] == [10]
    assert not Allocation.objects.filter(activity=made).exists()
    assert activity.milestones.count() == 1
    assert Indicator.objects.get(pk=indicator.pk).target_basis == Basis.PUBLISHED


def hold(client: Client, activity: Activity, **fields: Any) -> Any:
    sent = {"idempotency_key": uuid4(), "version": activity.version, "reason": "No road."}
    return client.post(f"{HOME}GT-3.1/hold/", sent | fields, follow=True)


def test_an_activity_is_suspended_with_a_reason_that_its_page_tells(
    client: Client, activity: Activity, manager_ro: User
) -> None:
    answer = hold(client, activity, hold="suspended")

    stored = Activity.objects.get(pk=activity.pk)
    assert stored.hold == Activity.Hold.SUSPENDED
    assert "No road." in answer.text
    line = stored.history.order_by("history_id").last()
    assert (line.history_change_reason, line.history_user) == ("No road.", manager_ro)


def test_a_reason_is_needed_to_suspend(client: Client, activity: Activity) -> None:
    answer = hold(client, activity, hold="cancelled", reason="")

    assert answer.status_code == 422
    assert Activity.objects.get(pk=activity.pk).hold == ""


def test_what_was_suspended_may_go_ahead_again(client: Client, activity: Activity) -> None:
    hold(client, activity, hold="suspended")
    activity.refresh_from_db()

    answer = hold(client, activity, hold="going", reason="The road is open.")

    assert Activity.objects.get(pk=activity.pk).hold == ""
    assert "No road." not in answer.text


def test_the_second_of_two_who_stop_it_is_told(
    client: Client, activity: Activity, manager_ro: User
) -> None:
    given: dict[str, Any] = {"hold": "cancelled", "reason": "x", "by": manager_ro, "at": ENTERED}
    seen = activity.version
    hold_activity(activity=activity, version=seen, **given)

    answer = hold(client, activity, version=seen, hold="suspended")

    assert answer.status_code == 409
    assert "Somebody changed this activity while you were writing" in answer.text
    with pytest.raises(StaleVersion):
        hold_activity(activity=activity, version=seen, **given)
    with pytest.raises(NotHeld):
        hold_activity(activity=activity, version=activity.version, **given)


def test_a_manager_of_one_office_is_offered_its_priorities_only_and_no_other_is_taken(
    mi2020: Appeal, guatemala: Office, signed_in: SignIn
) -> None:
    own = make_membership(user=make_user(), role=Role.MANAGER, office=guatemala).user
    client = signed_in(own)
    foreign = Priority.objects.of(mi2020).get(code="HN-1")

    page = client.get(f"{HOME}new/")
    answer = client.post(f"{HOME}new/", typed(priority=foreign.pk))

    assert f'value="{gt_3(mi2020).pk}"' in page.text
    assert f'<option value="{foreign.pk}"' not in page.text
    assert answer.status_code == 422
    assert client.get(f"{HOME}HN-1.1/edit/").status_code == 404
    assert client.get(f"{HOME}HN-1.1/hold/").status_code == 404


def test_the_office_and_the_priority_that_one_comes_from_are_chosen(
    client: Client, mi2020: Appeal
) -> None:
    page = client.get(f"{HOME}new/?office=GT&priority=GT-3")

    assert f'<option value="{gt_3(mi2020).pk}" selected>' in page.text
    assert "HN-1 " not in page.text


@pytest.mark.parametrize(
    ("is_published", "said"), [(False, "of the draft first"), (True, "cannot be")]
)
def test_an_appeal_without_a_priority_says_why_no_activity_can_be_added(
    manager: Client, reporter: Client, guatemala: Office, is_published: bool, said: str
) -> None:
    appeal = make_section(office=guatemala).appeal
    if is_published:
        publish(appeal)
    address = f"/appeals/{appeal.code}/activities/new/"

    page = manager.get(f"/appeals/{appeal.code}/activities/")
    answer = manager.get(address)

    assert f'href="{address}' in page.text
    assert answer.status_code == 200
    assert said in answer.text
    assert reporter.get(address).status_code == 404


@pytest.mark.parametrize("path", ["", "GT-3.1/"])
def test_the_plan_is_offered_to_managers_and_to_nobody_else(
    manager: Client, reporter: Client, path: str, mi2020: Appeal
) -> None:
    offered = f"{HOME}new/" if path == "" else f"{HOME}GT-3.1/edit/"

    assert f'href="{offered}"' in manager.get(f"{HOME}{path}").text
    assert f'href="{offered}"' not in reporter.get(f"{HOME}{path}").text


def test_two_activities_share_a_finance_code_only_where_the_appeal_lets_them(
    activity: Activity, manager_ro: User, signed_in: SignIn
) -> None:
    client, edit = signed_in(manager_ro), f"{HOME}{activity.code}/edit/"
    Activity.objects.filter(code="GT-1.1").update(finance_code="IB.0123")

    client.post(edit, typed(activity, finance_code="IB.0123"))

    activity.refresh_from_db()
    assert activity.finance_code == "IB.0123"
    assert "IB.0123" in client.get(f"{HOME}{activity.code}/").content.decode()

    appeal = activity.appeal
    appeal.finance_codes_are_unique = True
    with pytest.raises(ValidationError, match=r"Several activities have the finance code IB\.0123"):
        appeal.full_clean()
    Activity.objects.filter(pk=activity.pk).update(finance_code="")
    appeal.full_clean()
    appeal.save()

    page = client.post(edit, typed(activity, finance_code="IB.0123"))

    assert page.status_code == 422
    assert "GT-1.1 has this finance code." in page.content.decode()
    assert 'value="IB.0123"' in page.content.decode()
