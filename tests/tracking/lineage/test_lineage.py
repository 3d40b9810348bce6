"""On its page a row tells what it was before and became after, to whoever may see that."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeal.base.amounts import dollars
from appeal.models import Activity, Appeal, Office, Priority, Requirement, User
from tests.factories import (
    make_activity,
    make_appeal,
    make_contribution,
    make_indicator,
    make_priority,
    make_region,
    make_section,
    make_transaction,
    make_update,
    publish,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import complaints, filled, words
from tracking.figures import figures_of
from tracking.models import Contribution
from tracking.moments import at_the_end

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]
YEAR_2021: dict[str, Any] = {
    "year": 2021,
    "starts_on": date(2021, 1, 1),
    "ends_on": date(2021, 12, 31),
    "closes_on": date(2022, 3, 31),
}


@pytest.fixture
def later(mi2020: Appeal, guatemala: Office) -> Appeal:
    """A draft of the next year."""
    appeal = make_appeal(region=mi2020.region, code="MI2021", **YEAR_2021)
    make_section(appeal=appeal, office=guatemala)
    return appeal


def activity_of(appeal: Appeal, code: str = "GT-1.1") -> Activity:
    return Activity.objects.of(appeal).with_plan().get(code=code)


def continues(row: Any, of: Any) -> Any:
    row.continues = of
    return row.save_over(row.version, ["continues"])


def page_of(client: Client, row: Any, appeal: str = "MI2020-CNAC") -> str:
    kinds = {Activity: "tracking:activity_detail", Priority: "appeal:priority_detail"}
    name = kinds.get(type(row), "tracking:contribution_detail")
    key = row.pk if isinstance(row, Contribution) else row.code
    return words(client.get(reverse(name, args=[appeal, key])))


def edit(row: Any, kind: str, appeal: str = "MI2021") -> str:
    return reverse("tracking:lineage_edit", args=[appeal, kind, row.pk])


def test_an_activity_tells_what_it_was_with_the_figures_that_it_ended_on(
    client: Client, mi2020: Appeal, later: Appeal, guatemala: Office
) -> None:
    cell: Any = Requirement.objects.of(mi2020).get(office=guatemala, heading__code="O1")
    activity = make_activity(appeal=later, office=guatemala)
    before = activity_of(mi2020)
    make_transaction(activity=before, cell=cell, amount=250, posted=True)
    make_update(activity=before, percent=70, state="approved")
    figures = figures_of(mi2020, at_the_end(mi2020, date(2021, 12, 31))).activity(before.pk)
    continues(activity, before)

    told = page_of(client, activity, "MI2021")

    assert f"Before, in 2020: {before} MI2020-CNAC" in told
    assert f"Budget {dollars(figures.allocated)} Spent 250 Delivery" in told
    assert "Progress 70 %" in told
    assert f"After, in 2021: {activity} MI2021" in page_of(client, before)


def test_the_way_before_leads_to_the_page_as_at_the_end_of_its_appeal(
    client: Client, mi2020: Appeal, later: Appeal, guatemala: Office
) -> None:
    activity = make_activity(appeal=later, office=guatemala, continues=activity_of(mi2020))

    page = client.get(reverse("tracking:activity_detail", args=["MI2021", activity.code]))

    address = reverse("tracking:activity_detail", args=["MI2020-CNAC", "GT-1.1"])
    assert f'href="{address}?as_at=2021-03-31"' in page.content.decode()
    assert client.get(f"{address}?as_at=2021-03-31").status_code == 200


def test_a_priority_has_the_figures_of_all_its_activities(
    client: Client, mi2020: Appeal, later: Appeal, guatemala: Office
) -> None:
    cell: Any = Requirement.objects.of(mi2020).get(office=guatemala, heading__code="O1")
    cell.allocations.all().delete()
    before = Priority.objects.of(mi2020).get(code="GT-1")
    for percent, allocated in ((20, 300), (60, 100)):
        make_activity(priority=before, cell=cell, allocated=allocated, percent=percent)
    make_activity(priority=before, cell=cell, allocated=50, spent=9, percent=1, hold="cancelled")
    priority = make_priority(appeal=later, office=guatemala, continues=before)

    told = page_of(client, priority, "MI2021")

    assert f"Before, in 2020: {before} MI2020-CNAC" in told
    assert "Budget 450 Spent 9 Delivery 2.0 % Progress 30.0 %" in told


def test_a_contribution_and_an_indicator_tell_it_too(
    client: Client, mi2020: Appeal, later: Appeal, guatemala: Office
) -> None:
    before = make_contribution(appeal=mi2020, committed=500, received=200)
    given = make_contribution(appeal=later, continues=before)
    old = make_indicator(activity=activity_of(mi2020))
    activity = make_activity(appeal=later, office=guatemala)
    make_indicator(activity=activity, title_en="People", continues=old)

    told = page_of(client, given, "MI2021")

    assert f"Before, in 2020: {before} MI2020-CNAC Funded 500 Received 200" in told
    assert f"People continues “{old}” of 2020" in page_of(client, activity, "MI2021")


def test_of_an_appeal_that_one_may_not_see_nothing_is_told(
    client: Client, mi2020: Appeal, later: Appeal, guatemala: Office, viewer: User,
    signed_in: SignIn,
) -> None:  # fmt: skip
    before = activity_of(mi2020)
    make_activity(appeal=later, office=guatemala, own_title="A plan", continues=before)

    assert "A plan MI2021" in page_of(client, before)
    seen = page_of(signed_in(viewer), before)
    assert "A plan" not in seen
    assert "MI2021" not in seen
    assert "Before and after" not in seen


@pytest.mark.parametrize("kind", ["priorities", "activities", "indicators", "contributions"])
def test_a_manager_says_what_a_row_continues_and_takes_it_back(
    client: Client, mi2020: Appeal, later: Appeal, guatemala: Office, kind: str
) -> None:
    old, activity = activity_of(mi2020), make_activity(appeal=later, office=guatemala)
    publish(later)
    pairs: dict[str, Any] = {
        "priorities": (activity.priority, old.priority),
        "activities": (activity, old),
        "indicators": (make_indicator(activity=activity), make_indicator(activity=old)),
        "contributions": (
            make_contribution(appeal=later, office=guatemala),
            make_contribution(appeal=mi2020),
        ),
    }
    row, before = pairs[kind]
    address = edit(row, kind)

    done = client.post(address, filled(client.get(address), continues=str(before.pk)))
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.continues == before
    assert row.history.latest().continues_id == before.pk

    client.post(address, filled(client.get(address), continues=""))
    row.refresh_from_db()
    assert row.continues is None


def test_only_rows_of_earlier_appeals_of_the_region_are_offered(
    client: Client, mi2020: Appeal, later: Appeal, guatemala: Office
) -> None:
    activity = make_activity(appeal=later, office=guatemala)
    make_activity(appeal=make_appeal(region=make_region()))
    same_year = make_activity(appeal=make_appeal(region=mi2020.region, **YEAR_2021))
    address = edit(activity, "activities")

    page = client.get(address)
    refused = client.post(address, filled(page, continues=str(same_year.pk)))

    groups = page.context["form"].fields["continues"].choices[1:]
    offered = {int(pk) for _group, rows in groups for pk, _name in rows}
    assert groups[0][0] == "MI2020-CNAC: Guatemala"
    assert offered == {*Activity.objects.of(mi2020).values_list("pk", flat=True)}
    assert refused.status_code == 422
    assert "continues" in complaints(refused)


def test_what_it_continues_in_an_appeal_that_one_may_not_see_stays_unnamed_and_chosen(
    client: Client, mi2020: Appeal, later: Appeal, guatemala: Office
) -> None:
    hidden = make_activity(appeal=make_appeal(region=make_region()), own_title="Hidden")
    activity = make_activity(appeal=later, office=guatemala, continues=hidden)
    address = edit(activity, "activities")

    page = client.get(address)
    client.post(address, filled(page))

    assert "Hidden" not in words(page)
    assert "A row that you may not see" in words(page)
    activity.refresh_from_db()
    assert activity.continues == hidden


def test_who_saw_an_earlier_version_is_told_and_keeps_the_choice(
    client: Client, mi2020: Appeal, later: Appeal, guatemala: Office
) -> None:
    activity = make_activity(appeal=later, office=guatemala)
    address = edit(activity, "activities")
    form = filled(client.get(address), continues=str(activity_of(mi2020).pk))
    continues(activity, None)

    page = client.post(address, form)

    assert page.status_code == 409
    assert page.context["form"]["continues"].value() == form["continues"]


def test_a_kind_that_does_not_exist_is_not_found(client: Client, mi2020: Appeal) -> None:
    address = reverse("tracking:lineage_edit", args=["MI2020-CNAC", "milestones", 1])

    assert client.get(address).status_code == 404


def test_one_appeal_alone_has_no_before_and_after(client: Client, mi2020: Appeal) -> None:
    assert "Before and after" not in page_of(client, activity_of(mi2020))
