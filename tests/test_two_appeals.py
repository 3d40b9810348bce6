"""With a second appeal beside it, alike in every row, an appeal shows what it showed alone.

Each page, search, list of choices, filter and workbook is asked for twice: before the others are
made, one in the same region with the same offices and codes and one in another region, and after.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from appeal.models import Appeal, Heading, Office, Partner, Region, Role, User
from tests.appeal.test_guard import parts_of
from tests.factories import (
    make_achievement,
    make_activity,
    make_actual,
    make_appeal,
    make_assignment,
    make_cell,
    make_contribution,
    make_evidence,
    make_flow,
    make_indicator,
    make_membership,
    make_milestone,
    make_office,
    make_period,
    make_priority,
    make_region,
    make_risk,
    make_section,
    make_transaction,
    make_update,
    make_upload,
    make_user,
    move,
    publish,
)
from tests.guarded.scenes import NOON, lock, make_comment, make_override, make_revision
from tests.test_pages import ROUTES, RULES, Place, places
from tracking.models import Donor, Download, SavedView
from tracking.reports import WORKBOOKS

__all__ = ["places"]
pytestmark = [pytest.mark.django_db, pytest.mark.once]
SignIn = Callable[[User], Client]
TODAY = datetime(2020, 8, 3, 18, tzinfo=UTC)
WORD = "Zebra"


def furnish(appeal: Appeal, office: Office, heading: Heading, person: User) -> None:
    """Rows of every kind, each of which says the word that is searched for."""
    make_section(appeal=appeal, office=office)
    cell = make_cell(appeal=appeal, office=office, heading=heading, amount=9000)
    priority = make_priority(
        appeal=appeal, office=office, headings=[heading], code=f"{office.code}-1",
        title_en=f"{WORD} priority",
    )  # fmt: skip
    activity = make_activity(
        priority=priority, cell=cell, code=f"{priority.code}.1", allocated=4000,
        own_title=f"{WORD} activity",
    )  # fmt: skip
    activity.partners.add(Partner.objects.order_by("pk")[0])
    first, second = (make_period(appeal=appeal, quarter=number) for number in (1, 2))
    publish(appeal)
    milestone = make_milestone(activity=activity, title=f"{WORD} milestone")
    late = make_milestone(activity=activity, title=f"{WORD} late", due_on=date(2020, 2, 1))
    indicator = make_indicator(
        activity=activity, title_en=f"{WORD} crossings", targets={date(2020, 3, 31): 20}
    )
    line = make_update(activity=activity, period=first, narrative=f"{WORD} seen.", percent=30)
    make_achievement(milestone=milestone, update=line)
    make_actual(indicator=indicator, update=line)
    move(line.report, "approved")
    make_comment(activity=activity, body=f"{WORD}?")
    make_comment(activity=None, report=line.report, body=f"{WORD}!")
    begun = make_update(activity=activity, period=second, narrative=f"{WORD} coming.").report
    type(begun).objects.filter(pk=begun.pk).update(highlights=f"{WORD} here")
    move(begun, "submitted")
    paid: dict[str, Any] = {"activity": activity, "cell": cell, "counterpart": f"{WORD} Ltd"}
    posted = make_transaction(posted=True, **paid)
    make_transaction(kind="commitment", posted=True, amount=500, **paid)
    make_transaction(amount=70, currency="GTQ", usd_amount=None, **paid)
    make_evidence(transaction=posted, title=f"{WORD} invoice")
    make_evidence(milestone=late, title=f"{WORD} minutes")
    make_risk(activity=activity, what=f"{WORD} strays.")
    make_override(activity=activity, reason=f"{WORD} counted.")
    make_revision(cell=cell, amount=9500, reason=f"{WORD} added.")
    donor = Donor.objects.order_by("pk")[0]
    given = make_contribution(appeal=appeal, donor=donor, office=office, note=f"{WORD} fund")
    make_flow(contribution=given, amount=800)
    make_flow(contribution=given, kind="receipt", amount=300)
    make_assignment(contribution=given, office=office, heading=heading)
    make_contribution(appeal=appeal, donor=donor, reference=f"{WORD} 1", committed=55)
    make_upload(appeal=appeal, office=office, period=first, uploaded_by=person)
    SavedView.objects.create(
        user=person, appeal=appeal, page="activity_list", name=f"{WORD} view", query="q=x"
    )
    Download.objects.create(appeal=appeal, report="R3", query="", by=person, at=NOON)
    lock(first)


def make_others(office: Office, person: User) -> None:
    """A twin in the same region, of the same office; and one elsewhere."""
    heading = Heading.objects.get(code="O1")
    furnish(make_appeal(region=office.region, code="TWIN-A"), office, heading, person)
    elsewhere = make_office(region=make_region())
    furnish(make_appeal(region=elsewhere.region, code="TWIN-B"), elsewhere, heading, person)


# What is asked for

SEARCHES = {
    "tracking:search": [f"q={WORD}", "q=GT-1", "q=invoice"],
    "tracking:activity_list": ["per_page=100", f"q={WORD}", "office=GT", "include=draft"],
    "tracking:transaction_list": [f"q={WORD}", "office=GT", "per_page=100"],
    "tracking:contribution_list": [f"q={WORD}", "office=GT"],
    "tracking:risk_list": [f"q={WORD}", "office=GT"],
    "tracking:change_list": [f"q={WORD}", "office=GT"],
    "tracking:report_list": ["office=GT"],
    "tracking:upload_list": ["page=1"],
    "tracking:gaps": ["office=GT"],
    "tracking:matrix": ["include=draft", "as_at=2020-06-30"],
    "tracking:overview": ["include=draft", "as_at=2020-06-30"],
    "tracking:office_detail": ["include=draft"],
    "tracking:home": ["include=draft"],
    "appeal:priority_list": [f"q={WORD}", "office=GT"],
}
# Partners and donors are of no appeal: their pages count what names them in all of them.
SHARED = {"appeal:partner_list", "appeal:partner_remove", "tracking:donor_list"}
PAGES = sorted(
    route
    for route, rule in RULES.items()
    if rule.get == 200 and "appeal_code" in ROUTES[route] and route not in SHARED
)
FILES = {"tracking:workbook", "tracking:upload_file", "tracking:evidence_file"}
# What differs from answer to answer.
PASSING = re.compile(
    r'name="csrfmiddlewaretoken"[^>]*value="[^"]*"|Request [0-9a-f]{12}'
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)


def addresses(place: Place) -> Iterator[str]:
    for route in PAGES:
        if route not in FILES:
            address = place.address(route)
            yield address
            yield from (f"{address}?{query}" for query in SEARCHES.get(route, []))


def page_of(client: Client, address: str) -> list[str]:
    page = client.get(address)
    assert page.status_code == 200, address
    return PASSING.sub("", page.content.decode()).splitlines()


def workbook_of(client: Client, address: str) -> list[str]:
    """Every element of the file: cells, choices, names and charts."""
    page = client.get(address)
    assert page.status_code == 200, address
    return [
        f"{name}: {element}"
        for name, part in parts_of(page.getvalue()).items()
        for element in PASSING.sub("", part.decode()).split("<")
    ]


def workbooks(place: Place) -> Iterator[str]:
    """Each with everything that may be chosen and with drafts; and as it is offered first."""
    chosen = {
        "office": "GT", "period": "2020-Q1", "upload": place.arguments["upload"]["pk"],
        "dates": "", "rows": 100,
    }  # fmt: skip
    for book in WORKBOOKS.values():
        address = reverse("tracking:workbook", args=["MI2020-CNAC", book.code])
        asked = {name: chosen[name] for name in book.takes if chosen[name]}
        yield f"{address}?{urlencode(asked | {'include': 'draft'})}"
        if "dates" in book.takes and not book.needs:
            yield address


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """What each page says otherwise."""
    return [
        f"{address}: {line}"
        for address in before
        if before[address] != after[address]
        for line in sorted({*before[address]} ^ {*after[address]}) or ["its order"]
    ]


@pytest.fixture
def client(superuser: User, signed_in: SignIn) -> Iterator[Client]:
    with time_machine.travel(TODAY, tick=False):
        yield signed_in(superuser)


@pytest.mark.parametrize(
    ("asked", "read"), [(addresses, page_of), (workbooks, workbook_of)], ids=["pages", "workbooks"]
)
def test_nothing_of_another_appeal_is_shown_counted_offered_or_found(
    client: Client, superuser: User, places: list[Place], asked: Any, read: Any
) -> None:
    own = places[0]
    client.get(own.address("tracking:home"))  # what a first visit leaves behind
    before = {address: read(client, address) for address in asked(own)}

    make_others(own.office, superuser)

    after = {address: read(client, address) for address in asked(own)}
    assert len(before) > 25
    assert changed(before, after) == []


# The admin shows what is of the person's own scope


@pytest.fixture
def keeper(region: Region) -> User:
    """A manager of another region than the appeals'."""
    user = make_user(username="keeper", is_staff=True)
    return make_membership(user=user, role=Role.MANAGER, region=make_region()).user


def lists() -> Iterator[str]:
    for model in admin.site._registry:
        yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def test_the_admin_lists_nothing_of_another_region(
    keeper: User, superuser: User, guatemala: Office, places: list[Place], signed_in: SignIn
) -> None:
    client = signed_in(keeper)
    seen = [address for address in lists() if client.get(address).status_code == 200]
    before = {address: page_of(client, address) for address in seen}

    make_others(guatemala, superuser)

    assert changed(before, {address: page_of(client, address) for address in seen}) == []
