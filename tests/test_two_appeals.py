"""With a second appeal beside it, alike in every row, an appeal shows what it showed alone.

Each page, search, list of choices, filter and workbook is asked for twice: before the others are
made, one in the same region with the same offices and codes and one in another region, and after.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from appeal.models import Office, Region, RequirementRevision, Role, User
from tests.appeal.base.excel.test_guard import parts_of
from tests.factories import make_membership, make_region, make_user
from tests.fixture_types import SignIn
from tests.test_pages import ROUTES, RULES, Place, places
from tests.twins import DRAFTED, WORD, make_draft, make_others
from tracking.models import (
    BooksExport,
    Comment,
    Contribution,
    Evidence,
    Risk,
    SavedView,
    Transaction,
    Upload,
)
from tracking.workbooks import WORKBOOKS

__all__ = ["places"]
pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = datetime(2020, 8, 3, 18, tzinfo=UTC)


# What is asked for

SEARCHES = {
    "tracking:search": [f"q={WORD}", f"q={DRAFTED}", "q=GT-1", "q=invoice"],
    "tracking:activity_list": ["per_page=40", f"q={WORD}", "office=GT", "include=draft"],
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
# Partners and donors are of no appeal: their pages count what names them in all of them. People are
# of offices.
SHARED = {
    "appeal:partner_list", "appeal:partner_remove", "appeal:person_list", "appeal:person_new",
    "appeal:role_new",
    "tracking:donor_list",
}  # fmt: skip
# The same as a workbook: people and roles wherever the reader manages.
SHARED_BOOKS = {"T6"}
# What goes on in another appeal is chosen among the others: that is what these ask for.
ACROSS = {"tracking:commitment_carry", "tracking:milestone_carry", "tracking:part_new"}
PAGES = sorted(
    route
    for route, rule in RULES.items()
    if rule.get == 200 and "appeal_code" in ROUTES[route] and route not in SHARED | ACROSS
)
FILES = {
    "tracking:workbook",
    "tracking:upload_file",
    "tracking:evidence_file",
    "tracking:reconcile_file",
}
# What differs from answer to answer.
PASSING = re.compile(
    r'name="csrfmiddlewaretoken"[^>]*value="[^"]*"|Request [0-9a-f]{12}'
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    # The seal on a workbook is of all that is recorded here.
    r"|\b[0-9]+-[0-9a-f]{16}\b"
    # Which appeals there are is what the name in the frame is for.
    r'|<div class="brand">.*?</div>',
    re.DOTALL,
)


def addresses(place: Place) -> Iterator[str]:
    for route in PAGES:
        if route not in FILES:
            address = place.address(route)
            yield address
            yield from (f"{address}?{query}" for query in SEARCHES.get(route, []))


def page_of(client: Client, address: str) -> list[str]:
    """Its lines; not even an empty one where it is not for the person."""
    page = client.get(address)
    shown = PASSING.sub("", page.content.decode())
    return shown.split("\n") if page.status_code == 200 else []


def workbook_of(client: Client, address: str) -> list[str]:
    """Every element of the file: cells, choices, names and charts."""
    page = client.get(address)
    if page.status_code != 200:
        return []
    return [
        f"{name}: {element}"
        for name, part in parts_of(page.getvalue()).items()
        for element in PASSING.sub("", part.decode()).split("<")
    ]


def workbooks(place: Place) -> Iterator[str]:
    """Each with everything that may be chosen and with drafts; and as it is offered first."""
    chosen = {
        "office": "GT", "period": "2020-Q1", "upload": place.arguments["upload"]["pk"],
        "dates": "", "rows": 100, "grant": place.arguments["contribution"]["pk"],
    }  # fmt: skip
    for book in (each for each in WORKBOOKS.values() if each.code not in SHARED_BOOKS):
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
    make_draft(own.office)

    after = {address: read(client, address) for address in asked(own)}
    assert len(before) > 25
    assert all(before.values())
    assert changed(before, after) == []


def says_drafted(address: str, lines: list[str]) -> bool:
    """What was searched for stands on its page, found or not."""
    return DRAFTED not in address and any(DRAFTED in line for line in lines)


@pytest.mark.parametrize(
    ("asked", "read"), [(addresses, page_of), (workbooks, workbook_of)], ids=["pages", "workbooks"]
)
def test_nothing_of_a_draft_is_shown_counted_or_found_by_who_reports(
    client: Client, places: list[Place], reporter_gt: User, signed_in: SignIn, asked: Any, read: Any
) -> None:
    own, reporter = places[0], signed_in(reporter_gt)
    shown = ((address, read(reporter, address)) for address in asked(own))
    before = {address: lines for address, lines in shown if lines}

    make_draft(own.office)

    after = {address: read(reporter, address) for address in before}
    assert len(before) > 15
    assert changed(before, after) == []
    assert [address for address in after if says_drafted(address, after[address])] == []


@pytest.mark.parametrize("name", ["viewer", "reporter_gt", "reviewer_ro"])
def test_a_draft_is_not_found_by_who_manages_nothing(
    places: list[Place], name: str, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    draft = make_draft(places[0].office)
    client = signed_in(request.getfixturevalue(name))
    routes = [route for route in RULES if ROUTES[route] == ["appeal_code"]]

    found = [
        route
        for route in routes
        if client.get(reverse(route, args=[draft.code])).status_code not in (404, 405)
    ]
    files = [
        code
        for code in WORKBOOKS
        if client.get(reverse("tracking:workbook", args=[draft.code, code])).status_code != 404
    ]

    assert len(routes) > 30
    assert (found, files) == ([], [])


# By what an address says it is about, the row of another appeal.
ROWS: dict[str, Any] = {
    "draft": Transaction.objects.filter(posted_at=None),
    "posted": Transaction.objects.filter(posted_at__isnull=False),
    "commitment": Transaction.objects.filter(kind=Transaction.Kind.COMMITMENT),
    "thread": Comment.objects.exclude(report=None),
    "contribution": Contribution.objects.exclude(office=None),
    "revision": RequirementRevision.objects.all(),
    "risk": Risk.objects.all(),
    "upload": Upload.objects.all(),
    "export": BooksExport.objects.all(),
    "evidence": Evidence.objects.all(),
}
BY_KEY = sorted(
    route for route, names in ROUTES.items() if "pk" in names and RULES[route].of in ROWS
)


def test_no_row_of_another_appeal_opens_under_the_address_of_this_one(
    client: Client, superuser: User, places: list[Place]
) -> None:
    own = places[0]
    before = {name: [*rows.values_list("pk", flat=True)] for name, rows in ROWS.items()}
    make_others(own.office, superuser)
    other = {name: rows.exclude(pk__in=before[name]).first().pk for name, rows in ROWS.items()}
    view = SavedView.objects.get(appeal__code="TWIN-A")

    for route in BY_KEY:
        values = own.arguments[RULES[route].of] | {"pk": other[RULES[route].of]}
        if route == "tracking:saved_view_discard":
            values["pk"] = view.pk
        address = reverse(route, kwargs={name: values[name] for name in ROUTES[route]})
        assert client.get(address).status_code in (404, 405), address
        assert client.post(address).status_code == 404, address


@pytest.mark.parametrize("name", ["flow", "assignment"])
def test_no_flow_of_another_contribution_is_reversed_under_the_address_of_this_one(
    client: Client, places: list[Place], name: str
) -> None:
    own, other = (place.arguments["contribution"] for place in places)
    values = {"appeal_code": "MI2020-CNAC", "pk": own["pk"], f"{name}_pk": other[f"{name}_pk"]}

    address = reverse(f"tracking:{name}_reverse", kwargs=values)

    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]


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
    shown = ((address, page_of(client, address)) for address in lists())
    before = {address: lines for address, lines in shown if lines}

    make_others(guatemala, superuser)

    assert changed(before, {address: page_of(client, address) for address in before}) == []
