"""A milestone that was not reached goes on in a later appeal, on purpose; both sides are shown."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from appeal.actions.copying import Carried, copy_appeal
from appeal.models import Activity, Appeal, Milestone, Office, User
from tests.factories import ENTERED as AT
from tests.factories import (
    make_achievement,
    make_activity,
    make_appeal,
    make_milestone,
    make_priority,
    publish,
)
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking.actions import close_appeal
from tracking.forms.appeals import following

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]


@pytest.fixture
def milestone(mi2020: Appeal) -> Milestone:
    return make_milestone(activity=activity_of("GT-1.1"), title="The centre opens")


@pytest.fixture
def after(mi2020: Appeal, guatemala: Office) -> Activity:
    """What the office goes on with in the year after."""
    appeal = make_appeal(
        code="MI2021", region=mi2020.region, framework=mi2020.framework, year=2021,
        starts_on=date(2021, 1, 1), ends_on=date(2021, 12, 31), closes_on=date(2022, 3, 31),
    )  # fmt: skip
    return make_activity(priority=make_priority(appeal=appeal, office=guatemala))


def send(client: Client, milestone: Milestone, **typed: Any) -> Any:
    address = at("milestone_carry", milestone.pk)
    return client.post(address, filled(client.get(address), **typed), follow=True)


def test_it_is_made_there_and_both_sides_are_shown_at_closing(
    client: Client, milestone: Milestone, after: Activity
) -> None:
    before = words(client.get(at("appeal_close")))

    page = send(client, milestone, to=after.pk, due_on="2021-04-01")

    made = after.milestones.get()
    assert (made.title, made.due_on, made.continues) == (
        "The centre opens", date(2021, 4, 1), milestone,
    )  # fmt: skip
    assert f"“The centre opens” goes on in MI2021 (draft), {after.code}." in words(page)
    closing = words(client.get(at("appeal_close")))
    assert "neither reached nor carried over: 1" in before
    assert "neither reached nor carried over: done" in closing
    assert f"MI2021 (draft) {after.code}" in closing


def test_what_goes_on_with_its_activity_is_proposed_for_the_same_day_of_its_year(
    client: Client, milestone: Milestone, after: Activity
) -> None:
    after.continues = milestone.activity
    after.save_over(after.version, ["continues"])

    page = client.get(at("milestone_carry", milestone.pk))

    proposed = filled(page)
    day = milestone.due_on.replace(year=2021)
    assert (proposed["to"], proposed["due_on"]) == (str(after.pk), day)
    assert f"MI2021 (draft) {after.code} {after.title}" in words(page)


def carried(milestone: Milestone) -> None:
    late = make_appeal(region=milestone.activity.office.region, year=2023)
    there = make_activity(priority=make_priority(appeal=late, office=milestone.activity.office))
    make_milestone(activity=there, continues=milestone)


def reached(milestone: Milestone) -> None:
    make_achievement(milestone=milestone)


def cancelled(milestone: Milestone) -> None:
    Activity.objects.filter(pk=milestone.activity_id).update(hold=Activity.Hold.CANCELLED)


@pytest.mark.parametrize(
    ("meanwhile", "sentence"),
    [
        (carried, "goes on in another appeal already"),
        (reached, "was reached already"),
        (cancelled, "activity is cancelled"),
    ],
)
def test_one_that_is_no_longer_open_is_too_late_and_keeps_what_was_typed(
    client: Client,
    milestone: Milestone,
    after: Activity,
    meanwhile: Callable[[Milestone], None],
    sentence: str,
) -> None:
    address = at("milestone_carry", milestone.pk)
    typed = filled(client.get(address), to=after.pk, due_on="2021-04-01")
    meanwhile(milestone)

    page = client.post(address, typed)

    assert page.status_code == 409
    assert sentence in words(page)
    assert filled(page)["due_on"] == "2021-04-01"
    assert not after.milestones.exists()
    assert sentence in words(client.get(address))


def test_it_goes_on_once(client: Client, milestone: Milestone, after: Activity) -> None:
    address = at("milestone_carry", milestone.pk)
    twice = [filled(client.get(address), to=after.pk, due_on="2021-04-01") for _time in range(2)]

    answers = [client.post(address, typed).status_code for typed in twice]

    assert answers == [302, 409]
    assert after.milestones.count() == 1


@pytest.mark.parametrize("day", ["2020-12-31", "2022-04-01", ""])
def test_a_day_that_the_later_appeal_does_not_take_is_refused(
    client: Client, milestone: Milestone, after: Activity, day: str
) -> None:
    page = send(client, milestone, to=after.pk, due_on=day)

    assert page.status_code == 422
    assert complaints(page)
    assert not after.milestones.exists()


def test_without_a_later_appeal_it_says_what_to_do(client: Client, milestone: Milestone) -> None:
    page = client.get(at("milestone_carry", milestone.pk))

    assert "Begin the next appeal, or add an activity of the office to it." in words(page)


def close(appeal: Appeal, by: User) -> None:
    close_appeal(appeal=appeal, version=None, reason="The year is over.", by=by, at=AT)


def test_it_goes_on_after_its_own_appeal_is_closed_and_leaves_that_as_it_was(
    client: Client, mi2020: Appeal, milestone: Milestone, after: Activity, manager_ro: User
) -> None:
    close(mi2020, manager_ro)
    before = Milestone.objects.filter(pk=milestone.pk).values().get()

    send(client, milestone, to=after.pk, due_on="2021-04-01")

    assert after.milestones.get().continues == milestone
    assert Milestone.objects.filter(pk=milestone.pk).values().get() == before


def test_it_does_not_go_on_in_an_appeal_that_is_closed(
    client: Client, milestone: Milestone, after: Activity, manager_ro: User
) -> None:
    close(publish(after.appeal), manager_ro)

    page = client.get(at("milestone_carry", milestone.pk))

    assert "Begin the next appeal, or add an activity of the office to it." in words(page)


def test_a_copied_milestone_says_what_it_continues(
    mi2020: Appeal, milestone: Milestone, manager_ro: User
) -> None:
    priority = milestone.activity.priority
    new = copy_appeal(
        appeal=Appeal(**following(mi2020)), of=mi2020, by=manager_ro, at=AT,
        carried=Carried([priority.section.office_id], [priority.pk], [milestone.pk]),
    )  # fmt: skip

    assert Milestone.objects.get(activity__in=Activity.objects.of(new)).continues == milestone
