"""A draft is discarded by a manager of the region, once it was said what goes with it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from appeal.actions import discard_draft, keep_appeal, keep_table, revise_requirement
from appeal.actions.drafting import NotDraft
from appeal.models import (
    Activity,
    Appeal,
    Basis,
    Priority,
    Requirement,
    Section,
    StatedTotal,
    User,
)
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
from tracking.actions import add_comment

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]
PAGE, DRAFT = "/appeals/MI2021/discard/", "/appeals/MI2021/draft/"
NOW = datetime(2020, 12, 1, 18, tzinfo=UTC)


@pytest.fixture
def draft(mi2020: Appeal) -> Appeal:
    """A draft of 2021: Guatemala, 900 dollars split over one activity with all its parts."""
    appeal = make_appeal(region=mi2020.region, code="MI2021", year=2021)
    office = mi2020.sections.get(office__code="GT").office
    heading = make_heading(appeal=appeal)
    cell = make_cell(appeal=appeal, office=office, heading=heading, amount=900)
    priority = make_priority(appeal=appeal, office=office, headings=[heading])
    activity = make_activity(priority=priority, cell=cell, allocated=900)
    make_milestone(activity=activity)
    make_indicator(activity=activity, target=4, target_basis=Basis.PUBLISHED, targets={
        date(2020, 6, 30): 2,
    })  # fmt: skip
    StatedTotal.objects.create(appeal=appeal, amount=900)
    return appeal


def discard(client: Client) -> Any:
    return client.post(PAGE, filled(client.get(PAGE)), follow=True)


def counts() -> list[int]:
    tables = (Appeal, Section, Requirement, StatedTotal, Priority, Activity)
    return [model._default_manager.count() for model in tables]


def test_what_goes_is_named_and_then_gone_but_for_the_change_log(
    client: Client, mi2020: Appeal, manager_ro: User
) -> None:
    before = counts()
    appeal = make_appeal(region=mi2020.region, code="MI2021", year=2021)
    cell = make_cell(appeal=appeal, office=mi2020.sections.get(office__code="GT").office)
    row = make_activity(appeal=appeal, office=cell.office, cell=cell, allocated=900)
    priority, activity = row.priority_id, row.pk
    assert f'href="{PAGE}"' in client.get(DRAFT).content.decode()

    asked = words(client.get(PAGE))
    page = discard(client)

    assert (
        "Offices Guatemala Amounts 1 (USD 1,000) Stated totals – Priorities 1 Activities 1"
        " Budgets 1 What stays The change log"
    ) in asked
    assert page.redirect_chain == [("/appeals/", 302)]
    assert "The draft MI2021 was discarded." in words(page)
    assert counts() == before
    for model, pk in ((Appeal, appeal.pk), (Priority, priority), (Activity, activity)):
        line = model.history.filter(id=pk).latest()
        assert (line.history_type, line.history_user) == ("-", manager_ro)


def test_all_that_hangs_on_its_activities_goes_too_be_it_marked_as_published(
    client: Client, draft: Appeal
) -> None:
    assert discard(client).redirect_chain == [("/appeals/", 302)]

    assert not Appeal.objects.filter(code="MI2021").exists()


def test_sent_twice_it_is_done_once(client: Client, draft: Appeal) -> None:
    sent = filled(client.get(PAGE))

    answers = [client.post(PAGE, sent) for _each in range(2)]

    assert {answer.url for answer in answers} == {"/appeals/"}


def test_what_goes_on_in_a_later_appeal_stays_and_the_page_says_in_which(
    client: Client, draft: Appeal
) -> None:
    opened = client.get(PAGE)
    later = make_appeal(region=draft.region, framework=draft.framework, code="MI2022", year=2022)
    own = Activity.objects.of(draft).get()
    make_activity(appeal=later, office=own.office, continues=own)
    before = counts()

    refused = client.post(PAGE, filled(opened))

    sentence = "What is in MI2021 goes on in MI2022."
    assert refused.status_code == 422
    assert complaints(refused)["__all__"][0].startswith(sentence)
    page = client.get(PAGE)
    assert sentence in words(page)
    assert "btn-primary" not in page.content.decode()
    assert counts() == before


def test_a_draft_on_which_something_rests_that_stays_is_not_discarded(
    client: Client, draft: Appeal, manager_ro: User
) -> None:
    activity = Activity.objects.of(draft).get()
    add_comment(body="Really?", activity=activity, by=manager_ro, at=NOW)
    said = complaints(discard(client))["__all__"]
    assert "It is used by: comments (1)." in said[0]

    revise_requirement(
        cell=draft.requirements.get(), version=None, amount=Decimal(1000),
        effective_on=date(2020, 5, 1), reason="More.", by=manager_ro, at=NOW,
    )  # fmt: skip
    assert "revisions stay" in words(client.get(PAGE))
    assert Appeal.objects.filter(pk=draft.pk).exists()


def types_the_table(client: Client, draft: Appeal) -> None:
    table = f"{DRAFT}table/"
    client.post(table, filled(client.get(table)))


def adds_a_priority(client: Client, draft: Appeal) -> None:
    new = f"{DRAFT}offices/GT/new/"
    client.post(new, filled(client.get(new), title_en="Another", summary_en="It is new."))


def adds_a_milestone(client: Client, draft: Appeal) -> None:
    make_milestone(activity=Activity.objects.of(draft)[0])


@pytest.mark.parametrize("change", [types_the_table, adds_a_priority, adds_a_milestone])
def test_who_did_not_see_what_somebody_changed_is_told_and_shown_what_goes_now(
    client: Client, draft: Appeal, change: Callable[[Client, Appeal], None]
) -> None:
    opened = client.get(PAGE)
    change(client, draft)

    page = client.post(PAGE, filled(opened))

    assert page.status_code == 409
    assert complaints(page).keys() == {"__all__"}
    assert Appeal.objects.filter(pk=draft.pk).exists()
    if change is adds_a_priority:
        assert "What goes with it has changed since you opened this page." in words(page)
        assert "Priorities 2" in words(page)
    assert client.post(PAGE, filled(page)).url == "/appeals/"


def test_what_is_published_is_not_discarded(client: Client, draft: Appeal) -> None:
    opened = client.get(PAGE)
    publish(draft)

    for answer in (client.get(PAGE), client.post(PAGE, filled(opened))):
        assert answer.status_code == 409
        assert "MI2021 is published" in words(answer)


def test_nobody_else_discards(
    draft: Appeal, viewer: User, reporter_gt: User, signed_in: SignIn
) -> None:
    for person in (viewer, reporter_gt):
        assert signed_in(person).get(PAGE).status_code == 404
        assert signed_in(person).post(PAGE, {}).status_code == 404


def test_what_somebody_else_saves_once_it_is_discarded_is_refused_in_a_sentence(
    draft: Appeal, manager_ro: User
) -> None:
    discard_draft(appeal=Appeal.objects.get(pk=draft.pk), version=None, seen=None, at=NOW)

    for late in (
        lambda: keep_table(appeal=draft, version=draft.version, amounts={}, totals={}, at=NOW),
        lambda: keep_appeal(appeal=draft, version=draft.version, by=manager_ro, at=NOW),
        lambda: discard_draft(appeal=draft, version=draft.version, seen=None, at=NOW),
    ):
        with pytest.raises(NotDraft, match="Somebody has just discarded MI2021"):
            late()
