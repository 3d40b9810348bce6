"""An office is taken out of a draft with all that it has there, once the page has named it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeal.actions import HasPriorities, keep_offices, revise_requirement
from appeal.models import Activity, Appeal, Office, Priority, StatedTotal, User
from tests.factories import (
    make_activity,
    make_appeal,
    make_cell,
    make_heading,
    make_indicator,
    make_milestone,
    make_priority,
    publish,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import complaints, filled, words

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]
NOW = datetime(2020, 12, 1, 18, tzinfo=UTC)


@pytest.fixture
def draft(mi2020: Appeal) -> Appeal:
    """A draft of 2021: Guatemala with a priority and all that hangs on one, Honduras with money."""
    appeal = make_appeal(region=mi2020.region, code="MI2021", year=2021)
    heading = make_heading(appeal=appeal)
    offices = [mi2020.sections.get(office__code=code).office for code in ("GT", "HN")]
    cells = [make_cell(appeal=appeal, office=each, heading=heading, amount=900) for each in offices]
    priority = make_priority(appeal=appeal, office=offices[0], headings=[heading])
    activity = make_activity(priority=priority, cell=cells[0], allocated=900)
    make_milestone(activity=activity)
    make_indicator(activity=activity)
    for office, amount in ((offices[0], 900), (None, 1800)):
        StatedTotal.objects.create(appeal=appeal, office=office, amount=amount)
    return appeal


def at(office: str = "GT") -> str:
    return reverse("appeal:draft_office_remove", args=["MI2021", office])


def left_of(appeal: Appeal) -> tuple[Any, ...]:
    return (
        [row.office.code for row in appeal.sections.order_by("order")],
        [row.office.code for row in appeal.requirements.all()],
        appeal.stated_totals.count(),
        Priority.objects.of(appeal).count(),
        Activity.objects.of(appeal).count(),
    )


def test_what_goes_with_an_office_is_named_and_goes_at_one_confirmation(
    client: Client, draft: Appeal, manager_ro: User, reporter_gt: User
) -> None:
    priority = Priority.objects.of(draft).get().pk
    offices = client.get(reverse("appeal:draft_offices", args=["MI2021"]))
    assert f'href="{at()}"' in offices.content.decode()

    asked = client.get(at())
    page = client.post(at(), filled(asked), follow=True)

    assert (
        "Amounts 1 (USD 900) Stated totals 1 Priorities 1 Activities 1 Milestones 1 Indicators 1"
        " Budgets 1 What stays The office itself, with the roles of its people."
    ) in words(asked)
    assert page.redirect_chain == [(reverse("appeal:draft_offices", args=["MI2021"]), 302)]
    assert "Guatemala is no longer in this appeal." in words(page)
    assert left_of(draft) == (["HN"], ["HN"], 1, 0, 0)
    assert Office.objects.filter(code="GT").exists()
    assert reporter_gt.memberships.exists()
    line = Priority.history.filter(id=priority).latest()
    assert (line.history_type, line.history_user) == ("-", manager_ro)


def test_an_office_without_priorities_goes_the_same_way(client: Client, draft: Appeal) -> None:
    client.post(at("HN"), filled(client.get(at("HN"))))

    assert left_of(draft) == (["GT"], ["GT"], 2, 1, 1)


def test_who_did_not_see_all_that_goes_is_told_and_shown_what_goes_now(
    client: Client, draft: Appeal
) -> None:
    opened = client.get(at())
    new = reverse("appeal:draft_priority_new", args=["MI2021", "GT"])
    client.post(new, filled(client.get(new), title_en="Another", summary_en="It is new."))
    before = left_of(draft)

    page = client.post(at(), filled(opened))

    assert page.status_code == 409
    assert "What goes with it has changed since you opened this page." in words(page)
    assert "Priorities 2" in words(page)
    assert left_of(draft) == before
    client.post(at(), filled(page))
    assert left_of(draft)[0] == ["HN"]


def test_what_another_office_gets_meanwhile_is_no_matter(client: Client, draft: Appeal) -> None:
    opened = client.get(at("HN"))
    make_priority(appeal=draft, office=draft.sections.get(office__code="GT").office)

    assert client.post(at("HN"), filled(opened)).status_code == 302


def test_an_office_that_goes_on_in_a_later_appeal_stays_and_the_page_says_in_which(
    client: Client, draft: Appeal
) -> None:
    later = make_appeal(region=draft.region, framework=draft.framework, code="MI2022", year=2022)
    own = Activity.objects.of(draft).get()
    opened = client.get(at())
    make_activity(appeal=later, office=own.office, continues=own)
    before = left_of(draft)

    refused = client.post(at(), filled(opened))

    sentence = "What Guatemala has in MI2021 goes on in MI2022."
    assert refused.status_code == 422
    assert complaints(refused)["__all__"][0].startswith(sentence)
    assert sentence in words(client.get(at()))
    assert left_of(draft) == before
    client.post(at("HN"), filled(client.get(at("HN"))))
    assert left_of(draft)[0] == ["GT"]


def test_an_office_with_a_revised_amount_stays(
    client: Client, draft: Appeal, manager_ro: User
) -> None:
    revise_requirement(
        cell=draft.requirements.get(office__code="GT"), version=None, amount=Decimal(1000),
        effective_on=date(2020, 5, 1), reason="More.", by=manager_ro, at=NOW,
    )  # fmt: skip

    assert "An amount of Guatemala has a revision" in words(client.get(at()))


def test_of_a_published_appeal_no_office_goes(client: Client, draft: Appeal) -> None:
    opened = client.get(at())
    publish(draft)

    assert client.post(at(), filled(opened)).status_code == 409
    assert draft.sections.count() == 2


def test_an_office_with_priorities_is_left_out_of_the_list_by_no_other_way(draft: Appeal) -> None:
    kept = [(draft.sections.get(office__code="HN").office, "Honduras")]

    with pytest.raises(HasPriorities, match="has 1 priority in this appeal"):
        keep_offices(appeal=draft, version=None, offices=kept, at=NOW)


def test_nobody_else_takes_one_out(
    draft: Appeal, viewer: User, reporter_gt: User, signed_in: SignIn
) -> None:
    for person in (viewer, reporter_gt):
        assert signed_in(person).get(at()).status_code == 404
        assert signed_in(person).post(at(), {}).status_code == 404
