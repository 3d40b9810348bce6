"""What whoever has still to take the second step, or to set it up, sees and where it leads."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from appeal.models import Appeal, User
from tests.tracking.browsing import APPEAL

from .second_step import ASK, LIST, code_of, give_app, is_in, type_password

pytestmark = pytest.mark.django_db
HELP = "/help/"
# The name of the site, which leads wherever the person belongs.
BRAND = "/"


def links_of(text: str) -> set[str]:
    """The pages to which a page leads."""
    return set(re.findall(r'<a [^>]*href="(/[^"#]*)', text)) - {BRAND}


@pytest.fixture
def setting_up(settings: LazySettings, manager_ro: User, mi2020: Appeal) -> Client:
    """A browser of somebody whose role needs a second step, and who has none."""
    settings.SECOND_FACTOR_ROLES = ["manager"]
    return type_password(manager_ro)[0]


def test_whoever_has_to_set_one_up_reads_that_and_no_word_against_it(setting_up: Client) -> None:
    text = setting_up.get(LIST).text

    assert "Your role needs a second step" in text
    assert "your password is enough" not in text


def test_all_that_the_page_leads_to_opens(setting_up: Client) -> None:
    page = setting_up.get(LIST)

    links = links_of(page.text)
    assert {HELP, f"{LIST}app/", f"{LIST}passkey/"} <= links
    assert {link: setting_up.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert 'role="search"' not in page.text
    assert "/accounts/logout/" in page.text


def test_the_help_leads_to_nothing_that_is_closed_either(setting_up: Client) -> None:
    page = setting_up.get(HELP)

    assert page.status_code == 200
    assert 'class="bell' not in page.text
    assert f"/appeals/{APPEAL}/" not in page.text


def test_a_session_from_before_reads_the_help_without_the_ways_to_what_is_closed(
    reporter_gt: User, mi2020: Appeal
) -> None:
    browser = Client()
    browser.force_login(reporter_gt)
    assert f"/appeals/{APPEAL}/" in browser.get(HELP).text
    give_app(reporter_gt)

    for address in (ASK, HELP):
        shown = browser.get(address)
        assert (shown.status_code, f"/appeals/{APPEAL}/" in shown.text) == (200, False), address


def test_the_code_leads_to_the_page_that_one_opened_in_the_meantime(reporter_gt: User) -> None:
    secret = give_app(reporter_gt)
    browser, _asked = type_password(reporter_gt)
    wanted = f"/appeals/{APPEAL}/activities/"
    sign_in = browser.get(wanted).url

    (link,) = (each for each in links_of(browser.get(sign_in).text) if each.startswith(ASK))
    refused = browser.post(link, {"code": "000000"})
    entered = browser.post(link, {"code": code_of(secret)})

    assert refused.status_code == 200
    assert entered.url == wanted
    assert is_in(browser)


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:1"])
def test_the_code_leads_to_no_other_site(reporter_gt: User, elsewhere: str) -> None:
    secret = give_app(reporter_gt)
    browser, _asked = type_password(reporter_gt, next="/accounts/profile/")

    sign_in = browser.get("/accounts/login/", {"next": elsewhere})
    entered = browser.post(f"{ASK}?next={elsewhere}", {"code": code_of(secret)})

    assert f'href="{ASK}"' in sign_in.text
    assert entered.url == "/accounts/profile/"
