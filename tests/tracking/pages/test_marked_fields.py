"""What a constraint refuses is said at the field that has to change, on every form."""

from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from appeal.models import Appeal, User
from appeal.web.marked_forms import MarkedForm
from tests.factories import make_contribution
from tests.tracking.browsing import activity_of, at, complaints, filled

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.person("manager_ro")]


def sent(client: Client, address: str, **typed: Any) -> dict[str, list[str]]:
    """What the form at an address says, field by field, once it came back with `typed`."""
    answer = client.post(address, filled(client.get(address)) | typed)
    assert answer.status_code == 422
    return complaints(answer)


def test_an_activity_that_ends_before_it_starts_is_told_at_its_end(client: Client) -> None:
    told = sent(client, at("activity_edit", "GT-1.1"), starts_on="2020-06-30", ends_on="2020-06-01")

    assert told == {"ends_on": ["The activity must end on or after the day it starts."]}


def test_an_indicator_is_told_at_what_is_empty(client: Client) -> None:
    told = sent(client, at("indicator_new", "GT-1.1"), title_en="", title_es="", title_fr="")

    assert "__all__" not in told
    assert "Write the title in at least one language." in told["title_en"]


def test_a_second_contribution_with_the_same_reference_is_told_at_the_reference(
    client: Client, mi2020: Appeal
) -> None:
    first = make_contribution(appeal=mi2020, reference="PRM-7", currency="USD")
    told = sent(
        client, at("contribution_new"), donor=first.donor_id, reference="PRM-7", currency="USD"
    )

    assert [*told] == ["reference"]


def test_the_admin_says_it_there_too(client: Client) -> None:
    row = activity_of("GT-1.1")
    address = reverse("admin:appeal_activity_change", args=[row.pk])
    form = client.get(address).context["adminform"].form
    typed = {field.html_name: field.value() for field in form if field.value() is not None}

    answer = client.post(address, typed | {"starts_on": "2020-06-30", "ends_on": "2020-06-01"})

    told = answer.context["adminform"].form.errors
    assert dict(told) == {"ends_on": ["The activity must end on or after the day it starts."]}


def test_a_refused_name_is_not_shown_as_if_it_were_saved(client: Client) -> None:
    page = reverse("appeal:office_edit", args=["MI2020-CNAC", "GT"])
    typed = filled(client.get(page)) | {"name_en": "Quetzaltenango", "countries": []}

    answer = client.post(page, typed)

    assert answer.status_code == 422
    crumbs = answer.content.decode().partition('class="crumbs"')[2].partition("</p>")[0]
    assert "Guatemala</a>" in crumbs


def test_a_person_is_called_as_before_while_a_new_name_is_refused(
    client: Client, reporter_gt: User
) -> None:
    page = reverse("appeal:person_edit", args=["MI2020-CNAC", reporter_gt.pk])
    typed = filled(client.get(page)) | {"first_name": "Quetzal", "email": "no address"}

    answer = client.post(page, typed)

    assert answer.status_code == 422
    heading = answer.content.decode().partition("<h1")[2].partition("</h1>")[0]
    assert heading
    assert "Quetzal" not in heading


def test_every_form_of_a_row_marks_its_fields() -> None:
    def below(form: Any) -> list[Any]:
        parts = form.__subclasses__()
        return [*parts, *(each for part in parts for each in below(part))]

    own = [form for form in below(forms.ModelForm) if form.__module__.startswith(("app", "trac"))]

    assert len(own) > 20
    assert [form for form in own if not issubclass(form, MarkedForm)] == []


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (at("indicator_new", "GT-1.1"), "title_en"),
        (at("indicator_new", "GT-1.1"), "unit_en"),
        (at("contribution_new"), "donor"),
        (reverse("appeal:partner_new", args=["MI2020-CNAC"]), "name_en"),
        (reverse("appeal:person_new", args=["MI2020-CNAC"]), "office"),
    ],
)
def test_what_is_needed_unless_another_field_is_filled_in_is_marked(
    client: Client, page: str, name: str
) -> None:
    assert f'<label for="id_{name}" class="required">' in client.get(page).content.decode()


def test_a_name_is_asked_for_in_the_language_of_the_reader(client: Client) -> None:
    page = reverse("appeal:partner_new", args=["MI2020-CNAC"])
    client.post(reverse("appeal:language"), {"language": "es"})

    answer = client.post(page, filled(client.get(page)))

    assert [*complaints(answer)] == ["kind", "name_es"]


def test_an_indicator_lacks_its_title_and_its_unit_at_once(client: Client) -> None:
    assert {"title_en", "unit_en"} <= {*sent(client, at("indicator_new", "GT-1.1"))}
