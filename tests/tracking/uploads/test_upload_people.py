"""T6: people and roles in bulk, by the rules, the actions and the duties of their pages."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from appeal.models import AccountLetter, Appeal, Membership, Office, Region, Role, User
from tests.factories import make_membership, make_office, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import APPEAL, at
from tests.tracking.uploads.filling import (
    Formula,
    cell_of,
    decide,
    downloaded,
    filled_in,
    outcomes,
    sentences,
    told,
    uploaded,
)
from tests.workbooks import table
from tracking.models import Upload
from tracking.uploads import t6_access

pytestmark = [pytest.mark.once, pytest.mark.django_db]

FUTURE, LATER = date(2998, 12, 31), date(2999, 12, 31)


@pytest.fixture
def manager_gt(mi2020: Appeal, guatemala: Office) -> User:
    person = make_user(username="manager.gt", last_name="Zuniga")
    return make_membership(user=person, role=Role.MANAGER, office=guatemala).user


@pytest.fixture
def client(manager_gt: User, signed_in: SignIn) -> Client:
    """The browser of a manager of Guatemala only."""
    return signed_in(manager_gt)


@pytest.fixture
def ana(guatemala: Office) -> User:
    """The first row of both sheets."""
    named = {"first_name": "Ana", "last_name": "Aguilar", "email": "ana@iom.int"}
    person = make_user(username="ana.gt", **named)
    return make_membership(user=person, role=Role.REPORTER, office=guatemala).user


def template(client: Client) -> bytes:
    return downloaded(client, "T6", lang="en")


def shown(content: bytes, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet that are not empty."""
    return [row for row in table(content, sheet) if row["version"] != "new"]


def rows(sheet: str, first: int, *typed: dict[str, Any]) -> dict[tuple[str, int, str], Any]:
    """Rows one after the other."""
    return {
        (sheet, first + number, name): value
        for number, row in enumerate(typed)
        for name, value in row.items()
    }


def person(name: str, **typed: Any) -> dict[str, Any]:
    named = {"first_name": name, "last_name": "Cano", "email": f"{name.lower()}@iom.int"}
    return {key: value for key, value in (named | typed).items() if value is not None}


def role(of: str, **typed: Any) -> dict[str, Any]:
    held = {"person": of, "role": "reporter", "office": "GT"} | typed
    return {key: value for key, value in held.items() if value is not None}


class File:
    """A template that somebody downloaded, to fill in under what is there already."""

    def __init__(self, client: Client) -> None:
        self.client, self.content = client, template(client)
        self.people, self.roles = (len(shown(self.content, s)) for s in ("People", "Roles"))

    def filled(self, people: Any = (), roles: Any = (), **changed: Any) -> bytes:
        cells = rows("people", self.people, *people) | rows("roles", self.roles, *roles)
        return filled_in(self.content, cells | changed.pop("cells", {}))

    def uploaded(self, *given: Any, **named: Any) -> Upload:
        return uploaded(self.client, self.filled(*given, **named))


def said(upload: Upload) -> list[str]:
    """What is wrong, each with its sheet."""
    return [
        f"{row.sheet} {sentence}"
        for row in upload.upload_rows.in_order()
        for sentence in sentences(row)
    ]


def everything() -> tuple[Any, ...]:
    """All that an upload of people can change."""
    logs = (User.history, Membership.history)
    return (
        *(sorted(model.objects.values_list()) for model in (User, AccountLetter)),
        sorted(map(str, Membership.objects.values_list())),
        *(log.count() for log in logs),
    )


def test_the_template_lists_people_and_roles_where_one_manages_and_no_secrets(
    client: Client, ana: User, honduras: Office
) -> None:
    absent = make_membership(
        user=ana, role=Role.VIEWER, office=Office.objects.get(code="GT"),
        ends_on=FUTURE, stands_in_for=User.objects.get(username="manager.gt"),
    )  # fmt: skip
    make_membership(user=ana, role=Role.FINANCE, office=honduras)
    make_membership(user=make_user(username="rosa.hn", email="rosa@iom.int"), office=honduras)

    content = template(client)

    people, held = shown(content, "People"), shown(content, "Roles")
    assert [row["Signs in as"] for row in people] == ["ana.gt", "manager.gt"]
    assert [people[0][name] for name in ("Address", "First name", "Language", "May sign in")] == [
        "ana@iom.int", "Ana", "English", "yes",
    ]  # fmt: skip
    assert [(row["Person"], row["Role"], row["Office"], row["Region"]) for row in held] == [
        ("ana.gt", "reporting officer", "GT Guatemala", None),
        ("ana.gt", "viewer", "GT Guatemala", None),
        ("manager.gt", "manager", "GT Guatemala", None),
    ]
    assert (held[1]["Last day"], held[1]["Stand-in for"]) == (FUTURE, "manager.gt")
    assert held[0]["Name"] == "Ana Aguilar"
    whole = "".join(
        str(cell.value)
        for page in load_workbook(BytesIO(content))
        for line in page.iter_rows()
        for cell in line
    )
    for secret in (ana.password, "rosa", "argon2", "pbkdf2", "HN Honduras"):
        assert secret not in whole
    assert absent.pk
    assert "ends nothing" in whole


def test_what_is_not_theirs_to_change_is_locked(client: Client, ana: User) -> None:
    content = template(client)

    book = load_workbook(BytesIO(content))

    def is_locked(sheet: str, number: int, column: str) -> bool:
        page = book[sheet.capitalize()]
        return bool(page[cell_of(content, sheet, number, column)].protection.locked)

    # Ana's, the manager's own, and an empty row.
    for sheet, column, locked in (
        ("people", "last_name", [False, True, False]),
        ("people", "username", [True, True, False]),
        ("roles", "ends_on", [False, True, False]),
        ("roles", "role", [True, True, False]),
    ):
        assert [is_locked(sheet, number, column) for number in range(3)] == locked


def test_a_template_that_is_uploaded_as_it_is_has_nothing_to_do(client: Client, ana: User) -> None:
    before = everything()

    upload = uploaded(client, template(client))

    assert {*outcomes(upload).values()} == {"unchanged"}
    assert everything() == before


def test_three_people_with_five_roles_are_invited_once_and_in_the_change_log(
    client: Client, ana: User, manager_gt: User, guatemala: Office
) -> None:
    file = File(client)
    content = file.filled(
        [person("Luz"), person("Eva", language="es"), person("Rui", username="rui.gt")],
        [
            role("luz@iom.int"),
            role("EVA@iom.int", role="finance"),
            role("eva@iom.int", role="reviewer", ends_on=FUTURE),
            role("rui.gt"),
            role("rui@iom.int", role="viewer", ends_on=FUTURE, stands_in_for="ana@iom.int"),
        ],
    )

    upload = uploaded(client, content)
    assert not said(upload)
    assert not User.objects.filter(last_name="Cano").exists()
    assert not AccountLetter.objects.exists()
    decide(client, upload)
    again = uploaded(client, content)
    decide(client, again)

    luz, eva, rui = (User.objects.get(first_name=name) for name in ("Luz", "Eva", "Rui"))
    assert [luz.username, eva.username, rui.username] == ["luz@iom.int", "eva@iom.int", "rui.gt"]
    assert (eva.language, luz.has_usable_password(), luz.is_active) == ("es", False, True)
    held = Membership.objects.filter(user__in=[luz, eva, rui], office=guatemala)
    assert sorted(held.values_list("user__first_name", "role", "ends_on", "stands_in_for")) == [
        ("Eva", "finance", None, None),
        ("Eva", "reviewer", FUTURE, None),
        ("Luz", "reporter", None, None),
        ("Rui", "reporter", None, None),
        ("Rui", "viewer", FUTURE, ana.pk),
    ]
    letters = AccountLetter.objects.values_list("to__first_name", "kind")
    assert sorted(letters) == [(name, "invitation") for name in ("Eva", "Luz", "Rui")]
    for log in (User.history.filter(id=luz.pk), Membership.history.filter(user_id=luz.pk)):
        line = log.get()
        assert (line.history_user, line.door, line.history_type) == (manager_gt, "upload", "+")
    assert {*outcomes(again).values()} == {"unchanged"}


def test_people_and_roles_change_and_end_by_the_file(
    client: Client, ana: User, manager_gt: User
) -> None:
    today = timezone.now().date()
    changed = {
        ("people", 0, "last_name"): "Aguilar Paz", ("people", 0, "is_active"): "no",
        ("people", 0, "email"): "ana.paz@iom.int", ("roles", 0, "ends_on"): today,
    }  # fmt: skip

    upload = File(client).uploaded(cells=changed)
    preview = client.get(at("upload_detail", upload.pk)).text
    decide(client, upload)

    ana.refresh_from_db()
    assert (ana.last_name, ana.email, ana.is_active) == ("Aguilar Paz", "ana.paz@iom.int", False)
    held = ana.memberships.get()
    assert held.ends_on == today
    line = held.history.order_by("history_id").last()
    assert (line.history_user, line.door, line.ends_on) == (manager_gt, "upload", today)
    assert AccountLetter.objects.get().kind == "replaced"
    assert "Aguilar Paz" in preview
    assert [change.label for change in told(upload.upload_rows.in_order()[0]).changes] == [
        "Address", "Last name", "May sign in",
    ]  # fmt: skip


def test_rows_that_are_deleted_from_the_file_end_nothing(client: Client, ana: User) -> None:
    file = File(client)
    book = load_workbook(BytesIO(file.filled([person("Luz")], [role("luz@iom.int")])))
    for sheet in ("People", "Roles"):
        page = book[sheet]
        page.delete_rows(next(c.row for c in page["A"] if str(c.value).startswith("ana")))
    stream = BytesIO()
    book.save(stream)

    upload = uploaded(client, stream.getvalue())
    decide(client, upload)

    ana.refresh_from_db()
    assert (ana.is_active, ana.memberships.get().ends_on) == (True, None)
    assert User.objects.filter(first_name="Luz").exists()


# What is wrong is said at its cell, and nothing is saved.

Said = tuple[str, int, str, str]
LUZ = "luz@iom.int"


def new(*said: Said, **typed: Any) -> tuple[list[dict], list[dict], dict, list[Said]]:
    """Somebody new whose person or role says what is `typed`, and what is said of it."""
    of_role = {name: typed.pop(name) for name in [*typed] if name in ROLE}
    return [person("Luz", **typed)], [role(LUZ, **of_role)], {}, [*said]


def changed(*said: Said, **typed: Any) -> tuple[list[dict], list[dict], dict, list[Said]]:
    """A row of the template that is changed: "roles_0_role"."""
    cells = {}
    for name, value in typed.items():
        sheet, number, column = name.split("_", 2)
        cells[sheet, int(number), column] = value
    return [], [], cells, [*said]


ROLE = ("person", "role", "office", "region", "ends_on", "stands_in_for")
WRONG = "This person is wrong, in row 8 of the sheet “People”."
HAS_ACCOUNT = (
    "Somebody with this address has an account. Give them a role on their page under People;"
    " where they are not listed, ask an administrator."
)
NOBODY = "Nobody with this user name or address has a role where you manage."
MANAGED = "Roles of this person are given and ended by an administrator"
ACCOUNT = "This account is managed by an administrator"
ANOTHER = "A role that is held does not change into another."
# The template has two people and two roles: Ana, a reporter, and the manager whose file it is.
REFUSED: dict[str, tuple[list[dict], list[dict], dict, list[Said]]] = {
    "another office": new(
        ("roles", 2, "office", "“HN” is not one of the choices. Choose from: GT Guatemala."),
        office="HN",
    ),
    "a region of which they manage an office": new(
        ("roles", 2, "region", "“RO” is not one of the choices. Choose from: –."),
        office=None, region="RO",
    ),
    "a role above their own": new(
        ("roles", 2, "role", "This role is given by an administrator only."), role="manager"
    ),
    "no such role": new(("roles", 2, "role", "“king” is not one of the choices."), role="king"),
    "somebody new without a role": (
        [person("Luz")], [], {}, [("people", 2, "email", "Give this person a role on the sheet")]
    ),
    "no place": new(("roles", 2, "office", "“Office” is missing."), office=None),
    "an address that is none": (
        [person("Luz", email="=luz")], [role("=luz")], {},
        [("people", 2, "email", "Enter a valid email address."), ("roles", 2, "person", WRONG)],
    ),
    "no names": (
        [{"email": LUZ}], [role(LUZ)], {},
        [("people", 2, "first_name", "“First name” is missing."),
         ("people", 2, "last_name", "“Last name” is missing."), ("roles", 2, "person", WRONG)],
    ),
    "nobody's role": ([], [role(LUZ)], {}, [("roles", 2, "person", NOBODY)]),
    "an address that is there twice": (
        [person("Luz"), person("Eva", email="LUZ@iom.int")], [role(LUZ)], {},
        [("people", 3, "email", "Row 8 says the same. Keep only one of them.")],
    ),
    "the address of a colleague": (
        [person("Luz", email="ANA@iom.int")], [role("ana@iom.int", role="finance")], {},
        [("people", 2, "email", HAS_ACCOUNT), ("roles", 2, "person", WRONG)],
    ),
    "somebody who is known elsewhere by another name": (
        [person("Luz", email="rosa@iom.int")], [role("rosa@iom.int")], {},
        [("people", 2, "email", HAS_ACCOUNT), ("roles", 2, "person", WRONG)],
    ),
    "an administrator": (
        [person("Luz", email="root@iom.int")], [role("root@iom.int"), role("root.admin")], {},
        [("people", 2, "email", HAS_ACCOUNT), ("roles", 2, "person", WRONG),
         ("roles", 3, "person", NOBODY)],
    ),
    "a role of somebody of another office": (
        [], [role("rosa@iom.int")], {}, [("roles", 2, "person", NOBODY)]
    ),
    "a role for themselves": (
        [], [role("manager.gt", role="finance")], {}, [("roles", 2, "person", MANAGED)]
    ),
    "an end of their own role": changed(
        ("roles", 1, "ends_on", MANAGED), roles_1_ends_on=FUTURE
    ),
    "their own name": changed(("people", 1, "last_name", ACCOUNT), people_1_last_name="King"),
    "an account with a role elsewhere": changed(
        ("people", 0, "last_name", ACCOUNT), people_0_last_name="Queen"
    ),
    "a day that is past": new(
        ("roles", 2, "ends_on", "This day is past. Choose today or a later day."),
        ends_on=date(2020, 12, 31),
    ),
    "an end that is past": changed(
        ("roles", 0, "ends_on", "This day is past."), roles_0_ends_on=date(2020, 12, 31)
    ),
    "a day that is none": new(("roles", 2, "ends_on", "This is not a date."), ends_on="soon"),
    "a stand-in without a last day": new(
        ("roles", 2, "ends_on", "Say until which day they stand in."),
        stands_in_for="ana.gt",
    ),
    "a stand-in for nobody here": new(
        ("roles", 2, "stands_in_for", NOBODY), stands_in_for="rosa.hn", ends_on=FUTURE
    ),
    "a stand-in for themselves": changed(
        ("roles", 0, "stands_in_for", "Choose somebody else who may sign in"),
        roles_0_stands_in_for="ana.gt", roles_0_ends_on=FUTURE,
    ),
    "another role in the same row": changed(
        ("roles", 0, "role", ANOTHER), roles_0_role="finance"
    ),
    "another person in the same row": changed(
        ("roles", 0, "person", ANOTHER), roles_0_person="manager.gt"
    ),
    "a role that is held": (
        [], [role("ana.gt")], {},
        [("roles", 2, "office", "This person already has this role for this office.")],
    ),
    "another name to sign in with": changed(
        ("people", 0, "username", "What somebody signs in with does not change."),
        ("people", 0, "username", ACCOUNT),
        people_0_username="queen",
    ),
    "a name to sign in with that is taken": (
        [person("Luz", username="ana.gt")], [role(LUZ)], {},
        [("people", 2, "username", "A user with that username already exists."),
         ("roles", 2, "person", WRONG)],
    ),
    "somebody new who may not sign in": new(
        ("people", 2, "is_active", "Somebody who is invited may sign in."),
        ("roles", 2, "person", WRONG), is_active="no",
    ),
    "a text that is too long": new(
        ("people", 2, "last_name", "This text is 151 characters long. Shorten it to 150"),
        ("roles", 2, "person", WRONG), last_name="x" * 151,
    ),
    "a formula without a result": new(
        ("people", 2, "last_name", "This formula has no saved result."),
        ("roles", 2, "person", WRONG), last_name=Formula("=1+1"),
    ),
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("case", REFUSED)
def test_what_the_pages_refuse_is_refused_at_its_cell_and_nothing_is_half_made(
    case: str, client: Client, ana: User, honduras: Office
) -> None:
    make_user(username="root.admin", email="root@iom.int", is_superuser=True)
    make_membership(user=make_user(username="rosa.hn", email="rosa@iom.int"), office=honduras)
    if case in ("an account with a role elsewhere", "another name to sign in with"):
        make_membership(user=ana, role=Role.VIEWER, office=honduras)
    people, roles, cells, expected = REFUSED[case]
    file, before = File(client), everything()
    # Something right stands beside it, and comes to nothing too.
    content = file.filled([*people, person("Oto")], [*roles, role("oto@iom.int")], cells=cells)

    upload = uploaded(client, content)
    answer = decide(client, upload)

    found = said(upload)
    for sheet, number, column, sentence in expected:
        place = f"{sheet} {cell_of(content, sheet, number, column)} {sentence}"
        assert any(each.startswith(place) for each in found), (place, found)
    assert len(found) == len(expected), found
    assert answer.status_code == 409
    assert everything() == before
    assert upload.upload_rows.filter(outcome="new").count() >= 2


def test_every_refusal_is_told_in_three_languages(client: Client, ana: User) -> None:
    upload = File(client).uploaded(
        [person("Luz"), person("Eva", is_active="no")],
        [role("eva@iom.int", role="manager"), role("nobody", ends_on=date(2020, 1, 1))],
    )

    for row in upload.upload_rows.filter(outcome="error"):
        sentences = [[s.sentence for s in told(row, lang).problems] for lang in ("en", "es", "fr")]
        for each in zip(*sentences, strict=True):
            assert len({*each}) == 3


def test_what_was_changed_since_is_a_conflict_but_not_what_the_file_does_not_show(
    client: Client, ana: User, manager_gt: User
) -> None:
    file = File(client)
    held = ana.memberships.get()
    ana.has_app = True
    ana.save(update_fields=["has_app"])
    cells = {("people", 0, "last_name"): "Mine", ("roles", 0, "ends_on"): FUTURE}

    fine = file.uploaded(cells=cells)
    first = [*outcomes(fine).values()]
    ana.last_name = "Theirs"
    ana.save()
    held.ends_on = LATER
    held.save()
    late = file.uploaded(cells=cells)
    answer = decide(client, fine)

    assert first.count("changed") == 2
    assert [*outcomes(late).values()].count("conflict") == 2
    assert "Somebody changed this after you downloaded the template." in said(late)[0]
    assert answer.status_code == 409
    ana.refresh_from_db()
    assert (ana.last_name, ana.memberships.get().ends_on) == ("Theirs", LATER)


def test_a_role_that_was_removed_since_matches_nothing(client: Client, ana: User) -> None:
    file = File(client)
    make_membership(user=ana, role=Role.VIEWER, office=Office.objects.get(code="GT"))
    ana.memberships.get(role=Role.REPORTER).delete()

    upload = file.uploaded(cells={("roles", 0, "ends_on"): FUTURE})

    assert "doesn't match anything here" in said(upload)[0]


def test_the_row_of_somebody_elsewhere_cannot_be_named_by_its_number(
    client: Client, ana: User, honduras: Office
) -> None:
    foreign = make_membership(user=make_user(username="rosa.hn"), office=honduras)
    before = everything()

    for sheet, number in (("people", foreign.user_id), ("roles", foreign.pk)):
        column = {"people": "last_name", "roles": "ends_on"}[sheet]
        cells = {(sheet, 0, "id"): number, (sheet, 0, column): FUTURE}
        upload = File(client).uploaded(cells=cells)
        decide(client, upload)

        assert "doesn't match anything here" in said(upload)[0]
    assert everything() == before


def test_whoever_gave_up_managing_meanwhile_applies_nothing(
    client: Client, ana: User, manager_gt: User
) -> None:
    upload = File(client).uploaded([person("Luz")], [role(LUZ)])
    manager_gt.memberships.update(role=Role.FINANCE)

    answer = decide(client, upload)

    assert answer.status_code == 409
    assert "Only managers invite people and give roles." in answer.text
    assert not User.objects.filter(email=LUZ).exists()


def test_the_file_is_its_managers_own(
    client: Client, ana: User, manager: Client, signed_in: SignIn
) -> None:
    """It holds names and addresses: nobody else sees it, whatever they manage."""
    upload = File(client).uploaded([person("Luz")], [role(LUZ)])

    foreign = {
        way: manager.get(at(f"upload_{way}", upload.pk)).status_code for way in ("detail", "file")
    }
    result = manager.get(at("workbook", "R13"), {"upload": upload.pk})
    other = signed_in(ana).get(at("workbook", "T6"))

    assert foreign == {"detail": 404, "file": 404}
    assert (result.status_code, other.status_code) == (400, 400)


def test_a_manager_of_a_region_gives_roles_in_it_and_in_its_offices(
    manager: Client, region: Region, honduras: Office, ana: User
) -> None:
    upload = File(manager).uploaded(
        [person("Luz")],
        [role(LUZ, office=None, region=region.code, role="reviewer"), role(LUZ, office="HN"),
         role("ana.gt", office="HN", role="finance")],
    )  # fmt: skip
    decide(manager, upload)

    assert not said(upload)
    held = Membership.objects.filter(user__email=LUZ).order_by("role")
    assert [(row.role, row.office, row.region) for row in held] == [
        ("reporter", honduras, None), ("reviewer", None, region),
    ]  # fmt: skip
    assert ana.memberships.filter(office=honduras, role="finance").exists()


def test_a_stand_in_is_of_the_region_of_the_role_whatever_the_appeal(
    manager: Client, manager_ro: User, ana: User
) -> None:
    office = make_office()
    make_membership(user=manager_ro, role=Role.MANAGER, region=office.region)
    make_membership(user=make_user(username="far", email="far@iom.int"), office=office)
    stands = {"ends_on": FUTURE, "stands_in_for": "far"}

    upload = File(manager).uploaded(
        [person("Luz")],
        [role(LUZ, office=office.code, **stands), role("ana.gt", role="viewer", **stands)],
    )

    assert [each.split()[0] for each in said(upload)] == ["roles"]
    assert "Choose somebody else who may sign in" in said(upload)[0]
    assert upload.upload_rows.get(sheet="roles", outcome="new").cells["person"]["value"] == LUZ


def test_an_administrator_gives_every_role_to_everybody(
    superuser: User, signed_in: SignIn, ana: User, mi2020: Appeal
) -> None:
    upload = File(signed_in(superuser)).uploaded([], [role("ana.gt", role="manager")])
    decide(signed_in(superuser), upload)

    assert ana.memberships.filter(role="manager").exists()


def test_text_like_a_formula_goes_in_and_out_as_text(client: Client, ana: User) -> None:
    evil = '=HYPERLINK("https://evil.example")'
    upload = File(client).uploaded([person("Luz", last_name=evil)], [role(LUZ)])
    decide(client, upload)

    book = load_workbook(BytesIO(template(client)))

    cells = [c for row in book["People"].iter_rows() for c in row if c.value == evil]
    assert [cell.data_type for cell in cells] == ["s"]
    assert User.objects.get(email=LUZ).last_name == evil


@pytest.mark.once
def test_rows_beyond_the_most_that_change_at_once_are_refused(
    client: Client, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(t6_access, "MOST_CHANGED", 3)
    people = [person(f"P{number}") for number in range(5)]

    upload = File(client).uploaded(people, [role(each["email"]) for each in people])
    answer = decide(client, upload)

    wrong = [row.number for row in upload.upload_rows.filter(sheet="people", outcome="error")]
    assert wrong == [11, 12]
    assert "More than 3 rows of this sheet are new or changed." in said(upload)[0]
    assert answer.status_code == 409
    assert not User.objects.filter(last_name="Cano").exists()


def test_invitations_about_demonstration_data_are_dated_by_the_machine(
    client: Client, ana: User, mi2020: Appeal
) -> None:
    Appeal.objects.filter(pk=mi2020.pk).update(
        is_demonstration=True,
        clock_stands_on=date(2020, 10, 23),
        clock_started_at=timezone.now(),
    )
    upload = File(client).uploaded([person("Luz")], [role(LUZ)])

    decide(client, upload)

    assert timezone.now() - AccountLetter.objects.get().at < timedelta(minutes=5)


def test_people_and_workbooks_offer_the_template_to_managers_only(
    client: Client, ana: User, signed_in: SignIn
) -> None:
    people = client.get(reverse("appeal:person_list", args=[APPEAL])).text
    offered = client.get(at("workbook_list")).text
    readers = signed_in(ana).get(at("workbook_list")).text

    assert at("workbook", "T6") in people
    assert at("upload_new") in people
    assert "Template for people and roles" in offered
    assert "Template for people and roles" not in readers
