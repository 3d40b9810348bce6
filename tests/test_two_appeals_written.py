"""Beside other appeals, alike in every row, what is sent or uploaded reaches the one it is for.

A second published appeal of the same office, one of another region and a draft stand beside it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from appeal.duties import HeldFor
from appeal.models import Appeal, Office, Role, User
from tests.factories import make_donor, make_membership, make_period, make_user
from tests.fixture_types import SignIn
from tests.test_pages import ROUTES, RULES, Place, places
from tests.test_two_appeals import PASSING
from tests.tracking.uploads.filling import (
    Cell,
    decide,
    downloaded,
    filled_in,
    outcomes,
    send,
    sentences,
    uploaded,
)
from tests.tracking.uploads.test_upload_templates import voucher
from tests.twins import DRAFTED, WORD, make_draft, make_others, rows_of
from tracking.models import Contribution, Upload

__all__ = ["places"]
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.slow]
TODAY = datetime(2020, 8, 3, 18, tzinfo=UTC)
OWN = "MI2020-CNAC"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


# Uploads

FILLED: dict[str, tuple[dict[str, str], dict[Cell, Any]]] = {
    "R12": (
        {"office": "GT", "period": "2020-Q1"},
        {
            ("progress", 0, "percent"): 30,
            ("progress", 0, "status"): "ongoing",
            ("progress", 0, "narrative"): "Began.",
        },
    ),
    "T1": ({"office": "GT"}, {}),
    "T2": (
        {},
        {
            ("rates", 0, "currency"): "HNL",
            ("rates", 0, "effective_on"): date(2020, 3, 1),
            ("rates", 0, "rate"): 24,
        },
    ),
    "T3": (
        {},
        {
            ("contributions", 0, "reference"): "AG-7",
            ("contributions", 0, "donor"): "A ministry",
            ("contributions", 0, "new_donor_kind"): "government",
            ("contributions", 0, "office"): "GT",
            ("contributions", 0, "project_code"): "LM.7",
            ("contributions", 0, "ends_on"): date(2020, 12, 31),
            ("flows", 0, "contribution"): "AG-7",
            ("flows", 0, "kind"): "commitment",
            ("flows", 0, "value_on"): date(2020, 2, 3),
            ("flows", 0, "amount"): 5000,
        },
    ),
    "T4": ({"office": "GT"}, {("activities", 0, "lead"): "A. Lopez"}),
    "T5": (
        {"office": "GT"},
        {
            ("milestones", 0, "activity"): "GT-1.1",
            ("milestones", 0, "title"): "Opened",
            ("milestones", 0, "due_on"): date(2020, 2, 3),
        },
    ),
}


def applied(client: Client, content: bytes) -> tuple[dict[str, Any], dict[str, list[tuple]]]:
    """What a file says and does to the appeal, and the rows of the others after it."""
    with transaction.atomic():
        upload = uploaded(client, content)
        page = client.get(reverse("tracking:upload_detail", args=[OWN, upload.pk]))
        shown = PASSING.sub("", page.content.decode())
        said = {
            "outcomes": outcomes(upload),
            "sentences": [sentences(row) for row in upload.upload_rows.in_order()],
            "foreign": [word for word in (WORD, DRAFTED) if word in shown],
            "answer": decide(client, upload, reason="As usual").status_code,
            "state": Upload.objects.get(pk=upload.pk).state,
            "rows": {name: len(rows) for name, rows in rows_of(others=False).items()},
        }
        others = rows_of(others=True)
        transaction.set_rollback(True)
    return said, others


@pytest.mark.parametrize("code", FILLED)
def test_an_upload_says_and_does_what_it_did_alone_and_touches_no_other_appeal(
    mi2020: Appeal, superuser: User, guatemala: Office, signed_in: SignIn, code: str
) -> None:
    client = signed_in(superuser)
    make_donor()
    asked, cells = FILLED[code]
    cells = cells or voucher(0)
    content = filled_in(downloaded(client, code, lang="en", **asked), cells)
    alone, _none = applied(client, content)
    make_others(guatemala, superuser)
    make_draft(guatemala)
    before = rows_of(others=True)
    # What is downloaded beside them is the same file to fill in.
    again = filled_in(downloaded(client, code, lang="en", **asked), cells)

    beside = [applied(client, each) for each in (content, again)]

    assert alone["state"] == "applied"
    assert {"new", "changed"} & {*alone["outcomes"].values()}
    assert beside == [(alone, before)] * 2
    assert len(before["Transaction"]) > 5


@pytest.mark.parametrize("code", ["R12", "T1", "T2", "T3", "T4", "T5"])
@pytest.mark.parametrize("of", ["TWIN-A", "TWIN-B"])
def test_a_template_of_another_appeal_is_not_taken_for_this_one(
    mi2020: Appeal, superuser: User, guatemala: Office, signed_in: SignIn, code: str, of: str
) -> None:
    client = signed_in(superuser)
    make_donor()
    make_others(guatemala, superuser)
    there = Appeal.objects.get(code=of)
    period = make_period(appeal=there, quarter=3)
    asked = {"office": there.sections.get().office.code, "period": period.code}
    address = reverse("tracking:workbook", args=[of, code])
    content = client.get(address, asked).getvalue()
    before = rows_of(others=False)

    answer = send(client, content)

    assert answer.status_code == 422
    assert f"This template is for the appeal {of}" in answer.content.decode()
    assert rows_of(others=False) == before


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("reference", "Enter the reference of a contribution that you can record."),
        ("id", "This row doesn't match anything here. Download a new template."),
    ],
    ids=["reference", "id"],
)
def test_a_contribution_of_another_appeal_is_neither_found_nor_changed_by_a_file(
    mi2020: Appeal, superuser: User, guatemala: Office, signed_in: SignIn, column: str, told: str
) -> None:
    client = signed_in(superuser)
    make_donor()
    make_others(guatemala, superuser)
    other = Contribution.objects.get(appeal__code="TWIN-A", reference=f"{WORD} 1")
    # Of a reference that two have, nothing is recorded anyway.
    Contribution.objects.filter(pk=other.pk).update(reference=f"{WORD} 2")
    cells: dict[Cell, Any] = {
        ("flows", 0, "contribution"): f"{WORD} 2",
        ("flows", 0, "kind"): "receipt",
        ("flows", 0, "value_on"): date(2020, 2, 3),
        ("flows", 0, "amount"): 5000,
    }
    if column == "id":
        cells = {
            ("contributions", 0, "id"): other.pk,
            ("contributions", 0, "stamp"): other.version,
            ("contributions", 0, "note"): "Taken",
        }
    before = rows_of(others=True)

    upload = uploaded(client, filled_in(downloaded(client, "T3", lang="en"), cells))

    said = [sentence for row in upload.upload_rows.in_order() for sentence in sentences(row)]
    assert [sentence.partition(" ")[2] for sentence in said] == [told]
    decide(client, upload)
    assert rows_of(others=True) == before


# Permissions

NEAR = (HeldFor.OFFICE, HeldFor.APPEAL, HeldFor.REGION)
WRITTEN_HERE = sorted(
    route
    for route, rule in RULES.items()
    if "appeal_code" in ROUTES[route]
    and rule.duty
    and rule.duty.held_for in NEAR
    and rule.duty.roles
    and Role.VIEWER not in rule.duty.roles
)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.FINANCE, Role.REVIEWER, Role.MANAGER])
def test_a_role_in_another_appeal_lets_nobody_write_in_this_one(
    role: str, places: list[Place], superuser: User, signed_in: SignIn
) -> None:
    make_others(places[0].office, superuser)
    region = Appeal.objects.get(code="TWIN-B").region
    person = make_membership(user=make_user(), role=role, region=region).user
    client, before = signed_in(person), rows_of(others=False)

    let_in = [
        (route, status)
        for route in WRITTEN_HERE
        if (status := client.post(places[0].address(route)).status_code) not in (403, 404)
    ]

    assert len(WRITTEN_HERE) > 40
    assert let_in == []
    assert rows_of(others=False) == before
