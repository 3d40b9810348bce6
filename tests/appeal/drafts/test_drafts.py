"""A draft is prepared in pages: offices, the table of requirements, priorities."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeal.models import (
    Activity,
    Appeal,
    Country,
    Heading,
    Office,
    Priority,
    Requirement,
    StatedTotal,
    User,
)
from tests.factories import (
    make_appeal,
    make_cell,
    make_heading,
    make_office,
    make_priority,
    make_region,
    make_section,
    publish,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import complaints, count_queries, filled, words

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]


@pytest.fixture
def draft(mi2020: Appeal) -> Appeal:
    """A draft with two headings and one office, all dashes."""
    appeal = make_appeal(region=mi2020.region, code="MI2021", year=2020)
    office = make_section(appeal=appeal, office=make_office(region=mi2020.region)).office
    for _number in range(2):
        make_cell(appeal=appeal, office=office, heading=make_heading(appeal=appeal), amount=None)
    return appeal


def at(page: str, *args: Any) -> str:
    return reverse(f"appeal:{page}", args=["MI2021", *args])


def cells_of(appeal: Appeal) -> list[Requirement]:
    rows = Requirement.objects.of(appeal).select_related("office", "heading")
    return list(rows.order_by("office__code", "heading__order"))


def typed_table(client: Client, **typed: Any) -> Any:
    address = at("draft_table")
    return client.post(address, filled(client.get(address), **typed), follow=True)


def test_the_table_is_typed_cell_by_cell_and_a_dash_stays_a_dash(
    client: Client, draft: Appeal
) -> None:
    one, other = cells_of(draft)
    names = [f"cell-{row.office_id}-{row.heading_id}" for row in (one, other)]

    page = typed_table(
        client, **{names[0]: "1,250.50", names[1]: "–", "cell-0-0": "1250.50",
                   f"cell-{one.office_id}-0": "1 260"},
    )  # fmt: skip

    assert page.status_code == 200
    assert [row.amount for row in cells_of(draft)] == [Decimal("1250.50"), None]
    stated = {(row.office_id, row.heading_id): row.amount for row in draft.stated_totals.all()}
    assert stated == {(None, None): Decimal("1250.50"), (one.office_id, None): Decimal(1260)}
    assert [row[3] for row in page.context["rows"]] == [Decimal("9.50")]
    # To the cent, on both pages: a difference of 0.50 is not shown as none.
    assert 'wrong">9.50' in page.content.decode()
    reconciled = client.get(f"/appeals/{draft.code}/reconciliation/").content.decode()
    for shown in ("1,250.50", "1,260", "9.50"):
        assert f">{shown}<" in reconciled


def test_an_emptied_total_is_not_stated_any_more(client: Client, draft: Appeal) -> None:
    typed_table(client, **{"cell-0-0": "5"})
    assert draft.stated_totals.exists()

    typed_table(client, **{"cell-0-0": ""})

    assert not draft.stated_totals.exists()


@pytest.mark.once
def test_zero_is_refused_since_it_is_no_dash(client: Client, draft: Appeal) -> None:
    one, _other = cells_of(draft)
    name = f"cell-{one.office_id}-{one.heading_id}"

    page = typed_table(client, **{name: "0"})

    assert page.status_code == 422
    assert "Leave the line empty where the publication has a dash." in words(page)


@pytest.mark.once
def test_what_is_no_amount_saves_nothing_and_says_where(client: Client, draft: Appeal) -> None:
    one, other = cells_of(draft)
    names = [f"cell-{row.office_id}-{row.heading_id}" for row in (one, other)]
    address = at("draft_table")

    page = client.post(address, filled(client.get(address), **{names[0]: "100", names[1]: "a lot"}))

    assert page.status_code == 422
    assert complaints(page).keys() == {names[1]}
    assert [row.amount for row in cells_of(draft)] == [None, None]


def test_the_second_of_two_who_type_the_table_is_told_and_loses_nothing(
    client: Client, draft: Appeal
) -> None:
    one, _other = cells_of(draft)
    name = f"cell-{one.office_id}-{one.heading_id}"
    address = at("draft_table")
    opened = client.get(address)
    typed_table(client, **{name: "100"})

    page = client.post(address, filled(opened, **{name: "200"}))

    assert page.status_code == 409
    assert cells_of(draft)[0].amount == 100
    assert 'value="200"' in page.content.decode()
    client.post(address, filled(page, **{name: "200"}))
    assert cells_of(draft)[0].amount == 200


def test_offices_are_added_and_numbered(client: Client, draft: Appeal) -> None:
    section = draft.sections.get()
    new, far = make_office(region=draft.region), make_office(region=make_region())
    address = at("draft_offices")
    opened = client.get(address)
    key = section.office_id
    typed = {f"name-{key}": "As printed", f"order-{key}": "7", "added": [new.pk]}

    assert far.name not in words(opened)
    client.post(address, filled(opened, **typed))

    rows = [(row.office, row.order, row.printed_name) for row in draft.sections.order_by("order")]
    assert rows == [(section.office, 1, "As printed"), (new, 2, new.name)]
    assert draft.requirements.filter(office=new, amount=None).count() == 2


def test_an_office_that_the_region_had_not_is_added_as_the_last_with_dashes(
    client: Client, draft: Appeal
) -> None:
    first = draft.sections.get()
    country = Country.objects.get(code="SN")
    new = at("draft_office_new")
    typed = {
        "code": "QX", "name_fr": "Un bureau", "kind": "country", "language": "fr",
        "countries": [country.pk],
    }  # fmt: skip

    page = client.post(new, filled(client.get(new), **typed), follow=True)

    office = Office.objects.get(code="QX")
    assert "Saved: Un bureau." in words(page)
    assert (office.region, office.name_en, [*office.countries.all()]) == (
        draft.region, "Un bureau", [country],
    )  # fmt: skip
    assert [row.office for row in draft.sections.order_by("order")] == [first.office, office]
    assert draft.requirements.filter(office=office, amount=None).count() == 2
    line = office.history.latest()
    assert line.history_user == page.context["user"]
    assert [pair.country for pair in line.countries.all()] == [country]


def test_the_code_of_another_office_is_refused_and_what_was_typed_stays(
    client: Client, draft: Appeal
) -> None:
    far = make_office(region=make_region())
    new = at("draft_office_new")
    typed = {
        "code": far.code, "name_en": "Ours", "kind": "country", "language": "fr",
        "countries": [Country.objects.get(code="SN").pk],
    }  # fmt: skip

    page = client.post(new, filled(client.get(new), **typed))

    assert page.status_code == 422
    assert complaints(page)["code"][0].startswith("An office has this code already.")
    assert 'value="Ours"' in page.content.decode()
    assert draft.sections.count() == 1


def test_a_priority_is_added_with_its_headings_and_one_activity_changed_and_removed(
    client: Client, draft: Appeal
) -> None:
    code = draft.sections.get().office.code
    one, other = Heading.objects.of(draft).in_printed_order()
    new = at("draft_priority_new", code)
    typed = {"title_fr": "Un titre", "summary_fr": "Un résumé.", f"heading-{one.pk}": "published"}

    client.post(new, filled(client.get(new), **typed))

    priority = Priority.objects.of(draft).get()
    assert (priority.code, priority.title_fr) == (f"{code}-1", "Un titre")
    assert [(row.heading, row.basis) for row in priority.classifications.all()] == [
        (one, "published")
    ]
    assert [row.code for row in priority.activities.all()] == [f"{code}-1.1"]

    page = at("draft_priority", priority.code)
    changed = {f"heading-{one.pk}": "", f"heading-{other.pk}": "assigned", "title_en": "A title"}
    client.post(page, filled(client.get(page), **changed))

    priority.refresh_from_db()
    assert priority.title_en == "A title"
    assert [row.heading for row in priority.classifications.all()] == [other]

    gone = at("draft_priority_remove", priority.code)
    client.post(gone, filled(client.get(gone)))

    assert not Priority.objects.of(draft).exists()
    assert not Activity.objects.of(draft).exists()


def test_a_priority_needs_a_title_in_some_language(client: Client, draft: Appeal) -> None:
    new = at("draft_priority_new", draft.sections.get().office.code)

    page = client.post(new, filled(client.get(new), summary_en="Something."))

    assert page.status_code == 422
    assert complaints(page) == {"title_en": ["Write it in at least one language."]}


def test_days_change_and_those_that_end_before_they_begin_are_refused(
    client: Client, draft: Appeal
) -> None:
    address = at("draft_edit")

    page = client.post(address, filled(client.get(address), ends_on="2019-01-01"))
    assert page.status_code == 422
    assert "The appeal must end on or after the day it starts." in words(page)

    client.post(address, filled(client.get(address), ends_on="2020-11-30", closes_on=""))
    draft.refresh_from_db()
    assert str(draft.closes_on) == "2021-02-28"


def test_a_title_of_the_table_in_one_language_is_enough_and_without_any_it_is_the_appeals(
    client: Client, draft: Appeal
) -> None:
    address = at("draft_edit")
    titles = {"title_en": "An appeal", "title_es": "Un llamamiento"}
    tables = dict.fromkeys(("table_title_en", "table_title_es", "table_title_fr"), "")

    client.post(address, filled(client.get(address), **titles, **tables))
    draft.refresh_from_db()
    assert (draft.table_title_en, draft.table_title_es) == ("An appeal", "Un llamamiento")

    client.post(address, filled(client.get(address), **tables | {"table_title_en": "The table"}))
    draft.refresh_from_db()
    assert (draft.table_title_en, draft.table_title_es) == ("The table", "")


def test_the_sha_256_goes_with_the_source_that_it_is_of(client: Client, draft: Appeal) -> None:
    Appeal.objects.filter(pk=draft.pk).update(source_name="A book", source_sha256="5" * 64)
    address = at("draft_edit")

    assert "5" * 64 in words(client.get(address))
    client.post(address, filled(client.get(address), title_en="Other"))
    draft.refresh_from_db()
    assert draft.source_sha256 == "5" * 64

    client.post(address, filled(client.get(address), source_name="Another book"))
    draft.refresh_from_db()
    assert (draft.source_name, draft.source_sha256) == ("Another book", "")
    assert "SHA-256" not in words(client.get(address))


EVERYWHERE = [
    "tracking:home", "tracking:overview", "tracking:matrix", "tracking:activity_list",
    "appeal:reconciliation", "appeal:draft_table", "tracking:appeal_publish",
]  # fmt: skip


@pytest.mark.parametrize("page", EVERYWHERE)
def test_every_page_of_a_draft_says_that_it_is_one_and_leads_to_preparing_it(
    client: Client, draft: Appeal, mi2020: Appeal, page: str
) -> None:
    own = client.get(reverse(page, args=["MI2021"]))

    assert "Draft: not published yet. Only managers of the region see it." in words(own)
    assert f'<a href="{at("draft")}">Prepare MI2021</a>' in own.content.decode()


def test_a_published_appeal_does_not_say_that_it_is_a_draft(client: Client, draft: Appeal) -> None:
    assert "not published yet" not in words(client.get("/appeals/MI2020-CNAC/overview/"))
    publish(draft)

    assert "not published yet" not in words(client.get("/appeals/MI2021/overview/"))


def test_reconciliation_works_from_the_first_cell_and_names_what_is_missing(
    client: Client, draft: Appeal
) -> None:
    page = client.get(at("reconciliation"))
    assert page.status_code == 200
    assert "No amounts entered yet." in words(page)

    one, _other = cells_of(draft)
    typed_table(client, **{f"cell-{one.office_id}-{one.heading_id}": "100", "cell-0-0": "90"})

    shown = words(client.get(at("reconciliation")))
    assert "the stated total is 90, the lines add up to 100;" in shown


PAGES = ["draft", "draft_edit", "draft_offices", "draft_office_new", "draft_table"]


@pytest.mark.parametrize("page", PAGES)
def test_once_it_is_published_every_page_of_the_draft_says_so(
    client: Client, draft: Appeal, page: str
) -> None:
    publish(draft)

    for answer in (client.get(at(page)), client.post(at(page), {})):
        assert answer.status_code == 409
        assert "MI2021 is published, so what was printed can no longer change." in words(answer)
        assert "This has changed in the meantime" in words(answer)
        assert 'href="/appeals/MI2021/">Open MI2021' in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_nobody_but_a_manager_of_the_region_finds_the_draft(
    draft: Appeal, viewer: User, reporter_gt: User, signed_in: SignIn, page: str
) -> None:
    for person in (viewer, reporter_gt):
        assert signed_in(person).get(at(page)).status_code == 404


def test_what_is_missing_of_a_larger_draft_is_asked_in_as_many_questions(
    client: Client, draft: Appeal
) -> None:
    address = at("reconciliation")
    costs = count_queries(client, address)
    heading = cells_of(draft)[0].heading
    for _number in range(4):
        cell = make_cell(appeal=draft, heading=heading, amount=700)
        StatedTotal.objects.create(appeal=draft, office=cell.office, amount=800)
        make_priority(appeal=draft, office=cell.office)

    assert count_queries(client, address) == costs


def renamed(client: Client) -> None:
    """Another manager gives the draft another code meanwhile."""
    address = at("draft_edit")
    client.post(address, filled(client.get(address), code="MI2021-B"))


@pytest.mark.parametrize("page", ["draft_edit", "draft_table"])
def test_who_typed_while_the_code_of_a_draft_changed_is_told_and_loses_nothing(
    client: Client, draft: Appeal, page: str
) -> None:
    name, value = {"draft_edit": ("title_en", "Typed"), "draft_table": ("cell-0-0", "5")}[page]
    typed = filled(client.get(at(page)), **{name: value})
    renamed(client)

    told = client.post(at(page), typed)

    assert told.status_code == 409
    assert filled(told)[name] == value
    assert Appeal.objects.get(pk=draft.pk).code == "MI2021-B"


def test_a_draft_is_found_by_its_old_code_unless_another_has_it_now(
    client: Client, draft: Appeal, signed_in: SignIn, viewer: User
) -> None:
    renamed(client)

    assert client.get(at("draft")).context["request"].appeal == draft
    assert signed_in(viewer).get(at("draft")).status_code == 404
    other = make_appeal(region=draft.region, code="MI2021")
    assert client.get(at("draft")).context["request"].appeal == other
