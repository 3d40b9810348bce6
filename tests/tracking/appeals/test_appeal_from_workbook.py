"""A new appeal from a filled workbook (T0): downloaded empty or from an appeal, and sent."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from appeal.models import Appeal, Office, Role, User
from tests.appeal.loading.test_appeal_workbook import CODE, everything, told
from tests.factories import make_appeal, make_membership, make_region
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, complaints, words
from tests.tracking.uploads.filling import Cell, cell_of, filled_in, place, saved

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]
NEW = "/appeals/new/workbook/"


@pytest.fixture
def content(client: Client, mi2020: Appeal) -> bytes:
    """T0 of the 2020 appeal, as its page of Excel reports gives it out."""
    return client.get(at("workbook", "T0")).getvalue()


def send(client: Client, content: bytes, **typed: Any) -> Any:
    typed = {"idempotency_key": str(uuid4()), "version": 0} | typed
    return client.post(NEW, typed | {"file": SimpleUploadedFile("T0.xlsx", content)})


def send_filled(client: Client, content: bytes, cells: dict[Cell, Any]) -> Any:
    return send(client, filled_in(content, {CODE: "AGAIN"} | cells))


def test_a_filled_workbook_becomes_a_draft_and_its_page_opens(
    client: Client, content: bytes, mi2020: Appeal, manager_ro: User
) -> None:
    answer = send_filled(client, content, {})

    made = Appeal.objects.get(code="AGAIN")
    assert answer.url == "/appeals/AGAIN/draft/"
    assert (made.state, told(made)) == ("draft", told(mi2020))
    assert made.history.get().history_user == manager_ro
    assert "is now a draft" in words(client.get(answer.url))


def test_the_draft_is_downloaded_from_its_page_and_makes_another(
    client: Client, content: bytes, mi2020: Appeal
) -> None:
    page = client.get(send_filled(client, content, {}).url)
    address = "/appeals/AGAIN/workbooks/T0.xlsx"
    assert f'href="{address}"' in page.content.decode()

    answer = send_filled(client, client.get(address).getvalue(), {CODE: "THIRD"})

    assert answer.url == "/appeals/THIRD/draft/"
    assert told(Appeal.objects.get(code="THIRD")) == told(mi2020)


def test_a_draft_without_a_source_goes_out_and_comes_in(client: Client, content: bytes) -> None:
    send_filled(client, content, {})
    Appeal.objects.filter(code="AGAIN").update(source_name="", source_sha256="")

    draft = client.get("/appeals/AGAIN/workbooks/T0.xlsx").getvalue()
    answer = send_filled(client, draft, {CODE: "THIRD"})

    made = Appeal.objects.get(code="THIRD")
    assert answer.url == "/appeals/THIRD/draft/"
    assert (made.source_name, made.source_sha256) == ("", "")


def test_sent_twice_it_is_made_once(client: Client, content: bytes, mi2020: Appeal) -> None:
    filled, key = filled_in(content, {CODE: "AGAIN"}), str(uuid4())

    answers = [send(client, filled, idempotency_key=key) for _each in range(2)]

    assert {answer.url for answer in answers} == {"/appeals/AGAIN/draft/"}
    assert Appeal.objects.count() == 2


def test_everything_that_is_wrong_is_on_the_page_and_nothing_is_made(
    client: Client, content: bytes
) -> None:
    wrong: dict[Cell, Any] = {
        ("matrix", 0, "total"): 5, ("priorities", 0, "assigned"): "X8",
        ("priorities", 1, "assigned"): "X9",
    }  # fmt: skip
    before = everything()

    page = send_filled(client, content, wrong)

    assert page.status_code == 422
    sheets = {"matrix": "Matrix", "priorities": "Priorities"}
    for cell in wrong:
        assert f"Sheet “{sheets[cell[0]]}”, {cell_of(content, *cell)}:" in words(page)
    assert "Nothing was saved." in words(page)
    assert "Everything you entered is still there" not in words(page)
    assert everything() == before


def test_an_office_of_another_region_is_refused_at_its_cell(client: Client, content: bytes) -> None:
    elsewhere = make_region(name_en="The Andes")
    Office.objects.filter(code__in=["BZ", "GT"]).update(region=elsewhere)

    page = send_filled(client, content, {})

    cells = [cell_of(content, "offices", number, "code") for number in range(4)]
    assert sorted(page.context["form"].sentences) == [
        f"Sheet “Offices”, {cell}: The office {code} belongs to another region, The Andes."
        for cell, code in zip(cells, codes_of(content), strict=False)
        if code in ("BZ", "GT")
    ]


def codes_of(content: bytes) -> list[Any]:
    page, first, columns = place(load_workbook(BytesIO(content)), "offices")
    return [page.cell(first + number, columns["code"]).value for number in range(4)]


def test_a_known_office_keeps_its_name_and_the_page_says_so(
    client: Client, content: bytes, mi2020: Appeal
) -> None:
    name = Office.objects.get(code="BZ").name_en

    answer = send_filled(client, content, {("offices", 0, "name_en"): "Somewhere"})

    assert answer.status_code == 302
    assert Office.objects.get(code="BZ").name_en == name
    assert "keeps its name and settings" in words(client.get(NEW))


@pytest.mark.parametrize("content", [b"no workbook", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_what_is_no_workbook_of_ours_is_refused(
    client: Client, mi2020: Appeal, content: bytes
) -> None:
    page = send(client, content)

    assert (page.status_code, len(page.context["form"].sentences)) == (422, 1)


def test_another_template_is_refused(client: Client, mi2020: Appeal) -> None:
    page = send(client, client.get(at("workbook", "R1")).getvalue())

    assert (page.status_code, len(page.context["form"].sentences)) == (422, 1)


def test_a_file_that_is_missing_or_too_large_is_refused_beside_its_field(
    client: Client, mi2020: Appeal
) -> None:
    typed = {"idempotency_key": str(uuid4()), "version": 0}

    assert [*complaints(client.post(NEW, typed))] == ["file"]
    assert [*complaints(send(client, bytes(10 * 1024 * 1024 + 1)))] == ["file"]
    assert send(client, bytes(12 * 1024 * 1024)).status_code == 413


def test_the_empty_template_comes_without_an_appeal_in_the_readers_language(
    client: Client, mi2020: Appeal, manager_ro: User
) -> None:
    User.objects.filter(pk=manager_ro.pk).update(language="fr")
    link = client.get(NEW).content.decode()
    assert 'href="/appeals/new/T0.xlsx"' in link

    answer = client.get("/appeals/new/T0.xlsx")

    titles = load_workbook(BytesIO(answer.getvalue())).sheetnames
    assert "Matrice" in titles
    assert "_T0_modele-de-l-appel_empty_" in answer["Content-Disposition"]


def test_an_empty_template_is_refused_with_each_fact_that_is_needed(
    client: Client, mi2020: Appeal
) -> None:
    content = client.get("/appeals/new/T0.xlsx").getvalue()

    page = send(client, content)

    asked = facts_of(content)
    assert page.status_code == 422
    assert len(asked) > 10
    assert [each.partition(":")[0] for each in page.context["form"].sentences] == [
        *(f"Sheet “Appeal”, {cell}" for cell in asked), "Sheet “Matrix”, A1"
    ]  # fmt: skip


def facts_of(content: bytes) -> list[str]:
    """The cells of the first sheet beside which it says that they are needed."""
    page, first, columns = place(load_workbook(BytesIO(content)), "appeal")
    return [
        row[columns["value"] - 1].coordinate
        for row in page.iter_rows(min_row=first - 1)
        if str(row[columns["value"]].value).startswith("Needed")
    ]


def test_a_template_without_rows_is_refused_by_the_names_of_its_sheets(
    client: Client, content: bytes
) -> None:
    book = load_workbook(BytesIO(content))
    for name in ("Offices", "Matrix"):
        book[name].delete_rows(5, 40)

    page = send(client, saved(book))

    sentences = page.context["form"].sentences
    assert "Sheet “Matrix”, A1: The row TOTAL is missing." in sentences
    assert "Sheet “Priorities”, A6: “BZ” has no row on the sheet “Offices”." in sentences


def test_a_workbook_is_a_beginning_on_each_page_of_a_new_appeal(
    client: Client, mi2020: Appeal
) -> None:
    for address in ("/appeals/new/", "/appeals/new/?of=MI2020-CNAC"):
        assert f'href="{NEW}"' in client.get(address).content.decode()
    assert 'href="/appeals/new/?of=MI2020-CNAC"' in client.get(NEW).content.decode()


def test_a_manager_of_another_region_makes_none_for_this_one(
    content: bytes, signed_in: SignIn, manager_ro: User
) -> None:
    elsewhere = make_membership(role=Role.MANAGER, region=make_region(code="AND")).user

    page = send_filled(signed_in(elsewhere), content, {})

    assert page.status_code == 422
    assert "Choose from: AND." in words(page)


def test_a_draft_of_the_same_code_is_named(client: Client, content: bytes) -> None:
    make_appeal(code="AGAIN")

    page = send_filled(client, content, {})

    assert "There is already a draft with the code AGAIN." in words(page)
