"""Two appeals side by side: nothing of the one is found by, or shown on, a page of the other."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeal.models import Appeal, Partner, User
from tests.factories import (
    make_activity,
    make_allocation,
    make_appeal,
    make_assignment,
    make_cell,
    make_contribution,
    make_donor,
    make_evidence,
    make_indicator,
    make_milestone,
    make_period,
    make_priority,
    make_report,
    make_risk,
    make_transaction,
    make_update,
    move,
    publish,
)
from tests.fixture_types import SignIn
from tests.test_pages import IN_AN_APPEAL, RULES, Place, places
from tracking import actions
from tracking.search import SOURCES

pytestmark = pytest.mark.once

__all__ = ["places"]

WORD = "Zanzibar"
READ = [route for route in IN_AN_APPEAL if (RULES[route].get, RULES[route].post) == (200, 200)]
# Donors and partners are of no appeal: their lists and changes show all of them.
SHARED = f"{WORD} Fund"


@pytest.fixture
def other(mi2020: Appeal, viewer: User) -> Appeal:
    """Another published appeal of the same office and region, whose every text has the word."""
    office = mi2020.sections.get(office__code="GT").office
    appeal = make_appeal(region=mi2020.region, title_en="Another appeal")
    cell = make_cell(appeal=appeal, office=office, amount=50_000)
    priority = make_priority(
        appeal=appeal, office=office, title_en=WORD, summary_en=f"{WORD} as summary"
    )
    activity = make_activity(priority=priority, own_title=WORD, description=WORD, lead=WORD)
    activity.partners.add(Partner.objects.create(name_en=SHARED, kind="academia"))
    make_allocation(activity=activity, cell=cell, amount=900)
    publish(appeal)
    make_happen(appeal, activity, cell, viewer)
    return appeal


def make_happen(appeal: Appeal, activity: Any, cell: Any, person: User) -> None:
    given = make_contribution(
        appeal=appeal, donor=make_donor(name=SHARED), reference=WORD, note=WORD, committed=77_777
    )
    make_assignment(contribution=given, office=activity.office, reason=WORD)
    period = make_period(appeal=appeal)
    report = make_report(office=activity.office, period=period, highlights=WORD)
    make_update(activity=activity, report=report, narrative=WORD, issues=WORD)
    move(report, "approved")
    entry = make_transaction(
        activity=activity, cell=cell, posted=True, counterpart=WORD, note=WORD, amount=444
    )
    make_transaction(activity=activity, cell=cell, counterpart=WORD)
    make_evidence(transaction=entry, title=WORD)
    make_milestone(activity=activity, title=WORD, due_on=date(2020, 2, 1))
    make_indicator(activity=activity, title_en=WORD)
    make_risk(activity=activity, what=WORD)
    actions.add_comment(body=WORD, activity=activity, by=person, at=entry.entered_at)


def groups(client: Client, appeal: Appeal) -> dict[str, int]:
    page = client.get(reverse("tracking:search", args=[appeal.code]), {"q": WORD})
    return {str(group.title): group.count for group in page.context["groups"]}


@pytest.mark.parametrize("role", ["viewer", "superuser"])
def test_a_search_finds_what_is_of_its_own_appeal_only(
    mi2020: Appeal, other: Appeal, role: str, signed_in: SignIn, request: Any
) -> None:
    client = signed_in(request.getfixturevalue(role))

    assert set(groups(client, other)) == {str(source.title) for source in SOURCES}
    assert groups(client, mi2020) == {}


def test_no_page_shows_anything_of_another_appeal(
    other: Appeal, places: list[Place], superuser: User, signed_in: SignIn
) -> None:
    client = signed_in(superuser)
    found = []
    for route in READ:
        for query in ("", "?as_at=2020-12-31&include=draft"):
            page = client.get(places[0].address(route) + query)
            is_page = page["Content-Type"].startswith("text/html")
            if is_page and WORD in page.content.decode().replace(SHARED, ""):
                found.append(route + query)

    assert found == []
