"""What an office says of itself in a draft: changed, and asked about where nobody did."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeal.figures.readiness import readiness_of
from appeal.figures.remarks import SHOWN
from appeal.models import Appeal, Section, User
from tests.factories import make_appeal, make_cell, make_office, make_section, publish
from tests.fixture_types import SignIn
from tests.tracking.browsing import complaints, filled, words

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]


@pytest.fixture
def draft(mi2020: Appeal) -> Appeal:
    """A draft of 2021 in which Guatemala says what it said in 2020, and Honduras something new."""
    appeal = make_appeal(region=mi2020.region, code="MI2021", year=2021)
    for section in mi2020.sections.filter(office__code__in=["GT", "HN"]).order_by("order"):
        said = section.summary_en if section.office.code == "GT" else "In 2021, something new."
        make_section(appeal=appeal, office=section.office, summary_en=said)
    return appeal


def at(page: str, office: str = "GT") -> str:
    return reverse(f"appeal:{page}", args=["MI2021", office])


def send(client: Client, **typed: str) -> Any:
    address = at("draft_section")
    return client.post(address, filled(client.get(address), **typed), follow=True)


def guatemala_in(appeal: Appeal) -> Section:
    return appeal.sections.get(office__code="GT")


def asked(appeal: Appeal) -> list[str]:
    return [row.sentence for row in readiness_of(appeal).odd if row.key == "summaries"]


def test_it_is_changed_from_the_page_of_the_offices_priorities(
    client: Client, draft: Appeal
) -> None:
    assert f'href="{at("draft_section")}"' in client.get(at("draft_priorities")).content.decode()

    page = send(client, summary_en="In 2021, IOM will go on.", printed_name="GUATEMALA")

    section = guatemala_in(draft)
    assert (section.summary_en, section.printed_name) == ("In 2021, IOM will go on.", "GUATEMALA")
    assert section.history.latest().history_user == page.context["user"]
    assert "Saved: Guatemala." in words(page)
    assert "In 2021, IOM will go on." in words(page)


def test_one_language_is_enough_and_none_is_no_summary(client: Client, draft: Appeal) -> None:
    send(client, summary_en="", summary_es="En 2021.")
    section = guatemala_in(draft)
    assert (section.summary_en, section.summary_es) == ("En 2021.", "En 2021.")

    page = send(client, summary_en="", summary_es="")

    assert guatemala_in(draft).summary == ""
    assert "The office has no summary yet." in words(page)


def test_an_empty_printed_name_is_refused(client: Client, draft: Appeal) -> None:
    page = send(client, printed_name="")

    assert page.status_code == 422
    assert complaints(page).keys() == {"printed_name"}


def test_the_second_of_two_who_write_it_is_told_and_loses_nothing(
    client: Client, draft: Appeal
) -> None:
    opened = client.get(at("draft_section"))
    send(client, summary_en="The first.")

    page = client.post(at("draft_section"), filled(opened, summary_en="The second."))

    assert page.status_code == 409
    assert filled(page)["summary_en"] == "The second."
    assert guatemala_in(draft).summary_en == "The first."


def test_of_a_published_appeal_it_stays(client: Client, draft: Appeal) -> None:
    typed = filled(client.get(at("draft_section")), summary_en="Another.")
    publish(draft)

    assert client.post(at("draft_section"), typed).status_code == 409
    assert guatemala_in(draft).summary_en != "Another."


def test_nobody_but_a_manager_of_the_region_finds_it(
    draft: Appeal, viewer: User, reporter_gt: User, signed_in: SignIn
) -> None:
    for person in (viewer, reporter_gt):
        assert signed_in(person).get(at("draft_section")).status_code == 404


def test_the_offices_whose_summary_nobody_changed_are_asked_about_in_one_question(
    client: Client, draft: Appeal, mi2020: Appeal
) -> None:
    belize = mi2020.sections.get(office__code="BZ")
    make_cell(appeal=draft, office=guatemala_in(draft).office, amount=5)
    said = belize.summary_en
    make_section(appeal=draft, office=belize.office, summary_en="New.", summary_es=said)

    assert asked(draft) == [
        "The summaries of 2 offices are word for word those of an earlier appeal. Check that they"
        " are right for 2021."
    ]
    for page in ("appeal:draft", "tracking:appeal_publish"):
        shown = client.get(reverse(page, args=["MI2021"])).content.decode()
        assert f'{at("draft_section")}#id_summary_en">Guatemala: English</a>' in shown
        assert f'{at("draft_section", "BZ")}#id_summary_es">Belize: Spanish</a>' in shown
        assert "Belize: English" not in shown

    send(client, summary_en="In 2021, IOM will go on.")
    draft.sections.filter(office__code="BZ").update(summary_es="")
    assert asked(draft) == []


def test_of_many_summaries_that_nobody_changed_the_first_are_shown_and_the_rest_unfolds(
    client: Client, draft: Appeal
) -> None:
    earlier = make_appeal(region=draft.region, year=2019)
    for _number in range(SHOWN + 1):
        section = make_section(
            appeal=earlier, office=make_office(region=draft.region), summary_en="The same."
        )
        make_section(appeal=draft, office=section.office, summary_en="The same.")

    page = client.get(reverse("appeal:draft", args=["MI2021"])).content.decode()
    first, _summary, rest = page.partition("2 more</summary>")

    assert (first.count("#id_summary_en"), rest.count("#id_summary_en")) == (SHOWN, 2)


def test_offices_without_a_summary_and_those_of_later_appeals_are_no_question(
    draft: Appeal, mi2020: Appeal
) -> None:
    draft.sections.update(summary_en="")
    assert asked(draft) == []

    draft.sections.update(summary_en="The same.")
    later = make_appeal(region=draft.region, year=2022)
    make_section(appeal=later, office=guatemala_in(draft).office, summary_en="The same.")
    assert asked(draft) == []
    assert asked(later) != []
