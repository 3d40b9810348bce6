"""The page of partners: read by everybody; managers add and mend what activities name."""

import pytest
from django.test import Client
from django.urls import reverse

from appeal.models import Appeal, Partner, User
from tests.fixture_types import SignIn
from tests.tracking.browsing import APPEAL, filled, words

pytestmark = pytest.mark.person("manager_ro")


def place(page: str, *args: object) -> str:
    return reverse(f"appeal:{page}", args=[APPEAL, *args])


def test_a_partner_needs_a_name_in_one_language_only(client: Client, mi2020: Appeal) -> None:
    address = place("partner_new")
    typed = {"name_en": "", "name_es": "", "name_fr": "", "kind": "civil_society"}

    nameless = client.post(address, filled(client.get(address)) | typed)
    client.post(address, filled(client.get(address)) | typed | {"name_fr": "Croix-Rouge"})

    assert dict(nameless.context["form"].errors) == {
        "name_en": ["Write it in at least one language."]
    }
    partner = Partner.objects.get(name_fr="Croix-Rouge")
    assert partner.name_en == "Croix-Rouge"


def test_a_manager_adds_a_partner_from_the_list_and_mends_it_there(
    client: Client, mi2020: Appeal
) -> None:
    added = place("partner_new")
    assert f'href="{added}"' in client.get(place("partner_list")).text
    typed = {
        "name_en": "Guatemalan Red Cross",
        "name_es": "",
        "name_fr": "",
        "kind": "civil_society",
    }

    done = client.post(added, filled(client.get(added)) | typed, follow=True)

    partner = Partner.objects.get(name_en="Guatemalan Red Cross")
    assert done.redirect_chain == [(place("partner_list"), 302)]
    assert "Saved: Guatemalan Red Cross." in words(done)
    (line,) = partner.history.all()
    assert (line.history_type, line.history_user.username) == ("+", "manager.ro")
    mended = place("partner_edit", partner.pk)
    assert f'href="{mended}"' in done.text
    client.post(mended, filled(client.get(mended)) | {"name_es": "Cruz Roja Guatemalteca"})
    assert Partner.objects.get(pk=partner.pk).name_es == "Cruz Roja Guatemalteca"


def test_a_partner_of_no_name_or_of_the_name_of_another_is_refused(
    client: Client, mi2020: Appeal
) -> None:
    added, before = place("partner_new"), Partner.objects.count()
    taken = Partner.objects.order_by("pk")[0]

    for name in ("", taken.name_en):
        typed = filled(client.get(added)) | {"name_en": name, "kind": taken.kind}
        assert client.post(added, typed).status_code == 422
    assert Partner.objects.count() == before


def test_a_closed_appeal_and_whoever_manages_nothing_add_none(
    client: Client, mi2020: Appeal, reporter_gt: User, signed_in: SignIn
) -> None:
    mi2020.state = Appeal.State.CLOSED
    mi2020.save_over(mi2020.version, ["state"])
    assert "partners/new/" not in client.get(place("partner_list")).text
    assert client.get(place("partner_new")).status_code == 404

    mi2020.state = Appeal.State.PUBLISHED
    mi2020.save_over(mi2020.version, ["state"])
    assert "partners/new/" not in signed_in(reporter_gt).get(place("partner_list")).text
