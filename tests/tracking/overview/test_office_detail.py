"""One office: its money, its activities, its reports, and links for those who work there."""

import pytest
from django.test import Client
from django.urls import reverse

from appeal.models import Appeal, Office, User
from tests.factories import make_appeal, make_section, make_transaction, make_update
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, period_of, words

pytestmark = [pytest.mark.once, pytest.mark.person("reporter_gt")]


def test_it_shows_money_by_heading_and_every_activity(client: Client) -> None:
    page = client.get(at("office_detail", "GT"))

    assert [cell.of.heading.code for cell in page.context["figures"].cells] == [
        "P1", "P2", "P3", "O1", "O2", "O3",
    ]  # fmt: skip
    assert page.context["figures"].whole.requirement == 13_505_000
    assert page.context["figures"].whole.allocated == 13_505_000
    assert len(page.context["activities"]) == 7
    assert "7 of 7 activities have not reported a percentage." in words(page)


@pytest.mark.person("manager_ro")
def test_of_a_draft_without_periods_or_a_source_it_says_so_or_nothing(
    client: Client, guatemala: Office
) -> None:
    draft = make_appeal(region=guatemala.region, source_name="")
    make_section(appeal=draft, office=guatemala)

    page = words(client.get(reverse("tracking:office_detail", args=[draft.code, "GT"])))

    assert "This appeal has no periods yet." in page
    assert "Plan and amounts:" not in page
    assert "Plan and amounts: IOM" in words(client.get(at("office_detail", "GT")))


def test_a_reporter_writes_in_the_own_office_only(client: Client) -> None:
    own = client.get(at("office_detail", "GT")).content.decode()
    foreign = client.get(at("office_detail", "HN")).content.decode()

    back = f"next={at('office_detail', 'GT')}%23row-{activity_of('GT-1.1').pk}"
    assert f"../../activities/GT-1.1/progress/?{back}" in own
    assert f"../../activities/GT-1.1/transactions/new/?{back}" in own
    for words_of_action in ("Log progress", "Record spend"):
        assert words_of_action in own
        assert words_of_action not in foreign


def test_anothers_draft_report_shows_as_not_handed_in_to_outsiders(
    client: Client, mi2020: Appeal
) -> None:
    make_update(activity=activity_of("HN-1.1"), period=period_of(mi2020), narrative="Secret.")

    page = client.get(at("office_detail", "HN"))

    assert "2020-Q1 not submitted overdue" in words(page)
    assert "2020-Q2 not started overdue" in words(page)
    assert at("report_detail", "HN", "2020-Q1") not in page.content.decode()


def test_drafts_show_to_the_own_office_and_only_if_asked_for(
    client: Client, viewer: User, signed_in: SignIn, mi2020: Appeal
) -> None:
    make_transaction(activity=activity_of("GT-1.1"), amount=100)
    make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020), percent=40)
    address, draft = at("office_detail", "GT"), {"include": "draft"}

    office = client.get(address, draft).context["figures"].whole
    assert (office.spent, office.progress) == (100, 40)
    for page in (client.get(address), signed_in(viewer).get(address, draft)):
        office = page.context["figures"].whole
        assert (office.spent, office.progress) == (0, None)


def test_the_download_carries_date_and_switch(client: Client) -> None:
    page = client.get(at("office_detail", "GT"), {"as_at": "2020-06-30"}).content.decode()

    assert f'{at("workbook", "R3")}?office=GT&amp;as_at=2020-06-30"' in page


@pytest.mark.publication
def test_its_queries_do_not_grow_with_its_rows(client: Client, mi2020: Appeal) -> None:
    few = count_queries(client, at("office_detail", "PA"))

    assert count_queries(client, at("office_detail", "RO")) <= few


@pytest.mark.parametrize("code", ["XX", "gt", "GT'--"])
def test_an_office_that_does_not_exist_is_not_found(client: Client, code: str) -> None:
    assert client.get(at("office_detail", code)).status_code == 404
