"""A draft says that it is one wherever appeals are chosen; what goes on in it is not settled."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from appeal.models import Activity, Appeal, Milestone, Office, User
from tests.factories import make_activity, make_appeal, make_milestone, make_priority, publish
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, words
from tests.workbooks import table
from tracking.actions import carry_milestone

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]
IN_DRAFT = "Milestones carried over into a draft: they are open again if it is discarded: "
WAITING = "Milestones that are neither reached nor carried over: "


@pytest.fixture
def milestone(mi2020: Appeal) -> Milestone:
    return make_milestone(activity=activity_of("GT-1.1"), title="The centre opens")


@pytest.fixture
def after(mi2020: Appeal, guatemala: Office) -> Activity:
    """What the office goes on with in a draft of the year after."""
    appeal = make_appeal(
        code="MI2021", region=mi2020.region, framework=mi2020.framework, year=2021,
        starts_on=date(2021, 1, 1), ends_on=date(2021, 12, 31), closes_on=date(2022, 3, 31),
    )  # fmt: skip
    return make_activity(priority=make_priority(appeal=appeal, office=guatemala))


@pytest.fixture
def carried(milestone: Milestone, after: Activity, mi2020: Appeal) -> Milestone:
    moment = mi2020.end_of(date(2020, 9, 1))
    return carry_milestone(milestone=milestone, activity=after, due_on=date(2021, 4, 1), at=moment)


def counted(page: Any, what: str) -> str:
    found = re.search(re.escape(what) + r"(\w+)", words(page))
    assert found
    return found[1]


def choices(page: Any, name: str) -> str:
    return str(page.context["form"][name])


def test_every_choice_of_an_appeal_says_which_is_a_draft(
    client: Client, milestone: Milestone, after: Activity
) -> None:
    compared = client.get("/compare/?appeals=MI2020-CNAC,MI2021")
    target = client.get(at("milestone_carry", milestone.pk))
    begun = client.get("/appeals/new/")

    assert "(MI2021) (draft)" in choices(compared, "appeals")
    assert "(MI2020-CNAC) (draft)" not in choices(compared, "appeals")
    assert compared.context["titles"] == ["MI2020-CNAC", "MI2021 (draft)"]
    assert "MI2021 (draft) " in choices(target, "to")
    offered = words(begun).split("Begin from")[1]
    assert "MI2020-CNAC" in offered
    assert "MI2021 (draft)" in offered
    assert "MI2021 (draft)" in words(client.get(at("home")))


def test_once_it_is_published_no_choice_says_so(client: Client, after: Activity) -> None:
    publish(after.appeal)

    assert "(draft)" not in words(client.get("/compare/"))
    assert "(draft)" not in words(client.get("/appeals/new/"))


def test_the_summary_of_r17_says_so_too(client: Client, after: Activity) -> None:
    book = b"".join(client.get(at("workbook", "R17"), {"appeals": "MI2020-CNAC,MI2021"}))

    codes = [row["Appeal"] for row in table(book, "Side by side")]
    assert codes == ["MI2020-CNAC", "MI2021 (draft)"]


@pytest.mark.once
def test_it_is_said_in_the_language_of_the_reader(
    client: Client, after: Activity, manager_ro: User
) -> None:
    manager_ro.language = "fr"
    manager_ro.save(update_fields=["language"])

    assert "MI2021 (brouillon)" in words(client.get("/appeals/new/"))


def test_a_milestone_carried_into_a_draft_is_settled_once_the_draft_is_published(
    client: Client, carried: Milestone, after: Activity
) -> None:
    closing = client.get(at("appeal_close"))
    assert (counted(closing, WAITING), counted(closing, IN_DRAFT)) == ("done", "1")
    assert f"MI2021 (draft) {after.code}" in words(closing)

    publish(after.appeal)

    closing = client.get(at("appeal_close"))
    assert (counted(closing, WAITING), counted(closing, IN_DRAFT)) == ("done", "done")


def test_a_milestone_carried_into_a_draft_is_open_again_once_that_is_discarded(
    client: Client, carried: Milestone, milestone: Milestone
) -> None:
    address = at("appeal_discard").replace("MI2020-CNAC", "MI2021")
    asked = client.get(address)
    assert "Milestones carried over 1, which is open again where it comes from" in words(asked)

    client.post(address, filled(asked))

    closing = client.get(at("appeal_close"))
    assert not Appeal.objects.filter(code="MI2021").exists()
    assert (counted(closing, WAITING), counted(closing, IN_DRAFT)) == ("1", "done")
    assert at("milestone_carry", milestone.pk) in closing.content.decode()


def test_a_draft_without_offices_or_priorities_says_that_and_counts_nothing(
    signed_in: SignIn, manager_ro: User, mi2020: Appeal
) -> None:
    make_appeal(code="MI2022", region=mi2020.region, framework=mi2020.framework, year=2022)
    client = signed_in(manager_ro)

    said = words(client.get("/appeals/MI2022/draft/"))
    listed = words(client.get("/appeals/MI2022/priorities/"))

    assert "No office yet." in said
    assert "0 offices" not in said
    assert "This appeal has no priorities yet." in listed
    assert "0 priorities" not in listed
