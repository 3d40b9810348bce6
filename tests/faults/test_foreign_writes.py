"""Whoever works for one office writes nothing of another, whatever they put into a form."""

from collections import Counter
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from appeal.models import Appeal, Office, Role, User
from tests.factories import make_membership, make_user
from tests.fixture_types import SignIn, Tried
from tests.test_pages import Place, make_place
from tests.tracking.uploads.filling import decide, downloaded, filled_in, send
from tests.tracking.uploads.test_upload_templates import voucher
from tracking.access import WAYS
from tracking.models import Upload

from .foreign import (
    REFUSED,
    ROUTES,
    filled_out,
    forged,
    newest,
    pairs,
    rows_of,
    shown,
    smuggling,
)
from .trials import how_often

pytestmark = [
    pytest.mark.once,
    pytest.mark.publication,
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.parametrize(
        ("own", "other"), pairs(how_often("OFFICE_PAIRS")), ids=lambda code: code
    ),
]
ROLES = (Role.REPORTER, Role.FINANCE, Role.MANAGER)


@pytest.fixture
def places(mi2020: Appeal, superuser: User, own: str, other: str) -> list[Place]:
    submitter = make_user(username="submitter")
    offices = [Office.objects.get(code=code) for code in (own, other)]
    return [make_place(mi2020, office, submitter, superuser) for office in offices]


@pytest.fixture
def staff(places: list[Place], signed_in: SignIn) -> list[Client]:
    """Three of the first office, whom the admin lets in too."""
    return [
        signed_in(
            make_membership(user=make_user(is_staff=True), role=role, office=places[0].office).user
        )
        for role in ROLES
    ]


def test_no_form_of_another_office_and_no_id_of_its_rows_is_taken(
    places: list[Place],
    staff: list[Client],
    superuser: User,
    signed_in: SignIn,
    tried: Tried,
) -> None:
    """Seeded fault: `access.rows` that forgets the office, or a field that offers every cell."""
    here, there = places
    everybody, wrong, saved = signed_in(superuser), [], Counter[str]()
    seen = {route: shown(everybody, there.address(route)) for route in ROUTES}
    before = newest()

    def post(client: Client, route: str, place: Place, form: dict[str, str], what: str) -> None:
        status = client.post(place.address(route), form).status_code
        tried()
        if status not in REFUSED:
            wrong.append((route, what, status))

    for client in staff:
        for route in ROUTES:
            theirs, own = seen[route], shown(client, here.address(route))
            if theirs:
                post(client, route, there, filled_out(theirs), "as it is")
            if not (theirs and own):
                continue
            saved[route] += would_be_saved(client, here.address(route), filled_out(own))
            for name, value in forged(theirs[1], own[1]):
                post(client, route, here, filled_out(own) | {name: value}, f"{name}={value}")

    assert wrong == []
    assert newest() == before
    # Otherwise a form would be refused for whatever else is wrong with it.
    assert sum(map(bool, saved.values())) > 10, saved


def would_be_saved(client: Client, address: str, form: dict[str, str]) -> bool:
    with transaction.atomic():
        status = client.post(address, form).status_code
        transaction.set_rollback(True)
    return status == 302


def test_no_row_that_is_smuggled_into_an_own_form_is_written(
    places: list[Place], staff: list[Client], tried: Tried
) -> None:
    """Seeded fault: a form that reads `activity` from what was sent."""
    here, there = places
    before, changed = rows_of(there.office), []
    for client in staff:
        for route in ROUTES:
            own = shown(client, here.address(route))
            if own:
                with transaction.atomic():
                    form: dict[str, Any] = smuggling(there) | filled_out(own)
                    status = client.post(here.address(route), form).status_code
                    tried()
                    if status not in REFUSED and rows_of(there.office) != before:
                        changed.append(route)
                    transaction.set_rollback(True)

    assert changed == []
    assert rows_of(there.office) == before


def test_no_row_of_a_file_and_no_action_of_the_admin_writes_another_offices(
    places: list[Place],
    staff: list[Client],
    superuser: User,
    signed_in: SignIn,
    tried: Tried,
) -> None:
    """Seeded fault: templates whose rows are looked up among those of all offices."""
    office, everybody = places[1].office, signed_in(superuser)
    code = office.code
    files = [
        filled_in(downloaded(everybody, book, **asked), cells)
        for book, asked, cells in (
            ("T1", {"office": code}, voucher(0, activity=f"{code}-1.1")),
            ("T4", {"office": code}, {("activities", 0, "lead"): "Taken"}),
            ("T5", {"office": code}, {
                ("milestones", 0, "activity"): f"{code}-1.1", ("milestones", 0, "title"): "Taken",
                ("milestones", 0, "due_on"): "2020-02-03",
            }),
            ("R12", {"office": code, "period": "2020-Q1"}, {
                ("progress", 0, "percent"): 77, ("progress", 0, "status"): "ongoing",
                ("progress", 0, "narrative"): "Taken.",
            }),
        )
    ]  # fmt: skip
    before = rows_of(office)
    for client in staff:
        for content in files:
            with transaction.atomic():
                if send(client, content).status_code == 302:
                    decide(client, Upload.objects.latest("pk"), reason="x")
                tried()
                assert without_uploads(rows_of(office)) == without_uploads(before)
                transaction.set_rollback(True)
        for address, form in of_the_admin(office):
            client.post(address, form)
            tried()
    assert rows_of(office) == before


def without_uploads(rows: dict[str, list[tuple]]) -> dict[str, list[tuple]]:
    """A file that was sent is the sender's own, whatever is in it."""
    return {name: own for name, own in rows.items() if not name.startswith("Upload")}


def of_the_admin(office: Office) -> list[tuple[str, dict[str, Any]]]:
    """Every row of the office changed, removed, and chosen for every action."""
    asked = list[tuple[str, dict[str, Any]]]()
    for model, registered in admin.site._registry.items():
        way = WAYS.get(model)
        if way is None or not way.office:
            continue
        row = model._default_manager.filter(**{way.office: office}).first()
        if row is None:
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        fields = {field.name: "1" for field in model._meta.fields}
        asked.append((reverse(f"{name}_change", args=[row.pk]), fields | {"version": "1"}))
        asked.append((reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}))
        named = [each if isinstance(each, str) else each.__name__ for each in registered.actions]
        asked += [
            (
                reverse(f"{name}_changelist"),
                {"action": action, "_selected_action": [row.pk], "post": "yes"},
            )
            for action in ("delete_selected", *named)
        ]
    return asked
