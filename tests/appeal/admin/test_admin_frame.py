"""The admin as a part of the product: its frame, groups, help, days, amounts and one history."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Country,
    Framework,
    Heading,
    Membership,
    Office,
    Partner,
    Priority,
    Receipt,
    Requirement,
    User,
)
from appeal.web.admin_base import ScopedAdmin
from appeal.web.admin_groups import TableGroup
from tests.appeal.admin.test_admin import at, first_office_row, typed
from tests.factories import make_contribution, make_rate, make_transaction
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, words
from tracking.models import ActivityTotal, Download, LedgerTotal, OpenCommitment, UploadRow, Visit

pytestmark = pytest.mark.once

TABLES: list[tuple[Any, Any]] = list(admin.site._registry.items())
NAMED = {"argvalues": TABLES, "ids": [model.__name__ for model, _found in TABLES]}


@pytest.fixture
def manager(manager_ro: User, signed_in: SignIn, mi2020: Appeal) -> Client:
    return signed_in(manager_ro)


@pytest.mark.unit
@pytest.mark.parametrize(("model", "found"), **NAMED)
def test_every_table_is_in_a_group_and_says_what_nobody_can_break(model: Any, found: Any) -> None:
    assert isinstance(found, ScopedAdmin)
    assert found.group in TableGroup
    assert str(found.holds).endswith(".")


def test_the_first_page_has_the_groups_in_which_people_look_for_tables(manager: Client) -> None:
    page = words(manager.get(reverse("admin:index")))

    places = [page.index(str(group.value)) for group in list(TableGroup)[:-1]]
    assert places == sorted(places)
    assert "Recent actions" not in page


def test_how_the_code_is_divided_is_no_page_of_its_own(manager: Client) -> None:
    answer = manager.get(reverse("admin:app_list", args=["appeal"]))

    assert answer.url == reverse("admin:index")


@pytest.mark.unit
@pytest.mark.parametrize(
    "model", [Receipt, ActivityTotal, LedgerTotal, OpenCommitment, Visit, Download, UploadRow]
)
def test_what_the_program_writes_for_itself_is_technical(model: Any) -> None:
    found: Any = admin.site._registry[model]
    assert found.group is TableGroup.TECHNICAL


@pytest.mark.parametrize("who", ["reporter_gt", "finance_gt", "manager_ro", "superuser"])
def test_nobody_but_an_administrator_sees_a_technical_table(
    who: str, request: pytest.FixtureRequest, signed_in: SignIn, mi2020: Appeal
) -> None:
    client, is_seen = signed_in(request.getfixturevalue(who)), who == "superuser"
    technical = [model for model, found in TABLES if found.group is TableGroup.TECHNICAL]

    index = client.get(reverse("admin:index")).content.decode()

    assert (str(TableGroup.TECHNICAL.value) in index) == is_seen
    for model in technical:
        assert (at(model, "changelist") in index) == is_seen
        assert client.get(at(model, "changelist")).status_code == (200 if is_seen else 403)


def pages_of(model: Any, row: Any) -> list[str]:
    return [
        reverse("admin:index"),
        at(model, "changelist"),
        at(model, "add"),
        *(at(model, page, row.pk) for page in ("change", "history", "delete")),
    ]


def test_every_page_has_the_frame_of_the_product(manager: Client, guatemala: Office) -> None:
    for page in pages_of(Activity, first_office_row(Activity, guatemala)):
        html = manager.get(page).content.decode()

        assert '<header class="site">' in html
        assert 'id="language"' in html
        assert 'href="#content-start"' in html
        assert "css/frame.css" in html
        assert "admin/css/dark_mode.css" not in html


def test_every_form_says_what_nobody_can_break(manager: Client, guatemala: Office) -> None:
    row = first_office_row(Activity, guatemala)

    for page in (at(Activity, "add"), at(Activity, "change", row.pk)):
        assert "The days are within those of the appeal." in words(manager.get(page))


def test_a_row_leads_to_its_page(manager: Client, guatemala: Office, mi2020: Appeal) -> None:
    activity = first_office_row(Activity, guatemala)
    place = reverse("tracking:activity_detail", args=[mi2020.code, activity.code])

    assert f'href="{place}"' in manager.get(at(Activity, "change", activity.pk)).content.decode()
    assert manager.get(place).status_code == 200


def asked_by(person: User) -> Any:
    request = RequestFactory().get("/")
    request.user = person
    return request


@pytest.mark.parametrize("is_new", [True, False], ids=["added", "changed"])
@pytest.mark.parametrize(("model", "found"), **NAMED)
def test_every_field_of_every_form_has_help(
    model: Any, found: Any, is_new: bool, superuser: User
) -> None:
    request, row = asked_by(superuser), None if is_new else model(pk=1)
    form = found.get_form(request, row, change=not is_new)
    names = [getattr(each, "__name__", each) for each in flatten_fieldsets(
        found.get_fieldsets(request, row)
    )]  # fmt: skip

    silent = [
        name
        for name in names
        if not (form.base_fields[name].help_text if name in form.base_fields else "")
        and not form._meta.help_texts.get(name)
    ]
    hidden = {"version", "answers", "password1", "password2", "usable_password", "username"}
    assert set(silent) - hidden == set()


@pytest.mark.parametrize(
    ("language", "day", "format_named"),
    [
        ("en", "1 Jan 2020", "for example 30 Jun 2020"),
        ("es", "01/01/2020", "30/06/2020"),
        ("fr", "01/01/2020", "30/06/2020"),
    ],
)
def test_days_are_typed_as_the_readers_language_writes_them_and_the_form_says_how(
    manager: Client, manager_ro: User, guatemala: Office, language: str, day: str, format_named: str
) -> None:
    User.objects.filter(pk=manager_ro.pk).update(language=language)
    activity = first_office_row(Activity, guatemala)
    address = at(Activity, "change", activity.pk)
    page = manager.get(address)

    assert f'name="starts_on" value="{day}"' in page.content.decode()
    assert format_named in page.content.decode()
    assert manager.post(address, typed(page, starts_on=day, lead="Ana")).status_code == 302
    assert Activity.objects.get(pk=activity.pk).lead == "Ana"


@pytest.mark.parametrize(
    ("language", "amount"), [("en", "1,234,567.50"), ("fr", "1\u202f234\u202f567,50")]
)
def test_an_amount_that_is_only_looked_at_is_written_as_on_the_pages(
    reporter_gt: User, guatemala: Office, signed_in: SignIn, language: str, amount: str
) -> None:
    User.objects.filter(pk=reporter_gt.pk).update(language=language)
    allocation = first_office_row(Allocation, guatemala)
    Allocation.objects.filter(pk=allocation.pk).update(amount="1234567.50")
    client = signed_in(reporter_gt)

    for page in (
        at(Allocation, "changelist"),
        at(Allocation, "change", allocation.pk),
        at(Activity, "change", allocation.activity_id),
    ):
        assert amount in client.get(page).content.decode(), page


def test_a_manager_sees_no_hash_of_a_password_not_even_a_part(
    manager: Client, reporter_gt: User
) -> None:
    page = words(manager.get(at(User, "change", reporter_gt.pk)))

    for part in ("algorithm", "salt", "hash", "iterations"):
        assert part not in page.lower()


def test_there_is_one_history_and_it_is_the_change_log(manager: Client) -> None:
    partner = Partner.objects.create(name_en="A ministry", kind="government")
    address = at(Partner, "change", partner.pk)
    manager.post(address, typed(manager.get(address), name_en="The ministry"))

    page = manager.get(at(Partner, "history", partner.pk))

    assert words(page).count("A ministry → The ministry") == 1
    assert page.content.decode().count("<table") == 1
    assert "Date/time" not in words(page)


def test_the_history_is_written_in_the_words_and_days_of_the_reader(
    manager: Client, manager_ro: User, guatemala: Office
) -> None:
    User.objects.filter(pk=manager_ro.pk).update(language="es")
    activity = first_office_row(Activity, guatemala)
    address = at(Activity, "change", activity.pk)
    manager.post(address, typed(manager.get(address), starts_on="02/01/2020"))

    page = words(manager.get(at(Activity, "history", activity.pk)))

    assert "1 ene 2020 → 2 ene 2020" in page
    assert "alta" in page
    assert not any(word in page for word in ("Changed", "Created", "2020-01-02"))


def test_a_table_without_any_log_says_that_nothing_was_changed(
    manager: Client, guatemala: Office
) -> None:
    row = first_office_row(Requirement, guatemala)

    assert "Nothing has been changed since" in words(
        manager.get(at(Requirement, "history", row.pk))
    )


def test_whoever_removes_a_row_is_asked_in_one_sentence(manager: Client) -> None:
    partner = Partner.objects.create(name_en="A ministry", kind="government")
    address = at(Partner, "delete", partner.pk)

    page = words(manager.get(address))

    assert "Remove “A ministry”?" in page
    assert not any(word in page for word in ("Summary", "Objects", "related items"))
    assert manager.post(address, {"post": "yes"}).status_code == 302
    assert not Partner.objects.filter(pk=partner.pk).exists()


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_rows_are_called_with_figures_and_days_as_the_reader_writes_them(
    mi2020: Appeal, language: str
) -> None:
    with translation.override(language):
        names = [
            str(make_transaction(activity=activity_of("GT-1.1"), amount="1234.5")),
            str(make_contribution(committed=1234).flows.get()),
            str(make_rate(currency="GTQ")),
        ]

    assert not any(re.search(r"\d{4}-\d\d-\d\d|\d{4}\.", name) for name in names), names


def test_a_table_without_a_change_log_tells_what_was_saved_here(
    manager: Client, reporter_gt: User
) -> None:
    address = at(User, "change", reporter_gt.pk)
    manager.post(address, typed(manager.get(address), first_name="Ana"))

    assert "First name" in words(manager.get(at(User, "history", reporter_gt.pk)))


def test_boxes_offer_offices_by_name_in_the_readers_language(
    superuser: User, manager: Client, mi2020: Appeal
) -> None:
    Office.objects.filter(code="GT").update(name_es="Zacapa", name_fr="Alta")
    found: Any = admin.site._registry[Membership]
    field = Membership._meta.get_field("office")

    def names() -> list[str]:
        return [str(office) for office in found.choices_for(field, asked_by(superuser))]

    for language in ("es", "fr"):
        with translation.override(language):
            assert names() == sorted(names(), key=str.lower)


NAMES_AND_TITLES = {
    Partner: "name", Office: "name", Country: "name", Priority: "title", Appeal: "title",
    Framework: "title", Heading: "title",
}  # fmt: skip


@pytest.mark.parametrize("model", NAMES_AND_TITLES, ids=lambda model: model.__name__)
def test_a_text_in_one_language_is_enough_and_readers_of_the_others_see_it(
    model: Any, superuser: User, signed_in: SignIn, mi2020: Appeal
) -> None:
    row, name = model.objects.first(), NAMES_AND_TITLES[model]
    client, address = signed_in(superuser), at(model, "change", row.pk)
    empty = {f"{name}_en": "", f"{name}_fr": ""}

    refused = client.post(address, typed(client.get(address), **empty, **{f"{name}_es": ""}))
    answer = client.post(address, typed(client.get(address), **empty, **{f"{name}_es": "Así"}))

    assert f"{name}_en" in refused.context["adminform"].form.errors
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row.refresh_from_db()
    for language in ("en", "es", "fr"):
        with translation.override(language):
            assert getattr(row, name) == "Así"
